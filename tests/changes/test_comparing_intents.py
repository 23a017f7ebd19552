"""What counts as a change of the intent, and what is only another way to write it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orun.changes.found import IntentChanges
from orun.changes.intent import compare_intents, decode_intent
from orun.documents.intent import Intent

if TYPE_CHECKING:
    import random

HEADER = "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: x}\n"


def decode(text: str) -> Intent:
    found = decode_intent((HEADER + text).encode(), "intent.yaml")
    assert isinstance(found, Intent), found
    return found


def check(before: str, after: str, fields: str = "", **components: str) -> None:
    expected = IntentChanges(tuple(fields.split()), components)
    assert compare_intents(decode(before), decode(after)) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("env: {A: one, B: 2}", "# Hello.\nenv:\n  B: '2'   # two\n  A: \"one\"\n"),
        ("env: {A: one}\ngroups: {g: {path: p}}", "groups: {g: {path: p}}\nenv: {A: one}"),
        ("x: &a {A: b}\nenv: *a", "x: 1\nenv: {A: b}"),
        ("x: &a {A: b}\nenv: {<<: *a, C: d}", "env: {A: b, C: d}"),
        ("env:", ""),
        ("environments: {dev: {description: old}}", "environments: {dev: {owner: me}}"),
        (
            "components: [{name: a, type: t, subscribe: {environments: [dev]}}]",
            "components: [{type: t, name: a, subscribe: {environments: [{name: dev}]}}]",
        ),
        (
            "components: [{name: a, type: t}, {name: b, type: t}]",
            "components: [{name: b, type: t}, {name: a, type: t}]",
        ),
    ],
)
def test_another_way_to_write_it_is_no_change(before: str, after: str) -> None:
    check(before, after)
    check(after, before)


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ("env: {A: one}", "env: {A: two}", "env"),
        ("env: {A: 1.10}", "env: {A: 1.1}", "env"),
        ("", "secretEnv: {A: secret://x}", "secretEnv"),
        ("groups: {g: {policies: {n: 1}}}", "groups: {g: {policies: {n: true}}}", "groups"),
        ("groups: {g: {policies: {n: 1}}}", "groups: {g: {policies: {n: 1.0}}}", "groups"),
        ("discovery: {roots: [a, b]}", "discovery: {roots: [b, a]}", "discovery"),
        (
            "execution: {concurrency: 1}\nenvironments: {dev: {}}",
            "execution: {concurrency: 2}\nenvironments: {dev: {}, prod: {}}",
            "environments execution",
        ),
        ("rules: [a.rules]", "", "rules"),
        ("extends: [{source: s, preset: p}]", "", "extends"),
    ],
)
def test_changed_fields(before: str, after: str, fields: str) -> None:
    check(before, after, fields)


def test_changed_components() -> None:
    check(
        "components: [{name: kept, type: t}, {name: old, type: t}, {name: one, type: t}]",
        "components: [{name: kept, type: t}, {name: new, type: t}, "
        "{name: one, type: t, parameters: {deep: [{a: 1}]}}]",
        new="added",
        old="removed",
        one="changed",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"kind: [a", "never closed"),
        (b"\xff", "UTF-8"),
        (b"apiVersion: orun.io/v1\nkind: Component\n", "Component"),
        (b"[1]", "map"),
        (HEADER.encode() + b"components: [{name: web, type: [1]}]", "type"),
        (HEADER.encode() + b"environments: [dev]", "environments"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    found = decode_intent(content, "intent.yaml")
    assert isinstance(found, str)
    assert reason in found


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab: #'\n", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


def shuffled(data: Any, order: random.Random) -> Any:
    if isinstance(data, list):
        return [shuffled(each, order) for each in data]
    if isinstance(data, dict):
        keys = list(data)
        order.shuffle(keys)
        return {key: shuffled(data[key], order) for key in keys}
    return data


@given(values, values, st.randoms(use_true_random=False))
def test_data_decides_whatever_it_looks_like(one: Any, other: Any, order: random.Random) -> None:
    def text(data: Any, *, flow: bool) -> str:
        group = {"groups": {"g": {"policies": {"p": data}}}}
        if flow:
            return json.dumps(group)
        return yaml.safe_dump(group, default_flow_style=False, sort_keys=False)

    same = text(shuffled(one, order), flow=True)
    whole = {"apiVersion": "orun.io/v1", "kind": "Intent", "metadata": {"name": "x"}}
    flow = decode_intent(json.dumps(whole | json.loads(same)).encode(), "intent.yaml")
    assert isinstance(flow, Intent)
    block = decode(text(one, flow=False))
    assert compare_intents(flow, block) == IntentChanges((), {})

    differs = json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)
    fields = compare_intents(block, decode(text(other, flow=False))).fields
    assert fields == (("groups",) if differs else ())
