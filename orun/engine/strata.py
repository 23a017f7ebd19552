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

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics, Note
from orun.engine.clause import REPORTS, Clause, Clauses, attribute, drops, proposals
from orun.engine.graph import shortest_cycle, strongly_connected
from orun.language.program import Compare, Derive, Function, Match, Text, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orun.language.program import Program, Term


@dataclass(frozen=True, slots=True)
class Run:
    """Run clauses of one rule, which share its conditions, once."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Fixpoint:
    """Repeat recursive clauses until the predicates grow no more."""

    predicates: tuple[str, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Subtract:
    """Complete a relation: what was proposed without what was dropped."""

    relation: str


@dataclass(frozen=True, slots=True)
class Resolve:
    """Decide an attribute from its contributions."""

    attribute: str


Step = Run | Fixpoint | Subtract | Resolve


def schedule(
    program: Program, clauses: Clauses, outputs: Iterable[str], diagnostics: Diagnostics
) -> list[Step]:
    """Order the clauses that `outputs` (names of relations and attributes) or reports depend on.

    What cannot be ordered is reported, with its cycle rule by rule; the result is then unusable.
    """
    live = _live(program, clauses, outputs)
    kept = [clause for clause in clauses.clauses if clause.head in live]
    graph = _graph(program, clauses, kept, live)
    parts = _ordered_parts(graph)
    strata = {predicate: number for number, part in enumerate(parts) for predicate in part}
    _refuse_cycles(clauses, kept, graph, strata, parts, diagnostics)
    if diagnostics.has_errors:
        return []
    return list(_steps(program, clauses, kept, parts))


def _live(program: Program, clauses: Clauses, outputs: Iterable[str]) -> set[str]:
    """Find the predicates that something wanted depends on."""
    by_head: dict[str, list[Clause]] = {}
    for clause in clauses.clauses:
        by_head.setdefault(clause.head, []).append(clause)
    pending = [
        REPORTS,
        *(attribute(name) if name in program.attributes else name for name in outputs),
    ]
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


def _refuse_cycles(
    clauses: Clauses,
    kept: Sequence[Clause],
    graph: Mapping[str, Sequence[str]],
    strata: Mapping[str, int],
    parts: Sequence[Sequence[str]],
    diagnostics: Diagnostics,
) -> None:
    """Report recursion through something that must be complete, or that makes values."""
    for clause in kept:
        number = strata[clause.head]
        inside = [(read, whole) for read, whole in clauses.reads(clause) if strata[read] == number]
        if not inside:
            continue
        whole = next((read for read, complete in inside if complete), None)
        cycle = shortest_cycle(graph, clause.head, set(parts[number]))
        notes = tuple(_walk(clauses, kept, cycle))
        if whole is not None:
            diagnostics.error(
                "unstratifiable",
                f"rule {clause.rule.name} needs all of {_plain(whole)} before it can add to "
                f"{_plain(clause.head)}, which {_plain(whole)} is made from",
                clause.rule.span,
                notes=notes,
                help="`not`, aggregates, attributes and relations that are dropped from must be "
                "complete before they are read; `proposed` reads what comes before drops",
            )
        elif isinstance(clause.action, Derive) and _makes_values(clause):
            diagnostics.error(
                "endless-rule",
                f"rule {clause.rule.name} makes new values for {_plain(clause.head)}, "
                "which feeds itself, so it might never end",
                clause.rule.span,
                notes=notes,
                help="make the value in a rule whose relation does not come back to it",
            )
    for part in parts:
        _refuse_drop_cycle(clauses, kept, graph, part, diagnostics)


def _refuse_drop_cycle(
    clauses: Clauses,
    kept: Sequence[Clause],
    graph: Mapping[str, Sequence[str]],
    part: Sequence[str],
    diagnostics: Diagnostics,
) -> None:
    """Report a relation that is fed by what is left of it after its own drops."""
    for relation in part:
        if relation in clauses.droppable and len(part) > 1:
            cycle = shortest_cycle(graph, relation, set(part))
            users = [clause for clause in kept if clause.head in part]
            diagnostics.error(
                "unstratifiable",
                f"{relation} is dropped from, but what is left of it feeds its own proposals",
                users[0].rule.span,
                notes=tuple(_walk(clauses, kept, cycle)),
                help=f"read `proposed {relation}` in the rule that adds to it",
            )


def _walk(
    clauses: Clauses, kept: Sequence[Clause], cycle: Sequence[tuple[str, str]]
) -> Iterable[Note]:
    """Name, for each edge of a cycle of predicates, the rule that makes it."""
    for head, read in cycle:
        for clause in kept:
            if clause.head == head and any(name == read for name, _ in clauses.reads(clause)):
                yield Note(
                    f"rule {clause.rule.name} makes {_plain(head)} from {_plain(read)}",
                    clause.rule.span,
                )
                break


def _plain(predicate: str) -> str:
    """Name a predicate as the rules text does."""
    if predicate.endswith("?"):
        return f"proposed {predicate[:-1]}"
    if predicate.endswith("!"):
        return f"drop {predicate[:-1]}"
    return predicate.removeprefix("@")


def _makes_values(clause: Clause) -> bool:
    """Whether the head holds a value that no fact held before."""
    matched = {
        term.name
        for condition in clause.conditions
        if isinstance(condition, Match)
        for _, term in condition.atom.terms
        if isinstance(term, Variable)
    }
    made: set[str] = set()
    definitions = [
        (condition.left.name, condition.right)
        for condition in clause.conditions
        if isinstance(condition, Compare)
        and condition.operator == "="
        and isinstance(condition.left, Variable)
        and condition.left.name not in matched
    ]
    for _ in definitions:  # a definition may follow the one it uses, so one pass is not enough
        made |= {name for name, term in definitions if _is_made(term, made)}
    assert isinstance(clause.action, Derive)  # noqa: S101 - the caller asks only of these
    return any(_is_made(term, made) for _, term in clause.action.atom.terms)


def _is_made(term: Term, made: set[str]) -> bool:
    return isinstance(term, Text | Function) or (isinstance(term, Variable) and term.name in made)
