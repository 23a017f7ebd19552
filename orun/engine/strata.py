"""Put the clauses of a program into an order in which each reads only what is complete.

    tier(c) :- label(c).                stratum 1: run the clause once
    reach(a, b) :- edge(a, b).          stratum 2: run once, then
    reach(a, c) :- reach(a, b), …       repeat to a fixpoint
    far(a) :- not reach(a, _).          stratum 3

A stratum is a strongly connected part of the graph of predicates. Inside one, a predicate may feed
itself through facts, but not through `not`, an aggregate, an attribute or a drop, which ask for
something complete, and not through values that the rules make, which might never end.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from msgspec import Struct

from orun.engine.graph import strongly_connected
from orun.engine.names import REPORTS, attribute, drops, proposals
from orun.engine.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orun.diagnostics import Diagnostics
    from orun.engine.clause import Clause, Clauses
    from orun.language.program import Program


class Run(Struct, frozen=True):
    """Run clauses of one rule, which share its conditions, once."""

    clauses: tuple[Clause, ...]


class Fixpoint(Struct, frozen=True):
    """Repeat recursive clauses until the predicates grow no more."""

    predicates: tuple[str, ...]
    clauses: tuple[Clause, ...]


class Subtract(Struct, frozen=True):
    """Complete a relation: what was proposed without what was dropped."""

    relation: str


class Resolve(Struct, frozen=True):
    """Decide an attribute from its contributions."""

    attribute: str


Step = Run | Fixpoint | Subtract | Resolve


def schedule(
    program: Program,
    clauses: Clauses,
    outputs: Iterable[str],
    diagnostics: Diagnostics,
    *,
    reports: bool = True,
) -> list[Step]:
    """Order the clauses that `outputs` (names of relations and attributes) or reports depend on.

    What cannot be ordered is reported, with its cycle rule by rule; the result is then unusable.
    A user's rule of which nothing is read is a warning. Without `reports` there is nothing but the
    outputs: a question asked beforehand, of rules that are evaluated as a whole later.
    """
    wanted = [attribute(name) if name in program.attributes else name for name in outputs]
    live = _live(clauses, [REPORTS, *wanted] if reports else wanted)
    if reports:
        unread = [each for each in clauses.clauses if each.rule.user and each.head not in live]
        _warn_of_unread(unread, diagnostics)
        # A user's rule is evaluated all the same: what is wrong with it shows only then.
        live |= _live(clauses, [each.head for each in unread])
    kept = [clause for clause in clauses.clauses if clause.head in live]
    graph = _graph(program, clauses, kept, live)
    parts = _ordered_parts(graph)
    refuse(clauses, kept, graph, parts, diagnostics)
    if diagnostics.has_errors:
        return []
    return list(_steps(program, clauses, kept, parts))


def _warn_of_unread(unread: Iterable[Clause], diagnostics: Diagnostics) -> None:
    for clause in unread:
        diagnostics.warning(
            "unread-rule",
            f"nothing reads {clause.head.strip('?!@')}, so rule {clause.rule.name} changes nothing",
            clause.rule.span,
            help="read it in another rule, or take the rule out",
        )


def _live(clauses: Clauses, wanted: Iterable[str]) -> set[str]:
    """Find the predicates that something wanted depends on."""
    by_head: dict[str, list[Clause]] = {}
    for clause in clauses.clauses:
        by_head.setdefault(clause.head, []).append(clause)
    pending = list(wanted)
    live: set[str] = set()
    while pending:
        predicate = pending.pop()
        if predicate in live:
            continue
        live.add(predicate)
        pending.extend(_parts_of(predicate, clauses))
        for clause in by_head.get(predicate, ()):
            pending.extend(read for read, _ in clauses.reads(clause))
    return live


def _parts_of(predicate: str, clauses: Clauses) -> tuple[str, ...]:
    return (proposals(predicate), drops(predicate)) if predicate in clauses.droppable else ()


def _graph(
    program: Program, clauses: Clauses, kept: Sequence[Clause], live: set[str]
) -> dict[str, list[str]]:
    """Map each live predicate to those it is made from, all in the order of their names."""
    graph: dict[str, set[str]] = {name: set() for name in program.relations if name in live}
    for predicate in live:
        graph.setdefault(predicate, set()).update(_parts_of(predicate, clauses))
    for clause in kept:
        graph[clause.head].update(read for read, _ in clauses.reads(clause))
    return {name: sorted(graph[name]) for name in sorted(graph)}


def _ordered_parts(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the strata: strongly connected parts, each after those it is made from."""
    parts = {min(part): sorted(part) for part in strongly_connected(graph)}
    part_of = {name: first for first, part in parts.items() for name in part}
    sorter = TopologicalSorter(
        {
            first: sorted({part_of[read] for name in part for read in graph[name]} - {first})
            for first, part in sorted(parts.items())
        }
    )
    return [parts[first] for first in sorter.static_order()]


def _steps(
    program: Program, clauses: Clauses, kept: Sequence[Clause], parts: Sequence[Sequence[str]]
) -> Iterable[Step]:
    recursive = _recursive(clauses, kept, parts)
    once: dict[str, list[Clause]] = {}
    for clause in kept:
        if clause.number not in recursive:
            once.setdefault(_unit(clause), []).append(clause)
    for part in parts:
        fed = [clause for clause in kept if clause.head in part]
        for clause in fed:
            if _unit(clause) in once and clause.number not in recursive:
                yield Run(tuple(once.pop(_unit(clause))))
        repeated = tuple(clause for clause in fed if clause.number in recursive)
        if repeated:
            yield Fixpoint(tuple(part), repeated)
        for predicate in part:
            if predicate in clauses.droppable:
                yield Subtract(predicate)
            elif predicate.startswith("@") and predicate[1:] in program.attributes:
                yield Resolve(predicate[1:])


def _unit(clause: Clause) -> str:
    """Name what is evaluated together: a rule, but a drop has a condition of its own."""
    own = f"!{clause.number}" if clause.conditions is not clause.rule.conditions else ""
    return clause.rule.name + own


def _recursive(
    clauses: Clauses, kept: Sequence[Clause], parts: Sequence[Sequence[str]]
) -> set[int]:
    stratum = {predicate: number for number, part in enumerate(parts) for predicate in part}
    return {
        clause.number
        for clause in kept
        if any(stratum[read] == stratum[clause.head] for read, _ in clauses.reads(clause))
    }
