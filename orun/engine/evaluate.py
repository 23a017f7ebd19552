"""Run a generated module over facts, stratum by stratum, to the least fixpoint.

Semi-naive evaluation: in a recursive stratum the clauses run again and again, each time joining
only the facts that the last round found (the delta) with all facts found so far, until a round
finds nothing new. Any fact of round n+1 needs one of round n, so nothing is missed, and nothing old
is derived again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct, field

from orun.engine.database import Database, OutOfBudget
from orun.engine.layers import decide, merge
from orun.engine.names import drops, proposals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from orun.engine.database import Contribution, Row, Rows

DEFAULT_BUDGET = 5_000_000
"""How many facts a run may derive; a plan never depends on time, so there is no other limit."""


class Module(Protocol):
    """What `orun.engine.generate` writes."""

    RULES: Sequence[tuple[str, bool, int, int, int]]
    RELATIONS: Mapping[str, tuple[str, ...]]
    DROPPABLE: Sequence[str]
    ATTRIBUTES: Mapping[str, tuple[tuple[str, ...], bool, tuple[str, ...]]]
    FILLED: Sequence[str]
    DERIVED: Sequence[tuple[str, str, str]]
    TESTED: Sequence[tuple[str, bool, str, Sequence[tuple[str, str, tuple[int, int, int]]], bool]]
    FACTS: Sequence[tuple[str, Row, tuple[int, int, int]]]
    STEPS: Sequence[tuple[Any, ...]]


class Stated(tuple[int, int, int]):
    """The origin of a `fact` of a rules file: (file number, start, end)."""

    __slots__ = ()


class Result(Struct):
    """The least fixpoint. `conflicts` are attributes that two rules set differently."""

    module: Module
    database: Database
    conflicts: list[tuple[str, Any, list[Contribution]]] = field(default_factory=list)
    exhausted: bool = False

    def rows(self, relation: str) -> Rows:
        """Return the facts of a relation with their origins, none if no rule needed it."""
        return self.database.rows.get(relation, {})

    def value(self, attribute: str, key: Any) -> Any:
        """Return the decided value of an attribute, None where there is none.

        A merge attribute has a dict for every key; one without contributions an empty one.
        """
        found = self.database.values[attribute].get(key)
        if self.module.ATTRIBUTES[attribute][1]:
            return {} if found is None else found
        return None if found is None else found[1]

    def layer(self, attribute: str, key: Any) -> str | None:
        """Return the layer that decided an attribute."""
        found = self.database.values[attribute].get(key)
        return None if found is None else self.module.ATTRIBUTES[attribute][2][found[0]]

    def busiest_rules(self) -> list[tuple[str, int]]:
        """Return the rules with how many facts, values and reports each made, the most first."""
        counts: Counter[str] = Counter()
        for rows in self.database.rows.values():
            for origin, number in Counter(o for o in rows.values() if type(o) is int).items():
                counts[self.module.RULES[origin][0]] += number
        for contributions in self.database.contributions.values():
            for offers in contributions.values():
                counts.update(self.module.RULES[offer[2]][0] for offer in offers)
        counts.update(self.module.RULES[report[0]][0] for report in self.database.reports)
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def evaluate(
    module: Module, facts: Mapping[str, Rows], budget: int = DEFAULT_BUDGET, *, count: bool = False
) -> Result:
    """Derive everything that follows from facts.

    `facts` maps relations to rows with origins, any objects but ints; it is not changed. A run
    that spends its budget stops with `exhausted` set and half a result.
    """
    database = Database(_relations(module, facts), list(module.ATTRIBUTES), budget)
    if count:
        database.visited = dict.fromkeys(range(len(module.RULES)), 0)
    result = Result(module, database)
    try:
        for step in module.STEPS:
            _STEP[step[0]](result, *step[1:])
    except OutOfBudget:
        result.exhausted = True
    return result


def _relations(module: Module, facts: Mapping[str, Rows]) -> dict[str, Rows]:
    relations: dict[str, Rows] = {}
    for name in module.RELATIONS:
        if name in module.DROPPABLE:
            relations[proposals(name)] = dict(facts.get(name, {}))
            relations[drops(name)] = {}
            relations[name] = {}
        else:
            relations[name] = dict(facts.get(name, {}))
    for name, row, place in module.FACTS:
        predicate = proposals(name) if name in module.DROPPABLE else name
        relations[predicate].setdefault(row, Stated(place))
    return relations


def _run(result: Result, function: Callable[[Database], int]) -> None:
    database = result.database
    _spend(database, function(database))


def _spend(database: Database, facts: int) -> None:
    database.left -= facts
    if database.left < 0:
        raise OutOfBudget


def _repeat(result: Result, predicates: Sequence[str], functions: Sequence[Any]) -> None:
    database = result.database
    deltas: dict[str, Any] = {name: list(database.rows[name]) for name in predicates}
    database.start_rounds(predicates)
    while any(deltas.values()):
        database.round += 1
        found: dict[str, Rows] = {name: {} for name in predicates}
        try:
            for function, head, delta in functions:
                if deltas[delta]:
                    before = len(found[head])
                    function(database, deltas[delta], found[head])
                    _spend(database, len(found[head]) - before)
        finally:  # Also what was found when the budget ran out: it tells which rule spent it.
            for name, new in found.items():
                database.grow(name, new)
        deltas = found


def _subtract(result: Result, relation: str) -> None:
    rows = result.database.rows
    dropped = rows[drops(relation)]
    proposed = rows[proposals(relation)]
    rows[relation].update(
        proposed
        if not dropped
        else {row: origin for row, origin in proposed.items() if row not in dropped}
    )


def _resolve(result: Result, attribute: str) -> None:
    database = result.database
    conflicts: list[tuple[Any, list[Contribution]]] = []
    merged = result.module.ATTRIBUTES[attribute][1]
    contributions = database.contributions[attribute]
    database.values[attribute] = (merge if merged else decide)(contributions, conflicts)
    result.conflicts += [(attribute, key, offers) for key, offers in conflicts]


_STEP: dict[str, Callable[..., None]] = {
    "run": _run,
    "repeat": _repeat,
    "subtract": _subtract,
    "resolve": _resolve,
}
