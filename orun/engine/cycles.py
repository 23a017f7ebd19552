"""`cycle of R(from -> to)`: the cycles of a relation as values that messages can show."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from orun.engine.functions import show
from orun.engine.graph import cyclic_parts

if TYPE_CHECKING:
    from orun.engine.database import Row, Rows


class FoundCycle(Struct, frozen=True):
    """A cycle: `edges` are facts of the relation, one for each step, from the smallest name."""

    edges: tuple[Row, ...]
    text: str

    def __str__(self) -> str:
        return self.text


def cycles(rows: Rows, source: int, target: int) -> list[FoundCycle]:
    """Return one shortest cycle for each strongly connected part of a relation that has an edge.

    `source` and `target` are the columns to follow, which hold texts. Of several facts for one
    edge, such as two reasons for one wait, the smallest stands in the cycle.
    """
    edge_of = itemgetter(source, target)
    pairs = cyclic_parts(map(edge_of, rows))
    if not pairs:
        return []
    facts: dict[tuple[str, str], Row] = {}
    for row in rows:
        edge = edge_of(row)
        if edge not in facts or _order(row) < _order(facts[edge]):
            facts[edge] = row
    return [
        FoundCycle(
            tuple(facts[edge] for edge in cycle),
            " -> ".join([*(edge[0] for edge in cycle), cycle[-1][1]]),
        )
        for cycle in pairs
    ]


def _order(row: Row) -> tuple[str, ...]:
    return tuple(map(show, row))
