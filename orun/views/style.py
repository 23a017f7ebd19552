"""How views look: colours when asked for, columns, and lines that do not grow too long."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from unicodedata import combining, east_asian_width

WIDTH = 100
"""Columns that a view tries to stay within."""

GAP = 2
"""Spaces between columns."""


class Tone(StrEnum):
    """What a piece of text is, as the parameters of an ANSI colour sequence."""

    PLAIN = ""
    TITLE = "1"
    QUIET = "2"
    ENVIRONMENT = "1;36"
    PROMOTION = "35"
    GATE = "33"
    CONDITION = "31"


class Piece(NamedTuple):
    """A text that is never broken, and its tone."""

    text: str
    tone: Tone = Tone.PLAIN

    def show(self, *, colour: bool) -> str:
        """Return the text, in its colour if colours are wanted."""
        return f"\x1b[{self.tone}m{self.text}\x1b[0m" if colour and self.tone else self.text


def columns(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def padded(piece: Piece, width: int, *, colour: bool) -> str:
    """Return the piece with spaces up to `width` columns, and two at least after a longer one."""
    return piece.show(colour=colour) + " " * max(width - columns(piece.text), GAP)


def wrapped(
    pieces: Sequence[Piece], width: int, *, colour: bool, gap: str = " " * GAP
) -> list[str]:
    """Lay pieces out in lines of at most `width` columns with a gap between, never breaking one."""
    lines: list[list[str]] = []
    room = -1
    for piece in pieces:
        size = columns(piece.text)
        if room < size + len(gap):
            lines.append([])
            room = width + len(gap)
        lines[-1].append(piece.show(colour=colour))
        room -= size + len(gap)
    return [gap.join(line) for line in lines]
