"""The engine against the naive evaluator: random programs and each construct by hand.

`RULES_EXAMPLES` in the environment sets how many random programs are tried.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from naive import NaiveResult
from naive import evaluate as evaluate_naively
from programs import Case, Data, cases
from recursion import recursive_cases
from running import compiled

from orun.engine.names import proposals

if TYPE_CHECKING:
    from running import Facts

    from orun.engine.evaluate import Result

EXAMPLES = int(os.environ.get("RULES_EXAMPLES", "80"))
LAYERED = re.compile(r" at (low|middle|top|\$\w+)$")
random_programs = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


def summary(result: Result) -> NaiveResult:
    """Return what the engine found in the form of the naive evaluator."""
    module, rows = result.module, result.database.rows
    found = NaiveResult()
    for name in module.RELATIONS:
        found.relations[name] = set(rows[name])
        found.proposed[name] = set(rows[proposals(name) if name in module.DROPPABLE else name])
    for name in module.ATTRIBUTES:
        keys = result.database.values[name]
        found.attributes[name] = {_key(key): result.value(name, key) for key in keys}
    found.reports = {
        (module.RULES[clause][0], level, message)
        for clause, level, message, *_ in result.database.reports
    }
    found.conflicts = {(name, _key(key)) for name, key, _ in result.conflicts}
    return found


def _key(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def assert_agrees(text: str, facts: Facts) -> NaiveResult:
    """Check that both evaluators find the same, and return it."""
    rules = compiled(text)
    expected = evaluate_naively(rules.program, facts)
    result = rules.run(facts)
    assert summary(result) == expected
    assert not result.exhausted
    return expected


# Random programs.


@random_programs
@given(cases(), st.randoms(use_true_random=False))
def test_random_programs_in_any_order(case: Case, random: Any) -> None:
    rules = compiled(case.text)
    result = rules.run(case.facts)
    assert summary(result) == evaluate_naively(rules.program, case.facts)
    lines = case.text.splitlines()
    random.shuffle(lines)
    shuffled = {
        name: random.sample(sorted(rows, key=repr), len(rows)) for name, rows in case.facts.items()
    }
    again = compiled("\n".join(lines)).run(shuffled)
    assert summary(again) == summary(result)
    assert makers(again) == makers(result)


def makers(result: Result) -> dict[str, dict[Any, str | None]]:
    """Return the name of the rule that made each fact first, none for given facts."""
    return {
        name: {
            row: result.module.RULES[origin][0] if type(origin) is int else None
            for row, origin in rows.items()
        }
        for name, rows in result.database.rows.items()
    }


@random_programs
@given(cases(), st.data())
def test_unread_rules_change_nothing_that_is_read(case: Case, data: st.DataObject) -> None:
    text = "".join(map(_with_layer, case.text.splitlines(keepends=True)))
    everything = compiled(text, user=False)
    names = [*everything.program.relations, *everything.program.attributes]
    outputs = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    whole = summary(everything.run(case.facts))
    part = summary(compiled(text, outputs, user=False).run(case.facts))
    assert part.reports == whole.reports
    for name in outputs:
        if name in whole.relations:
            assert part.relations[name] == whole.relations[name]
        else:
            assert part.attributes[name] == whole.attributes[name]


@random_programs
@given(recursive_cases(), st.randoms(use_true_random=False))
def test_random_recursion(case: Case, random: Any) -> None:
    rules = compiled(case.text)
    result = rules.run(case.facts)
    assert summary(result) == evaluate_naively(rules.program, case.facts)
    shuffled = {name: random.sample(sorted(rows), len(rows)) for name, rows in case.facts.items()}
    assert makers(rules.run(shuffled)) == makers(result)


def _with_layer(line: str) -> str:
    """State the layer that a user's rule may leave out and a built-in one may not."""
    sets = " then set " in line or " then unset " in line
    return f"{line.rstrip()} at top\n" if sets and not LAYERED.search(line) else line


# Each construct by hand. `expected` guards against two evaluators that are wrong alike.

