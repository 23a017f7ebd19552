"""Which texts users' rules ask for in which columns, and what it means if none of them is there.

A text is asked for in a pattern, as a key of an attribute, or by a comparison with a variable that
a pattern binds; `matches` asks for one that fits. Columns of enumerated types are left out: the
checks know what they can hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orun.language.program import (
    Absent,
    Aggregate,
    Compare,
    Constant,
    Drop,
    Match,
    Matches,
    Member,
    Read,
    Set,
    Unset,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orun.language.program import Action, Condition, Program, Rule, Term

    Terms = Iterable[tuple[str, Term]]

ALWAYS_HOLD = ("count", "nearest")
"""Aggregates that hold where no fact matches, too."""


class Tested(NamedTuple):
    """Texts that one fact must have, by column of the relation or key of the attribute `owner`.

    `consequence` says what comes of it if there is no such fact. If that is `sure`, the part of the
    rule does nothing; else the rule may well be meant so. With `globs` a text is a pattern that one
    must match.
    """

    consequence: str
    sure: bool
    owner: str
    texts: tuple[tuple[str, Constant], ...]
    globs: bool = False


def tested_texts(program: Program, rule: Rule) -> Iterator[Tested]:
    """Yield what the rule asks for, in the order written."""
    bound = _bound_columns(program, rule)
    for condition in rule.conditions:
        yield from _by_condition(program, rule, condition)
        yield from _by_test(program, rule, condition, bound)
    for action in rule.actions:
        yield from _by_action(program, action)


def _by_condition(program: Program, rule: Rule, condition: Condition) -> Iterator[Tested]:
    """Yield what a condition asks of the facts that it is about."""
    never = f"rule {rule.name} never fires here"
    match condition:
        case Match(atom):
            yield Tested(never, True, atom.relation, _texts(program, atom.relation, atom.terms))
        case Absent(atom):
            texts = _texts(program, atom.relation, atom.terms)
            yield Tested("this `not` always holds here", False, atom.relation, texts)
        case Aggregate(kind=kind, atom=atom):
            texts = _texts(program, atom.relation, atom.terms)
            if kind in ALWAYS_HOLD:
                yield Tested(f"`{kind}` never finds one here", False, atom.relation, texts)
            else:
                yield Tested(never, True, atom.relation, texts)
        case Read(attribute=attribute, keys=keys):
            yield _by_keys(program, never, attribute, keys)
        case _:
            pass


def _by_test(
    program: Program, rule: Rule, condition: Condition, bound: dict[str, list[tuple[str, str]]]
) -> Iterator[Tested]:
    """Yield what a condition asks of a variable."""
    never = f"rule {rule.name} never fires here"
    match condition:
        case Compare(operator="=" | "!=" as operator, left=left, right=right):
            sides = (left, right) if isinstance(left, Variable) else (right, left)
            if operator == "=":
                yield from _by_comparison(program, never, sides, bound, sure=True)
            else:
                yield from _by_comparison(
                    program, "this `!=` always holds here", sides, bound, sure=False
                )
        case Member(term=term, options=options):
            alone = len(options) == 1
            consequence = never if alone else "it is never this one here"
            for option in options:
                yield from _by_comparison(program, consequence, (term, option), bound, sure=alone)
        case Matches(term, pattern):
            for each in _by_comparison(program, never, (term, pattern), bound, sure=True):
                yield each._replace(globs=True)
        case _:
            pass


def _by_action(program: Program, action: Action) -> Iterator[Tested]:
    match action:
        case Drop(atom):
            texts = _texts(program, atom.relation, atom.terms)
            yield Tested("nothing is dropped here", True, atom.relation, texts)
        case Set(attribute=attribute, keys=keys) | Unset(attribute=attribute, keys=keys):
            yield _by_keys(program, "nothing reads it here", attribute, keys)
        case _:
            pass


def _by_keys(program: Program, consequence: str, attribute: str, keys: Iterable[Term]) -> Tested:
    names = (each.name for each in program.attributes[attribute].keys)
    texts = _texts(program, attribute, zip(names, keys, strict=True))
    return Tested(consequence, True, attribute, texts)


def _by_comparison(
    program: Program,
    consequence: str,
    sides: tuple[Term, Term],
    bound: dict[str, list[tuple[str, str]]],
    *,
    sure: bool,
) -> Iterator[Tested]:
    """Yield what a comparison of a variable asks of each of the columns that bind it."""
    variable, constant = sides
    if isinstance(variable, Variable):
        for owner, column in bound.get(variable.name, ()):
            yield Tested(consequence, sure, owner, _texts(program, owner, [(column, constant)]))


def _bound_columns(program: Program, rule: Rule) -> dict[str, list[tuple[str, str]]]:
    """Return the columns in which each variable must be found, for a rule to fire."""
    found: dict[str, list[tuple[str, str]]] = {}
    for condition in rule.conditions:
        match condition:
            case Match(atom):
                owner, terms = atom.relation, list(atom.terms)
            case Read(attribute=owner, keys=keys):
                names = [each.name for each in program.attributes[owner].keys]
                terms = list(zip(names, keys, strict=True))
            case _:
                continue
        for column, term in terms:
            if isinstance(term, Variable):
                found.setdefault(term.name, []).append((owner, column))
    return found


def _texts(program: Program, owner: str, terms: Terms) -> tuple[tuple[str, Constant], ...]:
    """Return the constant texts among terms, those of enumerated columns left out."""
    if owner in program.relations:
        columns = program.relations[owner].columns
    else:
        columns = program.attributes[owner].keys
    listed = {each.name for each in columns if each.type.name == "enum"}
    return tuple(
        (column, term)
        for column, term in terms
        if isinstance(term, Constant) and isinstance(term.value, str) and column not in listed
    )
