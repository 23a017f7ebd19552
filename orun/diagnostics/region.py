"""Where a span is, in the numbers that other tools count in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from orun.diagnostics.source import Source, Span

    PathOf = Callable[[Source], str | None]


class Region(NamedTuple):
    """A part of a file: lines and columns from 1, columns in characters, the end not included.

    `path` is None where the text is no file of the workspace, such as a built-in rule; `name` is
    what people know it by in either case.
    """

    name: str
    path: str | None
    line: int
    column: int
    end_line: int
    end_column: int


def same_path(source: Source) -> str | None:
    """Take the name of a source for its path."""
    return source.name


def place_of(span: Span, path_of: PathOf) -> str:
    """Return where a span starts, `path:line:column`; what has no path is called by its name."""
    line, column = span.position
    return f"{path_of(span.source) or span.source.name}:{line}:{column}"


def region_of(span: Span, path_of: PathOf) -> Region:
    """Return the region of a span; `path_of` gives the path of the file that a source is."""
    name = span.source.name
    start = span.position
    end = span.source.position(max(span.start, span.end))
    return Region(name, path_of(span.source), *start, *end)
