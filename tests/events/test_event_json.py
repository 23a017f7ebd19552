"""Hostile and broken event files: always a place, never a traceback."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Diagnostics, Source
from orun.events.file import MAX_BYTES
from orun.events.payload import MAX_DEPTH, Places, parse_object
from orun.events.provider import Provider
from orun.events.read import read_event

if TYPE_CHECKING:
    from pathlib import Path

    from event_check import Reader


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "json-syntax event.json:1:1"),
        (" \n", "json-syntax event.json:1:1"),
        ("{", "json-syntax event.json:1:2"),
        ('{"ref": ', "json-syntax event.json:1:9"),
        ('{\n "ref" "x"}', "json-syntax event.json:2:8"),
        ('{"a": [1,\n2}', "json-syntax event.json:2:2"),
        ('{"a": "x\ny"}', "json-syntax event.json:1:9"),
        ('{"a": "x', "json-syntax event.json:1:7"),
        ("{} {}", "json-syntax event.json:1:4"),
        ("{'a': 1}", "json-syntax event.json:1:2"),
        ("  [1]", "wrong-type event.json:1:3"),
        ('"push"', "wrong-type event.json:1:1"),
        ("null", "wrong-type event.json:1:1"),
        ('{"ref": 3}', "wrong-type event.json:1:9"),
        ('{"ref": ["refs/heads/x"]}', "wrong-type event.json:1:9"),
        ('{"ref": "x",\n "repository": "x"}', "wrong-type event.json:2:16"),
        ('{"ref": "x", "deleted": "yes"}', "wrong-type event.json:1:25"),
        ('{"ref": "a\\nb"}', "unfit-name event.json:1:9"),
        ('{"ref": "a\\u001b[31mb"}', "unfit-name event.json:1:9"),
        ('{"ref": "a\\ud800"}', "unfit-name event.json:1:9"),
        ('{"ref": "' + "a" * 4097 + '"}', "unfit-name event.json:1:9"),
        ('{"a": ' + "[" * 65 + "]" * 65 + "}", f"nesting-depth event.json:1:{6 + MAX_DEPTH}"),
        ('{"a": ' + "[" * 100_000, f"nesting-depth event.json:1:{6 + MAX_DEPTH}"),
    ],
)
def test_broken_files(events: Reader, text: str, complaint: str) -> None:
    events.check_refused("github", text, complaint)


def test_the_last_of_two_equal_keys_counts_and_is_pointed_at(events: Reader) -> None:
    events.check_refused("github", '{"ref": "x", "ref": 3}', "wrong-type event.json:1:21")


@pytest.mark.parametrize("number", ["1" * 5000, "1e999", "-0.0", "NaN"])
def test_numbers_of_any_kind_are_passed_over(events: Reader, number: str) -> None:
    events.check("github", f'{{"ref": "refs/heads/x", "id": {number}}}', name="push", branch="x")


def test_all_mistakes_are_told(events: Reader) -> None:
    events.check_refused(
        "github",
        {"ref": 1, "repository": 2, "sender": 3},
        "wrong-type event.json:2:9",
        "wrong-type event.json:3:16",
        "wrong-type event.json:4:12",
    )


def complaints(path: Path) -> list[str]:
    found = Diagnostics()
    assert read_event("github", path, {}, found) is None
    return [each.code for each in found]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert complaints(tmp_path / "nothing.json") == ["missing-file"]
    assert complaints(tmp_path) == ["unreadable-file"]
    os.mkfifo(tmp_path / "pipe")
    assert complaints(tmp_path / "pipe") == ["unreadable-file"]
    assert complaints(tmp_path / "a\0b") == ["unreadable-file"]
    (tmp_path / "latin").write_bytes(b'{"ref": "caf\xe9"}')
    assert complaints(tmp_path / "latin") == ["invalid-encoding"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert complaints(path) == ["file-too-large"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text(max_size=5), VALUES)


@given(OBJECTS, st.sampled_from([None, 1]), st.data())
def test_what_is_located_is_the_value(
    value: dict[str, object], indent: int | None, data: st.DataObject
) -> None:
    source = Source("event.json", json.dumps(value, indent=indent))
    path: list[str] = []
    inner: object = value
    while isinstance(inner, dict) and inner and data.draw(st.booleans()):
        path.append(data.draw(st.sampled_from(sorted(inner))))
        inner = inner[path[-1]]
    span = Places(source).locate(path)
    found, _ = json.JSONDecoder().raw_decode(source.text, span.start)
    assert found == inner


KEYS = st.sampled_from(
    [
        *("ref", "before", "after", "action", "deleted", "branch", "event", "head", "base"),
        *("repository", "full_name", "sender", "login", "release", "tag_name", "pull_request"),
        *("sha", "merge_group", "object_kind", "object_attributes"),
    ]
)
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just("refs/tags/x"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, HOSTILE), st.sampled_from(Provider))
def test_any_json_is_an_event_or_has_complaints_with_places(
    tmp_path_factory: pytest.TempPathFactory, value: dict[str, object], provider: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    found = Diagnostics()
    event = read_event(provider, path, {}, found)
    assert (event is None) == found.has_errors
    assert all(each.span is not None for each in found)


@given(st.text(alphabet='{}[]",:\\ntrue01 \n\u202e', max_size=40))
def test_any_text_is_an_object_or_has_a_complaint(text: str) -> None:
    found = Diagnostics()
    data = parse_object(Source("event.json", text), found)
    assert (data is None) == found.has_errors
