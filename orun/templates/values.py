"""Values as Go prints them (`%v`): `3`, `true`, `1.5`, `[a b]`, `map[a:1]`.

A value is what YAML or JSON gives: None, bool, int, float, str, list and dict with string keys.
"""

import math
from typing import Any

from orun.templates.limits import DEPTH
from orun.templates.problem import LIMIT, Refusal

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""White space of Unicode, which `trim` removes; Python's own idea has four more characters."""

_FIRST_EXPONENT = 1e6
_FIRST_SHARED_EXPONENT = 1e16
"""From here on Python, too, writes floats with an exponent."""

_LEAST_POSITIONAL = 1e-4


def kind(value: Any) -> str:
    """Name the kind of a value as messages call it."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    for each, name in _KINDS:
        if isinstance(value, each):
            return name
    return type(value).__name__


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "string"),
    (int, "integer"),
    (float, "float"),
    ((list, tuple), "list"),
    (dict, "map"),
)


def article(name: str) -> str:
    """Return the name of a kind with its article, as in `an integer`."""
    return f"an {name}" if name.startswith("i") else f"a {name}"


def show(value: Any, depth: int = 0) -> str:
    """Return the text of a value; raise `Refusal` for what is no value or is nested too deep."""
    if isinstance(value, str):
        return value
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return show_integer(value)
    if isinstance(value, float):
        return show_float(value)
    return show_collection(value, depth)


def show_collection(value: Any, depth: int) -> str:
    """Return `[a b]` or `map[k:v]` with the keys in order; raise `Refusal` if that is too deep."""
    check_depth(depth)
    if isinstance(value, (list, tuple)):
        return f"[{' '.join([show(each, depth + 1) for each in value])}]"
    if isinstance(value, dict):
        pairs = [f"{show(key)}:{show(value[key], depth + 1)}" for key in sorted(value, key=str)]
        return f"map[{' '.join(pairs)}]"
    raise Refusal(f"a value of type {type(value).__name__} cannot be printed")


def check_depth(depth: int) -> None:
    """Raise `Refusal` if a collection is nested deeper than anything sensible."""
    if depth > DEPTH:
        raise Refusal(f"the value is nested more than {DEPTH} levels deep", code=LIMIT)


def show_integer(value: int) -> str:
    """Return the decimal digits; raise `Refusal` where Python refuses to convert so many."""
    try:
        return str(value)
    except ValueError:
        raise Refusal("the integer has too many digits to be printed", code=LIMIT) from None


def show_float(value: float) -> str:
    """Return the shortest text that reads back as the same number, as Go's `%g` writes it.

    Exponents are written below 1e-4 and from 1e6 on: `2`, `1.5`, `1e+06`, `1e-05`.
    """
    size = abs(value)
    if math.isfinite(value) and (_LEAST_POSITIONAL <= size < _FIRST_EXPONENT or not size):
        return repr(value).removesuffix(".0")
    if size == math.inf:
        return "+Inf" if value > 0 else "-Inf"
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return "NaN"
    if size >= _FIRST_SHARED_EXPONENT or size < 1:
        return repr(value)
    return _with_exponent(repr(value))


def _with_exponent(positional: str) -> str:
    """Rewrite `1234567.5` as `1.2345675e+06`."""
    sign = "-" if positional.startswith("-") else ""
    whole, _, fraction = positional.lstrip("-").partition(".")
    digits = (whole + fraction).rstrip("0")
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{sign}{mantissa}e+{len(whole) - 1:02d}"


def quote(text: str) -> str:
    """Return the text in double quotes with Go's escapes (`%q`)."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{"".join([_ESCAPES.get(each) or _escape(each) for each in text])}"'


_ESCAPES = {
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
    "\\": r"\\",
    '"': r"\"",
}
_ASCII_LIMIT = 0x80
_SHORT_LIMIT = 0x10000


def _escape(character: str) -> str:
    if character.isprintable():
        return character
    point = ord(character)
    if point < _ASCII_LIMIT:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < _SHORT_LIMIT else f"\\U{point:08x}"


def upper(text: str) -> str:
    """Return the text in capitals, one character for each as in Go: `ß` stays."""
    return text.upper() if text.isascii() else "".join([_upper(each) for each in text])


def _upper(character: str) -> str:
    for large in (character.upper(), character.title()):
        if len(large) == 1:
            return large
    return character


def lower(text: str) -> str:
    """Return the text in small letters, one character for each as in Go."""
    return text.lower() if text.isascii() else "".join([each.lower()[0] for each in text])
