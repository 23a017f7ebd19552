"""Generates docs/vocabulary.md: `python tests/project/vocabulary_page.py`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from orun.diagnostics import Diagnostics, Source  # noqa: E402 - found by the path above
from orun.language.parse import parse  # noqa: E402 - the same
from orun.language.tree import AttributeDeclaration, RelationDeclaration  # noqa: E402 - the same

if TYPE_CHECKING:
    from orun.language.tree import ColumnDeclaration, TypeExpression

RULES = ROOT / "rules" / "vocabulary.rules"
PAGE = ROOT / "docs" / "vocabulary.md"
SECTION = re.compile(r"^# ---- (.+?) -+$", re.MULTILINE)

INTRODUCTION = """\
<!-- Generated from rules/vocabulary.rules by `python tests/project/vocabulary_page.py`. -->

# Vocabulary

Every relation and attribute that the compiler fills or reads: the public interface that rules are
written against. [The manual](rules-language.md) explains the language. What other built-in files
declare for themselves may change.

In a relation, `?` marks a column that may be `none`; `a | b` lists all values of one. A column that
is named like a relation holds names of it. An attribute has one value for each key, decided by its
layers from weak to strong; a rule of yours sets the strongest layer unless it says `at LAYER`.
`merge` means that a map is decided key by key.
"""


def page() -> str:
    """Return the text of the page."""
    source = Source("rules/vocabulary.rules", RULES.read_text(encoding="utf-8"))
    diagnostics = Diagnostics()
    file = parse(source, diagnostics).whole
    if file is None:
        raise ValueError([each.message for each in diagnostics])
    parts = [(match.start(), f"\n## {match[1]}\n\n") for match in SECTION.finditer(source.text)]
    for each in file.declarations:
        if isinstance(each, RelationDeclaration):
            parts.append((each.span.start, _relation(each)))
        elif isinstance(each, AttributeDeclaration):
            parts.append((each.span.start, _attribute(each)))
    return INTRODUCTION + "".join(text for _, text in sorted(parts))


def _relation(declared: RelationDeclaration) -> str:
    return _entry(f"{declared.name.text}({_columns(declared.columns)})", "", declared.doc)


def _attribute(declared: AttributeDeclaration) -> str:
    merge = " merge" if declared.merge else ""
    head = f"{declared.name.text}({_columns(declared.keys)}) -> {_type(declared.type)}{merge}"
    layers = " < ".join(layer.text for layer in declared.layers)
    return _entry(head, f" Layers: {layers}.", declared.doc)


def _entry(head: str, more: str, doc: str) -> str:
    return f"* `{head}`<br>\n  {doc}{more}\n"


def _columns(columns: tuple[ColumnDeclaration, ...]) -> str:
    return ", ".join(f"{column.name.text}: {_type(column.type)}" for column in columns)


def _type(expression: TypeExpression) -> str:
    return " | ".join(word.text for word in expression.words) + "?" * expression.optional


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
