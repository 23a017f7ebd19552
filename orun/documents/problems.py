"""The sentences for what can be wrong with one value or one field."""

import json
from collections.abc import Collection, Iterable

from orun.diagnostics import Diagnostic, Diagnostics, Severity, Span, did_you_mean, nearest
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence
from orun.sources.scalars import UNTOLD, Refused

FORMER_NAMES = {"inputs": "parameters", "defaults": "parameterDefaults"}
"""Fields of earlier versions of the format, and what became of them."""


def found(node: AnyNode) -> str:
    """Say what kind of value a node is, without showing the value: it may be a secret."""
    if isinstance(node, Mapping):
        return "a map"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return "true or false"
    return "text" if isinstance(node.value, str) else "a number"


def wrong_type(
    diagnostics: Diagnostics, label: str, wanted: str, node: AnyNode, help_: str | None = None
) -> None:
    """Report a value of another type than `wanted` ("a list", "text", …)."""
    if isinstance(node, Scalar) and isinstance(node.value, Refused):
        refused_number(diagnostics, node.value, node.span)
        return
    message = f"{label} must be {wanted}, not {found(node)}"
    diagnostics.error("wrong-type", message, node.span, help=help_)


def refused_number(diagnostics: Diagnostics, refused: Refused, span: Span) -> None:
    """Report a number that no plan can hold."""
    message = UNTOLD if span.hidden else refused.message
    diagnostics.error("unsupported-scalar", message, span, help=refused.help)


def without_brackets(node: AnyNode) -> str | None:
    """Suggest the only item of a list in its place."""
    item = only_item(node)
    if item is None:
        return None
    return f"write it without brackets: {item.source.text[item.start : item.end]}"


def only_item(node: AnyNode) -> Scalar | None:
    """Return the text that is the only item of a list."""
    if isinstance(node, Sequence) and len(node.items) == 1:
        item = node.items[0]
        if isinstance(item, Scalar) and isinstance(item.value, str):
            return item
    return None


def as_list(node: AnyNode) -> str | None:
    """Suggest a list in the place of a scalar."""
    if isinstance(node, Scalar) and node.value is not None:
        return f"write it as a list: [{node.source.text[node.start : node.end]}]"
    return None


def in_quotes(node: AnyNode) -> str | None:
    """Suggest quotes around a scalar that YAML takes for a number or a boolean."""
    if isinstance(node, Scalar) and node.value is not None:
        return f"write it in quotes: {json.dumps(node.text, ensure_ascii=False)}"
    return None


def wrong_value(diagnostics: Diagnostics, label: str, legal: Collection[str], node: Scalar) -> None:
    """Report a value that is none of the `legal` ones."""
    message = f"{label} must be {either(legal)}, not `{node.text}`"
    diagnostics.error("wrong-value", message, node.span, help=did_you_mean(node.text, legal))


def illegal_name(diagnostics: Diagnostics, label: str, name: str, span: Span) -> None:
    """Report a name with characters that names cannot have."""
    diagnostics.error(
        "illegal-name",
        f"{label} `{name}` is not a legal name",
        span,
        help="names consist of letters, digits, `.`, `_` and `-`, and begin with a letter or digit",
    )


def missing_field(
    diagnostics: Diagnostics,
    noun: str,
    field: str,
    mapping: Mapping,
    unindented: Collection[str] = (),
) -> None:
    """Report a required field that a map does not have, at the start of the map, or left empty.

    `unindented` are the fields that stand beside it and seem to belong to it.
    """
    message = f"the {noun}{_identity(mapping)} needs the field `{field}`"
    key = mapping.keys.get(field)
    if key is None:
        diagnostics.error("missing-field", message, start_of(mapping))
        return
    hint = f"indent what belongs to it: {listed(unindented)}" if unindented else None
    diagnostics.error("missing-field", f"{message}, which is empty", key.span, help=hint)


MOST_SUGGESTIONS = 300
"""Problems of a run after which no more misspelled fields are guessed at, which takes time."""


def meant_field(
    name: str, read: Collection[str], silent: Collection[str], diagnostics: Diagnostics
) -> str | None:
    """Return the field that an unknown one is likely to mean; one that is not read if very much."""
    if len(diagnostics) >= MOST_SUGGESTIONS:
        return None
    return nearest(name, read) or nearest(name, silent, _VERY_CLOSE)


_VERY_CLOSE = 0.8


def misspelled_field(diagnostics: Diagnostics, noun: str, meant: str, key: Scalar) -> None:
    """Report a field that the format does not have, where one that it needs is missing."""
    message = f"the {noun} has no field `{key.shown}`, and it needs the field `{meant}`"
    diagnostics.error("missing-field", message, key.span, help=f"did you mean `{meant}`?")


def unknown_field(
    diagnostics: Diagnostics,
    noun: str,
    known: Collection[str],
    key: Scalar,
    meant: str | None = None,
    above: str | None = None,
) -> None:
    """Warn about a field that the format does not have.

    `meant` is one that looks like it, `above` an empty one that stands above it.
    """
    name = key.text
    if above is not None:
        meant = above
        hint = f"indent it if it belongs to `{above}`, which is empty"
    elif FORMER_NAMES.get(name) in known:
        meant = None
        hint = f"`{name}` is now called `{FORMER_NAMES[name]}`"
    elif meant is not None:
        hint = f"did you mean `{meant}`?"
    else:
        hint = f"it has {listed(sorted(known))}"
    message = f"the {noun} has no field `{key.shown}`, which is ignored"
    diagnostics.add(
        Diagnostic(Severity.WARNING, "unknown-field", message, key.span, help=hint, meant=meant)
    )


def listed(words: Iterable[str], conjunction: str = "and") -> str:
    """Return words as people list them: "`a`, `b` and `c`"."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:  # noqa: PLR2004 - one word needs no conjunction
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"


def either(words: Iterable[str]) -> str:
    """Return words as alternatives: "`a`, `b` or `c`"."""
    return listed(words, "or")


def is_null(node: AnyNode) -> bool:
    """Tell whether a node stands for nothing."""
    return isinstance(node, Scalar) and node.value is None


def is_left_empty(node: AnyNode) -> bool:
    """Tell whether nothing is written where a value belongs, not even `null`."""
    return isinstance(node, Scalar) and node.value is None and not node.text


def start_of(mapping: Mapping) -> Span:
    """Return the place where a map begins: its first key, or its brace."""
    first = next(iter(mapping.keys.values()), None)
    if first is not None and first.source is mapping.source and first.start == mapping.start:
        return first.span
    return Span(mapping.source, mapping.start, min(mapping.start + 1, mapping.end))


def _identity(mapping: Mapping) -> str:
    """Return the name by which people find a map, with a space before it, if it has one."""
    for key in ("name", "id"):
        node = mapping.entries.get(key)
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value:
            return f" `{node.value}`"
    return ""


def check_path_parameter(parameters: AnyNode | None, diagnostics: Diagnostics) -> None:
    """Report a parameter `path` that is no text: it says where a component is."""
    path = parameters.entries.get("path") if isinstance(parameters, Mapping) else None
    if path is None or is_null(path) or (isinstance(path, Scalar) and isinstance(path.value, str)):
        return
    label = "`path` among parameters, which says where a component is,"
    wrong_type(diagnostics, label, "text", path, in_quotes(path) or without_brackets(path))
