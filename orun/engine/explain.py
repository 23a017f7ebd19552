"""Why a fact holds: the rule that made it first, and the facts that it was made from.

Only the rule of a fact is kept; its premises are found again when somebody asks, by running the
rule backwards from the fact. So is a derived fact's place in the files: that of its premises.

In a recursive stratum a fact may follow from facts that themselves follow from it. There only such
premises count as came in an earlier round, and those exist, as the rule made the fact from them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec import Struct, field

from orun.diagnostics import Span
from orun.engine.evaluate import Stated
from orun.engine.layers import same, strongest
from orun.engine.names import proposals

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from orun.diagnostics import Source
    from orun.engine.database import Contribution, Database, Row
    from orun.engine.evaluate import Result

Premise = tuple[str, Any]
"""(predicate, row), or ("@attribute", key)."""

Sight = tuple[str, Any, str | None]
"""What a place is wanted of: a premise, and a column of it or None."""

ALWAYS = 0
"""The round of what was complete before the first recursive stratum began."""


class Part(NamedTuple):
    """The rule of a user's file that something follows from, by name; of a stated fact None."""

    rule: str | None
    span: Span

    @property
    def text(self) -> str:
        """What it is in a sentence."""
        return "this fact" if self.rule is None else f"rule {self.rule}"


class PremisesModule(Protocol):
    """What `orun.engine.generate.generate_premises` writes."""

    PREMISES: Mapping[int, Callable[[Database, Row], Iterator[list[Premise]]]]
    COLUMNS: Mapping[int, Mapping[int, tuple[int, int]]]