GRAPH = """
relation edge(from: text, to: text)
relation reach(from: text, to: text)
relation found(x: text)
rule step when edge($from, $to) then reach($from, $to)
rule more when edge(from: $a, to: $b) and reach(from: $b, to: $c) then reach(from: $a, to: $c)
"""
EDGES: Facts = {"edge": {("a", "b"), ("b", "c"), ("c", "b"), ("d", "d"), ("x", "a")}}


def found(text: str, facts: Facts, relation: str = "found") -> set[str]:
    rows = assert_agrees(text, facts).relations[relation]
    return {"/".join(map(str, row)) for row in rows}


CONDITIONS = """
reach(from: $x, to: $x)                                     | b c d
edge(from: $x) and not edge(to: $x)                         | x
edge(from: $x) and not reach(from: $x, to: $x)              | a x
edge(from: a, to: $x) and not edge()                        |
edge() and edge(from: a, to: $x)                            | b
not edge(from: nowhere) and $x = yes                        | yes
edge(from: $x) and $n = count of reach(from: $x) and $n = 2 | a b c
edge(from: $y) and $n = count of edge(to: $y) and $x = "${y}${n}" | a1 b2 c1 d1 x0
$n = count of edge(from: $y, to: $y) and $x = "${n}"        | 1
$x = max $y of edge(from: $y)                               | x
$x = min $y of reach(from: c, to: $y)                       | b
$x = max $y of edge(from: nowhere, to: $y)                  |
edge(from: $x) and $m = max $y of edge(from: $y) and $m = $x | x
$l = list $y of edge(to: $y) and $x = "<${l}>"              | <a,_b,_c,_d>
edge(from: $w) and $y = nearest $w of edge(to: $y) and $x = "${w}-${y}" | a-a b-b c-c d-d x-none
reach(from: $a, to: $b) and edge(from: "${a}", to: $x) and $b > $x | a b
edge(from: $x) and $x in [a, d, q]                          | a d
edge(from: $x) and $x matches "[a-c]"                       |
edge(from: $x) and "${x}yz" matches "?y*"                   | a b c d x
edge(from: $x, to: $p) and $x matches $p                    | d
edge(from: $y) and $x = upper($y) and length($x) = 1        | A B C D X
edge(from: $x) and $n = length($x) * 3 - 1 and $n + 1 >= 3  | a b c d x
"""


@pytest.mark.parametrize("line", CONDITIONS.strip().splitlines())
def test_conditions(line: str) -> None:
    conditions, _, expected = line.partition("|")
    rows = found(f"{GRAPH}rule r when {conditions} then found($x)", EDGES)
    assert {row.replace(" ", "_") for row in rows} == set(expected.split())


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('cycle of edge(from -> to) as $c then error "${c}" at $c',
         {("error", "b -> c -> b"), ("error", "d -> d")}),
        ('edge(from: $x, to: b) as $e then warning "${x}" at $e note "n ${x}" at $e.to help "h"',
         {("warning", "a"), ("warning", "c")}),
        ('edge(from: $x, to: c) and $l = notice then report $l "${x}"', {("notice", "b")}),
    ],
)  # fmt: skip
def test_reports(rule: str, expected: set[tuple[str, str]]) -> None:
    reports = assert_agrees(f"{GRAPH}rule r when {rule}", EDGES).reports
    assert reports == {("r", level, message) for level, message in expected}


def test_a_rule_without_conditions_holds() -> None:
    assert found("relation found(x: text)\nrule r then found(x: always)", {}) == {"always"}


def test_optional_columns() -> None:
    text = """
    relation job(id: text, tier: text?, rank: number?, hot: flag)
    relation copy(id: text, tier: text?, rank: number?)
    rule all when job($id, $tier, hot: true) then copy($id, $tier)
    rule none when job($id, tier: none, $rank) then copy(id: "${id}-${rank}", rank: $rank + 1)
    rule low when job($id, $rank) and $rank < 5 then copy($id, tier: low)
    """
    facts: Facts = {
        "job": {("a", None, None, True), ("b", "x", 3, True), ("c", None, 7, False)},
    }
    assert assert_agrees(text, facts).relations["copy"] == {
        *[("a", None, None), ("b", "x", None), ("a-none", None, None), ("c-7", None, 8)],
        ("b", "low", None),
    }


