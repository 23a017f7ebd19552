"""The format of compositions: the job templates, profiles and schema of a component type."""

from typing import Annotated

from msgspec import field

from orun.diagnostics import Diagnostics
from orun.documents.located import (
    HEADER,
    MISSED,
    REQUIRED,
    Count,
    Label,
    Located,
    Metadata,
    Name,
    NamedMetadata,
)
from orun.documents.problems import is_null, start_of
from orun.documents.step import Step
from orun.sources.nodes import Mapping


class Reference(Located, frozen=True, kw_only=True):
    """A document beside the composition, by the `metadata.name` it has."""

    noun = "reference"
    name: Label


class JobSpec(Located, frozen=True, kw_only=True):
    """What a job template states apart from its name: the `spec` of a `JobTemplate`."""

    noun = "job template"
    accepted = frozenset({"type"})
    description: str | None = None
    runs_on: str | None = None
    timeout: str | None = None
    retries: Count | None = None
    labels: dict[str, str] = field(default_factory=dict)
    capabilities: list[str] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


class JobTemplate(JobSpec, frozen=True, kw_only=True):
    """A job of a composition, written out or taken from a document of kind `JobTemplate`."""

    noun = "job"
    accepted = frozenset()
    name: Name
    template_ref: Reference | None = None

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a job with no steps at all, or with two sources of steps."""
        stated = [key for key in ("steps", "templateRef") if self.states(key)]
        if not stated:
            message = f"the job `{self.name}` has neither `steps` nor `templateRef`"
            diagnostics.error("job-steps", message, start_of(self.node))
        elif len(stated) > 1:
            message = f"the job `{self.name}` has both `steps` and `templateRef`"
            diagnostics.error("job-steps", message, self.node.keys["templateRef"].span)


class StepPatch(Located, frozen=True, kw_only=True):
    """What a profile changes about a step; null in `with` or `env` removes a key."""

    noun = "step override"
    run: str | None = None
    with_: dict[str, object] = field(default_factory=dict, name="with")
    env: dict[str, str | None] = field(default_factory=dict)


class ProfileJob(Located, frozen=True, kw_only=True):
    """The steps of one job under a profile; with neither filter all of them."""

    noun = "job of the profile"
    include_capabilities: list[str] | None = None
    steps_enabled: list[str] | None = None
    step_overrides: dict[str, StepPatch] = field(default_factory=dict)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report two filters on one job."""
        if self.states("includeCapabilities") and self.states("stepsEnabled"):
            diagnostics.error(
                "two-step-filters",
                "a job of a profile has one filter, `includeCapabilities` or `stepsEnabled`",
                self.node.keys["stepsEnabled"].span,
            )


class Profile(Located, frozen=True, kw_only=True):
    """The jobs of a type that run, and how: the `spec` of an `ExecutionProfile`."""

    noun = "profile"
    accepted = frozenset({"type"})
    description: str | None = None
    policies: dict[str, object] = field(default_factory=dict)
    jobs: dict[str, ProfileJob] = field(default_factory=dict)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a profile under which nothing runs."""
        jobs = self.node.entries.get("jobs")
        if jobs is None or is_null(jobs) or (isinstance(jobs, Mapping) and not jobs.entries):
            span = start_of(self.node) if jobs is None else jobs.span
            message = "a profile needs at least one job under `jobs`"
            diagnostics.error("empty-profile", message, span)


class ProfileReference(Located, frozen=True, kw_only=True):
    """A profile of a composition that is a document of its own."""

    noun = "profile"
    name: Label
    profile_ref: Reference


class CompositionSpec(Located, frozen=True, kw_only=True):
    """The `spec` of a composition."""

    noun = "composition"
    type: Annotated[Name | None, REQUIRED] = None
    description: str | None = None
    default_job: Annotated[str | None, REQUIRED] = None
    default_profile: str | None = None
    parameter_schema: dict[str, object] | None = None
    schema_ref: Reference | None = None
    jobs: Annotated[list[JobTemplate], MISSED] = field(default_factory=list)
    execution_profiles: dict[str, Profile] = field(default_factory=dict)
    profiles: list[ProfileReference] = field(default_factory=list)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report two schemas."""
        if self.states("parameterSchema") and self.states("schemaRef"):
            message = "a composition has one schema, `parameterSchema` or `schemaRef`"
            diagnostics.error("two-schemas", message, self.node.keys["schemaRef"].span)


class Composition(Located, frozen=True, kw_only=True):
    """A document of kind `Composition`."""

    noun = "composition"
    accepted = HEADER
    metadata: Metadata | None = None
    spec: Annotated[CompositionSpec | None, REQUIRED] = None


class JobTemplateDocument(Located, frozen=True, kw_only=True):
    """A document of kind `JobTemplate`."""

    noun = "job template"
    accepted = HEADER
    metadata: Annotated[NamedMetadata | None, REQUIRED] = None
    spec: Annotated[JobSpec | None, REQUIRED] = None


class ExecutionProfile(Located, frozen=True, kw_only=True):
    """A document of kind `ExecutionProfile`."""

    noun = "execution profile"
    accepted = HEADER
    metadata: Annotated[NamedMetadata | None, REQUIRED] = None
    spec: Annotated[Profile | None, REQUIRED] = None


class SchemaSpec(Located, frozen=True, kw_only=True):
    """The `spec` of a `ComponentSchema`: a JSON Schema."""

    noun = "component schema"
    accepted = frozenset({"type"})
    schema: dict[str, object]


class ComponentSchema(Located, frozen=True, kw_only=True):
    """A document of kind `ComponentSchema`."""

    noun = "component schema"
    accepted = HEADER
    metadata: Annotated[NamedMetadata | None, REQUIRED] = None
    spec: Annotated[SchemaSpec | None, REQUIRED] = None
