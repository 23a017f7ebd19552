"""Which line of a broken YAML text begins in the wrong column, and in which it should.

A slip of the space bar makes a text unreadable, and the parser stops where it notices: at the line
or at one below it. So the lines in question are moved to where their neighbours begin, and the text
is read again; what makes it readable is the advice.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from yaml import YAMLError
from yaml.events import StreamEndEvent

from orun.sources.events import EventParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.diagnostics import Source

MOST_CHARACTERS = 8192
"""Size of the part of a text that is read again, up to a dozen times."""

_NEIGHBOURS = 8
"""Lines above and below that a line may have to begin like."""

_TOP = re.compile(r"^[^\s#]", re.MULTILINE)
_INDENT = re.compile(r"[ \t]*")


class Move(NamedTuple):
    """A line, by the character it begins at, its first character, and its right column (from 1)."""

    start: int
    text: int
    column: int


def misplaced_line(source: Source, at: int, opened: int) -> Move | None:
    """Return the line that has to be moved so that the text can be read; None if none helps.

    `at` is where the parser stopped, `opened` where the list or map begins that it was in.
    """
    first, last = _part(source.text, min(at, opened), at)
    part = source.text[first:last]
    if len(part) > MOST_CHARACTERS:
        return None
    lines = part.split("\n")
    stopped = _line_of(lines, part.count("\n", 0, at - first))
    numbers = {stopped, _line_of(lines, stopped - 1), part.count("\n", 0, opened - first)}
    for number in sorted(numbers, key=lambda each: (_is_even(lines[each]), -each)):
        for width in _widths(lines, number):
            moved = [*lines]
            moved[number] = " " * width + lines[number].lstrip(" \t")
            if _is_readable("\n".join(moved)):
                start = first + sum(len(line) + 1 for line in lines[:number])
                return Move(start, start + _indent(lines[number]), width + 1)
    return None


def _part(text: str, earliest: int, at: int) -> tuple[int, int]:
    """Return a part of the text around a place that begins and ends at lines without indent."""
    first = 0
    for match in _TOP.finditer(text, max(earliest - MOST_CHARACTERS, 0), earliest):
        first = match.start()
    if text[first : first + 1] == "-":
        first = 0  # It is an entry of a list that begins above.
    line_end = text.find("\n", at)
    following = None if line_end < 0 else _TOP.search(text, line_end + 1)
    return first, len(text) if following is None else following.start()


def _line_of(lines: list[str], number: int) -> int:
    """Return the number of a line, or of the next one above it that has a text."""
    while number > 0 and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
        number -= 1
    return max(number, 0)


def _indent(line: str) -> int:
    match = _INDENT.match(line)
    return match.end() if match else 0


def _is_even(line: str) -> bool:
    """Tell whether a line is indented by whole levels, as most people do it."""
    return "\t" not in line[: _indent(line)] and _indent(line) % 2 == 0


def _widths(lines: list[str], number: int) -> Iterator[int]:
    """Yield the columns in which lines nearby begin, those that ask for the least change first.

    Of equally distant ones, that in which more lines begin; behind the dash of a list counts too.
    """
    own = _indent(lines[number])
    near = lines[max(number - _NEIGHBOURS, 0) : number] + lines[number + 1 :][:_NEIGHBOURS]
    found: Counter[int] = Counter()
    for line in near:
        width = _indent(line)
        if line.strip() and "\t" not in line[:width] and line[width] != "#":
            found[width] += 1
            if line.startswith("- ", width):
                found[width + 2] += 1
    if "\t" in lines[number][:own]:
        own = max(found, default=0)
    else:
        del found[own]
    yield from sorted(found, key=lambda width: (abs(width - own), -found[width]))[:6]


def _is_readable(text: str) -> bool:
    try:
        parser = EventParser(text)
        while parser.get_event().__class__ is not StreamEndEvent:
            pass
    except (YAMLError, UnicodeEncodeError):
        return False
    return True
