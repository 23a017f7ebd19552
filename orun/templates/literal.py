"""Literals of a template -> values: Go's string escapes and number spellings."""

import re

_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))", re.DOTALL
)
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    '"': '"',
}
_INTEGER = re.compile(
    r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)"
)
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
"""Digits only: what of it is no `_INTEGER`, such as `08`, is no number at all."""

_SURROGATES = range(0xD800, 0xE000)
_LAST_CHARACTER = 0x10FFFF
_INTEGERS = range(-(1 << 63), 1 << 63)
_LONGEST_NUMBER = 400


def read_string(token: str) -> str | None:
    r"""Return the text of a `"…"` literal with its quotes; None if an escape is wrong.

    Escapes are Go's: `\a \b \f \n \r \t \v \\ \"`, `\xFF` and `\377` (bytes of UTF-8), `\uFFFF`
    and `\UFFFFFFFF`.
    """
    body = token[1:-1]
    if "\\" not in body:
        return body
    parts: list[bytes] = []
    position = 0
    for match in _ESCAPE.finditer(body):
        escaped = _escaped(match)
        if escaped is None:
            return None
        parts += body[position : match.start()].encode("utf-8", "surrogatepass"), escaped
        position = match.end()
    parts.append(body[position:].encode("utf-8", "surrogatepass"))
    try:
        return b"".join(parts).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _escaped(match: re.Match[str]) -> bytes | None:
    byte, short, long, octal, simple = match.groups()
    if simple is not None:
        character = _SIMPLE.get(simple)
        return None if character is None else character.encode()
    if octal is not None:
        value = int(octal, 8)
        return bytes((value,)) if value < 1 << 8 else None
    if byte is not None:
        return bytes((int(byte, 16),))
    point = int(short or long, 16)
    if point in _SURROGATES or point > _LAST_CHARACTER:
        return None
    return chr(point).encode()


def read_raw(token: str) -> str:
    """Return the text of a literal in backquotes, which, as in Go, loses its carriage returns."""
    return token[1:-1].replace("\r", "")


def read_number(token: str) -> int | float | None:
    """Return the number that a token spells; None if it spells none or one beyond 64 bits.

    Integers may be decimal, `0x`, `0b`, `0o` or octal with a leading 0, with `_` between digits.
    """
    if len(token) > _LONGEST_NUMBER:
        return None
    if _INTEGER.fullmatch(token):
        value = int(_with_octal_prefix(token), 0)
        return value if value in _INTEGERS else None
    if _FLOAT.fullmatch(token) and not _WHOLE.fullmatch(token):
        number = float(token)
        return None if number in {float("inf"), float("-inf")} else number
    return None


def _with_octal_prefix(token: str) -> str:
    """Spell Go's old octal `017` as Python wants it: `0o17`."""
    sign = token[0] if token[0] in "+-" else ""
    digits = token[len(sign) :]
    if len(digits) > 1 and digits[0] == "0" and (digits[1].isdecimal() or digits[1] == "_"):
        return f"{sign}0o{digits[1:]}"
    return token
