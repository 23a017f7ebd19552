"""The facts of one evaluation: relations with their indexes, attributes, reports.

A relation is a dict from row to origin, in the order in which the rows came: the number of the
clause that made it first, or whatever object the loader gave for a fact of a file. Rows are tuples
of hashable values; an index is a dict from the values of some columns to the rows that have them.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

Row = tuple[Any, ...]
Rows = dict[Row, Any]
Index = dict[Any, list[Row]]
Contribution = tuple[int, Any, int, Any]
"""What a rule sets: (rank of the layer, value, clause, key in a map attribute or None)."""

Place = tuple[str, Any, Any]
"""Where a report points: (predicate, row, column or None)."""

ReportedNote = tuple[str | None, "Place | None", bool]
"""A note: (text, or None to leave it out; place; whether it speaks of an edge of a cycle)."""

Reported = tuple[int, str, str, "Place | None", list[ReportedNote], str | None]
"""What a rule reports: (clause, level, message, place, notes, help)."""


class OutOfBudget(Exception):  # noqa: N818 - the field's name for a limit that was reached
    """More facts were derived than the budget allows."""


class Database:
    """Everything that clauses read and write. `left` is how many facts may still be derived."""

    def __init__(self, relations: dict[str, Rows], attributes: list[str], left: int) -> None:
        self.rows = relations
        self.contributions: dict[str, dict[Any, list[Contribution]]] = {
            name: {} for name in attributes
        }
        self.values: dict[str, dict[Any, Any]] = {name: {} for name in attributes}
        self.reports: list[Reported] = []
        self.visited: dict[int, int] = {}
        self.left = left
        self._indexes: dict[str, dict[tuple[int, ...], Index]] = {}

    def index(self, predicate: str, columns: tuple[int, ...]) -> Index:
        """Return the index of a predicate by some columns, built when first asked for.

        The key of one column is its bare value, of several a tuple.
        """
        indexes = self._indexes.setdefault(predicate, {})
        index = indexes.get(columns)
        if index is None:
            index = indexes[columns] = {}
            _enter(index, columns, self.rows[predicate])
        return index

    def grow(self, predicate: str, new: Rows) -> None:
        """Add new rows to a predicate and to the indexes that it has."""
        self.rows[predicate].update(new)
        for columns, index in self._indexes.get(predicate, {}).items():
            _enter(index, columns, new)


def _enter(index: Index, columns: tuple[int, ...], rows: Rows) -> None:
    key_of = itemgetter(*columns)
    for row in rows:
        key = key_of(row)
        found = index.get(key)
        if found is None:
            index[key] = [row]
        else:
            found.append(row)
