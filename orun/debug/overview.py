"""What a run was made of: documents, facts by relation, and the rules in the order they ran."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from orun.debug.layout import cut, number, plural, table
from orun.diagnostics import Source
from orun.diagnostics.characters import printable
from orun.engine.names import REPORTS, drops, proposals
from orun.engine.strata import Fixpoint, Resolve, Run, Subtract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orun.debug.trace import Trace
    from orun.engine.clause import Clause

MOST_FILES = 12
"""Files of one kind that are listed."""


def overview(trace: Trace, *, everything: bool) -> str:
    """Return all sections; `everything` also shows what is empty and what did nothing."""
    sections = [
        _documents(trace, None if everything else MOST_FILES),
        _facts(trace, everything=everything),
        _rules(trace, everything=everything),
    ]
    return "\n".join("".join(f"{line}\n" for line in section) for section in sections)


def _documents(trace: Trace, most: int | None) -> Iterator[str]:
    kinds = list(_files(trace))
    yield f"Documents: {plural(sum(len(files) for _, files, _ in kinds), 'file')}"
    for noun, files, detail in kinds:
        if files:
            yield f"  {plural(len(files), noun)}{detail}"
            shown = [trace.path_of(Source(name, "")) or name for name in files]
            yield from cut([f"    {printable(name)}" for name in shown], most, "files")


def _files(trace: Trace) -> Iterator[tuple[str, list[str], str]]:
    """Yield what files of each kind are called, their names, sorted, and what else to say."""
    workspace = trace.workspace
    intent = workspace.intent.node.source.name
    manifests = {each.node.source.name for each in workspace.components.values()} - {intent}
    inline = len(workspace.components) - len(manifests)
    yield "intent", [intent], f" with {plural(inline, 'component')}" if inline else ""
    yield "component manifest", sorted(manifests), ""
    for source in workspace.sources:
        files = sorted({name for each in source.definitions for name in each.files})
        types = ", ".join(sorted(each.type for each in source.definitions)) or "nothing"
        name = printable(source.source.name or "")
        yield "file", files, f" of composition source {name}, which exports {printable(types)}"
    rules = [each.source.name for each in trace.rules.files if each.user]
    yield "rules file", sorted(rules), ""


def _facts(trace: Trace, *, everything: bool) -> Iterator[str]:
    """List the relations with how many of their facts files state and how many rules derive."""
    counted = {name: _origins(trace, name) for name in trace.program.relations}
    stated = sum(files for files, _ in counted.values())
    derived = sum(made for _, made in counted.values())
    yield f"Facts: {number(stated)} of files and options, {number(derived)} derived"
    shown = {name: each for name, each in counted.items() if everything or any(each)}
    heading = ("relation", "files", "derived")
    rows = [(name, number(files), number(made)) for name, (files, made) in shown.items()]
    yield from table([heading, *rows], right=(1, 2))
    if len(shown) < len(counted):
        empty = plural(len(counted) - len(shown), "relation")
        yield f"  and {empty} without facts (--all shows them)"


def _origins(trace: Trace, relation: str) -> tuple[int, int]:
    """Return how many facts of a relation come from files, and how many from rules."""
    rows = trace.result.rows(relation)
    derived = sum(type(origin) is int for origin in rows.values())
    return len(rows) - derived, derived


def made_by(trace: Trace) -> Mapping[int, int]:
    """Return how many facts, contributions, drops and reports each clause made first."""
    database = trace.result.database
    made: Counter[int] = Counter()
    for predicate, rows in database.rows.items():
        if predicate in trace.clauses.droppable:
            continue  # What is left of proposals was made as proposals.
        made.update(origin for origin in rows.values() if type(origin) is int)
    for contributions in database.contributions.values():
        made.update(offer[2] for offers in contributions.values() for offer in offers)
    made.update(report[0] for report in database.reports)
    return made


def _rules(trace: Trace, *, everything: bool) -> Iterator[str]:
    """List what was evaluated, in order; a stratum that repeats is a group."""
    made = made_by(trace)
    fired = {clause.rule.name for clause in trace.clauses.clauses if made[clause.number]}
    evaluated = {clause.rule.name for step in trace.steps for clause in _clauses(step)}
    idle = len(evaluated) - len(fired)
    yield f"Rules: {plural(len(evaluated), 'rule')} in order of evaluation, {len(fired):,} fired"
    rows = [("rule", "makes", "made", "looked at")]
    for step in trace.steps:
        rows += _step(trace, step, made, everything=everything)
    yield from table(rows, right=(2, 3))
    if idle and not everything:
        built_in = "of the built-in rules did not fire (--all shows them)"
        hidden = sum(
            not each.user for each in trace.program.rules if each.name in evaluated - fired
        )
        yield f"  and {hidden:,} {built_in}"
    unread = sorted({each.name for each in trace.program.rules} - evaluated)
    if unread:
        yield f"  not evaluated, since nothing reads what they make: {', '.join(unread)}"


def _clauses(step: object) -> Sequence[Clause]:
    return step.clauses if isinstance(step, Run | Fixpoint) else ()


def _step(
    trace: Trace, step: object, made: Mapping[int, int], *, everything: bool
) -> Iterator[tuple[str, str, str, str]]:
    rows = trace.result.database.rows
    if isinstance(step, Run | Fixpoint):
        for clause in step.clauses:
            if everything or clause.rule.user or made[clause.number]:
                name = clause.rule.name + (" (repeated)" if isinstance(step, Fixpoint) else "")
                looked_at = trace.visited.get(clause.number, 0)
                yield name, _head(clause), number(made[clause.number]), number(looked_at)
    elif isinstance(step, Subtract):
        dropped = len(rows[drops(step.relation)])
        if everything or dropped:
            left = f"{len(rows[proposals(step.relation)]):,} proposed - {dropped:,} dropped"
            yield f"= {step.relation}", left, number(len(rows[step.relation])), ""
    elif isinstance(step, Resolve):
        values = trace.result.database.values[step.attribute]
        if everything or values:
            yield f"= {step.attribute}", "decided by layers", number(len(values)), ""


def _head(clause: Clause) -> str:
    """Name what a clause makes."""
    if clause.head == REPORTS:
        return "a report"
    if clause.head.endswith("!"):
        return f"drop {clause.head[:-1]}"
    return f"set {clause.head[1:]}" if clause.head.startswith("@") else clause.head.rstrip("?")
