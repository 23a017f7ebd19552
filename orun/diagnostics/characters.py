"""How wide text stands in a terminal, and how to show what must not reach one."""

import re
import unicodedata
from typing import NamedTuple

TAB = "    "
"""What a tab of a source line is shown as."""

_HOSTILE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories that move the cursor, reorder or hide text, or are no text: shown as escapes."""

_NO_WIDTH = frozenset({"Mn", "Me"})

_COMMAND = re.compile(r"(?<=#)#(?=[a-z]*\[)")
"""Where a command to a CI system begins that it looks for anywhere in a line of output: GitHub's
`##[error]` (`ActionCommand.TryParse` of github.com/actions/runner), `##vso[…]`, `##teamcity[…]`.
The newer `::error::` is one only at the start of a line, where no text of an input stands."""


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


def cell_at(line: str, at: int) -> Cell:
    """Return how a character is shown that stands in a line."""
    if line[at] == "#" and _COMMAND.match(line, at):
        escaped = escape("#")
        return Cell(escaped, len(escaped))
    return cell(line[at])


def inert(text: str) -> str:
    r"""Return a text in which no CI system finds a command.

    >>> print(inert("a: ##[error]"))
    a: #\x23[error]
    """
    return _COMMAND.sub(r"\\x23", text) if "##" in text else text


def inert_json(text: str) -> str:
    r"""Return JSON in which no CI system finds a command: the same data in other words.

    >>> print(inert_json('{"a": "##[error]"}'))
    {"a": "#\u0023[error]"}
    """
    return _COMMAND.sub(r"\\u0023", text) if "##" in text else text


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
        return inert(text)
    shown = (
        escape(character) if unicodedata.category(character) in _HOSTILE else character
        for character in text
    )
    return inert("".join(shown))
