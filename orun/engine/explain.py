"""Why a fact holds: the rule that made it first, and the facts that it was made from.

Only the rule of a fact is kept; its premises are found again when somebody asks, by running the
rule backwards from the fact. So is a derived fact's place in the files: that of its premises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from orun.diagnostics import Span
from orun.engine.evaluate import Stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from orun.diagnostics import Source
    from orun.engine.database import Contribution, Database, Row
    from orun.engine.evaluate import Result

Premise = tuple[str, Any]
"""(predicate, row), or ("@attribute", key)."""


class PremisesModule(Protocol):
    """What `orun.engine.generate.generate_premises` writes."""

    PREMISES: Mapping[int, Callable[[Database, Row], Iterator[list[Premise]]]]
    COLUMNS: Mapping[int, Mapping[int, tuple[int, int]]]


@dataclass(slots=True)
class Explainer:
    """Answers questions about one result.

    `load` gives the module of premises, which is not made unless it is needed. `locate` turns the
    origin of a fact of a file into a span: (relation, origin, column name or None) -> span.
    """

    result: Result
    sources: Sequence[Source]
    load: Callable[[], PremisesModule]
    locate: Callable[[str, Any, str | None], Span | None]
    _module: PremisesModule | None = field(default=None)

    @property
    def module(self) -> PremisesModule:
        """The module of premises, made now if it is not there yet."""
        if self._module is None:
            self._module = self.load()
        return self._module

    def rule(self, clause: int) -> tuple[str, Span]:
        """Return name and place of the rule of a clause."""
        name, _, file, start, end = self.result.module.RULES[clause]
        return name, Span(self.sources[file], start, end)

    def origin(self, predicate: str, row: Row) -> Any:
        """Return the clause that made a fact first, or the origin that its loader gave it."""
        return self.result.database.rows[predicate].get(row)

    def premises(
        self, predicate: str, row: Row, without: frozenset[Premise] = frozenset()
    ) -> list[Premise]:
        """Return the facts that a derived fact was made from, in the order the rule names them.

        Support through a fact of `without` does not count, so no fact is explained by itself.
        """
        origin = self.origin(predicate, row)
        if type(origin) is not int:
            return []
        return self._support(origin, row, without | {(predicate, row)})

    def contribution_premises(self, key: Any, offer: Contribution) -> list[Premise]:
        """Return the facts that a rule matched when it set an attribute."""
        keys = key if isinstance(key, tuple) else (key,)
        return self._support(offer[2], (*keys, offer[1], offer[3]), frozenset())

    def _support(self, clause: int, row: Row, without: frozenset[Premise]) -> list[Premise]:
        for found in self.module.PREMISES[clause](self.result.database, row):
            if not any(premise in without for premise in found if premise[0][0] != "@"):
                return found
        return []

    def place(
        self,
        predicate: str,
        row: Row,
        column: str | None = None,
        path: frozenset[Premise] = frozenset(),
    ) -> Span | None:
        """Return where a fact, or the value of one of its columns, comes from."""
        if predicate.startswith("@"):
            return self._attribute_place(predicate[1:], row, path)
        origin = self.origin(predicate, row)
        relation = predicate.rstrip("?!")
        if isinstance(origin, Stated):
            file, start, end = origin
            return Span(self.sources[file], start, end)
        if type(origin) is not int:
            return None if origin is None else self.locate(relation, origin, column)
        path |= {(predicate, row)}
        premises = self._support(origin, row, path)
        if column is not None:
            found = self._column_place(origin, relation, column, premises, path)
            if found is not None:
                return found
        return self._first_place(premises, path)

    def _column_place(
        self,
        clause: int,
        relation: str,
        column: str,
        premises: list[Premise],
        path: frozenset[Premise],
    ) -> Span | None:
        columns = self.result.module.RELATIONS
        source = self.module.COLUMNS.get(clause, {}).get(columns[relation].index(column))
        if source is None or not premises:
            return None
        predicate, row = premises[source[0]]
        return self.place(predicate, row, columns[predicate.rstrip("?!")][source[1]], path)

    def _first_place(self, premises: list[Premise], path: frozenset[Premise]) -> Span | None:
        for predicate, row in premises:
            found = self.place(predicate, row, None, path)
            if found is not None:
                return found
        return None

    def _attribute_place(self, attribute: str, key: Any, path: frozenset[Premise]) -> Span | None:
        offers = self.result.database.contributions[attribute].get(key, [])
        if not offers:
            return None
        strongest = max(offers, key=lambda offer: offer[0])
        return self._first_place(self.contribution_premises(key, strongest), path)
