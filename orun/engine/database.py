"""The facts of one evaluation: relations with their indexes, attributes, reports.

A relation is a dict from row to origin, in the order in which the rows came: the number of the
clause that made it first, or whatever object the loader gave for a fact of a file. Rows are tuples
of hashable values; an index is a dict from the values of some columns to the rows that have them.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = tuple[Any, ...]
Rows = dict[Row, Any]
Index = dict[Any, list[Row]]
Contribution = tuple[int, Any, int, Any]
"""What a rule sets: (rank of the layer, value, clause, key in a map attribute or None)."""

Place = tuple[str, Any, Any]
"""Where a report points: (predicate, row, column or None)."""

ReportedNote = tuple[str | None, "Place | None", bool]
"""A note: (text, or None to leave it out; place; whether it speaks of an edge of a cycle)."""

Reported = tuple[int, str, str, "Place | None", tuple[ReportedNote, ...], str | None]
"""What a rule reports: (clause, level, message, place, notes, help)."""


Offers = dict[Contribution, None]
"""The distinct contributions to one key of an attribute, in the order in which they came."""


class OutOfBudget(Exception):  # noqa: N818 - the field's name for a limit that was reached
    """More facts were derived than the budget allows."""


class Database:
    """Everything that clauses read and write.

    `left` is how many facts may still be derived; contributions and reports count as facts, and
    `repeated` is how many contributions were made to keys that had one. `rounds` tells when the
    rows of recursive predicates came: for each round that added some, how many there were after it
    and the number of the round, which later strata continue.
    """

    def __init__(self, relations: dict[str, Rows], attributes: list[str], left: int) -> None:
        self.rows = relations
        self.contributions: dict[str, dict[Any, Offers]] = {name: {} for name in attributes}
        self.repeated = 0
        self.values: dict[str, dict[Any, Any]] = {name: {} for name in attributes}
        self.reports: dict[Reported, None] = {}
        self.visited: dict[int, int] = {}
        self.left = left
        self.round = 0
        self.rounds: dict[str, list[tuple[int, int]]] = {}
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

    def start_rounds(self, predicates: Iterable[str]) -> None:
        """Begin a recursive stratum: what its predicates hold already came in its first round."""
        self.round += 1
        for predicate in predicates:
            self.rounds[predicate] = [(len(self.rows[predicate]), self.round)]

    def grow(self, predicate: str, new: Rows) -> None:
        """Add the new rows of this round to a predicate and to the indexes that it has."""
        if not new:
            return
        rows = self.rows[predicate]
        rows.update(new)
        self.rounds[predicate].append((len(rows), self.round))
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
