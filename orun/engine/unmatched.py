"""Values in users' rules that no fact can match: a rule that silently never fires helps nobody.

A column that is named like a relation holds names of it, whatever this run derives: there a value
must be one of those names, and likewise where a column is known to hold the values of others. In a
column of a relation that only files fill, it must occur there, together with the values asked for
before it. Of a pattern, one such value must match it. Nothing is said of other columns, nor of a
relation that is empty. Where the rule may be meant so all the same, as with `not`, only what looks
like a slip of a known value is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orun.diagnostics import Diagnostic, Severity, Span, nearest
from orun.engine.names import proposals
from orun.engine.pattern import matches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from orun.diagnostics import Source
    from orun.engine.evaluate import Module, Result

Column = tuple[str, str]
"""A relation and a column of it."""

NAME, ID = "name", "id"
"""The column that holds the names of what a relation is about, unless it has ids for that."""


def unmatched_values(
    result: Result,
    sources: Sequence[Source],
    varying: Collection[str],
    holders: Mapping[Column, Collection[Column]],
) -> Iterator[Diagnostic]:
    """Yield a warning for each text in a user's rule that cannot match.

    `varying` are relations whose facts depend on what a run was asked for; `holders` maps
    columns to others that hold all their values.
    """
    domains = _Domains(result, varying, holders)
    told = set()
    for consequence, sure, owner, texts, globs in result.module.TESTED:
        met: dict[str, str] = {}
        for column, value, place in texts:
            missing = domains.missing(owner, column, _Wanted(value, globs), met)
            if missing is None:
                met[column] = value
                continue
            guess = nearest(value, missing.known)
            shown = f'anything like "{value}"' if globs else f'"{value}"'
            if place in told or not (sure or guess):
                continue
            told.add(place)
            file, start, end = place
            yield Diagnostic(
                Severity.WARNING,
                "unmatched-value",
                f"no fact has {shown} as {column} of {owner}{missing.beside}, so {consequence}",
                Span(sources[file], start, end),
                (),
                f'did you mean "{guess}"?' if guess else None,
            )


class _Wanted(NamedTuple):
    """A text that a rule asks for, or a pattern that one must match."""

    text: str
    globs: bool

    def among(self, known: Collection[str]) -> bool:
        """Tell whether one of these is what is asked for."""
        if self.globs:
            return any(matches(each, self.text) for each in known)
        return self.text in known


class _Missing(NamedTuple):
    """What a column can hold instead, `beside` which other values of the fact."""

    known: Collection[str]
    beside: str


class _Domains:
    """The values that columns can have, as far as that is known."""

    def __init__(
        self,
        result: Result,
        varying: Collection[str],
        holders: Mapping[Column, Collection[Column]],
    ) -> None:
        self._result = result
        self._varying = varying
        self._holders = holders
        self._derived = derived_values(result.module)

    def missing(
        self, owner: str, column: str, wanted: _Wanted, met: dict[str, str]
    ) -> _Missing | None:
        """Return what a column can hold if what is wanted is no part of it, else None.

        `met` are values of other columns that the fact has.
        """
        known = self._known(owner, column)
        made = self._derived.get((owner, column), ())
        found = self._values(owner, column, {}) if self._filled_by_files(owner) else set()
        if known and not any(wanted.among(each) for each in (known, made, found)):
            return _Missing(known, "")
        if not found:
            return None
        if not wanted.among(found):
            return _Missing(found, "")
        found = self._values(owner, column, met) if met else found
        return None if wanted.among(found) else _Missing(found, _beside(met))

    def _known(self, owner: str, column: str) -> set[str]:
        """Return what a column holds whatever is derived: what others hold, or names."""
        holders = self._holders.get((owner, column))
        if holders is not None:
            return set().union(*(self._values(*each, {}) for each in (*holders, (owner, column))))
        named = self._result.module.RELATIONS.get(column, ())
        return self._values(column, NAME, {}) if NAME in named and ID not in named else set()

    def _filled_by_files(self, owner: str) -> bool:
        """Tell whether a run's files alone decide what a relation holds."""
        module = self._result.module
        return not (owner in module.ATTRIBUTES or owner in module.FILLED or owner in self._varying)

    def _values(self, relation: str, column: str, met: dict[str, str]) -> set[str]:
        """Return the texts in a column of the facts that have the values `met` in others.

        Facts that rules drop count too: a rule that drops them has matched them.
        """
        columns = self._result.module.RELATIONS[relation]
        at = columns.index(column)
        wanted = [(columns.index(name), text) for name, text in met.items()]
        dropped = relation in self._result.module.DROPPABLE
        rows = self._result.rows(proposals(relation) if dropped else relation)
        return {
            row[at]
            for row in rows
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
