"""What a term or condition needs and what it binds: shared by join order and code generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.language.program import (
    Absent,
    Aggregate,
    Compare,
    Cycle,
    Function,
    Match,
    Matches,
    Member,
    Read,
    Text,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.language.program import Atom, Condition, Term


def variables(term: Term) -> set[str]:
    """Return the names of the variables in a term."""
    match term:
        case Variable(name):
            return {name}
        case Text(parts):
            return {part.name for part in parts if isinstance(part, Variable)}
        case Function():
            return variables_of(term.arguments)
        case _:
            return set()


def variables_of(terms: Iterable[Term]) -> set[str]:
    """Return the names of the variables in several terms."""
    return {name for term in terms for name in variables(term)}


def atom_variables(atom: Atom) -> set[str]:
    """Return the names of all variables in an atom."""
    return variables_of(term for _, term in atom.terms)


def binds(condition: Condition) -> set[str]:
    """Return the variables that a condition can bind."""
    match condition:
        case Match(atom):
            return {term.name for _, term in atom.terms if isinstance(term, Variable)}
        case Read():
            value = {condition.value.name} if isinstance(condition.value, Variable) else set()
            return value | ({condition.layer.name} if condition.layer else set())
        case Compare(operator="=", left=Variable(name)):
            return {name}
        case Aggregate():
            return {condition.target.name}
        case _:
            return set()


def needs(condition: Condition) -> set[str]:
    """Return the variables that must be bound before a condition can be evaluated."""
    match condition:
        case Match(atom):
            return atom_variables(atom) - binds(condition)
        case Absent(atom):
            return atom_variables(atom)
        case Read():
            value = set() if isinstance(condition.value, Variable) else variables(condition.value)
            return variables_of(condition.keys) | value
        case Compare(operator="=", left=Variable()):
            return variables(condition.right)
        case Compare():
            return variables(condition.left) | variables(condition.right)
        case Member():
            return variables(condition.term) | variables_of(condition.options)
        case Matches():
            return variables(condition.term) | variables(condition.pattern)
        case Aggregate():
            word = condition.of if condition.kind == "nearest" else None
            return set(condition.group) | (variables(word) if word else set())
        case Cycle():
            return set()
