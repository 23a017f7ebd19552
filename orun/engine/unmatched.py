"""Values in users' rules that no fact can match: a rule that silently never fires helps nobody.

A column that is named like a relation holds names of it, whatever this run derives: there a value
must be one of those names. In a column of a relation that only files fill, it must occur there,
together with the values asked for before it. Nothing is said of other columns, nor of a relation
that is empty. Where the rule may be meant so all the same, as with `not`, only what looks like a
slip of a known value is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    """Yield a warning for each text in a user's rule that cannot match.

    `varying` are relations whose facts depend on what a run was asked for.
    """
    domains = _Domains(result, varying)
    told = set()
    for consequence, sure, owner, texts in result.module.TESTED:
        met: dict[str, str] = {}
        for column, value, place in texts:
            missing = domains.missing(owner, column, value, met)
            if missing is None:
                met[column] = value
                continue
            guess = nearest(value, missing.known)
            if place in told or not (sure or guess):
                continue
            told.add(place)
            file, start, end = place
            yield Diagnostic(
                Severity.WARNING,
                "unmatched-value",
                f'no fact has "{value}" as {column} of {owner}{missing.beside}, so {consequence}',
                Span(sources[file], start, end),
                (),
                f'did you mean "{guess}"?' if guess else None,
            )


class _Missing(NamedTuple):
    """What a column can hold instead, `beside` which other values of the fact."""

    known: Collection[str]
    beside: str


class _Domains:
    """The values that columns can have, as far as that is known."""

    def __init__(self, result: Result, varying: Collection[str]) -> None:
        self._result = result
        self._varying = varying
        self._derived = derived_values(result.module)

    def missing(self, owner: str, column: str, value: str, met: dict[str, str]) -> _Missing | None:
        """Return what a column can hold if this value is no part of it, else None.

        `met` are values of other columns that the fact has.
        """
        names = self._names(column)
        if names and value not in names and value not in self._derived.get((owner, column), ()):
            return _Missing(names, "")
        found = self._values(owner, column, {}) if self._filled_by_files(owner) else set()
        if not found:
            return None
        if value not in found:
            return _Missing(found, "")
        found = self._values(owner, column, met) if met else found
        return None if value in found else _Missing(found, _beside(met))

    def _names(self, column: str) -> set[str]:
        """Return the names that a column named like a relation holds."""
        if NAME not in self._result.module.RELATIONS.get(column, ()):
            return set()
        return self._values(column, NAME, {})

    def _filled_by_files(self, owner: str) -> bool:
        """Tell whether a run's files alone decide what a relation holds."""
        module = self._result.module
        return not (owner in module.ATTRIBUTES or owner in module.FILLED or owner in self._varying)

    def _values(self, relation: str, column: str, met: dict[str, str]) -> set[str]:
        """Return the texts in a column of the facts that have the values `met` in others."""
        columns = self._result.module.RELATIONS[relation]
        at = columns.index(column)
        wanted = [(columns.index(name), text) for name, text in met.items()]
        return {
            row[at]
            for row in self._result.rows(relation)
            if isinstance(row[at], str) and all(row[i] == text for i, text in wanted)
        }


def _beside(met: dict[str, str]) -> str:
    return " with " + " and ".join(f'{name} "{text}"' for name, text in met.items())


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
