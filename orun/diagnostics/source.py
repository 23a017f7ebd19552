"""Source text and the spans in it: how everything orun reads is pointed at later.

A span counts characters from the start of its source, so that making one costs two integers;
lines and columns are worked out only when something is shown, and so is what must not be.
"""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from orun.diagnostics.masked_line import MaskedLine, masked
from orun.diagnostics.private import private_parts, united

_NO_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line for `str.splitlines` and for no editor."""

_LINES_KEPT = 8
"""Lines that are kept as they are shown: diagnostics that follow each other are of few."""


class Source:
    r"""One text with the name that people know it by.

    `name` is a path relative to the directory of the intent, with `/`, if the text is a file of the
    workspace (`in_workspace`); all others, such as the command line, stand for themselves.
    `text` is the decoded text without a byte order mark; lines end at `\n`, `\r\n` or `\r`.
    """

    def __init__(self, name: str, text: str, *, in_workspace: bool = True) -> None:
        self.name = name
        self.text = text
        self.in_workspace = in_workspace
        self._hidden: dict[tuple[int, int], None] = {}
        self._all_hidden: list[tuple[int, int]] | None = None
        self._lines: dict[int, MaskedLine] = {}

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @cached_property
    def _starts(self) -> list[int]:
        text = self.text
        for each in _NO_LINE_ENDS:
            text = text.replace(each, " ")
        starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
        if text and text[-1] not in "\r\n":
            starts.pop()
        return starts

    @cached_property
    def _private(self) -> list[tuple[int, int]]:
        return private_parts(self.text)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character offset, both from 1, columns in characters."""
        line = bisect_right(self._starts, max(offset, 0))
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> MaskedLine:
        """Return line `number` (from 1) as it is shown; an empty one past the last line."""
        if number not in self._lines:
            if len(self._lines) == _LINES_KEPT:
                self._lines.clear()
            start, end = self._extent(number)
            self._lines[number] = MaskedLine(self.text, start, end, self._masked(start, end))
        return self._lines[number]

    def shown(self, start: int, end: int) -> str:
        """Return a part of the text with a mask, of no telling length, for all that is hidden."""
        return masked(self.text, start, end, self._masked(start, end))

    def hide(self, start: int, end: int) -> None:
        """Keep the characters from `start` up to `end` out of all that is shown of the text.

        What the text itself tells to be a secret is hidden anyway.
        """
        self._hidden[start, end] = None
        self._all_hidden = None
        self._lines.clear()

    def hides(self, start: int, end: int) -> bool:
        """Tell whether just these characters were to be hidden."""
        return (start, end) in self._hidden

    def hidden(self, start: int, end: int) -> list[str]:
        """Return all that is hidden between two characters, which no message may quote."""
        return [self.text[slice(*part)] for part in self._masked(start, end)]

    def _extent(self, number: int) -> tuple[int, int]:
        """Return where a line begins and where its end does."""
        if not 1 <= number <= len(self._starts):
            return len(self.text), len(self.text)
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def _masked(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what of a part of the text is hidden."""
        if self._all_hidden is None:
            self._all_hidden = united([*self._private, *self._hidden])
        hidden = self._all_hidden
        first = bisect_right(hidden, start, key=itemgetter(1))
        last = bisect_left(hidden, end, key=itemgetter(0))
        parts = ((max(a, start), min(b, end)) for a, b in hidden[first:last])
        return [part for part in parts if self.text[slice(*part)].strip()]


class Span(NamedTuple):
    """The characters from `start` up to but not including `end` of a source."""

    source: Source
    start: int
    end: int

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the start, both from 1."""
        return self.source.position(self.start)

    @property
    def shown(self) -> str:
        """The text, with a mask for all that is hidden."""
        return self.source.shown(self.start, self.end)

    @property
    def hidden(self) -> list[str]:
        """All of it that is hidden, which no message may quote."""
        return self.source.hidden(self.start, self.end)

    def __str__(self) -> str:
        line, column = self.position
        return f"{self.source.name}:{line}:{column}"
