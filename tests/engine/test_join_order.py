"""Joins look at few tuples: the order of conditions is the main trap of evaluating rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import compiled, visited_by

if TYPE_CHECKING:
    from running import Facts

# Shapes of rules over 3 environments, 100 components and 300 jobs.

VOCABULARY = """
relation environment(name: text, tier: low | high) size 5
relation component(name: text, type: text, domain: text?) size 1000
relation job(id: text, component: text, environment: text) size 3000
relation need(component: text, on: text) size 1500
relation edge(from: text, to: text) size 10000
relation promotion(environment: text, on: text) size 5
relation word(key: text) size 1
relation found(a: text, b: text) size 1000
attribute mode(component: text) -> text layers only
rule mode when component(name: $c, type: $t) then set mode(component: $c) = $t
"""
ENVIRONMENTS = ("dev", "staging", "production")
COMPONENTS = tuple(f"c{number:02}" for number in range(100))
FACTS: Facts = {
    "environment": {(name, "high" if name == "production" else "low") for name in ENVIRONMENTS},
    "component": {(name, f"t{int(name[1:]) % 5}", f"d{int(name[1:]) % 7}") for name in COMPONENTS},
    "job": {(f"{name}@{place}", name, place) for name in COMPONENTS for place in ENVIRONMENTS},
    "need": {
        (name, COMPONENTS[(number * 7 + step) % 100])
        for number, name in enumerate(COMPONENTS)
        for step in (1, 2)
    },
    "promotion": {("staging", "dev"), ("production", "staging")},
    "word": {("c01",)},
}
SHAPES = {
    "small first": (
        (
            "job(id: $a, $component, $environment) and job(id: $b, $component, environment: $on)"
            " and promotion($environment, $on)"
        ),
        2 + 200 + 200,
    ),
    "needs of jobs": (
        (
            "job(id: $b, component: $on, $environment) and need($component, $on)"
            " and job(id: $a, $component, $environment) and environment(name: $environment)"
        ),
        3 + 300 + 600 + 600,
    ),
    "a constant narrows": (
        "job(id: $a, $component, environment: production) and need($component, on: $b)",
        300 + 200,
    ),
    "a rare value first": (
        (
            "job(id: $a, component: $x, environment: $e) and need(component: $x, on: $b)"
            " and word(key: $x) and environment(name: $e, tier: high)"
        ),
        1 + 2 + 2 * 2,
    ),
    "filters before joins": (
        "component(name: $a, type: $t) and $t = t1 and job(component: $a, id: $b)",
        100 + 20 * 3,
    ),
    "nothing is read twice": (
        "component(name: $a) and not need(on: $a) and mode(component: $a) = $b",
        100,
    ),
    "an attribute before a join": (
        (
            "component(name: $c) and mode(component: $c) = t2 and job(id: $a, component: $c)"
            " and need(component: $c, on: $b)"
        ),
        100 + 20 * 2 + 20 * 2 * 3,
    ),
    "a count costs no visit": (
        "component(name: $a) and $n = count of job(component: $a) and $n > 2 and $b = a",
        100,
    ),
    "both ends bound": (
        "need(component: $a, on: $b) and need(component: $b, on: $a)",
        200,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape: str) -> None:
    conditions, most = SHAPES[shape]
    text = f"{VOCABULARY}rule found when {conditions} then found($a, $b)"
    rules = compiled(text, counted=True)
    result = rules.run(FACTS, count=True)
    assert visited_by(result)["found"] <= most
    backwards = " and ".join(reversed(conditions.split(" and ")))
    again = compiled(text.replace(conditions, backwards), counted=True).run(FACTS, count=True)
    assert set(again.rows("found")) == set(result.rows("found"))
    assert visited_by(again)["found"] <= most


def test_recursion_looks_only_at_what_is_new() -> None:
    text = """
    relation edge(from: text, to: text) size 100
    relation reach(from: text, to: text) size 100
    rule step when edge($from, $to) then reach($from, $to)
    rule more when reach(from: $a, to: $b) and edge(from: $b, to: $c) then reach(from: $a, to: $c)
    """
    facts: Facts = {"edge": {(f"{n:03}", f"{n + 1:03}") for n in range(100)}}
    result = compiled(text, counted=True).run(facts, count=True)
    pairs = 100 * 101 // 2
    assert len(result.rows("reach")) == pairs
    assert visited_by(result) == {"step": 100, "more": pairs + (pairs - 100)}
