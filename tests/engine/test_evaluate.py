"""Fixpoints, the budget of facts, and that nothing depends on an order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import compiled

if TYPE_CHECKING:
    from running import Compiled, Facts

REACH = """
relation edge(from: text, to: text)
relation reach(from: text, to: text)
rule step when edge($from, $to) then reach($from, $to)
rule more when reach(from: $a, to: $b) and edge(from: $b, to: $c) then reach(from: $a, to: $c)
"""
REACH_TWICE = REACH.replace("and edge(from: $b, to: $c)", "and reach(from: $b, to: $c)")
EVEN_AND_ODD = """
relation edge(from: text, to: text)
relation even(from: text, to: text)
relation odd(from: text, to: text)
rule one when edge($from, $to) then odd($from, $to)
rule two when odd(from: $a, to: $b) and edge(from: $b, to: $c) then even(from: $a, to: $c)
rule three when even(from: $a, to: $b) and edge(from: $b, to: $c) then odd(from: $a, to: $c)
"""
LINEAR, SQUARE, MUTUAL = map(compiled, (REACH, REACH_TWICE, EVEN_AND_ODD))
edges = st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20)


def reachable(pairs: set[tuple[str, str]], start: str) -> set[tuple[str, int]]:
    """Return every node that a walk from `start` ends at, with the parity of its length."""
    found: set[tuple[str, int]] = set()
    pending = [(start, 0)]
    while pending:
        node, parity = pending.pop()
        for source, target in pairs:
            step = target, 1 - parity
            if source == node and step not in found:
                found.add(step)
                pending.append(step)
    return found


@settings(max_examples=200, deadline=None)
@given(edges)
def test_recursion_finds_what_a_graph_search_finds(pairs: set[tuple[str, str]]) -> None:
    walks = {(start, *found) for start in "abcdefgh" for found in reachable(pairs, start)}
    closure = {(start, end) for start, end, _ in walks}
    assert set(LINEAR.run({"edge": pairs}).rows("reach")) == closure
    assert set(SQUARE.run({"edge": pairs}).rows("reach")) == closure
    mutual = MUTUAL.run({"edge": pairs})
    assert set(mutual.rows("odd")) == {(start, end) for start, end, parity in walks if parity}
    assert set(mutual.rows("even")) == {(start, end) for start, end, parity in walks if not parity}


def test_given_facts_take_part_in_recursion() -> None:
    result = LINEAR.run({"edge": {("b", "c")}, "reach": {("a", "b")}})
    assert set(result.rows("reach")) == {("a", "b"), ("b", "c"), ("a", "c")}
    assert result.rows("reach")["a", "b"] == "reach:0"


# The budget.


def chain(length: int) -> Facts:
    return {"edge": {(f"{n:05}", f"{n + 1:05}") for n in range(length)}}


def test_exactly_the_budget_may_be_derived() -> None:
    facts = chain(20)
    assert not LINEAR.run(facts, budget=210).exhausted
    assert LINEAR.run(facts, budget=209).exhausted


def test_the_rule_that_made_most_is_named() -> None:
    result = LINEAR.run(chain(40), budget=400)
    assert result.exhausted
    assert result.busiest_rules()[0][0] == "more"


PRODUCTS = {
    "facts": "then all(x: $a, y: $b, z: $c)",
    "facts with a condition": "and $a != $b then all(x: $a, y: $b, z: $c)",
    "two relations": "then all(x: $a, y: $b, z: $c) and other(x: $a, y: $b, z: $c)",
    "made values": 'then all(x: "${a}${b}${c}", y: $a, z: $b)',
    "attribute keys": "then set key(x: $a, y: $b, z: $c) = one",
    "values of one key": 'then set whole(x: one) = "${a} ${b} ${c}"',
    "keys of one map": 'then set map(x: one)["${a} ${b} ${c}"] = $c',
    "reports": 'then warning "${a} ${b} ${c}"',
}


def product(actions: str) -> Compiled:
    return compiled(f"""
    relation one(x: text)
    relation two(x: text)
    relation all(x: text, y: text, z: text)
    relation other(x: text, y: text, z: text)
    attribute key(x: text, y: text, z: text) -> text layers only
    attribute whole(x: text) -> text layers only
    attribute map(x: text) -> map merge layers only
    rule copy when one($x) then two($x)
    rule product when one(x: $a) and one(x: $b) and two(x: $c) {actions}
    """)


@pytest.mark.parametrize("actions", PRODUCTS.values(), ids=list(PRODUCTS))
def test_one_product_cannot_run_away(actions: str) -> None:
    """800³ matches would take minutes and gigabytes; the budget stops them inside the rule."""
    names = {(f"name-{n:03}",) for n in range(800)}
    rules = product(actions)
    tracemalloc.start()
    try:
        result = rules.run({"one": names}, budget=5_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result.exhausted
    assert peak < 10_000_000
    assert result.busiest_rules()[0][0] == "product"


def test_a_recursive_product_cannot_run_away() -> None:
    rules = compiled("""
    relation all(x: text, y: text)
    rule pairs when all(x: $a) and all(y: $b) then all(x: $a, y: $b)
    rule swap when all($x, $y) then all(x: $y, y: $x)
    """)
    facts = {"all": {(f"name-{n:04}", f"name-{n:04}") for n in range(3000)}}
    tracemalloc.start()
    try:
        result = rules.run(facts, budget=5_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result.exhausted
    assert peak < 10_000_000
    assert result.busiest_rules()[0][0] == "pairs"


def test_the_same_contribution_twice_is_one() -> None:
    rules = compiled("""
    relation job(id: text, label: text)
    attribute timeout(job: text) -> text layers only
    attribute env(job: text) -> map merge layers only
    rule set when job($id, $label) and $label != ""
      then set timeout(job: $id) = "1m" and set env(job: $id)[A] = "1"
    """)
    result = rules.run({"job": {("a", "x"), ("a", "y"), ("a", "z")}}, budget=2)
    assert not result.exhausted
    assert {name: len(offers["a"]) for name, offers in result.database.contributions.items()} == {
        "timeout": 1,
        "env": 1,
    }
    assert rules.run({"job": {("a", "x"), ("b", "y")}}, budget=3).exhausted


def test_the_same_report_twice_is_one() -> None:
    rules = compiled("""
    relation job(id: text, label: text)
    rule tell when job($id) as $here and job($id, $label) and $label != ""
      then warning "${id}" at $here note "a note"
    """)
    jobs = {("a", "x"), ("a", "y"), ("a", "z")}
    assert len(rules.run({"job": jobs}).database.reports) == len(jobs)


# Values.


def test_text_may_hold_anything() -> None:
    odd = "'\"{}\\n{x}%s\t\x00é\u2028𝄞\\"
    rules = compiled("""
    relation a(x: text, n: number?)
    relation b(x: text)
    rule r when a($x, $n) then b(x: "'{${x}}' \\\\ \\"{n}\\" ${n}é\\n#")
    """)
    assert set(rules.run({"a": {(odd, None)}}).rows("b")) == {
        (f"'{{{odd}}}' \\ \"{{n}}\" noneé\n#",)
    }


def test_a_text_of_many_variables() -> None:
    rules = compiled(f"""
    relation a(x: text)
    relation b(x: text)
    rule r when a($x) then b(x: "{"${x}-" * 3000}")
    """)
    assert set(rules.run({"a": {("ab",)}}).rows("b")) == {("ab-" * 3000,)}


def test_a_merged_map_may_be_carried_into_facts() -> None:
    rules = compiled("""
    relation a(x: text)
    relation b(x: text, values: map)
    relation c(x: text)
    attribute env(x: text) -> map merge layers low < high
    rule one when a($x) then set env($x)[K] = $x at low
    rule two when a($x) and env($x) = $values then b($x, $values)
    rule three when b($x, $values) and get($values, "K") = $x then c($x)
    """)
    result = rules.run({"a": {("p",), ("q",)}})
    assert {(x, values["K"]) for x, values in result.rows("b")} == {("p", "p"), ("q", "q")}
    assert set(result.rows("c")) == {("p",), ("q",)}


# Nothing depends on the order of hashes.

SCRIPT = """
import json, sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from running import compiled
text, facts = json.load(sys.stdin)
rules = compiled(text)
result = rules.run({name: [tuple(row) for row in rows] for name, rows in facts.items()})
print(rules.text)
print(rules.premises.COLUMNS)
for name, rows in result.database.rows.items():
    print(name, list(rows.items()))
