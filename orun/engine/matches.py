"""Find everything that conditions hold for, in a database that is complete.

    when component(name: $name, $type) and not composition($type)

becomes a generator of the values of `$name` and `$type`, for those who ask why a rule fired or
did not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.engine.body import Body
from orun.engine.generate import HEADER
from orun.engine.order import join_order
from orun.engine.terms import binds, needs
from orun.engine.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orun.engine.clause import Clauses
    from orun.language.program import Condition, Program


def generate_matches(
    program: Program, clauses: Clauses, questions: Sequence[Sequence[Condition]]
) -> str:
    """Return the source of a module that answers questions, each of them some conditions.

    `MATCHES[n](db)` yields, for each way in which question n holds, the values of `VARIABLES[n]`
    and the (predicate, row) of its patterns, in the order written.
    """
    lines = [HEADER]
    names, variables = [], []
    for number, conditions in enumerate(questions):
        name = f"match{number}"
        writer = Writer(f"{name}(db)", "a question")
        body = Body(program, clauses, writer, keep_rows=True)
        writer.line("if False:")
        writer.line("    yield ()")
        body.write(join_order(conditions, program.relations))
        found = [body.premises[id(each)] for each in conditions if id(each) in body.premises]
        rows = (f"({name!r}, {row})" for name, row in found)
        writer.line(f"yield ({_listed(writer.names.values())}), ({_listed(rows)})")
        lines += [*writer.lines(), ""]
        names.append(name)
        variables.append(tuple(writer.names))
    return "\n".join([*lines, f"MATCHES = [{', '.join(names)}]", f"VARIABLES = {variables!r}", ""])


def _listed(expressions: Iterable[str]) -> str:
    """Return expressions for a tuple of any length."""
    return "".join(f"{each}, " for each in expressions)


def answerable(conditions: Sequence[Condition]) -> list[Condition]:
    """Return conditions in the order written, each one later until it has what it needs."""
    known: set[str] = set()
    pending = list(conditions)
    ordered = []
    while pending:
        ready = next(each for each in pending if needs(each) <= known)
        pending.remove(ready)
        ordered.append(ready)
        known |= binds(ready)
    return ordered
