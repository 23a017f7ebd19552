"""The pages of diagnostic codes: `docs/codes/CODE.md`, which a wheel brings along."""

from __future__ import annotations

from orun import data

FOLDER = "docs/codes"
INDEX = "README"
"""The page about the pages."""


def codes() -> list[str]:
    """Return the codes that have a page, sorted."""
    found = (path.stem for path in data.directory(FOLDER).glob("*.md"))
    return sorted(name for name in found if name != INDEX)


def page(code: str) -> str | None:
    """Return the page of a code in Markdown, None if it has none."""
    if code not in codes():
        return None
    return (data.directory(FOLDER) / f"{code}.md").read_text(encoding="utf-8")


def title(code: str) -> str:
    """Return the first sentence of the page of a code."""
    text = page(code) or ""
    paragraphs = [each for each in text.split("\n\n") if not each.startswith("#")]
    first = " ".join(paragraphs[0].split()) if paragraphs else ""
    end = first.find(". ")
    return first if end < 0 else first[: end + 1]