print(result.database.values, result.database.contributions, result.database.reports)
for each in rules.diagnostics(result):
    print(each.code, each.message, each.span, each.notes, each.help)
"""
MANY_WAYS = (
    EVEN_AND_ODD
    + """
relation found(x: text, how: text?)
attribute mark(x: text) -> text layers low < high
rule a when odd(from: $x, to: $x) then found($x) and set mark($x) = a at low
rule b when even(from: $x, to: $x) then found($x) and set mark($x) = b at low
rule c when found($x) and $n = count of odd(from: $x) and $l = list $y of odd(from: $x, to: $y)
  then set mark($x) = "${n} ${l}" at high
rule d when proposed found($x) and $g = nearest $x of edge(from: $g) then found($x, how: $g)
rule e when proposed found($x, how: none) and odd(from: $x, to: $x) and even(from: $x, to: $y)
  then drop found($x) and warning "${y}"
rule f when cycle of edge(from -> to) as $c then error "${c}" at $c note "${c.from}" at $c
rule g when odd(from: $x, to: $y) then set mark(x: "${x}${y}") = $x at low
rule h when even(from: $x, to: $y) then set mark(x: "${x}${y}") = $y at low
"""
)


def test_nothing_close_is_none() -> None:
    text = """
relation word(x: text)
relation name(x: text)
relation lonely(x: text)
relation friend(x: text, of: text)
rule a when word($x) and $g = nearest $x of name(x: $g) and $g = none then lonely($x)
rule b when word($x) and $g = nearest $x of name(x: $g) and $g != none then friend($x, of: $g)
"""
    result = compiled(text).run({"word": [("stagin",), ("zzz",)], "name": [("staging",)]})
    assert list(result.database.rows["lonely"]) == [("zzz",)]
    assert list(result.database.rows["friend"]) == [("stagin", "staging")]


def test_hashing_changes_nothing() -> None:
    pairs = [(a, b) for a in "abcdef" for b in "abcdef" if (ord(a) * 7 + ord(b) * 3) % 5 == 0]
    given_to_it = json.dumps([MANY_WAYS, {"edge": pairs}])
    here = Path(__file__).resolve()
    outputs = set()
    for seed in ("0", "1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(here.parent), str(here.parents[2])],
            input=given_to_it,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert "conflicting-values" in outputs.pop()
