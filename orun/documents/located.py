"""What every struct of a file format has in common, and the marks its fields can carry."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from orun.diagnostics import Diagnostics
from orun.documents.problems import is_null
from orun.sources.nodes import Mapping, Scalar

REQUIRED = Meta(extra={"required": True})
"""Marks a field whose absence is an error although the struct can live without it.

A field without a default is required too, but then a struct without it is dropped, and with it
everything that refers to it; this mark keeps the struct, so that later checks still see it.
"""

MISSED = Meta(extra={"missed": True})
"""Marks a field without which something else is wrong, that says so: a misspelled one is an error.

A misspelled field that nothing is wrong without is a warning.
"""

UNITED = Meta(extra={"merged": "united"})
"""Marks a list to which presets add what is not in it, where else the strongest list counts."""

ADDED = Meta(extra={"merged": "added"})
"""Marks a map of policies: presets add to it, and where two differ that is told."""

NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]*"
Name = Annotated[str, Meta(pattern=NAME_PATTERN)]
"""The name of an environment, component, type, job or trigger, where it is given."""

Label = Annotated[str, Meta(min_length=1)]
"""What people call a step, a profile or a source: any text but the empty one."""

Count = Annotated[int, Meta(ge=0)]
"""A whole number that cannot be negative."""

DESCRIPTIVE = frozenset(
    {
        "annotations",
        "consumesApis",
        "contacts",
        "description",
        "docs",
        "effects",
        "extensions",
        "integrations",
        "lifecycle",
        "links",
        "owner",
        "providesApis",
        "registry",
        "system",
        "tags",
        "title",
        "version",
    }
)
"""Fields for people and catalogs: accepted wherever they stand, without meaning for a plan."""

HEADER = frozenset({"apiVersion", "kind"})
"""The fields by which a document says what it is; read before anything else of it."""


def states(mapping: Mapping, field: str) -> bool:
    """Tell whether a map states a field; null states nothing."""
    value = mapping.entries.get(field)
    return value is not None and not is_null(value)


class Located(Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of a document, with the map that it was read from.

    A field holds `None` if the document does not state it: what it then means is for the rules
    to say. `node.entries["field"]` and `node.keys["field"]` are the places of what is stated,
    by the field's name in the format.
    """

    noun: ClassVar[str] = "map"
    """What people call this part, in messages."""
    accepted: ClassVar[frozenset[str]] = frozenset()
    """Fields of the format that nothing reads, besides the descriptive ones."""
    refused: ClassVar[frozenset[str]] = frozenset()
    """Fields of other formats that do not belong here, of which `check` tells more than that."""
    meaningful: ClassVar[frozenset[str]] = frozenset()
    """Descriptive names that would be read as something else here, and so are not accepted."""

    form: ClassVar[str] = "a map"
    """What may stand in the document, in messages."""

    node: Mapping

    @classmethod
    def from_scalar(cls, node: Scalar) -> Mapping | None:  # noqa: ARG003 - for those that have one
        """Return the map that a scalar is short for, or None where there is no short form."""
        return None

    def states(self, field: str) -> bool:
        """Tell whether a field is stated, by its name in the format; null states nothing."""
        return states(self.node, field)

    def check(self, diagnostics: Diagnostics) -> None:
        """Report what is wrong between the fields of this part; called once it is decoded."""


class Metadata(Located, frozen=True, kw_only=True):
    """The `metadata` of a document that nothing refers to by name."""

    noun = "metadata"
    name: str | None = None
    description: str | None = None
    namespace: str | None = None


class NamedMetadata(Metadata, frozen=True, kw_only=True):
    """The `metadata` of a document that has to have a name."""

    name: Annotated[str | None, REQUIRED] = None
