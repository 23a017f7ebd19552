"""Rules that set one attribute differently are told with values, places and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from running import located, told_by

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFLICTS = """
relation job(id: text, size: text)
relation layer(id: text, layer: low | high)
relation defaults(id: text, values: map)
attribute timeout(job: text) -> text layers low < high
attribute env(job: text) -> map merge layers low < high
rule by-size when job($id, $size) then set timeout(job: $id) = "${size}m" at high
rule by-name when job(id: $id) then set timeout(job: $id) = $id at high
rule weak when job(id: $id) then set timeout(job: $id) = "0" at low
rule at-layer when layer($id, $layer) then set env(job: $id)["K"] = $layer at $layer
rule key when job($id, size: "1") then set env(job: $id)["L"] = $id at high
rule whole when defaults($id, $values) then set env(job: $id) = $values at high
rule gone when job($id, size: "1") then unset env(job: $id)["M"] at high
"""


class FrozenMap(dict[str, str]):
    """A map that counts by identity, as those of files do."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


def conflicts(facts: Mapping[str, Any]) -> list[list[str]]:
    explainer = located(CONFLICTS, dict(facts))
    found = told_by(explainer)
    return [[each.message, *(note.message for note in each.notes)] for each in found]


def test_a_conflict_names_rules_values_and_facts() -> None:
    assert conflicts({"job": {("a", "1"), ("1m", "1")}}) == [
        [
            "rules set timeout(a) to different values in layer high",
            'rule by-name sets "a", having matched job("a", "1")',
            'rule by-size sets "1m", having matched job("a", "1")',
        ]
    ]


def test_two_facts_of_one_rule_may_disagree() -> None:
    (found, *_) = conflicts({"job": [("1m", "1"), ("1m", "2")]})
    assert found[1:] == [
        'rule by-name sets "1m", having matched job("1m", "1")',
        'rule by-size sets "1m", having matched job("1m", "1")',
        'rule by-size sets "2m", having matched job("1m", "2")',
    ]


def test_keys_of_maps_conflict_one_by_one() -> None:
    values = FrozenMap(L="x", M="y", N="z")
    assert conflicts({"job": {("1m", "1")}, "defaults": {("1m", values)}}) == [
        [
            "rules set env(1m)['L'] to different values in layer high",
            'rule key sets "1m", having matched job("1m", "1")',
            'rule whole sets "x", having matched defaults("1m", {…})',
        ],
        [
            "rules set env(1m)['M'] to different values in layer high",
            'rule gone unsets it, having matched job("1m", "1")',
            'rule whole sets "y", having matched defaults("1m", {…})',
        ],
    ]


def test_a_contribution_is_explained_by_the_fact_of_its_layer() -> None:
    explainer = located(CONFLICTS, {"layer": {("a", "low"), ("a", "high")}, "job": {("a", "1")}})
    offers = explainer.result.database.contributions["env"]["a"]
    found = {
        (offer[0], offer[3]): explainer.contribution_premises("env", "a", offer) for offer in offers
    }
    assert found == {
        (0, "K"): [("layer", ("a", "low"))],
        (1, "K"): [("layer", ("a", "high"))],
        (1, "L"): [("job", ("a", "1"))],
        (1, "M"): [("job", ("a", "1"))],
    }
