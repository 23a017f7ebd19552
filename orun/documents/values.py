"""Decoders of the values in a document: one closure for each type that a field can have.

A decoder takes a node and returns the value that it stands for. What is wrong is reported and
gives `INVALID`, upon which the caller leaves the value out and goes on, so that one run finds
every problem. `label` is what the value is called in messages.
"""

import re
from collections.abc import Callable
from typing import Final

from msgspec import UNSET

from orun.diagnostics import Diagnostics
from orun.diagnostics.secrets import WrittenSecret, is_reference, shown_key
from orun.documents import problems
from orun.documents.secrets import hide_literals
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence
from orun.sources.scalars import Refused

INVALID: Final = UNSET
"""What a decoder returns for a value that it had to report."""

_FLAGS = dict.fromkeys(("yes", "on", "true"), "true")
_FLAGS |= dict.fromkeys(("no", "off", "false"), "false")
"""What people write for true and false."""

_WHOLE = re.compile("[+-]?[0-9]{1,18}")

Decoder = Callable[[AnyNode, Diagnostics], object]
"""From a node to its value, or `INVALID`."""


def text(label: str, *, may_be_empty: bool = True) -> Decoder:
    """Decode text; a number or a boolean is not text unless it stands in quotes."""

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if node.__class__ is Scalar and node.value.__class__ is str:
            if node.value or may_be_empty:
                return node.value
            diagnostics.error("wrong-value", f"{label} must not be empty", node.span)
            return INVALID
        help_ = problems.in_quotes(node) or problems.without_brackets(node)
        problems.wrong_type(diagnostics, label, "text", node, help_)
        # What is meant is clear enough to go on with, so that nothing else is wrong for want of it.
        item = problems.only_item(node)
        return INVALID if item is None else item.value

    return decode


def name(label: str, pattern: str) -> Decoder:
    """Decode text that must match `pattern`; an illegal name is reported and kept."""
    legal = re.compile(pattern).fullmatch
    decode_text = text(label)

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        value = decode_text(node, diagnostics)
        if isinstance(value, str) and not legal(value):
            problems.illegal_name(diagnostics, label, value, node.span)
        return value

    return decode


def boolean(label: str) -> Decoder:
    """Decode true or false."""

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        meant = _FLAGS.get(node.text.lower()) if isinstance(node, Scalar) else None
        help_ = f"write {meant}" if meant else problems.without_brackets(node)
        problems.wrong_type(diagnostics, label, "true or false", node, help_)
        return INVALID

    return decode


def integer(label: str, least: int | None) -> Decoder:
    """Decode a whole number of at least `least`."""

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        value: object = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, int) or isinstance(value, bool):
            help_ = None
            if isinstance(node, Scalar) and _WHOLE.fullmatch(node.text):
                help_ = f"write it without quotes: {node.text}"
            problems.wrong_type(diagnostics, label, "a whole number", node, help_)
            return INVALID
        if least is not None and value < least:
            message = f"{label} must be at least {least}, not {value}"
            diagnostics.error("out-of-range", message, node.span)
            return INVALID
        return value

    return decode


def choice(label: str, legal: tuple[str, ...]) -> Decoder:
    """Decode one of the `legal` words."""
    words = frozenset(legal)

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if not isinstance(node, Scalar) or node.value is None:
            help_ = problems.without_brackets(node)
            problems.wrong_type(diagnostics, label, problems.either(legal), node, help_)
            item = problems.only_item(node)
            return item.value if item is not None and item.value in words else INVALID
        if node.value in words:
            return node.value
        problems.wrong_value(diagnostics, label, legal, node)
        return INVALID

    return decode


def data() -> Decoder:
    """Decode anything into plain data."""
    return _data


def source_text(label: str, *, keep_null: bool) -> Decoder:
    """Decode any scalar into the text it was written as; null is empty text, or stays null."""
    null = None if keep_null else ""

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if isinstance(node, Scalar):
            return null if node.value is None else node.text
        problems.wrong_type(diagnostics, label, "text", node)
        return INVALID

    return decode


def list_of(label: str, decode_item: Decoder) -> Decoder:
    """Decode a list without its invalid items."""

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if not isinstance(node, Sequence):
            problems.wrong_type(diagnostics, label, "a list", node, problems.as_list(node))
            if not isinstance(node, Scalar):
                return INVALID
            value = decode_item(node, Diagnostics())
            return INVALID if value is INVALID else [value]
        values = [decode_item(item, diagnostics) for item in node.items]
        return [value for value in values if value is not INVALID]

    return decode


def map_of(label: str, decode_value: Decoder, key_pattern: str | None = None) -> Decoder:
    """Decode a map without its invalid values; keys must match `key_pattern`."""
    legal = re.compile(key_pattern).fullmatch if key_pattern else None

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if not isinstance(node, Mapping):
            problems.wrong_type(diagnostics, label, "a map", node)
            return INVALID
        values: dict[str, object] = {}
        for key, item in node.entries.items():
            if legal is not None and key.startswith("x-"):
                continue
            if legal is not None and not legal(key):
                problems.illegal_name(diagnostics, f"the key of {label}", key, node.keys[key].span)
            value = decode_value(item, diagnostics)
            if value is not INVALID:
                values[key] = value
        return values

    return decode


def of_secrets(decode_map: Decoder) -> Decoder:
    """Decode a map of references to secrets; what is none is kept from being shown anywhere."""

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        hide_literals(node)
        found = decode_map(node, diagnostics)
        if not isinstance(found, dict):
            return found
        return {
            shown_key(key): value if is_reference(value) else WrittenSecret(value)
            for key, value in found.items()
        }

    return decode


def or_empty(decode_map: Decoder, *, keep_invalid: bool) -> Decoder:
    """Take nothing for an empty map, as in `environments: {dev: }`.

    With `keep_invalid` a value that is no map at all is taken for an empty one too, once it has
    been reported: the name that it belongs to exists, and what refers to it is not wrong.
    """

    def decode(node: AnyNode, diagnostics: Diagnostics) -> object:
        if isinstance(node, Scalar) and node.value is None:
            return decode_map(_empty(node), diagnostics)
        value = decode_map(node, diagnostics)
        if value is INVALID and keep_invalid and not isinstance(node, Mapping):
            return decode_map(_empty(node), Diagnostics())
        return value

    return decode


def _data(node: AnyNode, diagnostics: Diagnostics) -> object:
    """Return plain data; a number that no plan can hold is reported, and then null."""
    if node.__class__ is Scalar:
        value = node.value
        if value.__class__ is Refused:
            problems.refused_number(diagnostics, value, node.span)
            return None
        return value
    if isinstance(node, Sequence):
        return [_data(item, diagnostics) for item in node.items]
    if isinstance(node, Mapping):
        return {key: _data(item, diagnostics) for key, item in node.entries.items()}
    return None


def _empty(node: AnyNode) -> Mapping:
    return Mapping(node.source, node.start, node.end, {}, {})