class Explainer(Struct):
    """Answers questions about one result.

    `load` gives the module of premises, which is not made unless it is needed. `locate` turns the
    origin of a fact of a file into a span: (relation, origin, column name or None) -> span. `users`
    are the numbers of the sources that are a user's.
    """

    result: Result
    sources: Sequence[Source]
    load: Callable[[], PremisesModule]
    locate: Callable[[str, Any, str | None], Span | None]
    users: Collection[int] = ()
    _module: PremisesModule | None = field(default=None)
    _positions: dict[str, dict[Row, int]] = field(default_factory=dict)

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

    def is_users(self, clause: int) -> bool:
        """Whether the rule of a clause is a user's, who can do something about it."""
        return self.result.module.RULES[clause][1]

    def origin(self, predicate: str, row: Row) -> Any:
        """Return the clause that made a fact first, or the origin that its loader gave it."""
        return self.result.database.rows[predicate].get(row)

    def premises(self, predicate: str, row: Row) -> list[Premise]:
        """Return the facts that a derived fact was made from, in the order the rule names them.

        Following premises of premises always ends at facts of files: no fact explains itself.
        """
        origin = self.origin(predicate, row)
        if type(origin) is not int:
            return []
        if predicate in self.result.module.DROPPABLE:
            predicate = proposals(predicate)
        database = self.result.database
        recursive = predicate in database.rounds
        before = self._round(predicate, row) if recursive else database.round + 1
        for found in self.module.PREMISES[origin](database, row):
            if all(self._round(*premise) < before for premise in found):
                return found
        return []

    def contribution_premises(self, attribute: str, key: Any, offer: Contribution) -> list[Premise]:
        """Return the facts that a rule matched when it set an attribute."""
        rank, value, clause, name = self._stated(attribute, key, offer)
        keys = key if isinstance(key, tuple) else (key,)
        layer = self.result.module.ATTRIBUTES[attribute][2][rank]
        row = (*keys, value, name, layer)
        return next(self.module.PREMISES[clause](self.result.database, row), [])

    def users_part(self, predicate: str, row: Any) -> Part | None:
        """Return the rule or fact of a user's file, fewest steps away, that a fact follows from."""
        pending: deque[Premise] = deque([(predicate, row)])
        seen = set()
        while pending:
            premise = pending.popleft()
            if premise in seen:
                continue
            seen.add(premise)
            found = self._users(*premise)
            if found is not None:
                return found
            pending.extend(self._behind(*premise))
        return None

    def setter(self, attribute: str, key: Any, name: str | None = None) -> Part | None:
        """Return the user's rule that decided an attribute, or the key `name` of its map."""
        offer = self._strongest(attribute, key, name)
        return None if offer is None else self._part(offer[2])

    def setter_of_column(self, predicate: str, row: Any, column: str | None) -> Part | None:
        """Return the user's rule that set the attribute of which a column has the value."""
        while column is not None:
            origin = self.origin(predicate, row)
            premises = self.premises(predicate, row)
            if not premises:
                return None
            found = self._behind_column(origin, predicate.rstrip("?!"), column, premises)
            if not found:
                return None
            predicate, row, column = found[0]
            if predicate.startswith("@"):
                return self.setter(predicate[1:], row)
        return None

    def _users(self, predicate: str, row: Any) -> Part | None:
        if predicate.startswith("@"):
            return self.setter(predicate[1:], row)
        return self._part(self.origin(predicate, row))

    def _part(self, origin: Any) -> Part | None:
        """Return the rule or fact of a user's file that an origin is, if it is one."""
        if isinstance(origin, Stated) and origin[0] in self.users:
            file, start, end = origin
            return Part(None, Span(self.sources[file], start, end))
        if type(origin) is int and self.is_users(origin):
            name, span = self.rule(origin)
            return Part(name, span)
        return None

    def _behind(self, predicate: str, row: Any) -> list[Premise]:
        """Return the premises of a fact, or of what decided the value of an attribute."""
        if not predicate.startswith("@"):
            return self.premises(predicate, row)
        offer = self._strongest(predicate[1:], row)
        return [] if offer is None else self.contribution_premises(predicate[1:], row, offer)

    def place(self, predicate: str, row: Any, column: str | None = None) -> Span | None:
        """Return where a fact, or the value of one of its columns, comes from.

        It is the place of the first premise that has one. `row` is the key of an "@attribute".
        """
        pending: list[Sight] = [(predicate, row, column)]
        seen = set()
        while pending:
            sight = pending.pop()
            if sight in seen:
                continue
            seen.add(sight)
            found = self._look(*sight)
            if isinstance(found, Span):
                return found
            pending.extend(reversed(found))
        return None

    def _look(self, predicate: str, row: Any, column: str | None) -> Span | list[Sight]:
        """Return the place of a fact of a file, or where to look for that of a derived one."""
        if predicate.startswith("@"):
            return self._behind_attribute(predicate[1:], row)
        origin = self.origin(predicate, row)
        if isinstance(origin, Stated):
            file, start, end = origin
            return Span(self.sources[file], start, end)
        relation = predicate.rstrip("?!")
        if type(origin) is not int:
            found = None if origin is None else self.locate(relation, origin, column)
            return [] if found is None else found
        premises = self.premises(predicate, row)
        sights: list[Sight] = [(*premise, None) for premise in premises]
        if column is None or not premises:
            return sights
        return [*self._behind_column(origin, relation, column, premises), *sights]

    def _behind_column(
        self, clause: int, relation: str, column: str, premises: list[Premise]
    ) -> list[Sight]:
        columns = self.result.module.RELATIONS
        source = self.module.COLUMNS.get(clause, {}).get(columns[relation].index(column))
        if source is None:
            return []
        predicate, row = premises[source[0]]
        of_attribute = predicate.startswith("@")
        name = None if of_attribute else columns[predicate.rstrip("?!")][source[1]]
        return [(predicate, row, name)]

    def _behind_attribute(self, attribute: str, key: Any) -> list[Sight]:
        return [(*each, None) for each in self._behind("@" + attribute, key)]

    def _strongest(self, attribute: str, key: Any, name: str | None = None) -> Contribution | None:
        return strongest(self.result.database.contributions[attribute].get(key, ()), name)

    def _stated(self, attribute: str, key: Any, offer: Contribution) -> Contribution:
        """Return the contribution as the rule made it: one key of it may have been split off."""
        rank, value, clause, name = offer
        offers = self.result.database.contributions[attribute].get(key, {})
        if offer in offers or name is None:
            return offer
        for each in offers:
            whole = each[0] == rank and each[2] == clause and each[3] is None
            if whole and name in each[1] and same(each[1][name], value):
                return each
        return offer

    def _round(self, predicate: str, row: Any) -> int:
        """Return the round in which a row came; what is not recursive was there before any."""
        ends = self.result.database.rounds.get(predicate)
        if ends is None:
            return ALWAYS
        if predicate not in self._positions:
            rows = self.result.database.rows[predicate]
            self._positions[predicate] = {each: at for at, each in enumerate(rows)}
        at = self._positions[predicate][row]
        return ends[bisect_right(ends, at, key=itemgetter(0))][1]
