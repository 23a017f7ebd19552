"""The formats that say what a composition source exports: `stack.yaml` and `orun.yaml`."""

from typing import Annotated

from msgspec import field

from orun.documents.located import HEADER, REQUIRED, Located, Metadata, Name

STACK = "stack.yaml"
PACKAGE = "orun.yaml"


class StackEntry(Located, frozen=True, kw_only=True):
    """A composition of a stack: a file, or a directory that holds one."""

    noun = "stack entry"
    path: str
    name: Name | None = None


class PresetEntry(Located, frozen=True, kw_only=True):
    """An intent preset that a stack publishes."""

    noun = "preset entry"
    name: str
    path: str


class StackSpec(Located, frozen=True, kw_only=True):
    """The `spec` of a stack; without `compositions` they are looked for."""

    noun = "stack"
    compositions: list[StackEntry] | None = None
    intent_presets: list[PresetEntry] = field(default_factory=list)


class Stack(Located, frozen=True, kw_only=True):
    """A document of kind `Stack`."""

    noun = "stack"
    accepted = HEADER
    metadata: Metadata | None = None
    spec: StackSpec | None = None


class Export(Located, frozen=True, kw_only=True):
    """A type that a package exports, and the file of its composition."""

    noun = "export"
    composition: Name
    path: str


class PackageSpec(Located, frozen=True, kw_only=True):
    """The `spec` of a composition package."""

    noun = "composition package"
    accepted = frozenset({"dependencies", "orun"})
    exports: Annotated[list[Export] | None, REQUIRED] = None


class CompositionPackage(Located, frozen=True, kw_only=True):
    """A document of kind `CompositionPackage`."""

    noun = "composition package"
    accepted = HEADER
    metadata: Metadata | None = None
    spec: Annotated[PackageSpec | None, REQUIRED] = None
