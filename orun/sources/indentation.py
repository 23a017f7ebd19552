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

LEVEL = 2
"""Columns by which most people indent."""

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
    began = part.count("\n", 0, opened - first)
    numbers = {stopped, _line_of(lines, stopped - 1), began, _first_beside(lines, stopped)}
    for number in sorted(numbers, key=lambda each: (_is_regular(lines, each), -each)):
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
    while number > 0 and not _has_text(lines[number]):
        number -= 1
    return max(number, 0)


def _indent(line: str) -> int:
    match = _INDENT.match(line)
    return match.end() if match else 0


def _is_regular(lines: list[str], number: int) -> bool:
    """Tell whether a line is indented by whole levels, and by no more than one below another."""
    own = _indent(lines[number])
    if "\t" in lines[number][:own] or own % LEVEL:
        return False
    if number == 0:
        return True
    above = lines[_line_of(lines, number - 1)]
    return own <= _indent(above) + LEVEL + (LEVEL if _is_entry(above) else 0)


def _is_entry(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _first_beside(lines: list[str], number: int) -> int:
    """Return the first line of the block that a line seems to belong to."""
    own = first = number
    while number > 0:
        number = _line_of(lines, number - 1)
        if _indent(lines[number]) < _indent(lines[own]):
            break
        first = number
    return first


def _expected(lines: list[str], number: int) -> set[int]:
    """Return the widths that the next line and the last one ask for."""
    line = lines[number].strip()
    below = next((each for each in lines[number + 1 :] if _has_text(each)), None)
    asked = set()
    if below is not None:
        holds = line.endswith(":") or (_is_entry(line) and not _is_entry(below))
        asked.add(_indent(below) - (LEVEL if holds else 0))
    if number > 0 and not line.endswith(":"):
        above = lines[_line_of(lines, number - 1)]
        deeper = above.rstrip().endswith(":") or (_is_entry(above) and not _is_entry(line))
        asked.add(_indent(above) + (LEVEL if deeper else 0))
    return {width for width in asked if width >= 0}


def _has_text(line: str) -> bool:
    return not line.lstrip().startswith("#") and bool(line.strip())


def _widths(lines: list[str], number: int) -> Iterator[int]:
    """Yield the columns in which lines nearby begin, those that ask for the least change first.

    Of equally distant ones, that which the lines beside it ask for, and then that in which more
    lines begin; behind the dash of a list counts too.
    """
    own = _indent(lines[number])
    near = lines[max(number - _NEIGHBOURS, 0) : number] + lines[number + 1 :][:_NEIGHBOURS]
    found: Counter[int] = Counter()
    for line in near:
        width = _indent(line)
        if line.strip() and "\t" not in line[:width] and line[width] != "#":
            found[width] += 1
            if line.startswith("- ", width):
                found[width + LEVEL] += 1
    expected = _expected(lines, number)
    found.update(dict.fromkeys(expected, 0))
    if "\t" in lines[number][:own]:
        own = max(expected or found, default=0)
    else:
        del found[own]

    def change(width: int) -> tuple[int, bool, int]:
        return abs(width - own), width not in expected, -found[width]

    yield from sorted(found, key=change)[:6]


def _is_readable(text: str) -> bool:
    try:
        parser = EventParser(text)
        while parser.get_event().__class__ is not StreamEndEvent:
            pass
    except (YAMLError, UnicodeEncodeError):
        return False
    return True
