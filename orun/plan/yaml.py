"""The plan as YAML: the content of the JSON, in a form that every YAML reader reads alike.

YAML 1.1 and 1.2 disagree about what plain words mean (`on`, `017`, `12:30`, `1e3`), so a text is
written plain only if it looks like a name in both, and a float always with a dot and a signed
exponent. Scripts of several lines become literal blocks wherever that loses nothing.
"""

import re
from collections.abc import Iterator

import msgspec

from orun.plan.encode import compact
from orun.plan.model import Plan
from orun.plan.text import HIDDEN, escape

_PLAIN = re.compile(r"(?:[A-Za-z_/]|\.{1,2}/)(?:[A-Za-z0-9_./@+,()=%$*&-]|:(?=\S)| (?=[^\s#]))*")
"""Texts that need no quotes: begin like a name or a path, and have no `: ` and no ` #` in them."""

_WORDS = frozenset(
    word
    for name in ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]
    for word in (name, name.upper(), name.title())
)
"""Words that some reader takes for a boolean, a null or a number."""

_ESCAPED = re.compile(f'["\\\\\t\n{HIDDEN}]')
_HIDDEN_CHARACTER = re.compile(f"[{HIDDEN}]")
_QUOTE = {'"': '\\"', "\\": "\\\\"}

_LONGEST_KEY = 1000
"""YAML readers look for the colon of a simple key within 1,024 characters."""


def encode_yaml(plan: Plan) -> bytes:
    """Return `plan` as YAML 1.2 in UTF-8, in the same order as its JSON.

    Raises UnencodableError as `encode` does.
    """
    return to_yaml(msgspec.json.decode(compact(plan)))


def to_yaml(data: dict[str, object]) -> bytes:
    """Return plain data as YAML 1.2 in UTF-8, keys in the order in which they are."""
    return "".join(f"{line}\n" for line in _block(data, "")).encode()


def _block(value: object, indent: str) -> Iterator[str]:
    """Yield the lines of a map or list that is not empty, each beginning with `indent`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _entry(indent, f"{_key(key, indent)}:", item)
    elif isinstance(value, list):
        for item in value:
            yield from _item(indent, item)
    else:
        msg = f"a plan holds maps and lists, not {value!r}"
        raise TypeError(msg)


def _entry(indent: str, key: str, value: object) -> Iterator[str]:
    """Yield `key: value`, with collections on the lines below."""
    if _is_nested(value):
        yield indent + key
        yield from _block(value, indent + "  ")
    else:
        first, *rest = _leaf(value, indent + "  ")
        yield f"{indent}{key} {first}"
        yield from rest


def _item(indent: str, value: object) -> Iterator[str]:
    """Yield `- value`, with the first line of a collection beside the dash."""
    lines = _block(value, indent + "  ") if _is_nested(value) else _leaf(value, indent + "  ")
    for number, line in enumerate(lines):
        yield f"{indent}- {line.removeprefix(indent + '  ')}" if number == 0 else line


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _leaf(value: object, indent: str) -> list[str]:
    """Return the lines of a scalar or an empty collection, the first without its indent."""
    if isinstance(value, str):
        return _literal(value, indent) or [_text(value)]
    if isinstance(value, float):
        return [_float(value)]
    return [msgspec.json.encode(value).decode()]


def _key(key: str, indent: str) -> str:
    text = _text(key)
    return text if len(text) <= _LONGEST_KEY else f"? {text}\n{indent}"


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value) and value not in _WORDS:
        return value
    return f'"{_ESCAPED.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    return _QUOTE.get(match[0]) or escape(match[0])


def _literal(value: str, indent: str) -> list[str]:
    """Return `|` and the lines of a text, or nothing if a literal block would not keep it whole.

    Left to quotes are: a single line, a first line that is blank or indented (readers find the
    indent by it), white space at the end of a line (editors strip it), and hidden characters.
    """
    lines = value.split("\n")
    ends_in_newline = lines[-1] == ""
    body = lines[:-1] if ends_in_newline else lines
    if len(lines) == 1 or value[0] in " \t\n" or body[-1] == "":
        return []
    if _HIDDEN_CHARACTER.search(value) or any(line[-1:] in (" ", "\t") for line in body):
        return []
    header = "|" if ends_in_newline else "|-"
    return [header, *(indent + line if line else "" for line in body)]


def _float(value: float) -> str:
    """Write a float so that YAML 1.1 sees one too: `1.0e+16`, never `1e16`."""
    mantissa, exponent, power = repr(value).partition("e")
    return mantissa + ("" if "." in mantissa else ".0") + exponent + power
