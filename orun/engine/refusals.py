"""Refuse programs that have no order, or that might never end.

    rule a when p($x) and not q($x) then q($x)        q would need all of itself
    rule b when p($x) then p(x: "${x}!")              p would grow for ever

Inside a stratum a predicate may feed itself through facts, but not through something that must be
complete before it is read, and not through values that the rules make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from orun.diagnostics import Note
from orun.engine.endless import grows
from orun.engine.graph import shortest_path
from orun.engine.names import drops
from orun.language.program import Cycle, Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orun.diagnostics import Diagnostics
    from orun.engine.clause import Clause, Clauses

MOST_TOLD = 10
"""How many rules of one cycle are told: taking one of them out mends the others as a rule."""

MOST_STEPS = 20
"""How many rules are named of a cycle that goes through more."""

MOST_PATTERNS = 16
"""How many patterns one rule may join: each may become a loop, and Python nests 20 at most."""


def refuse(
    clauses: Clauses,
    kept: Sequence[Clause],
    graph: Mapping[str, Sequence[str]],
    parts: Sequence[Sequence[str]],
    diagnostics: Diagnostics,
) -> None:
    """Report every rule that has no place in an order, or no end.

    `graph` maps each predicate to those it is made from; `parts` are the strata.
    """
    by_head: dict[str, list[Clause]] = {}
    for clause in kept:
        _refuse_long(clause, diagnostics)
        by_head.setdefault(clause.head, []).append(clause)
    for part in parts:
        _Stratum(clauses, by_head, graph, set(part), diagnostics).check()


def _refuse_long(clause: Clause, diagnostics: Diagnostics) -> None:
    patterns = sum(isinstance(each, Match | Cycle) for each in clause.rule.conditions)
    if patterns > MOST_PATTERNS:
        diagnostics.error(
            "too-many-patterns",
            f"rule {clause.rule.name} joins {patterns} patterns; {MOST_PATTERNS} are possible",
            clause.rule.span,
            help="let a rule of its own join some of them into one relation",
        )


class _Stratum(Struct, frozen=True):
    """One stratum, to be checked against all clauses that are in use, by what they make."""

    clauses: Clauses
    by_head: Mapping[str, Sequence[Clause]]
    graph: Mapping[str, Sequence[str]]
    part: set[str]
    diagnostics: Diagnostics

    def check(self) -> None:
        before = len(self.diagnostics)
        for head in sorted(self.part):
            for clause in self.by_head.get(head, ()):
                self._check_clause(clause)
                if len(self.diagnostics) - before >= MOST_TOLD:
                    return

    def _check_clause(self, clause: Clause) -> None:
        inside = {read: whole for read, whole in self._reads(clause) if read in self.part}
        for read, whole in inside.items():
            if whole:
                self._incomplete(clause, read)
                return
            if read in self.clauses.droppable:
                self._dropped(clause, read)
                return
        if inside and grows(clause, self.clauses, self.part):
            self._endless(clause, next(iter(inside)))

    def _reads(self, clause: Clause) -> list[tuple[str, bool]]:
        """Return what a clause reads; what must be complete replaces what need not."""
        return sorted(set(self.clauses.reads(clause)))

    def _incomplete(self, clause: Clause, read: str) -> None:
        self._refuse(
            clause,
            f"rule {clause.rule.name} needs all of {_plain(read)} before it can add to "
            f"{_plain(clause.head)}, which {_plain(read)} is made from",
            self._cycle(clause, read),
            "what `not`, an aggregate, `cycle of` or an attribute reads must be complete "
            "before it is read; `proposed` reads what comes before drops",
        )

    def _dropped(self, clause: Clause, relation: str) -> None:
        dropping = [each for each in self.by_head.get(drops(relation), ()) if each.rule.user]
        if dropping and not clause.rule.user:
            self._dropped_by_user(dropping[0], clause, relation)
            return
        self._refuse(
            clause,
            f"rule {clause.rule.name} needs what is left of {relation} after all drops before it "
            f"can add to {_plain(clause.head)}, which {relation} is made from",
            self._cycle(clause, relation),
            f"read `proposed {relation}`, which is what comes before drops",
        )

    def _dropped_by_user(self, dropping: Clause, clause: Clause, relation: str) -> None:
        """Report a user's rule without which a built-in one would have its order."""
        self._refuse(
            dropping,
            f"rule {dropping.rule.name} drops from {relation}, of which rule {clause.rule.name} "
            f"makes more, so that nobody can say what is left of it",
            self._cycle(clause, relation),
            f"drop from a relation that is made of {relation} instead",
        )

    def _refuse(self, blamed: Clause, message: str, cycle: Iterator[Note], advice: str) -> None:
        """Report a rule without which there would be an order."""
        self.diagnostics.error(
            "unstratifiable", message, blamed.rule.span, notes=tuple(cycle), help=advice
        )

    def _endless(self, clause: Clause, read: str) -> None:
        self.diagnostics.error(
            "endless-rule",
            f"rule {clause.rule.name} makes new values for {_plain(clause.head)}, "
            "which feeds itself, so it might never end",
            clause.rule.span,
            notes=tuple(self._cycle(clause, read)),
            help="make the value in a rule whose relation does not come back to it",
        )

    def _cycle(self, clause: Clause, read: str) -> Iterator[Note]:
        """Name the rules of a shortest cycle that begins with what a clause makes of a read."""
        yield _note(clause, clause.head, read)
        if read == clause.head:
            return
        path = shortest_path(self.graph, read, clause.head, self.part)
        for head, below in path[:MOST_STEPS]:
            for each in self.by_head.get(head, ()):
                if any(name == below for name, _ in self._reads(each)):
                    yield _note(each, head, below)
                    break
        if len(path) > MOST_STEPS:
            yield Note(f"and {len(path) - MOST_STEPS} more rules")


def _note(clause: Clause, head: str, read: str) -> Note:
    name = clause.rule.name
    return Note(f"rule {name} makes {_plain(head)} from {_plain(read)}", clause.rule.span)


def _plain(predicate: str) -> str:
    """Name a predicate as the rules text does."""
    if predicate.endswith("?"):
        return f"proposed {predicate[:-1]}"
    if predicate.endswith("!"):
        return f"drop {predicate[:-1]}"
    return predicate.removeprefix("@")
