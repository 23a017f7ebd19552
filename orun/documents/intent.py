"""The format of the intent: environments, components and where compositions come from."""

from typing import Annotated, Literal

from msgspec import Meta, field

from orun.diagnostics import Diagnostics
from orun.documents.component import DependencyMode, InlineComponent
from orun.documents.located import (
    ADDED,
    HEADER,
    REQUIRED,
    UNITED,
    Label,
    Located,
    Name,
    NamedMetadata,
)
from orun.documents.problems import check_path_parameter, missing_field
from orun.sources.nodes import Mapping


class Extension(Located, frozen=True, kw_only=True):
    """One entry of `extends`: a preset of a composition source."""

    noun = "extension"
    source: str
    preset: str


class Discovery(Located, frozen=True, kw_only=True):
    """`discovery`: the directories below which manifests are looked for."""

    noun = "discovery"
    roots: Annotated[list[str] | None, UNITED] = None


class CompositionSource(Located, frozen=True, kw_only=True):
    """A place that compositions come from; `path` is relative to the intent, `ref` an OCI one."""

    noun = "composition source"
    name: Label
    kind: Annotated[Literal["dir", "archive", "oci"] | None, REQUIRED] = None
    path: str | None = None
    ref: str | None = None

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a source on disk without a path and a remote one without a reference."""
        wanted = {"dir": "path", "archive": "path", "oci": "ref"}.get(self.kind or "")
        if wanted is not None and not self.states(wanted):
            missing_field(diagnostics, self.noun, wanted, self.node)


class Resolution(Located, frozen=True, kw_only=True):
    """Which source wins where several export one type."""

    noun = "resolution"
    precedence: list[str] = field(default_factory=list)
    bindings: dict[str, str] = field(default_factory=dict)


class Compositions(Located, frozen=True, kw_only=True):
    """`compositions`: the sources and how they are chosen from."""

    noun = "compositions section"
    sources: list[CompositionSource] = field(default_factory=list)
    resolution: Resolution | None = None


class TriggerOn(Located, frozen=True, kw_only=True):
    """The events that a trigger binding matches; a filter that is None matches everything."""

    noun = "trigger"
    meaningful = frozenset({"tags"})
    provider: Annotated[str | None, REQUIRED] = None
    event: str | None = None
    actions: list[str] | None = None
    branches: list[str] | None = None
    base_branches: list[str] | None = None
    tags: list[str] | None = None


class TriggerPlan(Located, frozen=True, kw_only=True):
    """How much is planned under a trigger, and between which revisions changes are looked for."""

    noun = "trigger plan"
    scope: Literal["full", "changed"] | None = None
    base: str | None = None
    head: str | None = None


class TriggerBinding(Located, frozen=True, kw_only=True):
    """A named kind of event that activates environments."""

    noun = "trigger binding"
    # `tags` beside `on` instead of in it would be a filter that is silently dropped.
    meaningful = frozenset({"tags"})
    description: str | None = None
    on: Annotated[TriggerOn | None, REQUIRED] = None
    plan: TriggerPlan | None = None


class Automation(Located, frozen=True, kw_only=True):
    """`automation`: the trigger bindings by name."""

    noun = "automation section"
    trigger_bindings: dict[Name, TriggerBinding] = field(default_factory=dict)


class Group(Located, frozen=True, kw_only=True):
    """What the components of a domain have in common; its key is the domain."""

    noun = "group"
    path: str | None = None
    policies: Annotated[dict[str, object], ADDED] = field(default_factory=dict)
    parameter_defaults: dict[str, dict[str, object]] = field(default_factory=dict)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a default `path` that is no path."""
        _check_paths(self, diagnostics)


class Activation(Located, frozen=True, kw_only=True):
    """The trigger bindings that activate an environment."""

    noun = "activation"
    trigger_refs: Annotated[list[str], UNITED] = field(default_factory=list)


class Match(Located, frozen=True, kw_only=True):
    """What an earlier success must have in common with this run."""

    noun = "match"
    revision: Literal["source"] | None = None


class PromotionDependency(Located, frozen=True, kw_only=True):
    """An environment from which things are promoted."""

    noun = "promotion dependency"
    environment: str
    strategy: Literal["same-component", "environment-barrier"] | None = None
    condition: Literal["success"] | None = None
    satisfy: Literal["same-plan-or-previous-success", "same-plan", "previous-success"] | None = None
    match: Match | None = None


class Promotion(Located, frozen=True, kw_only=True):
    """`promotion`: the environments that come before this one."""

    noun = "promotion"
    depends_on: list[PromotionDependency] = field(default_factory=list)


class Selectors(Located, frozen=True, kw_only=True):
    """Components and domains that belong to an environment without subscribing to it."""

    noun = "selector"
    components: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)


class Environment(Located, frozen=True, kw_only=True):
    """Where components ship."""

    noun = "environment"
    path: str | None = None
    activation: Activation | None = None
    promotion: Promotion | None = None
    selectors: Selectors | None = None
    parameter_defaults: dict[str, dict[str, object]] = field(default_factory=dict)
    policies: Annotated[dict[str, object], ADDED] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    secret_env: dict[str, str] = field(default_factory=dict)
    dependency_mode: DependencyMode | None = None

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a default `path` that is no path."""
        _check_paths(self, diagnostics)


class Execution(Located, frozen=True, kw_only=True):
    """How a plan is to be run; `state` is for the runner alone."""

    noun = "execution section"
    concurrency: Annotated[int, Meta(ge=1)] | None = None
    fail_fast: bool | None = None
    state_file: str | None = None
    barriers: Literal["fan-out", "join"] | None = None
    state: dict[str, object] | None = None


class Intent(Located, frozen=True, kw_only=True):
    """A document of kind `Intent`."""

    noun = "intent"
    accepted = HEADER
    metadata: Annotated[NamedMetadata | None, REQUIRED] = None
    extends: list[Extension] = field(default_factory=list)
    discovery: Discovery | None = None
    compositions: Compositions | None = None
    automation: Automation | None = None
    groups: dict[Label, Group] = field(default_factory=dict)
    environments: dict[Name, Environment] = field(default_factory=dict)
    components: list[InlineComponent] = field(default_factory=list)
    execution: Execution | None = None
    env: dict[str, str] = field(default_factory=dict)
    secret_env: dict[str, str] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)


def _check_paths(owner: Group | Environment, diagnostics: Diagnostics) -> None:
    defaults = owner.node.entries.get("parameterDefaults")
    for of_type in defaults.entries.values() if isinstance(defaults, Mapping) else ():
        check_path_parameter(of_type, diagnostics)
