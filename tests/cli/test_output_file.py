"""Where a plan goes, and what becomes of the one before it."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from orun_process import BROKEN, INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace


def test_without_o_the_plan_goes_beside_the_intent(workspace: Workspace) -> None:
    run = workspace.start("plan", "-i", "../intent.yaml", cwd="stack")
    assert run.returncode == 0
    assert json.loads((workspace.path / ".orun/plan.json").read_bytes())["kind"] == "Plan"
    assert not (workspace.path / "stack/.orun").exists()
    assert talk(run).endswith("-> ../.orun/plan.json\n")


def test_yaml_goes_to_a_yaml_file(workspace: Workspace) -> None:
    workspace.start("plan", "-i", "intent.yaml", "-f", "yaml")
    assert (workspace.path / ".orun/plan.yaml").read_text().startswith("apiVersion: orun.io/v1\n")


def test_the_default_directory_ignores_itself(workspace: Workspace) -> None:
    git = ("git", "-C", str(workspace.path))
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, *identity, "commit", "-q", "-m", "x"], check=True)
    for _ in range(2):
        assert workspace.start("plan", "-i", "intent.yaml").returncode == 0
        plan = json.loads((workspace.path / ".orun/plan.json").read_bytes())
        assert plan["metadata"]["source"]["dirty"] is False
    status = subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True)
    assert status.stdout == b""


def test_the_intent_is_found_upwards(workspace: Workspace) -> None:
    run = workspace.start("plan", cwd="stack/task")
    assert run.returncode == 0
    assert (workspace.path / ".orun/plan.json").is_file()


def test_a_yml_intent_is_found_too(workspace: Workspace) -> None:
    (workspace.path / "intent.yaml").rename(workspace.path / "intent.yml")
    assert workspace.start("plan", cwd="stack").returncode == 0


def test_the_intent_is_not_looked_for_above_the_work_tree(workspace: Workspace) -> None:
    subprocess.run(["git", "init", "-q", str(workspace.path / "stack")], check=True)
    run = workspace.start("plan", cwd="stack/task")
    assert run.returncode == 1
    assert "no intent.yaml" in talk(run)


@pytest.mark.parametrize("intent", [BROKEN, "a: [b", INTENT + "rules: [nowhere.rules]\n"])
def test_an_error_leaves_the_old_plan_as_it_is(workspace: Workspace, intent: str) -> None:
    workspace.start("plan", "-i", "intent.yaml")
    plan = workspace.path / ".orun/plan.json"
    os.utime(plan, ns=(1, 1))
    before = (plan.read_bytes(), plan.stat().st_mtime_ns, plan.stat().st_ino)
    workspace.write("intent.yaml", intent)
    run = workspace.start("plan", "-i", "intent.yaml")
    assert run.returncode == 1
    talk(run)
    assert (plan.read_bytes(), plan.stat().st_mtime_ns, plan.stat().st_ino) == before
    assert sorted(path.name for path in plan.parent.iterdir()) == [".gitignore", "plan.json"]


@pytest.mark.parametrize(
    "output",
    ["intent.yaml", "link", "stack/stack.yaml", "stack/task/composition.yaml", "own.rules"],
)
def test_a_plan_takes_the_place_of_nothing_that_it_is_made_from(
    workspace: Workspace, output: str
) -> None:
    workspace.write("own.rules", "# Nothing.\n")
    (workspace.path / "link").symlink_to("intent.yaml")
    before = (workspace.path / output).read_bytes()
    run = workspace.start("plan", "-i", "intent.yaml", "--rules", "own.rules", "-o", output)
    assert run.returncode == 1
    said = f"cannot write {output}: it is a file that the plan is made from"
    assert f"error[plan-not-written]: {said}" in talk(run)
    assert (workspace.path / output).read_bytes() == before


def test_a_plan_is_replaced_and_nothing_else_is_left(workspace: Workspace) -> None:
    workspace.write("out/plan.json", "old")
    assert workspace.start("plan", "-i", "intent.yaml", "-o", "out/plan.json").returncode == 0
    assert [path.name for path in (workspace.path / "out").iterdir()] == ["plan.json"]
    assert json.loads((workspace.path / "out/plan.json").read_bytes())["kind"] == "Plan"


def test_a_file_that_cannot_be_written_is_an_error(workspace: Workspace) -> None:
    workspace.write("out/there", "a file")
    for output in ("stack", "out/there/plan.json"):
        run = workspace.start("plan", "-i", "intent.yaml", "-o", output)
        assert run.returncode == 1
        assert output.split("/")[0] in talk(run)
