"""`--view dag`: the jobs of a plan, environment by environment, in the order in which they run."""

from collections.abc import Iterator, Sequence

from orun.plan import Job, Plan
from orun.plan.text import visible
from orun.views.barriers import Vias
from orun.views.forest import Placed, forest
from orun.views.graph import SUCCESS, Graph
from orun.views.labels import Labels, short_id
from orun.views.style import GAP, WIDTH, Piece, Tone, columns, padded, wrapped
from orun.views.summary import heading, nothing, plural

_WIDEST_NAME = 48
_WIDEST_PROFILE = 32
_LEAST_NOTES = 30


def dag(plan: Plan, *, colour: bool = False, vias: Vias | None = None) -> str:
    """Draw the plan: a tree for each environment, earlier environments first.

    A job stands below the last of the jobs that it waits for, once; beside it stand its profile
    and whatever else it waits for: jobs elsewhere, conditions, gates. `vias` says which rule made
    an edge (`order`, `dependency`, `promotion`, `barrier`); without it the ends have to tell.
    """
    if not plan.jobs:
        return nothing(plan, colour=colour)
    return "".join(f"{line}\n" for line in _lines(plan, Graph(plan, vias), colour=colour))


def _lines(plan: Plan, graph: Graph, *, colour: bool) -> Iterator[str]:
    labels = Labels(graph)
    placed = {name: list(forest(jobs, graph)) for name, jobs in graph.environments().items()}
    table = _Table(graph, labels, [one for jobs in placed.values() for one in jobs], colour=colour)
    prior = graph.promoted_from()
    nested = any(one.above for jobs in placed.values() for one in jobs)
    yield from heading(plan, colour=colour)
    for environment, jobs in placed.items():
        yield ""
        title = Piece(visible(environment), Tone.ENVIRONMENT).show(colour=colour)
        after = _after(sorted(prior[environment]), graph.barriers.get(environment, ()))
        size = Piece(plural(len(jobs), "job") + visible(after), Tone.QUIET).show(colour=colour)
        yield f"{title}  {size}"
        for one in jobs:
            yield from table.rows(one)
    yield from _footer(plan, labels.legend(trees=nested), colour=colour)


def _after(prior: list[str], whole: Sequence[str]) -> str:
    """Say which environments come first, and of which all jobs do."""
    names = [f"all of {name}" if name in whole else name for name in prior]
    return f", after {', '.join(names)}" if names else ""


def _footer(plan: Plan, legend: list[Piece], *, colour: bool) -> Iterator[str]:
    pruned = len(plan.metadata.selection.pruned_edges)
    if pruned:
        hint = f"{plural(pruned, 'edge')} pruned, see --view dependencies"
        legend.append(Piece(hint, Tone.QUIET))
    if legend:
        yield ""
        yield from wrapped(legend, WIDTH, colour=colour)


class _Table:
    """Three columns over all environments: the tree, the profiles, and what else there is."""

    def __init__(self, graph: Graph, labels: Labels, placed: list[Placed], *, colour: bool) -> None:
        self._graph = graph
        self._labels = labels
        self._colour = colour
        names = [columns(one.branch) + columns(short_id(one.job)) for one in placed]
        self._name = min(max(names), _WIDEST_NAME) + GAP
        profiles = [columns(_profile(one.job)) for one in placed]
        self._profile = min(max(profiles), _WIDEST_PROFILE) + GAP
        self._notes = max(WIDTH - self._name - self._profile, _LEAST_NOTES)

    def rows(self, one: Placed) -> Iterator[str]:
        """Yield the line of a job, and further lines if not everything fits beside it."""
        first, *rest = wrapped(self._pieces(one), self._notes, colour=self._colour) or [""]
        branch = Piece(one.branch, Tone.QUIET).show(colour=self._colour)
        name = Piece(short_id(one.job), Tone.TITLE)
        profile = Piece(_profile(one.job), Tone.QUIET)
        yield (
            branch
            + padded(name, self._name - columns(one.branch), colour=self._colour)
            + padded(profile, self._profile, colour=self._colour)
            + first
        ).rstrip()
        trunk = padded(
            Piece(one.trunk, Tone.QUIET), self._name + self._profile, colour=self._colour
        )
        yield from (trunk + line for line in rest)

    def _pieces(self, one: Placed) -> list[Piece]:
        """Return what the tree does not say: edges to jobs that are not above, and conditions."""
        edges = [
            edge
            for edge in self._graph.edges[one.job.id]
            if edge.on.id not in one.above or edge.condition != SUCCESS
        ]
        return [*self._labels.edges(edges), *self._labels.gates(one.job)]


def _profile(job: Job) -> str:
    return visible(job.profile or job.composition)
