"""Finds the environments that wait for another as a whole, so that a view can say it once."""

from collections import Counter
from collections.abc import Mapping

from orun.plan import Job, Plan

Vias = Mapping[tuple[str, str], str]
"""Which rule made an edge: (job, on) to `order`, `dependency`, `promotion` or `barrier`."""


def is_barrier(job: Job) -> bool:
    """Whether a job is the joint of two environments, without steps of its own."""
    return job.composition == "barrier" and job.component == "*"


def barriers(plan: Plan, vias: Vias) -> dict[str, list[str]]:
    """Return for each environment the others of which all jobs must end before any of its own.

    Without `vias` only several components make a barrier: what waits for all jobs of one component
    may as well depend on it or be promoted from it.
    """
    jobs = [job for job in plan.jobs if not is_barrier(job)]
    size = Counter(job.environment for job in jobs)
    likely = _known(jobs, vias) if vias else _guessed(jobs)
    found: dict[str, list[str]] = {}
    for (here, there), number in sorted(_count(jobs).items()):
        if (here, there) in likely and number == size[here] * size[there]:
            found.setdefault(here, []).append(there)
    return found


def _count(jobs: list[Job]) -> Counter[tuple[str, str]]:
    """Count the edges from environment to environment."""
    environment = {job.id: job.environment for job in jobs}
    found: Counter[tuple[str, str]] = Counter()
    for job in jobs:
        for there, number in Counter(map(environment.get, job.depends_on)).items():
            if there is not None:
                found[job.environment, there] += number
    return found


def _known(jobs: list[Job], vias: Vias) -> set[tuple[str, str]]:
    """Return the pairs of environments with an edge that a barrier made."""
    environment = {job.id: job.environment for job in jobs}
    return {
        (environment[job], environment[on])
        for (job, on), via in vias.items()
        if via == "barrier" and job in environment and on in environment
    }


def _guessed(jobs: list[Job]) -> set[tuple[str, str]]:
    """Return the pairs of two environments of which the other has several components."""
    components: dict[str, set[str]] = {}
    for job in jobs:
        components.setdefault(job.environment, set()).add(job.component)
    several = [name for name, members in components.items() if len(members) > 1]
    return {(here, there) for here in components for there in several if here != there}
