"""How jobs, edges and gates are called in a view, and the legend of the signs that were used."""

from collections.abc import Iterable, Iterator, Sequence

from orun.plan import Gate, Job
from orun.plan.text import visible
from orun.views.barriers import is_barrier
from orun.views.graph import SUCCESS, Edge, Graph
from orun.views.style import Piece, Tone
from orun.views.summary import plural

BELOW, WAITS, PROMOTED, ADVISED, GATED = "└─", "←", "⇡", "⇠", "◇"

_LEGEND = {
    BELOW: "runs after the job that it stands below",
    WAITS: "also waits for",
    PROMOTED: "promotion: waits for an earlier environment",
    ADVISED: "advisory: comes after it, whatever becomes of it",
    GATED: "gate: evidence from outside of this plan",
    "[always]": "runs also if that failed",
    "[failure]": "runs only if that failed",
}

_MOST = 8
"""References of one kind that are shown for a job; the rest is counted."""


def short_id(job: Job) -> str:
    """Return what a job is called where its environment is known: `web.deploy`."""
    return visible(job.id if is_barrier(job) else f"{job.component}.{job.name}")


def gate_label(gate: Gate, job: Job) -> str:
    """Return a gate in words: `staging (success, revision=source)` or `change-approval`."""
    terms = [gate.condition] if gate.condition else []
    terms += [f"revision={gate.match.revision}"] if gate.match else []
    what = "" if gate.type == "environment-promotion" and gate.environment else gate.type
    who = {None: "", job.component: "", "*": "every component in"}.get(gate.component)
    words = [what, f"{gate.component} in" if who is None else who, gate.environment or ""]
    return visible(" ".join(filter(None, words)) + (f" ({', '.join(terms)})" if terms else ""))


class Labels:
    """Words for the edges and gates of a plan; remembers which signs it used, for the legend."""

    def __init__(self, graph: Graph, most: int = _MOST) -> None:
        self._most = most
        self._used: set[str] = set()
        self._size: dict[str, int] = {}
        for job in graph.plan.jobs:
            if not is_barrier(job):
                self._size[job.environment] = self._size.get(job.environment, 0) + 1

    def legend(self, *, trees: bool) -> list[Piece]:
        """Return the meaning of each sign that was used.

        `trees` says whether jobs stand below others; if not, labels say what a plain edge means.
        """
        used = self._used | {BELOW} if trees else self._used - {WAITS}
        return [
            Piece(f"{sign} {meaning}", Tone.QUIET)
            for sign, meaning in _LEGEND.items()
            if sign in used
        ]

    def gates(self, job: Job) -> Iterator[Piece]:
        """Yield the gates of a job."""
        for gate in job.gates or ():
            self._used.add(GATED)
            yield Piece(f"{GATED} {gate_label(gate, job)}", Tone.GATE)

    def whole(self, environments: Sequence[str]) -> Iterator[Piece]:
        """Yield the environments of which a job waits for, or holds back, every job."""
        for name in environments:
            self._used.add(PROMOTED)
            size = plural(self._size[name], "job")
            yield Piece(f"{PROMOTED} {visible(name)} (all {size})", Tone.PROMOTION)

    def edges(self, edges: Sequence[Edge]) -> Iterator[Piece]:
        """Yield what a job waits for: plain edges first, then promotions, then advisory ones."""
        groups: dict[tuple[int, str, str], list[Edge]] = {}
        for edge in edges:
            groups.setdefault((*_sign(edge), edge.condition), []).append(edge)
        for (_, sign, condition), members in sorted(groups.items()):
            suffix = "" if condition == SUCCESS else f" [{condition}]"
            self._used.update((sign, suffix.strip()))
            for name in self._named(members):
                yield Piece(f"{sign} {name}{visible(suffix)}", _tone(sign, condition))

    def signed(self, edge: Edge, name: str) -> Piece:
        """Return a name with the sign of an edge that is no plain one."""
        _, sign = _sign(edge)
        self._used.add(sign)
        return Piece(name if sign == WAITS else f"{sign} {name}", _tone(sign, edge.condition))

    def _named(self, edges: Sequence[Edge]) -> Iterator[str]:
        """Yield a name for each whole environment or instance among the edges."""
        names = list(self._names(edges))
        yield from names[: self._most]
        if len(names) > self._most:
            yield f"and {len(names) - self._most} more"

    def _names(self, edges: Sequence[Edge]) -> Iterator[str]:
        by_environment: dict[str, list[Edge]] = {}
        for edge in edges:
            by_environment.setdefault(edge.on.environment, []).append(edge)
        for environment, members in sorted(by_environment.items()):
            if members[0].is_promotion and 1 < len(members) == self._size.get(environment):
                yield f"{visible(environment)} (all {len(members)} jobs)"
            else:
                yield from _instances(members)


def _instances(edges: Iterable[Edge]) -> Iterator[str]:
    """Yield one name for each instance: `api.deploy`, `net@staging.{apply,plan}`."""
    instances: dict[str, list[Edge]] = {}
    for edge in edges:
        key = edge.on.id if is_barrier(edge.on) else edge.on.component
        instances.setdefault(key, []).append(edge)
    for members in instances.values():
        first = members[0]
        if len(members) == 1:
            yield short_id(first.on) if first.is_local else visible(first.on.id)
            continue
        where = "" if first.is_local else f"@{first.on.environment}"
        names = ",".join(sorted(edge.on.name for edge in members))
        yield visible(f"{first.on.component}{where}.{{{names}}}")


def _sign(edge: Edge) -> tuple[int, str]:
    if edge.advisory:
        return 2, ADVISED
    return (1, PROMOTED) if edge.is_promotion else (0, WAITS)


def _tone(sign: str, condition: str) -> Tone:
    if condition != SUCCESS:
        return Tone.CONDITION
    return {PROMOTED: Tone.PROMOTION, ADVISED: Tone.QUIET}.get(sign, Tone.PLAIN)
