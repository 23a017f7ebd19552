"""Clauses and predicates: the form in which rules are put into an order.

A clause is one action of a rule with the rule's conditions. A predicate is something that clauses
fill or read: a relation `r`, its proposals `r?` and drops `r!` if some rule drops from it, or an
attribute `@a`. Only what is written with `?` or without a mark holds facts that a rule reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from orun.engine.names import REPORTS, attribute, drops, proposals
from orun.language.program import (
    Absent,
    Aggregate,
    Cycle,
    Derive,
    Drop,
    Match,
    Read,
    Report,
    Set,
    Unset,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.language.program import Action, Atom, Condition, Program, Rule

DROPPED = "#dropped"
"""The alias under which a drop clause finds the proposal it takes out; no user can write it."""


class Clause(Struct, frozen=True):
    """One action of a rule. `number` is its position in the program, which facts keep as origin."""

    number: int
    rule: Rule
    conditions: tuple[Condition, ...]
    action: Action
    head: str


class Clauses(Struct, frozen=True):
    """All clauses of a program, in order, and the relations that some rule drops from."""

    clauses: tuple[Clause, ...]
    droppable: frozenset[str]

    def predicate(self, atom: Atom) -> str:
        """Return the predicate that an atom in a condition reads."""
        droppable = atom.proposed and atom.relation in self.droppable
        return proposals(atom.relation) if droppable else atom.relation

    def reads(self, clause: Clause) -> Iterator[tuple[str, bool]]:
        """Yield each predicate that the conditions read, and whether it must be complete first."""
        for condition in clause.conditions:
            match condition:
                case Match(atom):
                    yield self.predicate(atom), False
                case Absent(atom):
                    yield self.predicate(atom), True
                case Aggregate():
                    yield self.predicate(condition.atom), True
                case Read():
                    yield attribute(condition.attribute), True
                case Cycle():
                    yield condition.relation, True
                case _:
                    pass


def clauses_of(program: Program) -> Clauses:
    """Split the rules of a program into numbered clauses."""
    droppable = frozenset(
        action.atom.relation
        for rule in program.rules
        for action in rule.actions
        if isinstance(action, Drop)
    )
    clauses: list[Clause] = []
    for rule in program.rules:
        for action in rule.actions:
            conditions = rule.conditions
            if isinstance(action, Drop):
                conditions = (*conditions, Match(_dropped(action.atom)))
            head = _head(action, droppable)
            clauses.append(Clause(len(clauses), rule, conditions, action, head))
    return Clauses(tuple(clauses), droppable)


def _dropped(atom: Atom) -> Atom:
    return replace(atom, proposed=True, alias=DROPPED)


def _head(action: Action, droppable: frozenset[str]) -> str:
    match action:
        case Derive(atom):
            name = atom.relation
            return proposals(name) if name in droppable else name
        case Drop(atom):
            return drops(atom.relation)
        case Set() | Unset():
            return attribute(action.attribute)
        case Report():
            return REPORTS
