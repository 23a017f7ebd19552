"""The shapes of the fields of file formats, for those who go over any document."""

from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from msgspec.structs import fields

from orun.diagnostics.secrets import FIELDS
from orun.documents.annotations import unwrap
from orun.documents.located import Located

Form = Literal[
    "struct",
    "structs",
    "list",
    "tables",
    "table",
    "texts",
    "secrets",
    "united",
    "text",
    "secret",
    "value",
]
"""A struct; a map or a list of structs; a map of maps, of values, of texts or of secrets; a list to
which presets add; one text or one secret; anything else."""

_ENTRIES: dict[Form, Form] = {
    "structs": "struct",
    "list": "struct",
    "tables": "table",
    "table": "value",
    "texts": "text",
    "secrets": "secret",
    "united": "value",
}


class Shape(NamedTuple):
    """The form of a field, its struct if that has to do with one, and whether it holds policies."""

    form: Form
    struct: type[Located] | None = None
    policies: bool = False

    @property
    def is_map(self) -> bool:
        """Whether the field is a map with keys that the document chooses."""
        return self.form in ("structs", "tables", "table", "texts", "secrets")

    @property
    def nests(self) -> bool:
        """Whether nothing is an empty map here, as in `environments: {dev: }`."""
        return self.form in ("struct", "table")

    @property
    def entry(self) -> "Shape":
        """The shape of what a map or a list holds."""
        return Shape(_ENTRIES[self.form], self.struct)


@cache
def shapes(struct: type[Located]) -> dict[str, Shape]:
    """Return the shapes of a struct's fields by their names in the format, the name first."""
    infos = [info for info in fields(struct) if info.name != "node"]
    return {
        info.encode_name: Shape("secrets") if info.encode_name in FIELDS else _shape(info.type)
        for info in sorted(infos, key=lambda info: info.encode_name != "name")
    }


def _shape(annotation: Any) -> Shape:
    bare, marks = unwrap(annotation)
    merged = {(mark.extra or {}).get("merged") for mark in marks}
    if "united" in merged:
        return Shape("united")
    if _is_struct(bare):
        return Shape("struct", bare)
    if get_origin(bare) is list:
        item = unwrap(get_args(bare)[0])[0]
        return Shape("list", item) if _is_struct(item) else Shape("value")
    if get_origin(bare) is dict:
        return _map_shape(get_args(bare)[1], policies="added" in merged)
    return Shape("value")


def _map_shape(annotation: Any, *, policies: bool) -> Shape:
    value, marks = unwrap(annotation)
    if _is_struct(value):
        return Shape("structs", value)
    if get_origin(value) is dict:
        return Shape("tables")
    if value is str and not marks:
        return Shape("texts")
    return Shape("table", policies=policies)


def _is_struct(bare: Any) -> bool:
    return isinstance(bare, type) and issubclass(bare, Located)
