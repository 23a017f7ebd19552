from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import vocabulary_page

from orun.diagnostics import Diagnostics, Source
from orun.language.parse import parse
from orun.language.tree import AttributeDeclaration, RelationDeclaration, RuleDeclaration

if TYPE_CHECKING:
    from collections.abc import Iterator

Documented = RelationDeclaration | AttributeDeclaration | RuleDeclaration


def test_the_page_is_what_the_rules_file_says() -> None:
    written = vocabulary_page.PAGE.read_text(encoding="utf-8")
    assert written == vocabulary_page.page(), "run: python tests/project/vocabulary_page.py"


def test_every_rule_relation_and_attribute_is_documented_by_sentences() -> None:
    declarations = built_in()
    assert {type(each) for _, each in declarations} == set(Documented.__args__)
    bare = [
        f"{file}: {each.name.text}" for file, each in declarations if not each.doc.endswith(".")
    ]
    assert not bare, "a sentence in quotes stands behind the name or the columns"


def test_no_two_rules_are_documented_by_one_sentence() -> None:
    rules = [each for _, each in built_in() if isinstance(each, RuleDeclaration)]
    first = {each.doc: each.name.text for each in reversed(rules)}
    alike = [
        (first[each.doc], each.name.text) for each in rules if first[each.doc] != each.name.text
    ]
    assert not alike, "what is said of two rules says of neither what it decides"


def test_the_sentence_of_a_rule_fits_its_line() -> None:
    long = [
        each.name.text
        for _, each in built_in()
        if isinstance(each, RuleDeclaration) and len(f'  "{each.doc}"') > COLUMNS
    ]
    assert not long


COLUMNS = 100


@cache
def built_in() -> tuple[tuple[str, Documented], ...]:
    """Return what the built-in rules files declare, each with its file."""
    return tuple(_declared())


def _declared() -> Iterator[tuple[str, Documented]]:
    for path in sorted(vocabulary_page.RULES.parent.rglob("*.rules")):
        diagnostics = Diagnostics()
        file = parse(Source(path.name, path.read_text(encoding="utf-8")), diagnostics).whole
        assert file is not None, [each.message for each in diagnostics]
        for each in file.declarations:
            if isinstance(each, Documented):
                yield path.name, each
