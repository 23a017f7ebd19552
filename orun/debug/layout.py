"""Lines in columns: names to the left, numbers to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDENT = "  "
NOTHING = "·"
"""What stands for zero, so that the eye finds what is there."""


def number(value: int) -> str:
    """Return a number for a column of numbers."""
    return f"{value:,}" if value else NOTHING


def plural(count: int, noun: str) -> str:
    """Return `1 fact` or `2 facts`."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else many}"


def table(rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Return a line for each row, its cells padded to columns; `right` are those of numbers."""
    lines = list(rows)
    aligned = set(right)
    widths: dict[int, int] = {}
    for row in lines:
        for at, cell in enumerate(row):
            widths[at] = max(widths.get(at, 0), len(cell))
    return [
        INDENT
        + INDENT.join(
            cell.rjust(widths[at]) if at in aligned else cell.ljust(widths[at])
            for at, cell in enumerate(row)
        ).rstrip()
        for row in lines
    ]


def cut(lines: Sequence[str], most: int | None, noun: str) -> list[str]:
    """Return the first lines and how many there are besides; None leaves none out."""
    if most is None or len(lines) <= most:
        return list(lines)
    return [*lines[:most], f"{INDENT}… and {len(lines) - most:,} more {noun} (--all shows them)"]
