"""From the fixpoint to finished values and steps of every instance and job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from orun.rendering.jobs import JobKey, StepAssembly, StepRenderer
from orun.rendering.schema import Schemas
from orun.rendering.templates import check_override_templates, check_templates
from orun.rendering.values import Instance, Interpolator, Values

if TYPE_CHECKING:
    from orun.compiler.workspace import Workspace
    from orun.engine.explain import Explainer
    from orun.plan import Step
    from orun.rendering.problems import Problems


class Rendered(Struct):
    """Finished values by (component, environment), finished steps by job id."""

    values: dict[tuple[str, str], Values] = field(default_factory=dict)
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)


def render(workspace: Workspace, explainer: Explainer, problems: Problems) -> Rendered:
    """Return the values of all instances and the steps of all jobs.

    What is wrong is collected in `problems`; a text with a problem stays as it is written.
    """
    rendered = Rendered()
    result = explainer.result
    check_templates(workspace.definitions, problems)
    definitions: dict[str, str] = dict(iter(result.rows("uses")))
    _check_overrides(workspace, definitions, problems)
    interpolator = Interpolator(explainer, problems)
    schemas = Schemas(workspace.definitions, workspace.components, explainer, problems)
    schemas.check_all()
    for component, environment, type_, domain, _ in result.rows("instance"):
        instance = Instance(component, environment, type_, domain, definitions.get(component))
        values = rendered.values[instance.key] = interpolator.values(instance)
        schemas.check(instance, values, workspace.components[component].labels)
    _render_steps(workspace, explainer, problems, rendered)
    return rendered


def _check_overrides(workspace: Workspace, definitions: dict[str, str], problems: Problems) -> None:
    for component in workspace.components.values():
        if component.overrides is not None:
            definition = definitions.get(component.name)
            check_override_templates(component.overrides.steps, definition, problems)


def _render_steps(
    workspace: Workspace, explainer: Explainer, problems: Problems, rendered: Rendered
) -> None:
    result = explainer.result
    assembly = StepAssembly(explainer, workspace.definitions, workspace.components)
    renderer = StepRenderer(problems, explainer)
    profiles = {row[:2]: row[3] for row in result.rows("chosen_profile")}
    types = {row[0]: row for row in result.rows("job")}
    for job, component, environment, definition, name in result.rows("instance_job"):
        if job not in types:
            continue
        profile = profiles.get((component, environment))
        own = component if assembly.overrides(component) else None
        drafts = assembly.drafts(JobKey(definition, profile, name, own), job)
        values = rendered.values[component, environment]
        seen = template_values(workspace, types[job], profile, values)
        rendered.steps[job] = renderer.steps(drafts, seen, definition, environment)
    for job, row in types.items():
        if job not in rendered.steps:
            drafts = assembly.added(job)
            seen = template_values(workspace, row, None, None)
            rendered.steps[job] = renderer.steps(drafts, seen, None, row[2])


def template_values(
    workspace: Workspace, job: tuple[Any, ...], profile: str | None, values: Values | None
) -> dict[str, Any]:
    """Return what the templates of a job see; `job` is its row in relation `job`."""
    identity, component, environment, type_, name = job
    found = workspace.components.get(component)
    return {
        "parameters": {} if values is None else values.parameters,
        "env": {} if values is None else values.env,
        "orun": {
            "component": {
                "name": component,
                "type": type_,
                "domain": (found.domain if found else None) or "",
            },
            "environment": {"name": environment},
            "composition": {"type": type_},
            "profile": {"name": f"{type_}.{profile}" if profile else ""},
            "job": {"id": identity, "name": name},
        },
    }
