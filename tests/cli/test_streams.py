"""Data goes to stdout, talk to stderr, and nothing else goes anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml
from orun_process import INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace


def test_a_plan_on_stdout_is_the_plan_and_nothing_else(workspace: Workspace) -> None:
    workspace.write("intent.yaml", INTENT + "enviroments: {}\n")
    to_stdout = workspace.start("plan", "-i", "intent.yaml", "-o", "-")
    to_file = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json")
    assert to_stdout.stdout == (workspace.path / "plan.json").read_bytes()
    assert to_file.stdout == b""
    assert "warning[unknown-field]" in talk(to_stdout)
    assert talk(to_stdout).endswith("-> stdout\n")
    assert talk(to_file).endswith("-> plan.json\n")


def test_quiet_drops_the_summary_and_keeps_warnings(workspace: Workspace) -> None:
    run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", "-q")
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    workspace.write("intent.yaml", INTENT + "enviroments: {}\n")
    run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", "-q")
    assert "warning[unknown-field]" in talk(run)
    assert "->" not in talk(run).splitlines()[-1]


def test_yaml_has_the_content_of_json(workspace: Workspace) -> None:
    as_json = workspace.start("plan", "-i", "intent.yaml", "-o", "-")
    as_yaml = workspace.start("plan", "-i", "intent.yaml", "-o", "-", "-f", "yaml")
    assert yaml.safe_load(as_yaml.stdout) == json.loads(as_json.stdout)


def test_a_view_is_data_and_does_not_change_the_plan(workspace: Workspace) -> None:
    workspace.start("plan", "-i", "intent.yaml", "-o", "plain.json")
    run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", "--view", "dag")
    assert "web.run" in run.stdout.decode()
    assert talk(run) == "2 jobs, 1 edge, 0 gates, 2 environments, 0 warnings -> plan.json\n"
    plans = [(workspace.path / name).read_bytes() for name in ("plain.json", "plan.json")]
    assert plans[0] == plans[1]


def test_validate_talks_and_writes_nothing(workspace: Workspace) -> None:
    before = sorted(workspace.path.rglob("*"))
    run = workspace.start("validate", "-i", "intent.yaml")
    assert (run.returncode, run.stdout) == (0, b"")
    assert "no problems" in talk(run)
    assert sorted(workspace.path.rglob("*")) == before


def test_output_is_utf_8_whatever_the_locale_says(workspace: Workspace) -> None:
    workspace.write("intent.yaml", INTENT.replace("name: demo", 'name: "ü — 🦉"'))
    runs = [
        workspace.spawn("plan", "-i", "intent.yaml", "-o", "plan.json", "--view", "dag", **env)
        for env in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {})
    ]
    assert "ü — 🦉" in runs[0].stdout.decode()
    assert len({run.stdout for run in runs}) == 1


def test_version_and_help_are_data(workspace: Workspace) -> None:
    version = workspace.spawn("--version")
    assert version.returncode == 0
    assert version.stdout.startswith(b"orun ")
    usage = workspace.start("--help")
    assert usage.returncode == 0
    assert all(command in usage.stdout for command in (b"plan", b"validate", b"verify"))
    assert version.stderr == usage.stderr == b""


def test_a_view_of_an_unknown_component_is_an_error_and_writes_nothing(
    workspace: Workspace,
) -> None:
    workspace.write("intent.yaml", INTENT + "  - {name: lone, type: task}\n")
    view = ("plan", "-o", "plan.json", "--view")
    run = workspace.start(*view, "component=wbe")
    assert (run.returncode, run.stdout) == (1, b"")
    assert 'did you mean "web"?' in talk(run)
    assert talk(run).endswith("\nno plan: 1 error, 1 warning\n")
    assert not (workspace.path / "plan.json").exists()
    for known in ("lone", "web@dev.run", "web.prod.run"):
        assert workspace.start(*view, f"component={known}").returncode == 0
    run = workspace.start(*view, "component=web", "--env", "dev", "-q")
    assert (run.returncode, talk(run).count("error")) == (0, 0)
