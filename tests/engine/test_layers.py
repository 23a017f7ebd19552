"""The strongest layer wins; one layer must agree; maps are decided key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orun.engine.layers import REMOVED, decide, merge, same

if TYPE_CHECKING:
    from orun.engine.database import Contribution


class Map(dict[str, Any]):
    """A map that counts by identity, as those of files do."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


def decided(*offers: Contribution) -> tuple[Any, list[Any]]:
    """Return the value of one key, if any, and the values in conflict."""
    conflicts: list[Any] = []
    found = decide({"key": dict.fromkeys(offers)}, conflicts)
    value = found["key"][1] if "key" in found else None
    return value, [(key, [each[1] for each in offers]) for key, offers in conflicts]


def merged(*offers: Contribution) -> tuple[dict[str, Any], list[tuple[str, list[Any]]]]:
    """Return the merged map of one key, and the values in conflict by key of the map."""
    conflicts: list[Any] = []
    found = merge({"key": dict.fromkeys(offers)}, conflicts)
    assert {key for key, _ in conflicts} <= {"key"}
    return found["key"], [(best[0][3], [each[1] for each in best]) for _, best in conflicts]


def test_the_strongest_layer_wins_whatever_came_first() -> None:
    assert decided((0, "a", 1, None), (2, "b", 2, None), (1, "c", 3, None)) == ("b", [])


def test_one_layer_may_say_the_same_twice() -> None:
    assert decided((1, "a", 1, None), (1, "a", 2, None), (0, "b", 3, None)) == ("a", [])
    one, two = Map(a=[1, {"b": None}]), Map(a=[1, {"b": None}])
    assert decided((1, one, 1, None), (1, two, 2, None))[1] == []


def test_two_values_in_the_strongest_layer_are_a_conflict() -> None:
    offers: list[Contribution] = [(1, "a", 1, None), (0, "b", 2, None), (1, "c", 3, None)]
    assert decided(*offers) == (None, [("key", ["a", "c"])])


def test_two_values_in_a_weaker_layer_are_none() -> None:
    assert decided((0, "a", 1, None), (0, "b", 2, None), (1, "c", 3, None)) == ("c", [])


def test_maps_are_merged_from_weak_to_strong() -> None:
    weak, strong = Map(a=1, b=2), Map(b=3, c=4)
    assert merged((2, strong, 1, None), (0, weak, 2, None)) == ({"a": 1, "b": 3, "c": 4}, [])


def test_a_key_may_be_unset_and_set_again() -> None:
    whole: Contribution = (0, Map(a=1, b=2), 1, None)
    assert merged(whole, (1, REMOVED, 2, "a")) == ({"b": 2}, [])
    assert merged(whole, (1, REMOVED, 2, "a"), (2, 5, 3, "a")) == ({"a": 5, "b": 2}, [])
    assert merged((1, REMOVED, 2, "z"), whole) == ({"a": 1, "b": 2}, [])


def test_one_layer_is_decided_key_by_key() -> None:
    one: Contribution = (1, Map(a=1, b=2, c=3), 1, None)
    two: Contribution = (1, Map(a=1, b=True, d=4), 2, None)
    assert merged(one, two, (0, 9, 3, "b"), (0, 9, 3, "e")) == (
        {"a": 1, "c": 3, "d": 4, "e": 9},
        [("b", [2, True])],
    )
    assert merged(one, (1, REMOVED, 2, "a")) == ({"b": 2, "c": 3}, [("a", [1, REMOVED])])


def test_values_of_maps_are_not_merged_any_deeper() -> None:
    weak, strong = Map(a={"x": 1}), Map(a={"y": 2})
    assert merged((0, weak, 1, None), (1, strong, 2, None)) == ({"a": {"y": 2}}, [])


def test_what_rules_set_is_left_as_it_was() -> None:
    weak, strong = Map(a=1), Map(a=2, b=3)
    found, _ = merged((0, weak, 1, None), (1, strong, 2, None))
    found["a"] = 7
    assert (weak, strong) == ({"a": 1}, {"a": 2, "b": 3})


def test_a_merged_map_has_a_hash_and_may_stand_in_a_row() -> None:
    found, _ = merged((0, Map(a=1), 1, None))
    assert len({("x", found), ("x", found)}) == 1


KEYS = st.sampled_from("abc")
OFFERS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(st.integers(0, 1), st.booleans(), st.just(REMOVED)),
        st.integers(0, 5),
        KEYS,
    ),
    max_size=6,
    unique=True,
)


@settings(max_examples=300, deadline=None)
@given(OFFERS, st.randoms(use_true_random=False))
def test_the_order_of_contributions_changes_nothing(
    offers: list[Contribution], random: Any
) -> None:
    if not offers:
        return
    expected, conflicts = merged(*offers)
    for name in "abc":
        ranks = [offer[0] for offer in offers if offer[3] == name]
        best = [offer[1] for offer in offers if offer[3] == name and offer[0] == max(ranks)]
        agreed = bool(best) and all(same(best[0], value) for value in best)
        assert (name in expected) == (agreed and best[0] is not REMOVED)
        assert (name in dict(conflicts)) == (bool(best) and not agreed)
    random.shuffle(offers)
    again, others = merged(*offers)
    assert again == expected
    assert {name for name, _ in others} == {name for name, _ in conflicts}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        (0, None, False),
        ("1", 1, False),
        ([1, 2], [1, 2], True),
        ([1, 2], [2, 1], False),
        ([1], [True], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": {"b": [0]}}, {"a": {"b": [False]}}, False),
    ],
)
def test_same(one: object, other: object, *, expected: bool) -> None:
    assert same(one, other) is expected
    assert same(other, one) is expected
