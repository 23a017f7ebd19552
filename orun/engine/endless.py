"""Find recursive rules that make values, as only those could derive facts for ever.

    when reach($from, to: $via) and edge(from: $via, $to) then reach($from, $to)     ends
    when path($from, $hops) and $more = $hops + 1 then path($from, hops: $more)      might not

A variable is settled if it can have only the values that something complete holds: a fact of a
lower stratum, an attribute, an aggregate. There are finitely many, and so there are of all that is
made from them. Every other variable that a pattern gives a value has one that some fact holds
already. What is left are texts and functions of variables that are not settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.engine.terms import variables, variables_of
from orun.language.program import (
    Aggregate,
    Compare,
    Derive,
    Function,
    Match,
    Member,
    Read,
    Text,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from orun.engine.clause import Clause, Clauses
    from orun.language.program import Atom, Condition, Term


def grows(clause: Clause, clauses: Clauses, stratum: Collection[str]) -> bool:
    """Whether a clause that is fed from its own stratum may put ever new values into it."""
    if not isinstance(clause.action, Derive):
        return False
    settled = _settled(clause, clauses, stratum)
    held = {
        name
        for each in clause.conditions
        if isinstance(each, Match)
        for name in _columns(each.atom)
    }
    made = _made(clause, settled, held)
    return any(_is_made(term, settled, made) for _, term in clause.action.atom.terms)


def _columns(atom: Atom) -> set[str]:
    return {term.name for _, term in atom.terms if isinstance(term, Variable)}


def _settled(clause: Clause, clauses: Clauses, stratum: Collection[str]) -> set[str]:
    """Return the variables that have finitely many values, whatever the stratum comes to hold."""
    settled: set[str] = set()
    size = -1
    while len(settled) > size:  # a comparison may settle what another one needs
        size = len(settled)
        for condition in clause.conditions:
            settled.update(_settles(condition, clauses, stratum, settled))
    return settled


def _settles(
    condition: Condition, clauses: Clauses, stratum: Collection[str], settled: set[str]
) -> Iterator[str]:
    match condition:
        case Match(atom) if clauses.predicate(atom) not in stratum:
            yield from _columns(atom)
        case Read(value=value, layer=layer):
            yield from (each.name for each in (value, layer) if isinstance(each, Variable))
        case Aggregate(target=target):
            yield target.name
        case Member(term=Variable(name), options=options) if variables_of(options) <= settled:
            yield name
        case Compare(operator="=", left=left, right=right):
            if isinstance(left, Variable) and variables(right) <= settled:
                yield left.name
            if isinstance(right, Variable) and variables(left) <= settled:
                yield right.name
        case _:
            pass


def _made(clause: Clause, settled: set[str], held: set[str]) -> set[str]:
    """Return the variables whose only definition is a value that is made."""
    made: set[str] = set()
    size = -1
    while len(made) > size:  # a definition may follow the one that uses it
        size = len(made)
        for each in clause.conditions:
            match each:
                case Compare(operator="=", left=Variable(name), right=right):
                    if name not in settled | held and _is_made(right, settled, made):
                        made.add(name)
                case _:
                    pass
    return made


def _is_made(term: Term, settled: set[str], made: set[str]) -> bool:
    if isinstance(term, Text | Function):
        return not variables(term) <= settled
    return isinstance(term, Variable) and term.name in made
