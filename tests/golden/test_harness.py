"""The harness must fail where it should: a harness that lets things through locks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import Harness
from scenario import CaseError, read_case
from updating import refuse_in_ci

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Check = Callable[..., list[str]]

INTENT = """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: empty}
environments: {dev: {}}
"""
CASE = "description: An intent without components gives an empty plan.\n"


@pytest.fixture
def problems_of(cache: str) -> Check:
    """Return what the harness finds in a case."""

    def check(directory: Path, *, update: bool = False) -> list[str]:
        scratch = directory.parent / f"scratch-{len(list(directory.parent.iterdir()))}"
        scratch.mkdir()
        return Harness(directory.parent, scratch, cache, update).check(read_case(directory))

    return check


@pytest.fixture
def case(tmp_path: Path, problems_of: Check) -> Path:
    directory = tmp_path / "case"
    directory.mkdir()
    (directory / "case.yaml").write_text(CASE)
    (directory / "intent.yaml").write_text(INTENT)
    assert problems_of(directory, update=True) == []
    return directory


def test_what_was_updated_is_then_as_expected(case: Path, problems_of: Check) -> None:
    assert (case / "plan.json").is_file()
    assert problems_of(case) == []


def test_a_changed_byte_is_a_difference(case: Path, problems_of: Check) -> None:
    plan = case / "plan.json"
    plan.write_bytes(plan.read_bytes().replace(b'"concurrency": 4', b'"concurrency": 5'))
    (problem,) = problems_of(case)
    assert '-    "concurrency": 5' in problem
    assert '+    "concurrency": 4' in problem


def test_a_missing_expectation_fails(case: Path, problems_of: Check) -> None:
    (case / "plan.json").unlink()
    assert "plan.json is missing" in problems_of(case)[0]


def test_an_input_that_nobody_reads_is_stray(case: Path, problems_of: Check) -> None:
    (case / "notes.txt").write_text("remember the milk")
    assert problems_of(case) == ["notes.txt is stray: no run reads it"]


def test_an_expectation_that_no_run_gives_is_stray(case: Path, problems_of: Check) -> None:
    (case / "stderr.txt").write_text("old")
    assert problems_of(case) == ["stderr.txt is an expected output that no run gives"]


def test_a_file_that_must_stay_unread_and_is_read_fails(case: Path, problems_of: Check) -> None:
    (case / "case.yaml").write_text(CASE + "unread: [intent.yaml]\n")
    assert problems_of(case) == ["intent.yaml was read, and should not have been"]


def test_another_exit_status_fails_even_when_updating(case: Path, problems_of: Check) -> None:
    (case / "case.yaml").write_text(CASE + "runs: [{exit: 1, gives: [plan.json, stderr.txt]}]\n")
    assert "exit 0, not 1" in problems_of(case, update=True)[0]


def test_talk_that_is_not_compared_fails(case: Path, problems_of: Check) -> None:
    (case / "intent.yaml").write_text(INTENT + "enviroments: {}\n")
    (problem,) = problems_of(case)
    assert "stderr is more than the summary" in problem


@pytest.mark.parametrize(
    "text",
    [
        "description: no full stop\n",
        "runs: [{}]\n",
        CASE + "rnus: [{}]\n",
        CASE + "runs: [{arg: x}]\n",
        CASE + "runs: [{gives: [plan.txt]}]\n",
        CASE + "runs: [{args: x, command: y}]\n",
        CASE + "runs: [{name: a}, {name: a}]\n",
        "- a list\n",
    ],
)
def test_a_case_that_is_written_wrongly_fails(case: Path, text: str) -> None:
    (case / "case.yaml").write_text(text)
    with pytest.raises(CaseError):
        read_case(case)


def test_updating_refuses_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.UsageError, match="CI is set"):
        refuse_in_ci(update=True)
    refuse_in_ci(update=False)
    monkeypatch.delenv("CI")
    refuse_in_ci(update=True)
