"""JSON text to data, within limits, and back from a path in the data to its place in the text."""

from __future__ import annotations

import json
import re
from json import JSONDecoder
from typing import TYPE_CHECKING, Any

from orun.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orun.diagnostics import Diagnostics, Source

MAX_DEPTH = 64
"""Lists and objects inside each other."""

_NESTING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)
_BLANK = re.compile(r"[ \t\n\r]*")

_EXPLANATIONS = {
    "Expecting value": "a value is missing here",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing here",
    "Expecting ':' delimiter": '":" is missing here',
    "Expecting ',' delimiter": '"," is missing here',
    "Illegal trailing comma before end of object": "nothing follows this comma",
    "Illegal trailing comma before end of array": "nothing follows this comma",
    "Extra data": "this follows the end of the event",
    "Unterminated string starting at": "this text is never closed",
    "Invalid control character at": "a control character in a text, which JSON writes as an escape",
}
"""What the json module says, in words for people."""

# No number is ever looked at, so each may be rounded; Python refuses to read long integers.
_DECODER = JSONDecoder(parse_int=float)


def parse_object(source: Source, diagnostics: Diagnostics) -> dict[str, Any] | None:
    """Return the JSON object in a text, or None after reporting why there is none."""
    if not source.text.strip():
        diagnostics.error("json-syntax", f"{source.name} is empty", Span(source, 0, 0))
        return None
    try:
        data = _DECODER.decode(source.text)
    except json.JSONDecodeError as error:
        message = _EXPLANATIONS.get(error.msg, f"this is no JSON: {error.msg.lower()}")
        diagnostics.error("json-syntax", message, Span(source, error.pos, error.pos + 1))
        return None
    except RecursionError:
        _report_depth(source, diagnostics)
        return None
    if _is_too_deep(data):
        _report_depth(source, diagnostics)
        return None
    if not isinstance(data, dict):
        start = _skip(source.text, 0)
        message = f"an event is a JSON object, and this is {kind_of(data)}"
        diagnostics.error("wrong-type", message, Span(source, start, start + 1))
        return None
    return data


def kind_of(value: object) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    kinds = {bool: "true or false", float: "a number", str: "a text", list: "a list"}
    return kinds.get(type(value), "an object")


class Places:
    """Finds values in a JSON text that could be parsed; objects on the way are read once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._members: dict[int, dict[str, int]] = {}

    def locate(self, path: Sequence[str]) -> Span:
        """Return the place of the value at a path of keys, or as far as the path leads."""
        text = self._source.text
        start = _skip(text, 0)
        for key in path:
            inner = self._members_at(start).get(key)
            if inner is None:
                break
            start = inner
        if text[start] in "{[":
            return Span(self._source, start, start + 1)
        _, end = _DECODER.raw_decode(text, start)
        return Span(self._source, start, end)

    def _members_at(self, start: int) -> dict[str, int]:
        """Return where the values of an object begin; of equal keys the last counts."""
        if start not in self._members:
            is_object = self._source.text[start] == "{"
            self._members[start] = _members(self._source.text, start) if is_object else {}
        return self._members[start]


def _members(text: str, start: int) -> dict[str, int]:
    found: dict[str, int] = {}
    at = _skip(text, start + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)  # The colon stands between.
        found[name] = at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return at if match is None else match.end()


def _is_too_deep(data: object) -> bool:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _containers(each)]
    return any(isinstance(each, (dict, list)) for each in level)


def _containers(data: object) -> list[object]:
    """Return the lists and objects directly inside of one."""
    if isinstance(data, dict):
        inside: Iterable[object] = data.values()
    elif isinstance(data, list):
        inside = data
    else:
        return []
    return [each for each in inside if isinstance(each, (dict, list))]


def _report_depth(source: Source, diagnostics: Diagnostics) -> None:
    """Point at the first bracket beyond the limit."""
    depth = 0
    for match in _NESTING.finditer(source.text):
        if match[0] in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                break
        elif match[0] in ("]", "}"):
            depth -= 1
    message = f"lists and objects are nested deeper than {MAX_DEPTH} levels"
    diagnostics.error("nesting-depth", message, Span(source, match.start(), match.end()))
