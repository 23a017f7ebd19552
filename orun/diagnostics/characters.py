"""How wide text stands in a terminal, and how to show what must not reach one."""

import unicodedata
from typing import NamedTuple

TAB = "    "
"""What a tab of a source line is shown as."""

_HOSTILE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories that move the cursor, reorder or hide text, or are no text: shown as escapes."""

_NO_WIDTH = frozenset({"Mn", "Me"})


class Cell(NamedTuple):
    """One character as it is shown, and the columns that takes."""

    text: str
    width: int


def cell(character: str) -> Cell:
    """Return how a character of a source line is shown."""
    if " " <= character <= "~":
        return Cell(character, 1)
    if character == "\t":
        return Cell(TAB, len(TAB))
    category = unicodedata.category(character)
    if category in _HOSTILE:
        escaped = escape(character)
        return Cell(escaped, len(escaped))
    if category in _NO_WIDTH:
        return Cell(character, 0)
    return Cell(character, 2 if unicodedata.east_asian_width(character) in "WF" else 1)


def escape(character: str) -> str:
    r"""Return the escape sequence of a character: `\x1b`, `\u202e`, `\U000e0001`.

    >>> print(escape(chr(27)), escape(chr(0x202E)))
    \x1b \u202e
    """
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004 - what two digits hold
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - four digits


def printable(text: str) -> str:
    """Return a text for one line of a terminal, all that is hostile or ends a line escaped."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        escape(character) if unicodedata.category(character) in _HOSTILE else character
        for character in text
    )
