"""The line of a span with carets under what the span covers, cut to a readable width."""

from typing import NamedTuple

from orun.diagnostics.characters import Cell, cell_at
from orun.diagnostics.source import Span

WIDTH = 120
"""Columns of a source line that are shown."""

_BEFORE = 60
"""Columns kept in front of the span where a line is cut."""

_CUT = "…"


class Excerpt(NamedTuple):
    """A line of source and the line of marks below it."""

    number: int
    line: str
    marks: str


def excerpt(span: Span, mark: str) -> Excerpt:
    """Return the first line of a span, as it is shown, with `mark` below each column of the span.

    A span that goes on over further lines is marked to the end of its first one; an empty one
    gets a single mark.
    """
    number, _ = span.position
    masked = span.source.line(number)
    line = masked.text
    start, end = masked.columns(span.start, max(span.end, span.start))
    end = min(max(end, start + 1), max(len(line.rstrip()), start + 1))
    before, is_cut_before = _before(line, start)
    room = WIDTH - _width(before)
    covered = _fitting(line, start, end, room)
    behind = _fitting(line, start + len(covered), len(line), room - _width(covered))
    is_cut_behind = start + len(covered) + len(behind) < len(line)
    shown = "".join(each.text for each in (*before, *covered, *behind))
    indent = _width(before) + is_cut_before
    return Excerpt(
        number,
        (_CUT if is_cut_before else "") + shown.rstrip() + (_CUT if is_cut_behind else ""),
        " " * indent + mark * max(_width(covered), 1),
    )


def _before(line: str, start: int) -> tuple[list[Cell], bool]:
    """Return the cells in front of a span, and whether some had to be left out."""
    if len(line) <= WIDTH:
        cells = [cell_at(line, at) for at in range(len(line))]
        if _width(cells) <= WIDTH:
            return cells[:start], False
    kept: list[Cell] = []
    room = _BEFORE
    for index in range(start - 1, -1, -1):
        each = cell_at(line, index)
        room -= each.width
        if room < 0:
            return kept[::-1], True
        kept.append(each)
        # Marks without width cannot fill the room, so their number is bounded too.
        if len(kept) >= WIDTH and index:
            return kept[::-1], True
    return kept[::-1], False


def _fitting(line: str, start: int, end: int, room: int) -> list[Cell]:
    """Return the cells from `start` on that fit into `room` columns, and at most `WIDTH`."""
    kept: list[Cell] = []
    for at in range(start, min(end, start + WIDTH, len(line))):
        each = cell_at(line, at)
        room -= each.width
        if room < 0:
            break
        kept.append(each)
    return kept


def _width(cells: list[Cell]) -> int:
    return sum(each.width for each in cells)
