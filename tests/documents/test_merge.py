"""Laws of merging documents, over random ones."""

from __future__ import annotations

import json
from typing import Any

from documents_check import parse, said
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Diagnostics
from orun.documents.contributions import contributions
from orun.documents.decode import decode
from orun.documents.intent import Intent
from orun.documents.merge import merge
from orun.documents.plain import plain
from orun.sources.nodes import AnyNode, Mapping, to_data

_KEYS = st.sampled_from(["a", "b", "c"])
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["x", "y"]))
_VALUES = st.recursive(
    _SCALARS, lambda each: st.lists(each, max_size=2) | st.dictionaries(_KEYS, each, max_size=2)
)
_TABLE = st.dictionaries(_KEYS, _VALUES, max_size=3)
_TEXTS = st.dictionaries(_KEYS, _SCALARS, max_size=3)
_UNITED = st.lists(st.sampled_from(["p", "q", "r"]), max_size=3, unique=True)


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


_ENVIRONMENT = _some(
    path=st.sampled_from(["one", "two"]) | st.none(),
    activation=_some(triggerRefs=_UNITED),
    promotion=_some(dependsOn=st.lists(st.just({"environment": "a"}), max_size=2)),
    parameterDefaults=st.dictionaries(_KEYS, _TABLE | st.none(), max_size=2),
    policies=_TABLE,
    env=_TEXTS,
)
DOCUMENTS = _some(
    env=_TEXTS,
    discovery=_some(roots=_UNITED) | st.none(),
    groups=st.dictionaries(_KEYS, _some(path=st.just("g"), policies=_TABLE), max_size=2),
    environments=st.dictionaries(_KEYS, _ENVIRONMENT | st.none(), max_size=3),
)


def tree(data: dict[str, Any], name: str) -> Mapping:
    node = parse(json.dumps(data), name)
    assert isinstance(node, Mapping)
    return node


def merged(*layers: Mapping) -> Mapping:
    """Merge documents, the weakest first."""
    first, *others = layers
    for other in others:
        first = merge(Intent, first, other, Diagnostics())
    return first


def trees(documents: list[dict[str, Any]]) -> list[Mapping]:
    return [tree(each, f"{number}.yaml") for number, each in enumerate(documents)]


def meaning(node: Mapping) -> object:
    return plain(Intent, node)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_it_does_not_matter_where_one_begins(a: Any, b: Any, c: Any) -> None:
    one, two, three = trees([a, b, c])
    left = merged(merged(one, two), three)
    right = merged(one, merged(two, three))
    assert _sorted_lists(meaning(left)) == _sorted_lists(meaning(right))


@given(DOCUMENTS)
def test_a_document_merged_with_itself_or_with_nothing_is_itself(document: Any) -> None:
    one, same, empty = trees([document, document, {}])
    diagnostics = Diagnostics()
    assert meaning(merge(Intent, one, same, diagnostics)) == meaning(one)
    assert meaning(merge(Intent, one, empty, diagnostics)) == meaning(one)
    assert meaning(merge(Intent, empty, one, diagnostics)) == meaning(one)
    assert said(diagnostics) == []


@given(DOCUMENTS, DOCUMENTS)
def test_merging_changes_neither_document(a: Any, b: Any) -> None:
    one, two = trees([a, b])
    merged(one, two)
    assert (to_data(one), to_data(two)) == (a, b)


@given(DOCUMENTS, DOCUMENTS)
def test_every_key_of_either_document_is_there(a: Any, b: Any) -> None:
    one, two = trees([a, b])
    both = merged(one, two)
    for document in (one, two):
        for section in ("environments", "groups", "env"):
            stated = document.entries.get(section)
            if isinstance(stated, Mapping):
                there = both.entries[section]
                assert isinstance(there, Mapping)
                assert stated.entries.keys() <= there.entries.keys()
                assert there.entries.keys() == there.keys.keys()


@given(DOCUMENTS, DOCUMENTS)
def test_the_stronger_document_has_its_way(a: Any, b: Any) -> None:
    one, two = trees([a, b])
    both = merged(one, two)
    for contribution in contributions(both, [two, one]):
        if contribution.path[-1].startswith("["):
            continue
        stated = _at(two, contribution.path)
        if stated is not None and contribution.effective.node is not stated:
            # Nothing, or an empty map, does not take away what the weaker document says.
            assert to_data(stated) in (None, {}), contribution


@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_contributions_tell_all_values_and_who_states_them(documents: list[Any]) -> None:
    layers = trees(documents)
    both = merged(*layers)
    told = list(contributions(both, layers[::-1]))
    assert len({each.path for each in told}) == len(told)
    rebuilt: dict[str, Any] = {}
    for each in told:
        _put(rebuilt, each.path, each.effective.value)
        sources = [each.effective.node.source, *(weaker.node.source for weaker in each.overridden)]
        assert [int(source.name[0]) for source in sources] == sorted(
            {int(source.name[0]) for source in sources}, reverse=True
        )
    assert _pruned(rebuilt) == _pruned(meaning(both))


@given(DOCUMENTS, DOCUMENTS)
def test_merged_documents_decode_like_others(a: Any, b: Any) -> None:
    one, two = trees([a, b])
    problems = [Diagnostics() for _ in range(3)]
    for node, found in zip((one, two, merged(one, two)), problems, strict=True):
        assert decode(Intent, node, found) is not None
    codes = [{each.code for each in found} for found in problems]
    assert codes[2] <= codes[0] | codes[1]


def _at(node: AnyNode, path: tuple[str, ...]) -> AnyNode | None:
    for name in path:
        found = node.entries.get(name) if isinstance(node, Mapping) else None
        if found is None:
            return None
        node = found
    return node


def _put(data: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *parents, name = path
    if name.startswith("["):
        *parents, name = parents
        for parent in parents:
            data = data.setdefault(parent, {})
        data.setdefault(name, []).append(value)
        return
    for parent in parents:
        data = data.setdefault(parent, {})
    data[name] = value


def _pruned(data: Any) -> Any:
    """Leave out maps and lists in which nothing is: nobody has stated a value there."""
    if not isinstance(data, dict):
        return data
    kept = {key: _pruned(value) for key, value in data.items()}
    return {key: value for key, value in kept.items() if value not in ({}, [])}


def _sorted_lists(data: object) -> object:
    if isinstance(data, dict):
        return {key: _sorted_lists(value) for key, value in data.items()}
    if isinstance(data, list):
        return sorted((_sorted_lists(each) for each in data), key=json.dumps)
    return data
