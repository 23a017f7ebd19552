"""The jobs of a composition: their templates put in, their steps named, their order checked."""

from collections.abc import Collection

from msgspec.structs import replace

from orun.diagnostics import Diagnostics, Note, Span, did_you_mean
from orun.documents.composition import CompositionSpec, JobSpec, JobTemplate
from orun.documents.located import states
from orun.documents.places import text_items
from orun.documents.problems import start_of
from orun.documents.step import Step
from orun.sources.nodes import Mapping, Node

SPEC_FIELDS = frozenset(JobSpec.__struct_fields__) - {"node"}


def put_in(job: JobTemplate, template: JobSpec) -> JobTemplate:
    """Return a job with what its template states; what the job states itself goes first.

    The `node` of the result has the fields of both, each with the place it was written at.
    """
    own = job.node
    stated = {field: value for field, value in own.entries.items() if states(own, field)}
    node = Mapping(
        own.source,
        own.start,
        own.end,
        own.entries | template.node.entries | stated,
        own.keys | template.node.keys | {field: own.keys[field] for field in stated},
    )
    names = dict(zip(job.__struct_fields__, job.__struct_encode_fields__, strict=True))
    taken = {
        attribute: getattr(template, attribute)
        for attribute in SPEC_FIELDS
        if names[attribute] not in stated
    }
    return replace(job, node=node, **taken)


def name_steps(job: JobTemplate, diagnostics: Diagnostics) -> JobTemplate:
    """Return a job whose steps have ids: the `id`, else the `name`, else `step-N` from 1."""
    steps = [
        step if step.id else replace(step, id=step.name or f"step-{number}")
        for number, step in enumerate(job.steps, 1)
    ]
    _report_twins(steps, diagnostics)
    return replace(job, steps=steps)


def by_name(jobs: list[JobTemplate], diagnostics: Diagnostics) -> dict[str, JobTemplate]:
    """Return jobs by their names, of several with one name the first."""
    named: dict[str, JobTemplate] = {}
    for job in jobs:
        first = named.setdefault(job.name, job)
        if first is not job:
            diagnostics.error(
                "duplicate-job",
                f"there are two jobs named `{job.name}`",
                job.node.entries["name"].span,
                notes=(Note("the other one", first.node.entries["name"].span),),
            )
    return named


def check_jobs(
    spec: CompositionSpec, jobs: dict[str, JobTemplate], diagnostics: Diagnostics
) -> None:
    """Report jobs that are referred to and do not exist, and undeclared capabilities."""
    for job in jobs.values():
        for item in text_items(job.node, "dependsOn"):
            known_job(item.text, item, jobs, diagnostics)
        if job.capabilities:
            _check_capabilities(job, diagnostics)
    if spec.default_job is not None:
        known_job(spec.default_job, spec.node.entries["defaultJob"], jobs, diagnostics)


def known_job(name: str, node: Node, jobs: Collection[str], diagnostics: Diagnostics) -> bool:
    """Tell whether a job exists, and report it at `node` if it does not."""
    if name in jobs:
        return True
    message = f"the composition has no job named `{name}`"
    diagnostics.error("unknown-job", message, node.span, help=did_you_mean(name, jobs))
    return False


def is_resolved(job: JobTemplate) -> bool:
    """Tell whether the steps of a job are known; they are not where its template is missing."""
    return not job.states("templateRef") or job.states("steps")


def _check_capabilities(job: JobTemplate, diagnostics: Diagnostics) -> None:
    """Warn of steps that a profile cannot choose by what the job says that it can do."""
    for step in job.steps:
        if step.capability is not None and step.capability not in job.capabilities:
            diagnostics.warning(
                "undeclared-capability",
                f"the job `{job.name}` does not declare the capability `{step.capability}`",
                step.node.entries["capability"].span,
                help=did_you_mean(step.capability, job.capabilities),
            )


def _report_twins(steps: list[Step], diagnostics: Diagnostics) -> None:
    first: dict[str | None, Step] = {}
    for step in steps:
        other = first.setdefault(step.id, step)
        if other is not step:
            diagnostics.error(
                "duplicate-step",
                f"two steps of the job have the id `{step.id}`",
                _place(step),
                notes=(Note("the other one", _place(other)),),
                help="give each an `id` of its own; a step without one has its name for id",
            )


def _place(step: Step) -> Span:
    """Return the place of what gives a step its id."""
    for key in ("id", "name"):
        if key in step.node.entries:
            return step.node.entries[key].span
    return start_of(step.node)
