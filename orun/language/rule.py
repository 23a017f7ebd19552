"""Checks one rule and turns it into the program's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics
from orun.language import tree
from orun.language.actions import ActionChecker
from orun.language.atoms import Pattern, Resolver
from orun.language.binding import bind
from orun.language.conditions import ConditionChecker
from orun.language.program import Rule
from orun.language.terms import Terms
from orun.language.typing import Typing
from orun.language.usage import check_usage, find_aliases

if TYPE_CHECKING:
    from orun.language.vocabulary import Vocabulary

MAX_CONDITIONS = 200
"""Conditions of one rule: each is compared with every other one where an order is looked for."""


def check_rule(
    rule: tree.RuleDeclaration, user: bool, vocabulary: Vocabulary, diagnostics: Diagnostics
) -> Rule | None:
    """Return the checked rule, or None after reporting everything that is wrong with it."""
    if len(rule.conditions) > MAX_CONDITIONS:
        _too_many(rule, diagnostics)
        return None
    found = Diagnostics()
    resolver = Resolver(vocabulary, found)
    patterns = _patterns(rule, resolver)
    binding = bind(rule.conditions)
    aliases = find_aliases(rule, found)
    check_usage(rule, binding, aliases, found)
    typing = Typing(patterns, found)
    typing.infer([*binding.order, *binding.stuck])
    terms = Terms(typing, found)
    conditions = ConditionChecker(patterns, binding, terms, resolver)
    actions = ActionChecker(patterns, aliases, terms, resolver, user=user)
    for condition in rule.conditions:
        conditions.check(condition)
    for action in rule.actions:
        actions.check(action)
    diagnostics.add_all(found)
    if found.has_errors or any(each.owner is None for each in patterns.values()):
        return None
    return Rule(
        name=rule.name.text,
        doc=rule.doc,
        conditions=tuple(conditions.build(each) for each in rule.conditions),
        actions=tuple(actions.build(each) for each in rule.actions),
        user=user,
        span=rule.name.span,
    )


def _too_many(rule: tree.RuleDeclaration, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "too-many-conditions",
        f"rule {rule.name.text} has {len(rule.conditions):,} conditions;"
        f" {MAX_CONDITIONS} are possible",
        rule.name.span,
        help="state what is tested as facts of a relation, and ask for those",
    )


def _patterns(rule: tree.RuleDeclaration, resolver: Resolver) -> dict[int, Pattern]:
    """Look up every atom of a rule."""
    patterns: dict[int, Pattern] = {}
    for condition in rule.conditions:
        match condition:
            case tree.Match(atom) | tree.Absent(atom) | tree.Aggregate(atom=atom):
                patterns[id(atom)] = resolver.pattern(atom)
            case tree.Read(atom=atom):
                patterns[id(atom)] = resolver.attribute_pattern(atom)
            case _:
                pass
    for action in rule.actions:
        match action:
            case tree.Derive(atom):
                patterns[id(atom)] = resolver.head(atom)
            case tree.Drop(atom):
                patterns[id(atom)] = resolver.pattern(atom)
            case tree.Set(atom=atom) | tree.Unset(atom=atom):
                patterns[id(atom)] = resolver.attribute_pattern(atom)
            case tree.Report():
                pass
    return patterns