def test_one_rule_with_many_actions() -> None:
    text = """
    relation edge(from: text, to: text)
    relation found(x: text)
    relation reach(from: text, to: text)
    attribute mark(x: text) -> text layers low < high
    rule all when proposed edge(from: $x, to: $y) and not proposed edge(from: $y)
      then found(x: $y) and set mark(x: $y) = $x at low and reach(from: $x, to: $y)
       and drop edge(from: $x) and warning "${x}"
    rule more when reach(from: $x, to: $y) and found(x: $y) then reach(from: $y, to: $x)
    """
    result = assert_agrees(text, {"edge": {("a", "b"), ("a", "c"), ("b", "a")}})
    assert result.relations["edge"] == {("b", "a")}
    assert result.relations["reach"] == {("a", "c"), ("c", "a")}
    assert result.attributes["mark"] == {("c",): "a"}
    assert result.reports == {("all", "warning", "a")}


def test_dropped_facts_stay_proposed() -> None:
    text = """
    relation edge(from: text, to: text)
    relation found(x: text)
    rule back when proposed edge(from: $a, to: $b) then edge(from: $b, to: $a)
    rule loops when proposed edge(from: $x, to: $x) then drop edge(from: $x)
    rule leaves when edge(from: $x) then found($x)
    rule pair when proposed edge(from: d, to: $y) and proposed edge(from: $y, to: d)
      then drop edge(to: $y)
    """
    assert found(text, EDGES) == set("abcx")


def test_attributes() -> None:
    text = """
    relation job(id: text, hot: flag, layer: low | high)
    relation found(id: text, value: text, layer: text)
    attribute timeout(job: text, hot: flag) -> text layers low < high
    attribute env(job: text) -> map merge layers low < high
    rule a when job($id, $hot) then set timeout(job: $id, $hot) = "1" at low
    rule b when job($id, $hot, $layer) then set timeout(job: $id, $hot) = "${layer}" at $layer
    rule c when job($id, hot: true) then set env(job: $id)["K-${id}"] = $id at low
      and set env(job: $id)["L"] = 3 at low and unset env(job: $id)["L"] at high
    rule d when job($id, hot: true, layer: low) then set env(job: $id)["L"] = 4 at low
    rule s when job($id, $hot) and timeout(job: $id, $hot) = $t by $l
      then found($id, value: $t, layer: $l)
    rule t when job($id, $hot) and timeout(job: $id, $hot) = high
      then found($id, value: h, layer: h)
    rule u when env(job: x) = $env and job(id: x) then found(id: x, value: u, layer: u)
    """
    facts: Facts = {"job": {("x", True, "low"), ("y", False, "high"), ("z", True, "high")}}
    result = assert_agrees(text, facts)
    assert result.attributes["env"] == {("x",): {"K-x": "x"}, ("z",): {"K-z": "z"}}
    assert result.relations["found"] == {
        *[("y", "high", "high"), ("z", "high", "high"), ("y", "h", "h"), ("z", "h", "h")],
        ("x", "u", "u"),
    }
    assert result.conflicts == {("timeout", ("x", True))}


def test_an_empty_map_is_a_value() -> None:
    text = """
    relation data(key: text, values: map)
    relation found(x: text)
    attribute merged(key: text) -> map merge layers low < high
    rule a when data($key, $values) then set merged($key) = $values
    rule b when data($key) and merged($key) = $values then found(x: $key)
    """
    result = assert_agrees(text, {"data": {("a", Data({})), ("b", Data({"k": 1}))}})
    assert result.relations["found"] == {("a",), ("b",)}


def test_a_pattern_may_hold_a_text_of_what_another_one_finds() -> None:
    text = """
    relation edge(from: text, to: text)
    rule r when edge(from: $a, to: $b) and edge(from: "${b}!", to: $c) then edge(from: $c, to: $a)
    """
    facts: Facts = {"edge": {("a", "b"), ("b!", "c"), ("c", "a!"), ("x", "c")}}
    assert assert_agrees(text, facts).relations["edge"] == facts["edge"] | {("c", "a")}
