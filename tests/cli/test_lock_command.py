"""`orun lock`, and what the lock file means for other commands."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from orun_process import INTENT, TASK, talk

if TYPE_CHECKING:
    from orun_process import Workspace

HEADER = """\
# The composition sources of intent.yaml as they were when `orun lock` wrote this file.
# Commit it; `orun plan --locked` refuses sources that differ from it.
apiVersion: orun.io/v1
kind: Lock
"""


def lock_of(workspace: Workspace) -> str:
    return (workspace.path / "orun.lock").read_text(encoding="utf-8")


def changed(workspace: Workspace) -> None:
    """Change a source after it was locked."""
    assert workspace.start("lock").returncode == 0
    workspace.write("stack/task/composition.yaml", TASK.replace("run: ", "run: sudo "))


def test_every_source_with_its_digest(workspace: Workspace) -> None:
    run = workspace.start("lock")
    assert run.returncode == 0
    assert run.stdout == b""
    assert talk(run) == "wrote orun.lock: 1 source\n"
    text = lock_of(workspace)
    assert text.startswith(HEADER + "sources:\n  - name: stack\n    kind: dir\n    path: ./stack\n")
    assert text.endswith("\n")
    plan = workspace.start("plan", "--locked", "-o", "-").stdout.decode()
    digest = text.split("digest: ")[1].strip()
    assert f'"digest": "{digest}"' in plan


def test_a_lock_that_is_up_to_date_is_left_alone(workspace: Workspace) -> None:
    workspace.start("lock")
    path = workspace.path / "orun.lock"
    path.chmod(0o400)
    before = path.stat()
    run = workspace.start("lock")
    assert run.returncode == 0
    assert talk(run) == "orun.lock is up to date: 1 source\n"
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert stat.S_IMODE(after.st_mode) == 0o400
    assert [each.name for each in workspace.path.iterdir() if "tmp" in each.name] == []


def test_the_lock_lies_beside_the_intent(workspace: Workspace) -> None:
    run = workspace.start("lock", "-i", "../../intent.yaml", cwd="stack/task")
    assert run.returncode == 0
    assert lock_of(workspace).startswith(HEADER)


def test_check_writes_nothing(workspace: Workspace) -> None:
    run = workspace.start("lock", "--check")
    assert run.returncode == 1
    assert "error[missing-lock]" in talk(run)
    assert "intent.yaml:4:16" in talk(run)
    assert not (workspace.path / "orun.lock").exists()
    changed(workspace)
    before = lock_of(workspace)
    run = workspace.start("lock", "--check")
    assert run.returncode == 1
    assert "error[lock-difference]" in talk(run)
    assert talk(run).endswith("orun.lock is not up to date: run `orun lock` and commit it\n")
    assert lock_of(workspace) == before
    assert workspace.start("lock").returncode == 0
    assert workspace.start("lock", "--check").returncode == 0


def test_check_finds_what_is_no_difference_of_digests(workspace: Workspace) -> None:
    workspace.start("lock")
    workspace.write("orun.lock", lock_of(workspace).replace("# Commit", "# Keep"))
    run = workspace.start("lock", "--check")
    assert run.returncode == 1
    assert workspace.start("plan", "--locked").returncode == 0


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_a_source_that_differs(workspace: Workspace, command: str) -> None:
    changed(workspace)
    run = workspace.start(command)
    assert run.returncode == 0
    assert "warning[lock-difference]" in talk(run)
    assert "intent.yaml:4:33" in talk(run)
    assert "orun.lock:9:13" in talk(run)
    run = workspace.start(command, "--locked")
    assert run.returncode == 1
    assert "error[lock-difference]" in talk(run)
    assert workspace.start(command, "--strict").returncode == 1


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_no_lock(workspace: Workspace, command: str) -> None:
    run = workspace.start(command)
    assert run.returncode == 0
    assert "lock" not in talk(run)
    run = workspace.start(command, "--locked")
    assert run.returncode == 1
    assert "error[missing-lock]" in talk(run)


def test_an_entry_of_a_source_that_is_gone(workspace: Workspace) -> None:
    workspace.write(
        "other/stack.yaml", "apiVersion: orun.io/v1\nkind: Stack\nspec: {compositions: []}\n"
    )
    more = ", {name: zz, kind: dir, path: other}]"
    workspace.write("intent.yaml", INTENT.replace("]", more, 1))
    workspace.start("lock")
    workspace.write("intent.yaml", INTENT)
    run = workspace.start("plan", "--locked")
    assert run.returncode == 0
    assert "warning[lock-leftover]" in talk(run)
    assert "orun.lock:10:11" in talk(run)


def test_a_broken_lock_is_an_error_until_it_is_written_anew(workspace: Workspace) -> None:
    workspace.write("orun.lock", HEADER + "sources: {}\n")
    run = workspace.start("plan")
    assert run.returncode == 1
    assert "orun.lock:5:10" in talk(run)
    assert workspace.start("lock", "--check").returncode == 1
    assert workspace.start("lock").returncode == 0
    assert workspace.start("plan", "--locked").returncode == 0


def test_sources_that_cannot_be_read_are_not_locked(workspace: Workspace) -> None:
    workspace.write("intent.yaml", INTENT.replace("./stack", "./stak"))
    run = workspace.start("lock")
    assert run.returncode == 1
    assert "did you mean `./stack`?" in talk(run)
    assert not (workspace.path / "orun.lock").exists()


def test_a_lock_that_cannot_be_written(workspace: Workspace) -> None:
    (workspace.path / "orun.lock").mkdir()
    run = workspace.start("lock")
    assert run.returncode == 1
    assert "error[lock-not-written]: cannot write orun.lock" in talk(run)


def test_the_bytes_of_a_lock_depend_on_nothing_else(workspace: Workspace) -> None:
    workspace.start("lock")
    first = lock_of(workspace)
    (workspace.path / "orun.lock").unlink()
    workspace.start("lock", LC_ALL="C", TZ="Asia/Tokyo")
    assert lock_of(workspace) == first


def test_no_intent(workspace: Workspace) -> None:
    (workspace.path / "intent.yaml").unlink()
    run = workspace.start("lock")
    assert run.returncode == 1
    assert "no intent.yaml" in talk(run)


def test_plan_writes_nothing_into_the_tree(workspace: Workspace) -> None:
    before = sorted(path for path in workspace.path.rglob("*"))
    workspace.start("plan")
    after = sorted(path for path in workspace.path.rglob("*") if ".orun" not in path.parts)
    assert after == before
