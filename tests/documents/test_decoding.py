"""What holds for every field of every format."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from documents_check import check, fine, said
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import FieldInfo, fields

from orun.diagnostics import Diagnostics, Source
from orun.documents import component, composition, intent, located, lock, preset, stack, step
from orun.documents.composition import ProfileReference
from orun.documents.decode import decode
from orun.documents.located import Located
from orun.documents.places import key_at, list_at, text_items
from orun.sources import AnyNode, Mapping, read_yaml

MODULES = (component, composition, intent, located, lock, preset, stack, step)
LOADED = {"Component"}
"""Structs that are made of others and never decoded."""


def formats() -> list[type[Located]]:
    found = {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Located) and value is not Located
    }
    return sorted(
        (each for each in found if each.__name__ not in LOADED), key=lambda each: each.__name__
    )


def fields_of(struct: type[Located]) -> Iterator[FieldInfo]:
    return (info for info in fields(struct) if info.name != "node")


def nodes_of(data: object) -> AnyNode:
    """JSON is YAML."""
    diagnostics = Diagnostics()
    node = read_yaml(Source("x.yaml", json.dumps(data)), diagnostics)
    assert node is not None, said(diagnostics)
    return node


CASES = [
    pytest.param(struct, info, id=f"{struct.__name__}.{info.encode_name}")
    for struct in formats()
    for info in fields_of(struct)
]


@pytest.mark.parametrize(("struct", "info"), CASES)
def test_a_wrong_value_is_reported_at_its_place_and_left_out(
    struct: type[Located], info: FieldInfo
) -> None:
    # No field of any format is a list of lists.
    name = info.encode_name
    node = nodes_of({name: [[1]]})
    assert isinstance(node, Mapping)
    diagnostics = Diagnostics()
    found = decode(struct, node, diagnostics)
    value = node.entries[name]
    inside = [
        each
        for each in diagnostics
        if each.span is not None and value.start <= each.span.start < value.end
    ]
    assert [each.code for each in inside] == ["wrong-type"]
    if found is not None:
        assert getattr(found, info.name) in (None, [], {})


CHECKS = {"step-action", "job-steps", "empty-profile"}
"""What checks between the fields of a struct find wrong with one that has none."""


@pytest.mark.parametrize(("struct", "info"), CASES)
def test_nothing_is_as_good_as_not_stated(struct: type[Located], info: FieldInfo) -> None:
    absent, null = Diagnostics(), Diagnostics()
    decode(struct, nodes_of({}), absent)
    found = decode(struct, nodes_of({info.encode_name: None}), null)
    missing = {each.message for each in absent if each.code == "missing-field"}
    said = (each.message for each in null if each.code == "missing-field")
    assert {message.removesuffix(", which is empty") for message in said} == missing
    if found is not None:
        assert getattr(found, info.name) in (None, [], {})


@pytest.mark.parametrize(("struct", "info"), CASES)
def test_a_typo_suggests_the_field_and_is_an_error_only_where_it_is_needed(
    struct: type[Located], info: FieldInfo
) -> None:
    name = info.encode_name
    typo = f"{name[:-2]}{name[-1]}q{name[-2]}" if len(name) > 3 else f"{name}q"
    diagnostics = Diagnostics()
    decode(struct, nodes_of({typo: 1}), diagnostics)
    found = [each for each in diagnostics if each.help == f"did you mean `{name}`?"]
    needed = any(f"needs the field `{name}`" in each.message for each in diagnostics)
    assert ("error" if needed else "warning") in {each.severity for each in found}
    assert {each.code for each in found} <= {"missing-field", "unknown-field", *CHECKS}


@pytest.mark.parametrize("struct", formats(), ids=lambda each: each.__name__)
def test_descriptive_fields_and_extensions_are_accepted(struct: type[Located]) -> None:
    known = {info.encode_name for info in fields_of(struct)} | struct.meaningful
    silent = [*(located.DESCRIPTIVE - known), *struct.accepted, "x-mine"]
    diagnostics = Diagnostics()
    decode(struct, nodes_of({key: [{}] for key in silent}), diagnostics)
    assert [each for each in diagnostics if each.code != "missing-field"] == [
        each for each in diagnostics if each.code in CHECKS
    ]


WORDS = sorted({info.encode_name for struct in formats() for info in fields_of(struct)})
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["a", "dir", "full", "", "x y"])
)
KEYS = st.one_of(st.sampled_from(WORDS), st.sampled_from(["dev", "x-a", "a b", "on", ""]))
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=40,
)


def reversed_keys(data: object) -> object:
    if isinstance(data, dict):
        return {key: reversed_keys(data[key]) for key in reversed(data)}
    return [reversed_keys(each) for each in data] if isinstance(data, list) else data


@given(st.sampled_from(formats()), st.dictionaries(KEYS, TREES, max_size=8))
def test_no_document_is_too_strange(struct: type[Located], data: dict[str, object]) -> None:
    diagnostics = Diagnostics()
    node = nodes_of(data)
    found = decode(struct, node, diagnostics)
    assert found is None or found.node.span == node.span
    assert found is not None or diagnostics.has_errors
    for each in diagnostics:
        assert each.span is not None
        assert 0 <= each.span.start <= each.span.end <= node.end


@given(st.sampled_from(formats()), st.dictionaries(KEYS, TREES, max_size=8))
@example(ProfileReference, {"profile": [], "profileRules": []})  # Either may be the missing one.
def test_the_order_of_keys_changes_nothing(struct: type[Located], data: dict[str, object]) -> None:
    told: list[list[tuple[str, str]]] = []
    results: list[object] = []
    for each in (data, reversed_keys(data)):
        diagnostics = Diagnostics()
        found = decode(struct, nodes_of(each), diagnostics)
        told.append(sorted((each.code, each.message) for each in diagnostics))
        results.append(found is None)
    assert told[0] == told[1]
    assert results[0] == results[1]


def test_a_short_form_is_offered_and_a_long_one_suggested() -> None:
    check(
        component.Subscriptions,
        "environments: [dev, 2024, {name: ''}]",
        "error wrong-type x.yaml:1:21 an item of `environments` must be text or a map, "
        "not a number",
        "error wrong-value x.yaml:1:34 `name` must not be empty",
    )


def test_texts_and_their_nodes_correspond() -> None:
    diagnostics = Diagnostics()
    node = nodes_of({"roots": ["a", 1, "b", None]})
    found = decode(intent.Discovery, node, diagnostics)
    assert found is not None
    assert found.roots == [item.text for item in text_items(found.node, "roots")] == ["a", "b"]
    assert len(list_at(found.node, "roots")) == 4
    assert list_at(found.node, "other") == []


def test_the_place_of_a_key() -> None:
    group = fine(intent.Group, "policies: {a: 1}")
    assert str(key_at(group.node, "policies", "a").span) == "x.yaml:1:12"
    with pytest.raises(TypeError):
        key_at(fine(intent.Group, "path: a").node, "path", "a")
