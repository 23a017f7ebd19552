"""What plain scalars stand for: the core schema of YAML 1.2 (chapter 10.3 of its specification).

Unlike YAML 1.1, `on`, `yes`, `12:30`, `1_000` and `2024-01-31` are text and `017` is seventeen.
"""

import re
from math import isfinite
from typing import NamedTuple

from orun.sources.limits import MAX_DIGITS

Value = str | int | float | bool | None


class Refused(NamedTuple):
    """A scalar that stands for nothing orun can hold: why, and what to write instead."""

    message: str
    help: str


UNTOLD = "this stands for nothing that a plan can hold"
"""Why a scalar is refused that no message may quote."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

NUMERIC = frozenset("-+.0123456789")
"""What a number begins with."""

SPECIAL = NUMERIC.union(word[:1] for word in _WORDS)
"""What everything begins with that is no text; other texts are some."""

_INFINITE = frozenset(
    [sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")]
    + [".nan", ".NaN", ".NAN"]
)

_is_float = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch
_BASES = {"0o": (8, re.compile("0o[0-7]+")), "0x": (16, re.compile("0x[0-9a-fA-F]+"))}

_SHORT = 18
"""Digits of integers that need no closer look."""

_MAX_BITS = (10**MAX_DIGITS).bit_length()

_QUOTE = "put it in quotes if it is text"

_TOO_LONG = Refused(f"an integer of more than {MAX_DIGITS:,} digits", _QUOTE)


def resolve(text: str) -> Value | Refused:
    """Return the value of a plain scalar, or why there is none.

    >>> resolve("0o17"), resolve("017"), resolve("on"), resolve("~")
    (15, 17, 'on', None)
    """
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first not in NUMERIC:
        return text
    if text.isdigit() and text.isascii() and len(text) <= _SHORT:
        return int(text)
    if _is_float(text):
        return _integer(text, 10) if text.lstrip("-+").isdigit() else _finite(text)
    if first == "0" and text[:2] in _BASES:
        base, pattern = _BASES[text[:2]]
        return _integer(text[2:], base) if pattern.fullmatch(text) else text
    if text in _INFINITE:
        return Refused(f"{text} is no number that a plan can hold", _QUOTE)
    return text


def resolve_as(text: str, kind: str) -> Value | Refused:
    """Return the value of a scalar with the explicit tag `!!kind` of the core schema.

    `kind` is one of str, null, bool, int and float; an integer under `!!float` becomes a float.
    """
    if kind == "str":
        return text
    value = resolve(text)
    if isinstance(value, Refused):
        return value
    if kind == "float" and type(value) is int:
        return _finite(str(value))
    if _kind(value) == kind:
        return value
    return Refused(f'"{_shortened(text)}" is not what its tag !!{kind} says', "drop the tag")


def _kind(value: Value) -> str:
    return "null" if value is None else type(value).__name__


def _finite(text: str) -> float | Refused:
    value = float(text)
    if isfinite(value):
        return value
    return Refused(f"{_shortened(text)} is too large for a floating point number", _QUOTE)


def _integer(digits: str, base: int) -> int | Refused:
    if len(digits) <= _SHORT:
        return int(digits, base)
    if base == 10 and len(digits.lstrip("-+")) > MAX_DIGITS:  # noqa: PLR2004 - decimal
        return _TOO_LONG
    try:
        value = int(digits, base)
    except ValueError:  # PYTHONINTMAXSTRDIGITS can make Python's own limit lower.
        return _TOO_LONG
    return _TOO_LONG if value.bit_length() > _MAX_BITS else value


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 - what reads well
