"""Source text and the spans in it: how everything orun reads is pointed at later.

A span counts characters from the start of its source, so that making one costs two integers;
lines and columns are worked out only when something is shown.
"""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

MASK = "***"
"""What is shown instead of a text that nobody should read."""

_NO_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line for `str.splitlines` and for no editor."""


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
        self._hidden: list[tuple[int, int]] = []

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

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character offset, both from 1, columns in characters."""
        line = bisect_right(self._starts, max(offset, 0))
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of line `number` (from 1) without its end; empty past the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self._shown(start, end).rstrip("\r\n")

    def hide(self, start: int, end: int) -> None:
        """Keep the characters from `start` up to `end` out of every line that is shown."""
        if (start, end) not in self._hidden:
            self._hidden.append((start, end))

    def _shown(self, start: int, end: int) -> str:
        """Return a part of the text with a mask, of no telling length, for all that is hidden."""
        text = self.text[start:end]
        for first, last in sorted(self._hidden, reverse=True):
            a, b = max(first - start, 0), min(last - start, len(text))
            if a < b:
                text = text[:a] + MASK + text[b:]
        return text


class Span(NamedTuple):
    """The characters from `start` up to but not including `end` of a source."""

    source: Source
    start: int
    end: int

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the start, both from 1."""
        return self.source.position(self.start)

    def __str__(self) -> str:
        line, column = self.position
        return f"{self.source.name}:{line}:{column}"
