"""Where a span is, in the numbers that other tools count in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from orun.diagnostics.source import Span

    PathOf = Callable[[str], str | None]


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


def same_path(name: str) -> str | None:
    """Take the name of a source for its path."""
    return name


def region_of(span: Span, path_of: PathOf) -> Region:
    """Return the region of a span; `path_of` turns the name of a source into a path of a file."""
    name = span.source.name
    start = span.position
    end = span.source.position(max(span.start, span.end))
    return Region(name, path_of(name), *start, *end)
