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
    from orun.engine.database import Contribution


class _Removed:
    """The value of a key that a rule unset."""

    def __repr__(self) -> str:
        return "removed"


REMOVED: Final = _Removed()
RANK = itemgetter(0)


def decide(
    contributions: dict[Any, list[Contribution]], conflicts: list[tuple[Any, list[Contribution]]]
) -> dict[Any, Contribution]:
    """Return the winning contribution of each key of an attribute that holds one value.

    A key in conflict has no value; its strongest contributions go to `conflicts`.
    """
    values = {}
    for key, offers in contributions.items():
        if len(offers) == 1:
            values[key] = offers[0]
            continue
        strongest = max(map(RANK, offers))
        best = [offer for offer in offers if offer[0] == strongest]
        if len(best) > 1 and _differ(best):
            conflicts.append((key, best))
        else:
            values[key] = best[0]
    return values


def merge(
    contributions: dict[Any, list[Contribution]], conflicts: list[tuple[Any, list[Contribution]]]
) -> dict[Any, dict[str, Any]]:
    """Return the merged map of each key of a map attribute, weak layers first."""
    return {key: _merged(key, offers, conflicts) for key, offers in contributions.items()}


def _merged(
    key: Any, offers: list[Contribution], conflicts: list[tuple[Any, list[Contribution]]]
) -> dict[str, Any]:
    if len(offers) > 1:
        offers.sort(key=RANK)  # stable, so equal layers keep the order of the rules' names
        for one, other in zip(offers, offers[1:], strict=False):
            if one[0] == other[0]:
                return _merged_by_key(key, offers, conflicts)
    merged: dict[str, Any] = {}
    for _, value, _, name in offers:
        if name is None:
            merged.update(value)
        elif value is REMOVED:
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def _merged_by_key(
    key: Any, offers: list[Contribution], conflicts: list[tuple[Any, list[Contribution]]]
) -> dict[str, Any]:
    """Merge where two rules set in one layer: each key of the map is decided by itself."""
    single: dict[str, list[Contribution]] = {}
    for rank, value, clause, name in offers:
        for each, inner in value.items() if name is None else ((name, value),):
            single.setdefault(each, []).append((rank, inner, clause, each))
    found: list[tuple[Any, list[Contribution]]] = []
    decided = decide(single, found)
    conflicts.extend((key, best) for _, best in found)
    return {name: offer[1] for name, offer in decided.items() if offer[1] is not REMOVED}


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
