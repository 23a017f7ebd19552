"""The naive evaluator against results worked out by hand, and the random programs against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from naive import NaiveResult, NotStratifiedError, evaluate, glob
from programs import Case, cases

from orun.diagnostics import Diagnostics, Source
from orun.language.check import check
from orun.language.parse import parse

if TYPE_CHECKING:
    from orun.language.program import Program

Facts = dict[str, set[tuple[Any, ...]]]


def compile_rules(text: str) -> Program:
    diagnostics = Diagnostics()
    file = parse(Source("x.rules", text), diagnostics).whole
    program = None if file is None else check([(file, True)], diagnostics)
    assert program is not None, [(str(e.span), e.code, e.message) for e in diagnostics]
    return program


def run(text: str, facts: Facts | None = None) -> NaiveResult:
    return evaluate(compile_rules(text), facts or {})


EDGES: Facts = {"edge": {("a", "b"), ("b", "c"), ("c", "b"), ("d", "d")}}
GRAPH = """
relation edge(from: text, to: text)
relation reach(from: text, to: text)
rule step when edge($from, $to) then reach($from, $to)
rule more when edge(from: $a, to: $b) and reach(from: $b, to: $c) then reach(from: $a, to: $c)
"""


def test_recursion_reaches_the_fixpoint() -> None:
    reached = run(GRAPH, EDGES).relations["reach"]
    assert {"".join(row) for row in reached} == {"ab", "ac", "bb", "bc", "cb", "cc", "dd"}


def test_not_looks_at_the_whole_relation() -> None:
    text = (
        GRAPH
        + "relation end(x: text)\nrule e when edge(to: $x) and not edge(from: $x) then end($x)"
    )
    facts = {"edge": {("a", "b"), ("b", "c"), ("x", "d")}}
    assert run(text, facts).relations["end"] == {("c",), ("d",)}


def test_dropped_facts_stay_proposed() -> None:
    text = """
    relation edge(from: text, to: text)
    relation seen(x: text)
    fact edge(from: c, to: a)
    rule back when proposed edge(from: $a, to: $b) then edge(from: $b, to: $a)
    rule loops when proposed edge(from: $x, to: $x) then drop edge(from: $x)
    rule see when edge(from: $x) then seen($x)
    """
    found = run(text, {"edge": {("a", "b"), ("b", "b")}})
    assert {"".join(row) for row in found.proposed["edge"]} == {"ab", "ba", "bb", "ca", "ac"}
    assert {"".join(row) for row in found.relations["edge"]} == {"ab", "ca", "ac"}
    assert found.relations["seen"] == {("a",), ("c",)}


def test_aggregates() -> None:
    text = """
    relation team(name: text)
    relation job(team: text, rank: number, tier: text?)
    relation result(team: text, count: number)
    relation extreme(team: text, low: number, high: number, list: text)
    relation guess(word: text, is: text?)
    rule c when team(name: $t) and $n = count of job(team: $t) then result(team: $t, count: $n)
    rule e when team(name: $t) and $a = min $r of job(team: $t, rank: $r)
      and $b = max $r of job(team: $t, rank: $r) and $l = list $r of job(team: $t, rank: $r)
      then extreme(team: $t, low: $a, high: $b, list: $l)
    rule g when job(team: $w) and $g = nearest $w of team(name: $g) then guess(word: $w, is: $g)
    """
    jobs = {
        ("red", 2, None),
        ("red", 10, "x"),
        ("red", 10, None),
        ("redd", 1, None),
        ("q", 0, None),
    }
    found = run(text, {"team": {("red",), ("blue",)}, "job": jobs})
    assert found.relations["result"] == {("red", 3), ("blue", 0)}
    assert found.relations["extreme"] == {("red", 2, 10, "2, 10")}
    assert found.relations["guess"] == {("red", "red"), ("redd", "red"), ("q", None)}


def test_the_strongest_layer_wins() -> None:
    text = """
    relation job(id: text, hot: flag)
    relation seen(id: text, value: text, layer: text)
    attribute timeout(job: text) -> text layers low < high
    rule a when job($id) then set timeout(job: $id) = "1" at low
    rule b when job($id, hot: true) then set timeout(job: $id) = "2" at high
    rule c when job($id) then set timeout(job: $id) = "3" at low
    rule s when job($id) and timeout(job: $id) = $t by $l then seen($id, value: $t, layer: $l)
    """
    found = run(text, {"job": {("x", True), ("y", False)}})
    assert found.attributes["timeout"] == {("x",): "2"}
    assert found.conflicts == {("timeout", ("y",))}
    assert found.relations["seen"] == {("x", "2", "high")}


def test_maps_merge_key_by_key() -> None:
    text = """
    relation job(id: text)
    attribute env(job: text) -> map merge layers low < high
    rule a when job($id) then set env(job: $id)["A"] = 1 at low
      and set env(job: $id)["B"] = x at low
    rule b when job($id) then set env(job: $id)["A"] = 2 at high
      and unset env(job: $id)["B"] at high
    rule c when job($id) then set env(job: $id)["C"] = 1 at low and set env(job: $id)["D"] = y
    rule d when job($id) then set env(job: $id)["C"] = true at low
    """
    found = run(text, {"job": {("x",)}})
    assert found.attributes["env"] == {("x",): {"A": 2, "D": "y"}}
    assert found.conflicts == {("env", ("x",))}


def test_conditions_and_texts() -> None:
    text = """
    relation a(x: text, n: number, o: text?, f: flag)
    relation b(x: text)
    rule t when a($x, $n, $o, $f) then b(x: "${x}/${n}/${o}/${f}")
    rule m when a($x, $o) and $o matches "p*" and length($x) + 1 = 2 then b(x: upper($x))
    rule c when a($x, $n, $o) and $n < 2 and $o != p and $x in [a, b] then b(x: "low ${x}")
    """
    found = run(text, {"a": {("a", 1, None, True), ("b", -2, "pq", False)}})
    assert found.relations["b"] == {
        *[("a/1/none/true",), ("b/-2/pq/false",)],
        *[("B",), ("low a",), ("low b",)],
    }


def test_reports_and_cycles() -> None:
    text = (
        GRAPH
        + """
    rule loop when cycle of edge(from -> to) as $c then error "${c}" at $c
    rule level when edge(from: $l, to: b) and $l in [error, notice] then report $l "at ${l}"
    """
    )
    facts = {"edge": EDGES["edge"] | {("c", "a"), ("a", "c"), ("notice", "b")}}
    assert run(text, facts).reports == {
        ("loop", "error", "a -> c -> a"),
        ("loop", "error", "d -> d"),
        ("level", "notice", "at notice"),
    }


@pytest.mark.parametrize(
    "rule",
    [
        "rule r when edge($from) and not reach(from: $from) then reach($from, to: a)",
        "rule r when edge($from) and $n = count of reach() and $n > 1 then reach($from, to: a)",
        "rule r when reach($from) then drop reach($from)",
    ],
)
def test_what_depends_on_its_own_absence_is_refused(rule: str) -> None:
    with pytest.raises(NotStratifiedError):
        run(GRAPH + rule)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("abc", "a*", True),
        ("abc", "a**c", True),
        ("abc", "?b?", True),
        ("abc", "b", False),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("", "*", True),
        ("", "?", False),
        ("a[b]", "a[b]", True),
    ],
)
def test_glob(text: str, pattern: str, expected: bool) -> None:
    assert glob(text, pattern) is expected


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_random_programs_are_right_and_can_be_stratified(case: Case) -> None:
    found = evaluate(compile_rules(case.text), case.facts)
    for name, rows in case.facts.items():
        assert rows <= found.proposed[name]
        assert found.relations[name] <= found.proposed[name]
