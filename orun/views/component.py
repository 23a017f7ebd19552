"""`--view component=NAME`: everything that a plan says about one component."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from orun.plan import Job, Plan
from orun.plan.text import visible
from orun.views.barriers import Vias
from orun.views.graph import Edge, Graph
from orun.views.labels import Labels, short_id
from orun.views.steps import step_rows
from orun.views.style import WIDTH, Piece, Tone, padded, wrapped
from orun.views.summary import plural

_LABEL = 14
_EVERYTHING = 1_000_000


def component(plan: Plan, name: str, *, colour: bool = False, vias: Vias | None = None) -> str:
    """Describe the jobs of one component, environment by environment, earlier ones first.

    Each shows where its values come from, what it waits for and who waits for it, and its steps.
    A component that has no job in the plan is told as such, with what was pruned of it. The id of a
    job, or its dotted spelling, means the job's component. `vias` is as in `dag`.
    """
    name = component_meant(plan, name)
    if not any(job.component == name for job in plan.jobs):
        return "".join(f"{line}\n" for line in _absent(plan, name))
    view = _View(Graph(plan, vias), name, colour=colour)
    return "".join(f"{line}\n" for line in view.lines())


def components(plan: Plan) -> set[str]:
    """Return the components that a plan knows: those with a job, and those with an environment."""
    known = {job.component for job in plan.jobs}
    return known.union(*(state.components for state in plan.spec.environments.values()))


def component_meant(plan: Plan, name: str) -> str:
    """Return the component that a name is of, or the id of a job; the name itself if of neither."""
    if any(job.component == name for job in plan.jobs):
        return name
    spellings = {job.component for job in plan.jobs if name in (job.id, job.id.replace("@", "."))}
    return spellings.pop() if len(spellings) == 1 else name


def _absent(plan: Plan, name: str) -> Iterator[str]:
    subscribed = [env for env, state in plan.spec.environments.items() if name in state.components]
    where = f"subscribed to {_list(subscribed)}" if subscribed else "in no environment"
    yield f"{visible(name)} has no job in this plan; it is {where}"
    for edge in plan.metadata.selection.pruned_edges:
        if name in (edge.from_.partition("@")[0], edge.to.partition("@")[0]):
            yield f"  pruned: {visible(f'{edge.from_} → {edge.to}')} ({visible(edge.reason)})"


def _list(names: Iterable[str]) -> str:
    return visible(", ".join(sorted(names)))


class _View:
    """The lines about one component."""

    def __init__(self, graph: Graph, name: str, *, colour: bool) -> None:
        self._graph = graph
        self._name = name
        self._colour = colour
        self._labels = Labels(graph, most=_EVERYTHING)
        self._dependents: dict[str, list[Edge]] = {}
        for edge in graph.all_edges():
            self._dependents.setdefault(edge.on.id, []).append(edge)

    def lines(self) -> Iterator[str]:
        environments = {
            environment: own
            for environment, jobs in self._graph.environments().items()
            if (own := [job for job in jobs if job.component == self._name])
        }
        total = sum(map(len, environments.values()))
        types = _list({job.composition for jobs in environments.values() for job in jobs})
        title = self._show(visible(self._name), Tone.TITLE)
        size = f"{plural(total, 'job')} in {plural(len(environments), 'environment')}"
        yield f"{title}  {types} · {size}"
        for environment, jobs in environments.items():
            for job in jobs:
                yield ""
                heading = self._show(visible(environment), Tone.ENVIRONMENT)
                yield f"{heading}  {self._show(short_id(job), Tone.TITLE)}"
                yield from self._job(job)
        if legend := self._labels.legend(trees=False):
            yield ""
            yield from wrapped(legend, WIDTH, colour=self._colour)

    def _job(self, job: Job) -> Iterator[str]:
        yield from self._field("profile", _profile(job))
        yield from self._field("runs", _running(job))
        yield from self._field("path", job.path)
        yield from self._field("dependencies", _mode(job))
        yield from self._field("parameters", *_pairs(job.parameters))
        yield from self._field("env", *_pairs(job.env))
        yield from self._field("secrets", *_secrets(job))
        yield from self._field("labels", *_pairs(job.labels))
        yield from self._field("policies", *_pairs(job.policies))
        yield from self._pieces("waits for", self._prior(job))
        yield from self._pieces("needed by", self._waiting(job))
        yield from self._pieces("gates", self._labels.gates(job))
        yield from self._field("steps", *step_rows(job.steps))

    def _prior(self, job: Job) -> Iterator[Piece]:
        yield from self._labels.whole(self._graph.barriers.get(job.environment, ()))
        yield from self._labels.edges(self._graph.edges[job.id])

    def _waiting(self, job: Job) -> Iterator[Piece]:
        barriers = self._graph.barriers.items()
        yield from self._labels.whole([name for name, on in barriers if job.environment in on])
        for edge in self._dependents.get(job.id, ()):
            name = short_id(edge.job) if edge.is_local else visible(edge.job.id)
            yield self._labels.signed(edge, name)

    def _field(self, label: str, *values: str) -> Iterator[str]:
        """Yield a label with its values on lines of their own; nothing if there is no value."""
        yield from self._rows(label, [visible(value) for value in values if value])

    def _pieces(self, label: str, pieces: Iterable[Piece]) -> Iterator[str]:
        """Yield a label with pieces that share lines."""
        yield from self._rows(label, wrapped(list(pieces), WIDTH - _LABEL - 2, colour=self._colour))

    def _rows(self, label: str, rows: list[str]) -> Iterator[str]:
        for number, row in enumerate(rows):
            head = Piece("" if number else label, Tone.QUIET)
            yield f"  {padded(head, _LABEL, colour=self._colour)}{row}"

    def _show(self, text: str, tone: Tone) -> str:
        return Piece(text, tone).show(colour=self._colour)


def _profile(job: Job) -> str:
    if job.profile is None:
        return f"none: every step of {job.name}"
    trigger = job.profile_rule_trigger_ref
    source = ", ".join(filter(None, [job.profile_source, trigger and f"trigger {trigger}"]))
    return job.profile + (f" ({source})" if source else "")


def _running(job: Job) -> str:
    retries = None
    if job.retries is not None:
        retries = "1 retry" if job.retries == 1 else f"{job.retries} retries"
    return ", ".join(filter(None, [job.runs_on, job.timeout, retries]))


def _mode(job: Job) -> str:
    trigger = job.dependency_rule_trigger_ref
    source = ", ".join(filter(None, [job.dependency_source, trigger and f"trigger {trigger}"]))
    return f"{job.dependency_mode} ({source})"


def _pairs(values: Mapping[str, object] | None) -> Iterator[str]:
    """Yield `name = value` with the names in one column; a text stands as it is, unquoted."""
    values = values or {}
    width = max(map(len, values), default=0)
    for name, value in sorted(values.items()):
        yield f"{name:{width}} = {value if isinstance(value, str) else _json(value)}"


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def _secrets(job: Job) -> Iterator[str]:
    refs = job.secret_refs or ()
    width = max((len(secret.as_env) for secret in refs), default=0)
    for secret in refs:
        yield f"{secret.as_env:{width}}   {secret.ref}{' (optional)' if secret.optional else ''}"
