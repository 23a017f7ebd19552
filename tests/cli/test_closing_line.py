"""Where there are errors, a run ends with a line that counts what is to be read above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from orun_process import BROKEN, INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace

WARNED = "homeless: {}\n"
"""A field that no intent has, which is a warning."""


def last_line(workspace: Workspace, *arguments: str) -> str:
    """Return how a run ends that finds errors."""
    run = workspace.start(*arguments)
    assert run.returncode == 1, talk(run)
    return talk(run).splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        (("plan",), "no plan"),
        (("plan", "-q"), "no plan"),
        (("triggers",), "no table"),
        (("triggers", "--json"), "no matrix"),
        (("debug", "--no-times"), "no plan"),
        (("debug", "--no-times", "--relation", "job"), "no plan"),
        (("validate",), "intent.yaml"),
    ],
)
def test_a_wrong_component(workspace: Workspace, arguments: tuple[str, ...], outcome: str) -> None:
    workspace.write("intent.yaml", BROKEN + WARNED)
    assert last_line(workspace, *arguments) == f"{outcome}: 1 error, 1 warning"


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        (("lock",), "no lock"),
        (("lock", "--check"), "no lock"),
        (("intent", "render"), "no effective intent"),
        (("debug", "--no-times"), "nothing was evaluated, so there is nothing to show"),
    ],
)
def test_a_broken_intent(workspace: Workspace, arguments: tuple[str, ...], outcome: str) -> None:
    workspace.write("intent.yaml", INTENT + "env: [unclosed\n")
    assert last_line(workspace, *arguments) == f"{outcome}: 1 error"


def test_a_plan_that_cannot_be_written(workspace: Workspace) -> None:
    workspace.write("intent.yaml", INTENT + WARNED)
    assert last_line(workspace, "plan", "-o", "stack") == "no plan: 1 error, 1 warning"


def test_a_lock_that_cannot_be_written(workspace: Workspace) -> None:
    (workspace.path / "orun.lock").mkdir()
    assert last_line(workspace, "lock") == "no lock: 1 error"


def test_a_changed_plan(workspace: Workspace) -> None:
    workspace.write("plan.json", "[]")
    assert last_line(workspace, "verify", "plan.json") == "plan.json: 1 error"
