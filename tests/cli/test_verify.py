from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from orun_process import talk

if TYPE_CHECKING:
    from pathlib import Path

    from orun_process import Workspace


@pytest.fixture
def plan(workspace: Workspace) -> Path:
    assert workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json").returncode == 0
    return workspace.path / "plan.json"


def test_a_plan_as_it_was_written(workspace: Workspace, plan: Path) -> None:
    assert plan.is_file()
    run = workspace.start("verify", "plan.json")
    assert (run.returncode, run.stdout) == (0, b"")
    assert "plan.json" in talk(run)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"run": "go"', b'"run": "gone"'),
        (b'"concurrency": 4', b'"concurrency": 40'),
        (b'"checksum": "sha256-', b'"checksum": "sha256-0'),
        (b'      "dependsOn": [\n        "web@dev.run"\n      ]', b'      "dependsOn": []'),
        (b'  "kind": "Plan",\n', b""),
        (b"{", b"["),
    ],
)
def test_a_changed_plan(workspace: Workspace, plan: Path, old: bytes, new: bytes) -> None:
    data = plan.read_bytes()
    assert old in data
    plan.write_bytes(data.replace(old, new))
    run = workspace.start("verify", "plan.json")
    assert run.returncode == 1
    assert "error" in talk(run)
    assert "plan.json" in talk(run)


def test_another_layout_is_a_warning(workspace: Workspace, plan: Path) -> None:
    plan.write_bytes(plan.read_bytes().replace(b"\n", b"\r\n"))
    run = workspace.start("verify", "plan.json")
    assert run.returncode == 0
    assert "warning" in talk(run)


def test_what_is_no_plan(workspace: Workspace) -> None:
    for name, text in (("list.json", "[]"), ("text.json", "plan"), ("deep.json", "[" * 100_000)):
        workspace.write(name, text)
        run = workspace.start("verify", name)
        assert run.returncode == 1
        assert name in talk(run)
    for name in ("nowhere.json", "stack"):
        run = workspace.start("verify", name)
        assert run.returncode == 1
        assert name in talk(run)


def test_a_plan_that_cannot_be_read(workspace: Workspace, plan: Path) -> None:
    assert plan.is_file()
    run = workspace.start("verify", "pln.json")
    assert (run.returncode, run.stdout) == (1, b"")
    assert talk(run).splitlines() == [
        "error[missing-file]: pln.json does not exist",
        "  help: did you mean `plan.json`?",
        "pln.json: 1 error",
    ]
    run = workspace.start("verify", ".")
    assert (run.returncode, run.stdout) == (1, b"")
    assert talk(run).splitlines() == [
        "error[unreadable-file]: . cannot be read: is a directory",
        ".: 1 error",
    ]
