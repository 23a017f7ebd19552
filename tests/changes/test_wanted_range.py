"""Between which revisions changes are looked for, and what CI systems say of that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from orun.changes.ci import ci_range
from orun.changes.options import ChangeOptions
from orun.changes.revisions import DEFAULT_BASES, Range, wanted_range

if TYPE_CHECKING:
    from pathlib import Path

EVENT = Range(("e0",), "e1", direct=True)
CI = Range(("origin/main", "main"), "c1")


@pytest.mark.parametrize(
    ("options", "event", "ci", "expected"),
    [
        (ChangeOptions(), None, None, Range(DEFAULT_BASES)),
        (ChangeOptions(), None, CI, CI),
        (ChangeOptions(), EVENT, CI, EVENT),
        (ChangeOptions(base="b"), EVENT, CI, Range(("b",))),
        (ChangeOptions(base="b", head="h"), EVENT, CI, Range(("b",), "h")),
        (ChangeOptions(head="h"), EVENT, CI, Range(("e0",), "h")),
        (ChangeOptions(head="h"), None, None, Range(DEFAULT_BASES, "h")),
    ],
)
def test_who_knows_best(
    options: ChangeOptions, event: Range | None, ci: Range | None, expected: Range
) -> None:
    assert wanted_range(options, event, ci) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"GITHUB_SHA": "s", "GITHUB_BASE_REF": ""}, None),
        ({"GITHUB_SHA": "s", "GITHUB_BASE_REF": "main"}, Range(("origin/main", "main"), "s")),
        ({"GITHUB_BASE_REF": "main"}, Range(("origin/main", "main"), "HEAD")),
        (
            {
                "GITHUB_EVENT_NAME": "pull_request_target",
                "GITHUB_SHA": "base",
                "GITHUB_BASE_REF": "main",
            },
            Range(("origin/main", "main"), "HEAD"),
        ),
        (
            {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "d", "CI_COMMIT_BEFORE_SHA": "0" * 40},
            Range(("d",), "HEAD"),
        ),
        (
            {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev", "CI_COMMIT_SHA": "s"},
            Range(("origin/dev", "dev"), "s"),
        ),
        (
            {"CI_COMMIT_BEFORE_SHA": "b", "CI_COMMIT_SHA": "s"},
            Range(("b",), "s", direct=True),
        ),
        (
            {"BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main", "BUILDKITE_COMMIT": "s"},
            Range(("origin/main", "main"), "s"),
        ),
        ({"BUILDKITE_PULL_REQUEST_BASE_BRANCH": "", "BUILDKITE_COMMIT": "s"}, None),
    ],
)
def test_variables_of_ci_systems(environ: dict[str, str], expected: Range | None) -> None:
    assert ci_range(environ) == expected


@pytest.mark.parametrize(
    ("event", "base"),
    [
        ({"before": "b"}, "b"),
        ({"merge_group": {"base_sha": "e"}}, "e"),
        ({"before": "main"}, None),
        ({"before": "--output=leak"}, None),
        ({"before": ["b"]}, None),
        ({"before": ""}, None),
        ([], None),
        ("nothing", None),
    ],
)
def test_a_push_stands_in_the_event_file(tmp_path: Path, event: object, base: str | None) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    found = ci_range({"GITHUB_EVENT_PATH": str(file), "GITHUB_SHA": "s"})
    assert found == (None if base is None else Range((base,), "s", direct=True))


def test_an_event_file_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    deep, garbled = tmp_path / "deep.json", tmp_path / "garbled.json"
    deep.write_text("[" * 100_000)
    garbled.write_bytes(b"\xff\xfe")
    for file in (deep, garbled, tmp_path, tmp_path / "missing"):
        assert ci_range({"GITHUB_EVENT_PATH": str(file)}) is None
