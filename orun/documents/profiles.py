"""The profiles of a composition, held against its jobs, steps and capabilities."""

from collections.abc import Collection

from orun.diagnostics import Diagnostics, Note, did_you_mean
from orun.documents.composition import JobTemplate, Profile, ProfileJob
from orun.documents.jobs import is_resolved, known_job
from orun.documents.places import key_at, text_items
from orun.documents.step import Step
from orun.sources.nodes import Node, Scalar

Placed = tuple[str, Node, Profile | None]
"""A profile with its name and the place of that; None if its document is missing."""


def by_name(profiles: list[Placed], diagnostics: Diagnostics) -> dict[str, Profile | None]:
    """Return profiles by their names, of several with one name the first."""
    named: dict[str, Profile | None] = {}
    places: dict[str, Node] = {}
    for name, place, profile in profiles:
        if name in places:
            diagnostics.error(
                "duplicate-profile",
                f"there are two profiles named `{name}`",
                place.span,
                notes=(Note("the other one", places[name].span),),
            )
            continue
        named[name] = profile
        places[name] = place
    return named


def check_profile(profile: Profile, jobs: dict[str, JobTemplate], diagnostics: Diagnostics) -> None:
    """Report the jobs, steps and capabilities of a profile that do not exist."""
    for name, entry in profile.jobs.items():
        place = key_at(profile.node, "jobs", name)
        if known_job(name, place, jobs, diagnostics) and is_resolved(jobs[name]):
            _check_filters(entry, jobs[name], diagnostics)
            _check_patches(entry, jobs[name], diagnostics)


def meant_profile(stated: str, type_: str | None, profiles: Collection[str]) -> str | None:
    """Return the name of the profile that `NAME` or `TYPE.NAME` means; None if there is none."""
    names = (stated, stated.removeprefix(f"{type_}."))
    return next((name for name in names if name in profiles), None)


def _check_filters(entry: ProfileJob, job: JobTemplate, diagnostics: Diagnostics) -> None:
    for item in text_items(entry.node, "stepsEnabled"):
        if not _meant_steps(item.text, job):
            _unknown_step(item, job, diagnostics)
    known = {*job.capabilities, *(step.capability for step in job.steps if step.capability)}
    for item in text_items(entry.node, "includeCapabilities"):
        if item.text not in known:
            diagnostics.error(
                "unknown-capability",
                f"no step of the job `{job.name}` has the capability `{item.text}`",
                item.span,
                help=did_you_mean(item.text, known),
            )


def _check_patches(entry: ProfileJob, job: JobTemplate, diagnostics: Diagnostics) -> None:
    places: dict[str, Scalar] = {}
    for spelling, patch in entry.step_overrides.items():
        place = key_at(entry.node, "stepOverrides", spelling)
        steps = _meant_steps(spelling, job)
        if not steps:
            _unknown_step(place, job, diagnostics)
        for step in steps:
            first = places.setdefault(step.id or "", place)
            if first is not place:
                _changed_twice(place, step, first, diagnostics)
            if patch.run is not None and step.use is not None:
                diagnostics.error(
                    "run-on-use-step",
                    f"the step `{spelling}` uses an action and has no `run` to override",
                    patch.node.keys["run"].span,
                    notes=(Note("the step", step.node.keys["use"].span),),
                )


def _meant_steps(spelling: str, job: JobTemplate) -> list[Step]:
    """Return the step of that id; only where there is none, those of that name."""
    of_id = [step for step in job.steps if step.id == spelling]
    return of_id or [step for step in job.steps if step.name == spelling]


def _changed_twice(place: Scalar, step: Step, first: Scalar, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "step-changed-twice",
        f"the profile changes the step `{step.id}` twice",
        place.span,
        notes=(Note("the first time", first.span),),
        help="make one entry of the two, under the step's id",
    )


def _unknown_step(place: Scalar, job: JobTemplate, diagnostics: Diagnostics) -> None:
    """Report a step that a job has neither by id nor by name."""
    name = place.text
    message = f"the job `{job.name}` has no step `{name}`"
    hint = did_you_mean(name, (step.id or "" for step in job.steps))
    diagnostics.error("unknown-step", message, place.span, help=hint)
