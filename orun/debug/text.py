"""Facts, attributes and conditions as rules write them, in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics.characters import printable
from orun.diagnostics.secrets import MASK, WrittenSecret, is_reference
from orun.engine.functions import show
from orun.language.program import (
    Absent,
    Aggregate,
    Compare,
    Constant,
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
    from collections.abc import Iterable, Sequence

    from orun.language.program import Atom, Condition, Term

LONGEST = 60
"""Characters of a value that are shown."""

_PRECEDENCE = {"+": 1, "-": 1, "*": 2}
"""Operators, by how tightly they bind."""


def value_text(value: object, *, secret: bool = False) -> str:
    """Return a value: text in quotes, a map in braces with its keys sorted.

    Of what is to be `secret` only references are shown: a literal may be the secret itself.
    """
    if isinstance(value, dict):
        shown = (f"{key}: {value_text(value[key], secret=secret)}" for key in sorted(value))
        return _short(f"{{{', '.join(shown)}}}")
    if isinstance(value, WrittenSecret):
        return MASK
    if secret and not (isinstance(value, str) and is_reference(value)):
        return MASK
    if isinstance(value, list):
        return _short(f"[{', '.join(map(value_text, value))}]")
    return _short(f'"{value}"') if isinstance(value, str) else show(value)


def fact_text(relation: str, columns: Sequence[str], row: Sequence[object]) -> str:
    """Return a fact with the names of its columns; those that are none are left out."""
    pairs = zip(columns, row, strict=True)
    listed = (
        f"{name}: {value_text(value, secret=isinstance(value, dict) and is_secret(relation))}"
        for name, value in pairs
        if value is not None
    )
    return f"{relation}({', '.join(listed)})"


def is_secret(predicate: str) -> bool:
    """Whether the maps of a relation or attribute may hold secrets that somebody wrote down."""
    return "secret" in predicate


def attribute_text(attribute: str, keys: Sequence[str], key: object) -> str:
    """Return an attribute of something, without its value."""
    values = key if isinstance(key, tuple) else (key,)
    return fact_text(attribute, keys, values)


def condition_text(condition: Condition) -> str:
    """Return a condition as it stands in a rule, but for its layout."""
    match condition:
        case Match(atom):
            alias = f" as ${atom.alias}" if atom.alias and not atom.alias.startswith("#") else ""
            return _atom(atom) + alias
        case Absent(atom):
            return f"not {_atom(atom)}"
        case Read(attribute, keys, value, layer):
            by = f" by ${layer.name}" if layer else ""
            return f"{attribute}({_terms(keys)}) = {_term(value)}{by}"
        case Compare(operator, left, right):
            return f"{_term(left)} {operator} {_term(right)}"
        case Member(term, options):
            return f"{_term(term)} in [{_terms(options)}]"
        case Matches(term, pattern):
            return f"{_term(term)} matches {_term(pattern)}"
        case Aggregate(kind, target, of, atom):
            what = f" {_term(of)}" if of is not None else ""
            return f"{_term(target)} = {kind}{what} of {_atom(atom)}"
        case Cycle(relation, source, target, alias):
            return f"cycle of {relation}({source} -> {target}) as ${alias}"


def _atom(atom: Atom) -> str:
    listed = (
        f"${name}" if isinstance(term, Variable) and term.name == name else f"{name}: {_term(term)}"
        for name, term in atom.terms
    )
    return f"{'proposed ' if atom.proposed else ''}{atom.relation}({', '.join(listed)})"


def _terms(terms: Iterable[Term]) -> str:
    return ", ".join(map(_term, terms))


def _term(term: Term) -> str:
    match term:
        case Variable(name):
            return f"${name}"
        case Constant(value):
            return value_text(value)
        case Text(parts):
            pieces = (
                printable(part)
                if isinstance(part, str)
                else f"${{{part.name}}}"
                if isinstance(part, Variable)
                else f"${{{part.variable}.{part.column}}}"
                for part in parts
            )
            return f'"{"".join(pieces)}"'
        case Function(name, (left, right)) if name in _PRECEDENCE:
            binds = _PRECEDENCE[name]
            return f"{_operand(left, binds)} {name} {_operand(right, binds + 1)}"
        case Function(name, arguments):
            return f"{name}({_terms(arguments)})"


def _operand(term: Term, least: int) -> str:
    """Return a term beside an operator; one that binds less than the operator, in parentheses."""
    shown = _term(term)
    loose = isinstance(term, Function) and _PRECEDENCE.get(term.name, least) < least
    return f"({shown})" if loose else shown


def _short(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
