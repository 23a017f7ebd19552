"""Decide attributes: of everything that rules set, the strongest layer wins.

    set timeout(web) = "30m" at template        loses
    set timeout(web) = "45m" at policy          wins

In one layer all rules must agree; two different values are a conflict, never a matter of order.
A map attribute with `merge` is decided key by key.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.engine.database import Contribution, Offers

    Conflicts = list[tuple[Any, list[Contribution]]]


class _Removed:
    """The value of a key that a rule unset."""

    def __repr__(self) -> str:
        return "removed"


class MergedMap(dict[str, Any]):
    """A merged map. Rules may carry it into facts, so it has a hash: that of its identity."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none, and maps are not compared
        return id(self)


REMOVED: Final = _Removed()
RANK = itemgetter(0)


def decide(
    contributions: dict[Any, Offers] | dict[str, list[Contribution]], conflicts: Conflicts
) -> dict[Any, Contribution]:
    """Return the winning contribution of each key of an attribute that holds one value.

    A key in conflict has no value; its strongest contributions go to `conflicts`.
    """
    values = {}
    for key, offers in contributions.items():
        if len(offers) == 1:
            (values[key],) = offers
            continue
        strongest = max(map(RANK, offers))
        best = [offer for offer in offers if offer[0] == strongest]
        if len(best) > 1 and _differ(best):
            conflicts.append((key, best))
        else:
            values[key] = best[0]
    return values


def merge(contributions: dict[Any, Offers], conflicts: Conflicts) -> dict[Any, MergedMap]:
    """Return the merged map of each key of a map attribute."""
    return {key: _merged(key, offers, conflicts) for key, offers in contributions.items()}


def _merged(key: Any, offers: Offers, conflicts: Conflicts) -> MergedMap:
    layers = {offer[0]: offer for offer in offers}
    if len(layers) < len(offers):
        return _merged_by_key(key, offers, conflicts)
    merged = MergedMap()
    for rank in sorted(layers):
        _, value, _, name = layers[rank]
        if name is None:
            merged.update(value)
        elif value is REMOVED:
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def _merged_by_key(key: Any, offers: Offers, conflicts: Conflicts) -> MergedMap:
    """Merge where two rules set in one layer: each key of the map is decided by itself."""
    single: dict[str, list[Contribution]] = {}
    for rank, value, clause, name in offers:
        for each, inner in value.items() if name is None else ((name, value),):
            single.setdefault(each, []).append((rank, inner, clause, each))
    found: Conflicts = []
    decided = decide(single, found)
    conflicts.extend((key, best) for _, best in found)
    kept = ((name, offer[1]) for name, offer in decided.items())
    return MergedMap((name, value) for name, value in kept if value is not REMOVED)


def strongest(offers: Iterable[Contribution], name: str | None = None) -> Contribution | None:
    """Return the strongest contribution to an attribute, or to the key `name` of its map."""
    if name is not None:
        offers = (
            each for each in offers if each[3] == name or (each[3] is None and name in each[1])
        )
    return max(offers, key=RANK, default=None)


def _differ(offers: list[Contribution]) -> bool:
    first = offers[0][1]
    return any(not same(first, offer[1]) for offer in offers[1:])


def same(one: Any, other: Any) -> bool:
    """Return whether two values are the same data: `1`, `1.0` and `true` are three values."""
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)
