"""Choose in which order the conditions of a rule are joined.

Greedy: whatever only filters goes as early as it can; among the atoms that could come next, the one
expected to match the fewest facts does. The expectation comes from declarations alone, so that the
generated code does not depend on the input: a relation has its declared size; a bound column
divides it by the number of values that the column can have.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from orun.engine.terms import atom_variables, binds, needs, variables
from orun.language.program import Absent, Aggregate, Cycle, Match, Matches, Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orun.language.program import Atom, Column, Condition, Relation

ALL_BOUND = 0.5
"""Expected facts of an atom whose columns are all bound: there is such a fact or there is not."""


def join_order(
    conditions: Sequence[Condition], relations: Mapping[str, Relation], bound: Iterable[str] = ()
) -> list[Condition]:
    """Return the conditions in an order in which each has what it needs.

    `bound` names the variables that have a value before the first condition. Raises ValueError if a
    variable gets none, which the checks of the language rule out.
    """
    known = set(bound)
    pending = list(conditions)
    ordered = []
    while pending:
        ready = [each for each in pending if needs(each) <= known]
        if not ready:
            raise ValueError(f"nothing binds {sorted(needs(pending[0]) - known)}")
        # Of equally cheap ones the first. To compare conditions is to compare texts, hence `is`.
        chosen = min(ready, key=lambda each: _cost(each, relations, known))
        pending = [each for each in pending if each is not chosen]
        ordered.append(chosen)
        known |= binds(chosen)
    return ordered


def _cost(condition: Condition, relations: Mapping[str, Relation], known: set[str]) -> float:
    """Estimate the facts visited; what visits none costs a little, by how quickly it is tested."""
    match condition:
        case Match(atom):
            return _matches(atom, relations, known)
        case Absent() | Read():
            return 0.02
        case Matches():
            return 0.03
        case Aggregate():
            return 0.04
        case Cycle():
            return float(relations[condition.relation].size)
        case _:
            return 0.01


def _matches(atom: Atom, relations: Mapping[str, Relation], known: set[str]) -> float:
    relation = relations[atom.relation]
    if len(atom.terms) == len(relation.columns) and atom_variables(atom) <= known:
        return ALL_BOUND
    size = float(relation.size)
    for name, term in atom.terms:
        if variables(term) <= known:
            size /= _distinct(relation, relation.columns[relation.index(name)], relations)
    return max(size, 1.0)


def _distinct(relation: Relation, column: Column, relations: Mapping[str, Relation]) -> float:
    """Estimate how many values a column has.

    A column named like a relation holds names of it; otherwise a first column that is text is taken
    for the name of what the fact speaks of.
    """
    if column.type.name == "enum":
        return max(float(len(column.type.values)), 1.0)
    if column.type.name == "flag":
        return 2.0
    if column.name in relations:
        return max(float(relations[column.name].size), 1.0)
    if column is relation.columns[0]:
        return max(float(relation.size), 1.0)
    return max(sqrt(relation.size), 1.0)
