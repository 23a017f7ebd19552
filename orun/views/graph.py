"""The edges of a plan as views need them: by job, with the kind that a reader knows them by."""

from collections.abc import Iterable
from typing import NamedTuple

from orun.plan import Job, Plan
from orun.views.barriers import Vias, barriers, is_barrier

SUCCESS = "success"


class Edge(NamedTuple):
    """Job `job` waits for job `on`, which must end as `condition` asks.

    `via` says why it waits; an advisory edge only orders the two.
    """

    job: Job
    on: Job
    via: str
    condition: str
    advisory: bool

    @property
    def is_promotion(self) -> bool:
        """Whether the edge leads from an environment to an earlier one by promotion."""
        return self.via in ("promotion", "barrier")

    @property
    def is_local(self) -> bool:
        """Whether both jobs are in one environment."""
        return self.job.environment == self.on.environment


class Graph:
    """The jobs of a plan and their edges, in the order of the plan.

    `vias` is what the compiler knows of the edges; without it, or for an edge that it does not
    know, the kind is told by the ends (see `_guess`). An edge to a job that is not in the plan,
    which only a plan changed by hand can have, is left out.

    `barriers` has for each environment those of which every job must end before any of its own;
    these edges, N times M of them, are not in `edges`.
    """

    def __init__(self, plan: Plan, vias: Vias | None = None) -> None:
        self.plan = plan
        self.jobs = {job.id: job for job in plan.jobs}
        vias = vias or {}
        self.barriers = barriers(plan, vias)
        self.edges = {job.id: self._edges(job, vias) for job in plan.jobs}

    def _edges(self, job: Job, vias: Vias) -> list[Edge]:
        conditions = job.dependency_conditions or {}
        whole = () if is_barrier(job) else self.barriers.get(job.environment, ())
        return [
            Edge(
                job,
                on,
                vias.get((job.id, on.id)) or _guess(job, on),
                conditions.get(on.id, SUCCESS),
                advisory,
            )
            for ids, advisory in ((job.depends_on, False), (job.advisory_depends_on or (), True))
            for on in map(self.jobs.get, ids)
            if on is not None and (advisory or is_barrier(on) or on.environment not in whole)
        ]

    def all_edges(self) -> Iterable[Edge]:
        """Yield every edge, in the order of the plan's jobs."""
        for edges in self.edges.values():
            yield from edges

    def environments(self) -> dict[str, list[Job]]:
        """Return the environments that have jobs, earlier ones first, with their jobs.

        An environment comes after those it is promoted from, by edges or by gates; of two that
        are free the first by name. Should promotion go round in a circle, names alone decide.
        """
        members: dict[str, list[Job]] = {}
        for job in self.plan.jobs:
            members.setdefault(job.environment, []).append(job)
        prior = self.promoted_from()
        ordered: dict[str, list[Job]] = {}
        rest = sorted(members)
        while rest:
            chosen = next((name for name in rest if prior[name].isdisjoint(rest)), rest[0])
            rest.remove(chosen)
            ordered[chosen] = members[chosen]
        return ordered

    def promoted_from(self) -> dict[str, set[str]]:
        """Return for each environment with jobs the ones that it is promoted from."""
        names = dict.fromkeys(job.environment for job in self.plan.jobs)
        prior = {name: set(self.barriers.get(name, ())) for name in names}
        for job in self.plan.jobs:
            found = prior[job.environment]
            found.update(gate.environment for gate in job.gates or () if gate.environment)
            found.update(edge.on.environment for edge in self.edges[job.id] if edge.is_promotion)
        return {name: found - {name} for name, found in prior.items()}


def _guess(job: Job, on: Job) -> str:
    """Tell the kind of an edge by its ends.

    A component dependency across environments and a barrier without a joint look alike here: both
    are then called a dependency.
    """
    if is_barrier(job) or is_barrier(on):
        return "barrier"
    if job.component != on.component:
        return "dependency"
    return "order" if job.environment == on.environment else "promotion"
