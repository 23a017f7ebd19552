"""The format of an intent preset: parts of an intent that a stack publishes."""

from typing import Annotated

from msgspec import field

from orun.diagnostics import Diagnostics
from orun.documents.intent import Automation, Discovery, Environment, Group
from orun.documents.located import HEADER, REQUIRED, Located, Metadata, Name
from orun.documents.problems import unknown_field
from orun.documents.shapes import shapes
from orun.sources.nodes import Mapping


class PresetSpec(Located, frozen=True, kw_only=True):
    """The `spec` of a preset: what it adds to the intents that extend it."""

    noun = "preset"
    refused = frozenset({"components", "compositions"})
    discovery: Discovery | None = None
    automation: Automation | None = None
    groups: dict[Name, Group] = field(default_factory=dict)
    environments: dict[Name, Environment] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report what is the repository's own: its components, and where compositions come from."""
        if "components" in self.node.entries:
            _refuse("components", self.node, diagnostics)
        compositions = self.node.entries.get("compositions")
        if isinstance(compositions, Mapping) and "sources" in compositions.entries:
            _refuse("sources", compositions, diagnostics)
        elif compositions is not None:
            unknown_field(
                diagnostics, self.noun, shapes(PresetSpec), self.node.keys["compositions"]
            )


class IntentPreset(Located, frozen=True, kw_only=True):
    """A document of kind `IntentPreset`."""

    noun = "preset"
    accepted = HEADER
    metadata: Metadata | None = None
    spec: Annotated[PresetSpec | None, REQUIRED] = None


def _refuse(field_: str, owner: Mapping, diagnostics: Diagnostics) -> None:
    what = "`compositions.sources`" if field_ == "sources" else f"`{field_}`"
    diagnostics.error(
        "preset-overreach",
        f"a preset may not declare {what}",
        owner.keys[field_].span,
        help="that is for the intent to say: move it there",
    )
