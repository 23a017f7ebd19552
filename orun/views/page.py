"""A page in Markdown as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.views.style import Piece, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = "```"


def page(text: str, *, colour: bool) -> str:
    """Return a page with its headings in bold, and its blocks indented below the files' names.

    Nothing else changes: paragraphs, lists and code in backticks read well as they are.
    """
    return "".join(f"{line}\n" for line in _lines(text.splitlines(), colour=colour))


def _lines(lines: list[str], *, colour: bool) -> Iterator[str]:
    inside = False
    for line in lines:
        if line.startswith(_FENCE):
            _, _, name = line.partition(" ")
            if name and not inside:
                yield Piece(f"  {name}", Tone.QUIET).show(colour=colour)
            inside = not inside
        elif inside:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield Piece(line.lstrip("# "), Tone.TITLE).show(colour=colour)
        else:
            yield line
