"""Programs that have no order, or might never end, are refused; no others are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive import NotStratifiedError
from naive import evaluate as evaluate_naively
from running import checked, compiled, derived, refusals

if TYPE_CHECKING:
    from running import Facts

VOCABULARY = """
relation base(x: text, n: number)
relation p(x: text)
relation q(x: text)
relation r(x: text)
relation rank(x: text, n: number)
attribute level(x: text) -> text layers low < high
attribute score(x: text) -> number layers low < high
attribute env(x: text) -> map merge layers low < high
"""


def told(rules: str) -> list[str]:
    """Return `code at line: message`, then its notes with their lines, for every refusal."""
    lines = []
    for each in refusals(VOCABULARY + rules):
        assert each.span is not None
        assert each.help
        lines.append(f"{each.code} {_at(each.span)}: {each.message}")
        for note in each.notes:
            assert note.span is not None
            lines.append(f"- {_at(note.span)}: {note.message}")
    return lines


def _at(span: object) -> int:
    return int(str(span).split(":")[1]) - VOCABULARY.count("\n")


def test_a_cycle_through_not_is_shown_rule_by_rule() -> None:
    rules = """rule one when base($x) and not r($x) then p($x)
rule two when p($x) then q($x)
rule three when q($x) and base($x) then r($x)
"""
    assert told(rules) == [
        "unstratifiable 1: rule one needs all of r before it can add to p, which r is made from",
        "- 1: rule one makes p from r",
        "- 3: rule three makes r from q",
        "- 2: rule two makes q from p",
    ]


def test_a_rule_may_not_count_what_it_derives() -> None:
    assert told("rule one when base($x) and $n = count of p() and $n < 3 then p($x)") == [
        "unstratifiable 1: rule one needs all of p before it can add to p, which p is made from",
        "- 1: rule one makes p from p",
    ]


def test_an_attribute_may_not_depend_on_itself() -> None:
    rules = """rule one when p($x) then set level($x) = a at low
rule two when level($x) = a and base($x) then p($x)
"""
    assert told(rules) == [
        (
            "unstratifiable 2: rule two needs all of level before it can add to p, which level is "
            "made from"
        ),
        "- 2: rule two makes p from level",
        "- 1: rule one makes level from p",
    ]


def test_what_is_left_after_drops_may_not_feed_the_proposals() -> None:
    rules = """rule drop when q($x) then drop p($x)
