"""The format of a component: a manifest of its own, or inline in the intent."""

from typing import Annotated, Literal

from msgspec import field

from orun.diagnostics import Diagnostics
from orun.documents.located import HEADER, REQUIRED, Label, Located, Name, NamedMetadata
from orun.documents.problems import check_path_parameter, is_null, start_of
from orun.documents.step import Step
from orun.sources.nodes import Mapping, Node, Scalar

DependencyMode = Literal["enforced", "advisory", "disabled"]
"""How much a component's dependencies count: an order, a hint, or nothing."""


class TriggerCondition(Located, frozen=True, kw_only=True):
    """`when`: the trigger binding under which a rule of a subscription applies."""

    noun = "condition"
    trigger_ref: Annotated[str | None, REQUIRED] = None


class ProfileRule(Located, frozen=True, kw_only=True):
    """The profile of a subscription under one trigger."""

    noun = "profile rule"
    profile: Annotated[str | None, REQUIRED] = None
    when: Annotated[TriggerCondition | None, REQUIRED] = None


class DependencyRule(Located, frozen=True, kw_only=True):
    """The dependency mode of a subscription under one trigger."""

    noun = "dependency rule"
    mode: Annotated[DependencyMode | None, REQUIRED] = None
    when: Annotated[TriggerCondition | None, REQUIRED] = None


class Subscription(Located, frozen=True, kw_only=True):
    """One environment, or a pattern of environments, in which a component is deployed.

    Text is short for a map with just `name`.
    """

    noun = "subscription"
    form = "text or a map"
    name: Label
    profile: str | None = None
    profile_rules: list[ProfileRule] = field(default_factory=list)
    dependency_mode: DependencyMode | None = None
    dependency_rules: list[DependencyRule] = field(default_factory=list)
    parameters: dict[str, object] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    secret_env: dict[str, str] = field(default_factory=dict)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a parameter `path` that is no path."""
        check_path_parameter(self.node.entries.get("parameters"), diagnostics)

    @classmethod
    def from_scalar(cls, node: Scalar) -> Mapping | None:
        """Return `{name: node}` for text."""
        if not isinstance(node.value, str):
            return None
        entries = {"name": node}
        return Mapping(node.source, node.start, node.end, dict(entries), entries)


class Subscriptions(Located, frozen=True, kw_only=True):
    """`subscribe`: the environments in which a component is deployed."""

    noun = "subscription list"
    environments: list[Subscription] = field(default_factory=list)


class CompositionReference(Located, frozen=True, kw_only=True):
    """`compositionRef`: which source a component takes its composition from."""

    noun = "composition reference"
    source: str | None = None
    name: str | None = None

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a reference to nothing."""
        stated = (self.node.entries.get(name) for name in ("source", "name"))
        if all(node is None or is_null(node) for node in stated):
            message = "a composition reference needs the field `source`, or `name`, or both"
            diagnostics.error("missing-field", message, start_of(self.node))


class Dependency(Located, frozen=True, kw_only=True):
    """Another component that a component waits for."""

    noun = "dependency"
    component: str
    environment: str | None = None
    scope: Literal["same-environment", "cross-environment"] | None = None
    condition: Literal["success", "always", "failure"] | None = None
    include: Literal["if-selected", "always"] | None = None
    reason: str | None = None
    input: bool | None = None


class Overrides(Located, frozen=True, kw_only=True):
    """`overrides`: what a component changes about its jobs."""

    noun = "override"
    steps: list[Step] = field(default_factory=list)


Watch = Literal[
    "environments", "groups", "env", "automation", "compositions", "discovery", "execution"
]
"""A section of the intent whose change can count as a change of a component."""


class ChangePolicy(Located, frozen=True, kw_only=True):
    """`change`: what counts as a change of a component besides its own files."""

    noun = "change policy"
    watches: list[Watch] = field(default_factory=list)


class ComponentSpec(Located, frozen=True, kw_only=True):
    """What a component states, apart from its name: the `spec` of a manifest."""

    noun = "component"
    type: Annotated[str | None, REQUIRED] = None
    domain: str | None = None
    enabled: bool | None = None
    path: str | None = None
    subscribe: Subscriptions | None = None
    composition_ref: CompositionReference | None = None
    parameters: dict[str, object] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    depends_on: list[Dependency] = field(default_factory=list)
    overrides: Overrides | None = None
    env: dict[str, str] = field(default_factory=dict)
    secret_env: dict[str, str] = field(default_factory=dict)
    optional_secret_env: dict[str, str] = field(default_factory=dict)
    change: ChangePolicy | None = None

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a parameter `path` that is no path."""
        check_path_parameter(self.node.entries.get("parameters"), diagnostics)


class InlineComponent(ComponentSpec, frozen=True, kw_only=True):
    """A component among the `components` of an intent."""

    name: Name


class ComponentMetadata(NamedMetadata, frozen=True, kw_only=True):
    """The `metadata` of a manifest: the component's name."""

    name: Annotated[Name | None, REQUIRED] = None


class ComponentManifest(Located, frozen=True, kw_only=True):
    """A document of kind `Component`."""

    noun = "component"
    accepted = HEADER
    metadata: Annotated[ComponentMetadata | None, REQUIRED] = None
    spec: Annotated[ComponentSpec | None, REQUIRED] = None


class Component(ComponentSpec, frozen=True, kw_only=True):
    """A component as it was loaded, whichever way it was written.

    `node` is the map that holds `type` and the rest, `place` the node of the name.
    `directory` is the directory of the manifest, relative to the intent's, with `/` and without
    a leading `./` ("." at the top); None for an inline component.
    """

    name: str
    place: Node
    directory: str | None = None
