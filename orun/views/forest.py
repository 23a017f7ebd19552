"""Lays the jobs of one environment out as trees, each job once, below the last it waits for."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orun.plan import Job
from orun.views.graph import Graph

DEEPEST = 10
"""Levels below which a chain begins again at the left, so that no line grows without end."""


class Placed(NamedTuple):
    """A job at its place: `branch` is drawn before its name, `trunk` before its further lines.

    `above` holds the ids of the jobs it stands below, all of which have ended before it.
    """

    job: Job
    branch: str
    trunk: str
    above: frozenset[str]


def forest(jobs: Sequence[Job], graph: Graph) -> Iterator[Placed]:
    """Yield the jobs of one environment in the order in which a reader meets them."""
    levels = _levels(jobs, graph)
    parents = _parents(jobs, graph, levels)
    children: dict[str | None, list[Job]] = {}
    for job in sorted(jobs, key=lambda job: (levels[job.id], job.id)):
        children.setdefault(parents[job.id], []).append(job)
    yield from _branches(None, "", frozenset(), children)


def _branches(
    parent: str | None, trunk: str, above: frozenset[str], children: dict[str | None, list[Job]]
) -> Iterator[Placed]:
    siblings = children.get(parent, [])
    for job in siblings:
        fork, stem = ("└─ ", "   ") if job is siblings[-1] else ("├─ ", "│  ")
        below = "│  " if job.id in children else "   "
        yield Placed(job, trunk + fork, trunk + stem + below, above)
        yield from _branches(job.id, trunk + stem, above | {job.id}, children)


def _levels(jobs: Sequence[Job], graph: Graph) -> dict[str, int]:
    """Return for each job how many jobs of its environment must end one after another before it.

    Jobs on a circle, which only a plan changed by hand can have, stand at the last level.
    """
    waiting = {job.id: {on.id for on in _local(job, graph)} for job in jobs}
    dependents: dict[str, list[str]] = {}
    for job, waits in waiting.items():
        for on in waits:
            dependents.setdefault(on, []).append(job)
    levels = dict.fromkeys(waiting, len(waiting))
    free = [job for job, waits in waiting.items() if not waits]
    level = 0
    while free:
        levels.update(dict.fromkeys(free, level))
        level += 1
        freed = []
        for on in free:
            for job in dependents.get(on, ()):
                waiting[job].discard(on)
                if not waiting[job]:
                    freed.append(job)
        free = freed
    return levels


def _parents(jobs: Sequence[Job], graph: Graph, levels: dict[str, int]) -> dict[str, str | None]:
    """Choose for each job the one to stand below: of those it waits for one of the last level."""
    depth: dict[str, int] = {}
    parents: dict[str, str | None] = {}
    for job in sorted(jobs, key=lambda job: (levels[job.id], job.id)):
        earlier = [on for on in _local(job, graph) if depth.get(on.id, DEEPEST) < DEEPEST - 1]
        parent = min(earlier, key=lambda on: (-levels[on.id], on.id), default=None)
        parents[job.id] = parent.id if parent else None
        depth[job.id] = depth[parent.id] + 1 if parent else 0
    return parents


def _local(job: Job, graph: Graph) -> Iterator[Job]:
    """Yield the jobs of the same environment that must have ended, advisory ones aside."""
    return (edge.on for edge in graph.edges[job.id] if edge.is_local and not edge.advisory)
