"""From the nodes of a YAML document to the structs of a file format.

The formats are the structs themselves: their fields, types and defaults. For each struct a table
of its fields is built once, and with it one closure for each field type (`values`), so that
decoding a node costs a look-up and a call.

| type of a field | what may stand in the document |
| --- | --- |
| `str`, `int`, `bool` | a scalar of that type |
| `Name`, `Label`, `Count` | a legal name, text that is not empty, a number that is not negative |
| `Literal["a", "b"]` | one of these words |
| `dict[str, str]` | a map of scalars, each kept as the text it was written as, null as `""` |
| `dict[str, str | None]` | the same, but null stays |
| `object` | anything, as plain data |
| `list[T]`, `dict[str, T]`, another struct | what you would think |
| `T | None` | the same as `T`: null means that the field is not stated |
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from msgspec import NODEFAULT, Meta
from msgspec.structs import FieldInfo, fields, replace

from orun.diagnostics import Diagnostics, did_you_mean
from orun.diagnostics.secrets import FIELDS, is_field
from orun.documents import problems, values
from orun.documents.annotations import unwrap
from orun.documents.located import DESCRIPTIVE, MISSED, REQUIRED, Located, states
from orun.documents.secrets import hide_literals
from orun.documents.unindented import indented, unindented
from orun.documents.values import INVALID, Decoder
from orun.sources.nodes import AnyNode, Mapping, Scalar

T = TypeVar("T", bound=Located)


def decode(struct: type[T], node: AnyNode, diagnostics: Diagnostics) -> T | None:
    """Decode a node as `struct`; None if it is no map or lacks what the struct cannot be without.

    Every problem is reported: an unknown field as a warning, the rest as errors. A field with a
    problem gets its default.
    """
    if not isinstance(node, Mapping):
        problems.wrong_type(diagnostics, f"the {struct.noun}", "a map", node)
        return None
    found = _decode_mapping(_table(struct), node, diagnostics)
    return found if isinstance(found, struct) else None


class _Field(NamedTuple):
    attribute: str
    decode: Decoder


class _Table(NamedTuple):
    """What the decoder knows of a struct; fields go by their names in the format."""

    struct: type[Located]
    fields: dict[str, _Field]
    silent: frozenset[str]
    """Fields that are accepted and not read."""
    required: tuple[str, ...]
    missed: frozenset[str]
    """Fields whose absence is an error, here or in a later check."""
    essential: frozenset[str]
    """Attributes without which the struct cannot be made."""
    check: Callable[[Any, Diagnostics], None] | None


@cache
def _table(struct: type[Located]) -> _Table:
    infos = [info for info in fields(struct) if info.name != "node"]
    return _Table(
        struct=struct,
        fields={info.encode_name: _Field(info.name, _field_decoder(info)) for info in infos},
        silent=struct.accepted | struct.refused | (DESCRIPTIVE - struct.meaningful),
        required=tuple(info.encode_name for info in infos if _is_required(info)),
        missed=frozenset(info.encode_name for info in infos if _is_missed(info)),
        essential=frozenset(info.name for info in infos if _is_essential(info)),
        check=None if struct.check is Located.check else struct.check,
    )


def _decode_mapping(table: _Table, mapping: Mapping, diagnostics: Diagnostics) -> object:
    made: dict[str, Any] = {}
    known = table.fields
    unknown: list[str] = []
    for name, node in mapping.entries.items():
        field = known.get(name)
        if field is None:
            if name not in table.silent and not name.startswith("x-"):
                unknown.append(name)
        elif node.__class__ is not Scalar or node.value is not None:
            value = field.decode(node, diagnostics)
            if value is not INVALID:
                made[field.attribute] = value
    suspects: list[str] = []
    if unknown:
        mapping, suspects = _decode_unknown(table, mapping, unknown, made, diagnostics)
    _report_missing(table, mapping, diagnostics)
    if not table.essential <= made.keys():
        return INVALID
    struct = table.struct(node=mapping, **made)
    if table.check is not None:
        _check(table.check, struct, suspects, diagnostics)
    return struct


def _report_missing(table: _Table, mapping: Mapping, diagnostics: Diagnostics) -> None:
    for name in table.required:
        if not states(mapping, name):
            problems.missing_field(diagnostics, table.struct.noun, name, mapping)


def _decode_unknown(
    table: _Table,
    mapping: Mapping,
    unknown: list[str],
    made: dict[str, Any],
    diagnostics: Diagnostics,
) -> tuple[Mapping, list[str]]:
    """Report the fields that a struct does not have.

    One that looks like a needed field that is missing is an error, and taken for it: so nothing
    else is wrong because of it. So are those below a needed field that is empty: they are taken for
    its value. Returns the map with these fields where they belong, and the names that look like
    another field.
    """
    above = unindented(mapping, table.fields, unknown)
    for empty in dict.fromkeys(above.values()):
        if empty in table.required:
            below = [name for name in above if above[name] == empty]
            problems.missing_field(diagnostics, table.struct.noun, empty, mapping, below)
            mapping = indented(mapping, empty, below)
            _decode_field(table, mapping, empty, made, diagnostics)
    unknown = [name for name in unknown if name in mapping.entries]
    absent = table.fields.keys() - mapping.entries.keys()
    silent = table.silent - mapping.entries.keys()
    missing = set(absent & table.missed)
    suspects = []
    for name in sorted(unknown):  # The order of keys decides nothing.
        key = mapping.keys[name]
        meant = problems.meant_field(name, absent, silent, diagnostics)
        if meant in missing and states(mapping, name):
            missing.discard(meant)
            problems.misspelled_field(diagnostics, table.struct.noun, meant, key)
            mapping = renamed(mapping, name, meant)
            _decode_field(table, mapping, meant, made, diagnostics)
        else:
            if meant in FIELDS or is_field(name):
                hide_literals(mapping.entries[name])
            problems.unknown_field(
                diagnostics, table.struct.noun, table.fields, key, meant, above.get(name)
            )
            suspects += [name] if meant in table.fields and name not in above else []
    return mapping, suspects


def _decode_field(
    table: _Table, mapping: Mapping, name: str, made: dict[str, Any], diagnostics: Diagnostics
) -> None:
    """Decode one field of a struct into what is made of the others."""
    field = table.fields[name]
    value = field.decode(mapping.entries[name], diagnostics)
    if value is not INVALID:
        made[field.attribute] = value


def renamed(mapping: Mapping, name: str, meant: str) -> Mapping:
    """Return a map with a field under another name, and the same places."""
    return Mapping(
        mapping.source,
        mapping.start,
        mapping.end,
        {meant if key == name else key: node for key, node in mapping.entries.items()},
        {meant if key == name else key: node for key, node in mapping.keys.items()},
    )


def _check(
    check: Callable[[Any, Diagnostics], None],
    struct: Located,
    suspects: list[str],
    diagnostics: Diagnostics,
) -> None:
    """Check between fields; what is wrong for want of a misspelled one is told where it stands."""
    if not suspects:
        check(struct, diagnostics)
        return
    found = Diagnostics()
    check(struct, found)
    key = struct.node.keys[suspects[0]]
    advice = did_you_mean(key.text, type(struct).__struct_encode_fields__)
    for each in found:
        diagnostics.add(replace(each, span=key.span, help=advice))


def _is_essential(info: FieldInfo) -> bool:
    return info.default is NODEFAULT and info.default_factory is NODEFAULT


def _is_required(info: FieldInfo) -> bool:
    return _is_essential(info) or REQUIRED in unwrap(info.type)[1]


def _is_missed(info: FieldInfo) -> bool:
    return _is_required(info) or MISSED in unwrap(info.type)[1]


def _field_decoder(info: FieldInfo) -> Decoder:
    decoder = _decoder(info.type, f"`{info.encode_name}`")
    return values.of_secrets(decoder) if info.encode_name in FIELDS else decoder


def _decoder(annotation: Any, label: str) -> Decoder:
    """Build the decoder of a field type."""
    bare, marks = unwrap(annotation)
    origin = get_origin(bare)
    if origin is list:
        return values.list_of(label, _decoder(get_args(bare)[0], f"an item of {label}"))
    if origin is dict:
        key, value = get_args(bare)
        return _map_decoder(key, value, label)
    if origin is Literal:
        return values.choice(label, get_args(bare))
    if isinstance(bare, type) and issubclass(bare, Located):
        return _struct_decoder(bare, label)
    return _scalar_decoder(bare, marks, label)


def _scalar_decoder(bare: Any, marks: list[Meta], label: str) -> Decoder:
    if bare is str:
        pattern = next((mark.pattern for mark in marks if mark.pattern), None)
        if pattern:
            return values.name(label, pattern)
        return values.text(label, may_be_empty=not any(mark.min_length for mark in marks))
    if bare is int:
        least = next((int(mark.ge) for mark in marks if mark.ge is not None), None)
        return values.integer(label, least)
    if bare is bool:
        return values.boolean(label)
    if bare is object:
        return values.data()
    raise TypeError(f"no file format has fields of type {bare}")


def _map_decoder(key: Any, value: Any, label: str) -> Decoder:
    pattern = next((mark.pattern for mark in unwrap(key)[1] if mark.pattern), None)
    return values.map_of(label, _map_value_decoder(value, f"a value of {label}"), pattern)


def _map_value_decoder(value: Any, label: str) -> Decoder:
    bare, marks = unwrap(value)
    if bare is str and not marks:
        return values.source_text(label, keep_null=value is not str)
    decoder = _decoder(value, label)
    if get_origin(bare) is dict:
        return values.or_empty(decoder, keep_invalid=False)
    if isinstance(bare, type) and issubclass(bare, Located):
        return values.or_empty(decoder, keep_invalid=True)
    return decoder


def _struct_decoder(struct: type[Located], label: str) -> Decoder:
    """Build the decoder of a nested struct; its table is made when it is needed first."""

    def decode_struct(node: AnyNode, diagnostics: Diagnostics) -> object:
        if node.__class__ is Mapping:
            return _decode_mapping(_table(struct), node, diagnostics)
        long_form = struct.from_scalar(node) if isinstance(node, Scalar) else None
        if long_form is not None:
            return _decode_mapping(_table(struct), long_form, diagnostics)
        problems.wrong_type(diagnostics, label, struct.form, node, _as_map(struct, node))
        return INVALID

    return decode_struct


def _as_map(struct: type[Located], node: AnyNode) -> str | None:
    """Suggest the long form for text that stands where a map with one essential field belongs."""
    essential = _table(struct).essential
    if isinstance(node, Scalar) and isinstance(node.value, str) and len(essential) == 1:
        return f"write {{{next(iter(essential))}: {node.text}}}"
    return None
