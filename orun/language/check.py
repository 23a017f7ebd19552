"""The trees of all rules files to one checked program, or to everything that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics
from orun.language import tree
from orun.language.atoms import Resolver
from orun.language.domain import domain_of_type
from orun.language.program import Constant, Fact, Program, Rule
from orun.language.rule import check_rule
from orun.language.terms import Terms
from orun.language.typing import Typing
from orun.language.vocabulary import check_rule_names, collect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orun.language.program import Value
    from orun.language.vocabulary import Vocabulary


def check(files: Sequence[tuple[tree.File, bool]], diagnostics: Diagnostics) -> Program | None:
    """Return the program of several files, each with whether it is a user's, or None on errors.

    Neither the order of the files nor that of their declarations changes the result.
    """
    found = Diagnostics()
    everything = [(each, user) for file, user in files for each in file.declarations]
    vocabulary = collect(everything, found)
    rules = [(each, user) for each, user in everything if isinstance(each, tree.RuleDeclaration)]
    check_rule_names(((each.name, user) for each, user in rules), found)
    checked = [check_rule(each, user, vocabulary, found) for each, user in rules]
    facts = [
        _fact(each, vocabulary, found)
        for each, _ in everything
        if isinstance(each, tree.FactDeclaration)
    ]
    diagnostics.add_all(found)
    if found.has_errors:
        return None
    return _program(vocabulary, [r for r in checked if r], [f for f in facts if f])


def _program(vocabulary: Vocabulary, rules: list[Rule], facts: list[Fact]) -> Program:
    """Put everything in the order of its name."""
    return Program(
        relations=dict(sorted(vocabulary.relations.items())),
        attributes=dict(sorted(vocabulary.attributes.items())),
        rules=tuple(sorted(rules, key=lambda rule: rule.name)),
        facts=tuple(sorted(facts, key=_fact_order)),
    )


def _fact(
    declaration: tree.FactDeclaration, vocabulary: Vocabulary, diagnostics: Diagnostics
) -> Fact | None:
    """Check a stated fact: a constant of the right type for each column."""
    found = Diagnostics()
    pattern = Resolver(vocabulary, found).head(declaration.atom)
    terms = Terms(Typing({}, found), found)
    for slot in pattern.slots:
        if not isinstance(slot.term, Constant):
            found.error(
                "computed-fact",
                "a fact states its values, and this one must be computed",
                slot.term.span,
                help="write a rule: `rule name when … then …`",
            )
        elif slot.type is not None and pattern.owner is not None:
            where = f"`{pattern.owner.name}.{slot.column}`"
            terms.gives(slot.term, domain_of_type(slot.type), where, slot.span)
    diagnostics.add_all(found)
    if found.has_errors or pattern.owner is None:
        return None
    relation = vocabulary.relations[pattern.owner.name]
    given = {s.column: s.term.value for s in pattern.slots if isinstance(s.term, Constant)}
    values = tuple(given.get(column.name) for column in relation.columns)
    return Fact(relation.name, values, declaration.span)


def _fact_order(fact: Fact) -> tuple[str, list[tuple[int, int, str]], tuple[str, int]]:
    """Sort by relation, values and, for a fact stated twice, by place."""
    place = (fact.span.source.name, fact.span.start)
    return fact.relation, [_value_order(value) for value in fact.values], place


def _value_order(value: Value) -> tuple[int, int, str]:
    if value is None:
        return 0, 0, ""
    if isinstance(value, bool):
        return 1, int(value), ""
    return (2, value, "") if isinstance(value, int) else (3, 0, value)
