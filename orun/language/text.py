"""Quoted text: undoes escapes and finds `${variable}`, with the place of each piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orun.diagnostics import Span
from orun.language.program import Constant, CycleColumn, Text, Variable

if TYPE_CHECKING:
    from orun.diagnostics import Diagnostics, Source

ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "$": "$"}
"""What may follow a backslash, and what the two stand for."""

_WORD = r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*"
_PIECE = re.compile(
    rf"(?P<plain>[^\\$]+)"
    rf"|\\(?P<escape>.)"
    rf"|\$\{{(?P<name>{_WORD})(?:\.(?P<column>{_WORD}))?\}}"
    rf"|(?P<broken>\$\{{)"
    rf"|(?P<dollar>\$)"
)


def read_text(source: Source, start: int, end: int, diagnostics: Diagnostics) -> Constant | Text:
    """Return the text between the quotes at `start` and before `end`.

    A text without `${…}` is a constant. Reports `unknown-escape` and `malformed-variable`.
    """
    span = Span(source, start, end)
    parts: list[str | Variable | CycleColumn] = []
    for match in _PIECE.finditer(source.text, start + 1, end - 1):
        place = Span(source, *match.span())
        if match["name"] is None:
            _append(parts, _plain(match, place, diagnostics))
        elif match["column"] is None:
            parts.append(Variable(match["name"], place))
        else:
            parts.append(CycleColumn(match["name"], match["column"], place))
    if all(isinstance(part, str) for part in parts):
        return Constant("".join(map(str, parts)), span)
    return Text(tuple(parts), span)


def read_plain(source: Source, start: int, end: int, diagnostics: Diagnostics) -> str:
    """Return a text that holds no variables, such as documentation: `$` stands for itself."""
    matches = _PIECE.finditer(source.text, start + 1, end - 1)
    return "".join(
        match[0]
        if match["escape"] is None
        else _plain(match, Span(source, *match.span()), diagnostics)
        for match in matches
    )


def _append(parts: list[str | Variable | CycleColumn], plain: str) -> None:
    if parts and isinstance(parts[-1], str):
        parts[-1] += plain
    else:
        parts.append(plain)


def _plain(match: re.Match[str], place: Span, diagnostics: Diagnostics) -> str:
    """Return the characters that a piece without a variable stands for."""
    if match["escape"] is not None:
        return _unescape(match["escape"], place, diagnostics)
    if match["broken"] is not None:
        diagnostics.error(
            "malformed-variable",
            "`${` starts no variable here",
            place,
            help="write `${name}` for a variable's value, or `\\${` for the characters themselves",
        )
    return match[0]


def _unescape(character: str, place: Span, diagnostics: Diagnostics) -> str:
    if character not in ESCAPES:
        diagnostics.error(
            "unknown-escape",
            f"`\\{character}` means nothing in a text",
            place,
            help='a text knows `\\"`, `\\\\`, `\\n`, `\\t` and `\\$`; a backslash itself is `\\\\`',
        )
    return ESCAPES.get(character, character)