rule feed when p($x) and base($x) then p($x)
"""
    assert told(rules) == [
        (
            "unstratifiable 2: rule feed needs what is left of p after all drops before it can "
            "add to proposed p, which p is made from"
        ),
        "- 2: rule feed makes proposed p from p",
    ]


def test_a_cycle_of_refused_reads_is_told_once() -> None:
    rules = "rule lose when p($x) and not p($x) then drop p($x)"
    assert [line.split(":")[0] for line in told(rules)] == ["unstratifiable 1", "- 1"]


@pytest.mark.parametrize(
    "rules",
    [
        "rule a when cycle of pair(a -> b) as $c then pair(a: x, b: y)",
        "rule a when base($x) and $m = max $n of rank(n: $n) then rank($x, n: $m)",
        "rule a when score($x) = $n and base($x) then set score($x) = $n",
        (
            "rule a when score($x) = $n and base($x) then rank($x, $n)\n"
            "rule b when rank($x, $n) then set score($x) = $n"
        ),
        "rule a when env($x) = $e and base($x) and get($e, k) = a then set env($x)[l] = b",
        "rule a when p($x) then drop q($x)\nrule b when q($x) then p($x)",
        "rule a when p($x) and base($x) then drop p($x)",
        "rule a when base($x) and not q($x) then q($x)",
        (
            "rule a when base($x) and not q($x) then p($x)\n"
            "rule b when base($x) and not p($x) then q($x)"
        ),
        "rule a when q($x) and $y = nearest $x of p(x: $y) and $y != none then p(x: $y)",
    ],
)
def test_refused_as_without_order(rules: str) -> None:
    text = f"{VOCABULARY}relation pair(a: text, b: text)\n{rules}"
    assert {each.code for each in refusals(text)} == {"unstratifiable"}
    with pytest.raises(NotStratifiedError):
        evaluate_naively(checked(text)[0], {})


ENDLESS = [
    'rule a when p($x) then p(x: "${x}!")',
    "rule a when rank($x, $n) then rank($x, n: $n + 1)",
    "rule a when rank($x, $n) and $m = $n + 1 then rank($x, n: $m)",
    "rule a when rank($x, $n) and $k = $m and $m = $n + 1 then rank($x, n: $k)",
    "rule a when rank($x, $n) and $k = $m * 2 and $m = $n + 1 then rank($x, n: $k)",
    'rule a when p($x) then q(x: "${x}!")\nrule b when q($x) then p($x)',
    'rule a when p($x) and base(n: $n) then q(x: "${x}${n}")\nrule b when q($x) then p($x)',
    'rule a when rank(x: $y, $n) and $x = "${n}" and base(x: $y) then rank($x, n: $n + 1)',
    "rule a when rank($x, $n) and $n < 9 and rank(n: $m) then rank($x, n: $n * $m)",
    'rule a when proposed p($x) then p(x: "${x}!")\nrule d when base($x) then drop p($x)',
]


@pytest.mark.parametrize("rules", ENDLESS)
def test_what_might_never_end_is_refused(rules: str) -> None:
    lines = told(rules)
    assert lines[0].startswith("endless-rule 1: rule a makes new values for ")
    assert lines[1].startswith("- 1: rule a makes ")


@pytest.mark.parametrize(
    "rules",
    [
        # Values made where nothing comes back.
        'rule a when base($x) then p(x: "${x}!")\nrule b when p($x) then q(x: "${x}!")',
        # Made values that only select: nothing new enters the relation.
        'rule a when p($x) and p(x: "${x}!") then p(x: "a")\nrule b when base($x) then p($x)',
        "rule a when rank($x, $n) and rank(n: $m) and $m = $n + 1 then rank($x, n: $m)",
        "rule a when rank($x, $n) and base(n: $m) and $m = $n + 1 then rank($x, n: $m)",
        "rule a when rank($x, $n) and $m in [1, 2] and $m = $n + 1 then rank($x, n: $m)",
        "rule a when rank($x, $n) and score($x) = $m and $m = $n + 1 then rank($x, n: $m)",
        "rule a when rank($x, $n) and $m = $n + 1 and $m = $k and base(n: $k) then rank($x, n: $m)",
        # Values made only of what is complete.
        'rule a when p(x: $y) and base(x: $y) then p(x: "${y}!")',
        "rule a when rank() and base($n) and $k = $m * 2 and $m = $n + 1 then rank(x: a, n: $k)",
        "rule a when rank($x) and score($x) = $n then rank($x, n: $n + 1)",
        "rule a when rank($x) and $n = count of base($x) then rank($x, n: $n * 2)",
        "rule a when rank($x, n: $k) and $n = count of base(n: $k) then rank($x, $n)",
        ("rule a when rank($x, n: $k) and $n = max $i of base($x, n: $i) and $k < $n "
         "then rank($x, n: $n + 1)"),
        # Every construct on a lower stratum.
        "rule a when base($x) and not q($x) then p($x)\nrule b when p() then p(x: a)",
        "rule a when proposed p() then p(x: a)\nrule b when proposed p($x) then drop p($x)",
        "rule a when p($x) then set level($x) = a\nrule b when level($x) = a and p($x) then q($x)",
        ("rule a when base($x) then set score($x) = 1 at low\n"
         "rule b when base($x) and not q($x) then set score($x) = 2 at high"),
    ],
)  # fmt: skip
def test_what_always_ends_is_accepted(rules: str) -> None:
    assert told(rules) == []
    facts: Facts = {
        "base": {("a", 1), ("b", 2), ("b", 3)},
        "rank": {("a", 0), ("b", 1), ("c", -5)},
        "p": {("a",), ("a!",)},
    }
    derived(VOCABULARY + rules, facts)


TERMS = ["$n", "$n + 1", "$m", "$k", "$m * $n", "length($x)", "$k - 1"]
CONDITIONS = [
    *["base($x, $n)", "rank($x, $n)", "rank(x: $y, n: $m)", "base(x: $y, n: $m)", "low(n: $m)"],
    *["$k = $n + 1", "$k = $m", "$m = $k", "$m = $n + $n", "$k in [1, 2]", "$n = $m", "$k = 7"],
    *["score($x) = $m", "$m = count of base($x)", "$k = max $i of base(n: $i)", "low($x, n: $k)"],
]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=4, unique=True),
            st.sampled_from(["rank", "low"]),
            st.sampled_from(TERMS),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_accepted_ends(rules: list[tuple[list[str], str, str]]) -> None:
    """Random arithmetic over recursive relations: refused, or finished after few facts."""
    text = VOCABULARY + "relation low(x: text, n: number)\n"
    text += "rule s when base($x, $n) then set score($x) = $n + 1\n"
    for number, (conditions, head, term) in enumerate(rules):
        rule = f"rule r{number} when {' and '.join(conditions)} then {head}($x, n: {term})\n"
        if _is_right(rule, text):
            text += rule
    if refusals(text):
        return
    facts = {
        "base": {("a", 1), ("b", 2)},
        "rank": {("a", 0), ("c", 5)},
        "low": {("a", 2), ("b", 7)},
    }
    assert not compiled(text).run(facts, budget=20_000).exhausted


def _is_right(rule: str, vocabulary: str) -> bool:
    try:
        checked(vocabulary + rule)
    except AssertionError:
        return False
    return True


def test_too_many_patterns_are_refused_rather_than_crash() -> None:
    chain = " and ".join(f"pair(a: $v{n}, b: $v{n + 1})" for n in range(17))
    text = "relation pair(a: text, b: text)\nrelation far(a: text, b: text)\n"
    rule = "rule long when {} then far(a: $v0, b: $v{})"
    (found,) = refusals(text + rule.format(chain, 17))
    assert found.code == "too-many-patterns"
    assert "rule long joins 17 patterns" in found.message
    shorter = chain.rpartition(" and ")[0]
    ring = {"pair": {("a", "b"), ("b", "c"), ("c", "a")}}
    assert derived(text + rule.format(shorter, 16), ring)["far"] == ring["pair"]


def test_built_in_rules_that_nobody_reads_are_left_out() -> None:
    text = f"{VOCABULARY}rule a when base($x) then p($x)\nrule b when base($x) then q($x)"
    steps = compiled(text, ["q"], user=False).steps
    names = [clause.rule.name for step in steps for clause in getattr(step, "clauses", ())]
    assert names == ["b"]


def test_what_is_left_needs_proposals_and_drops() -> None:
    text = f"""{VOCABULARY}
    rule a when base($x) then p($x)
    rule b when base($x, n: 1) then drop p($x)
    """
    rules = compiled(text, ["p"], user=False)
    assert set(rules.run({"base": {("a", 1), ("b", 2)}}).rows("p")) == {("b",)}
