"""Values in users' rules that no fact can match: a rule that silently never fires helps nobody.

A column that is named like a relation holds names of it, whatever this run derives: there a value
must be one of those names. In a column of a relation that only files fill, it must occur there.
Nothing is said of other columns, nor of a relation that is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostic, Severity, Span, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from orun.diagnostics import Source
    from orun.engine.evaluate import Module, Result

NAME = "name"
"""The column that holds the names of what a relation is about."""


def unmatched_values(
    result: Result, sources: Sequence[Source], varying: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each constant in a condition of a user's rule that cannot match.

    `varying` are relations whose facts depend on what a run was asked for.
    """
    derived = derived_values(result.module)
    for rule, relation, column, value, (file, start, end) in result.module.CONSTANTS:
        known = _domain(result, relation, column, varying)
        if known is None or value in known or value in derived.get((relation, column), ()):
            continue
        guess = nearest(value, known)
        yield Diagnostic(
            Severity.WARNING,
            "unmatched-value",
            f'no fact has "{value}" as {column} of {relation}, so rule {rule} never fires here',
            Span(sources[file], start, end),
            (),
            f'did you mean "{guess}"?' if guess else None,
        )


def derived_values(module: Module) -> dict[tuple[str, str], set[str]]:
    """Return the constants that rules and stated facts put into each column."""
    values: dict[tuple[str, str], set[str]] = {}
    for relation, column, value in module.DERIVED:
        values.setdefault((relation, column), set()).add(value)
    for relation, row, _ in module.FACTS:
        for column, value in zip(module.RELATIONS[relation], row, strict=True):
            if isinstance(value, str):
                values.setdefault((relation, column), set()).add(value)
    return values


def _domain(
    result: Result, relation: str, column: str, varying: Collection[str]
) -> set[str] | None:
    """Return the values that a column can have, or None if that is not known."""
    columns = result.module.RELATIONS
    if column in columns and NAME in columns[column]:
        relation, column = column, NAME
    elif relation in result.module.FILLED or relation in varying:
        return None
    at = columns[relation].index(column)
    known = {row[at] for row in result.rows(relation) if isinstance(row[at], str)}
    return known or None
