"""`orun validate --output`: reports on stdout, with paths from the top of the repository."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from orun_process import BROKEN, INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace


@pytest.fixture
def nested(workspace: Workspace) -> Workspace:
    """The workspace inside of a repository, as its directory `platform`, with a mistake in it."""
    inside = workspace.path / "platform"
    inside.mkdir()
    for name in ("stack", "intent.yaml"):
        (workspace.path / name).rename(inside / name)
    workspace.write("platform/intent.yaml", BROKEN)
    (workspace.path / ".git").mkdir()
    return workspace


def report(workspace: Workspace, kind: str, *arguments: str, cwd: str = ".") -> str:
    """Return a report of one error, after checking that stderr has the summary and no more."""
    run = workspace.start("validate", "--output", kind, *arguments, cwd=cwd)
    assert run.returncode == 1
    assert talk(run).endswith("intent.yaml: 1 error\n")
    assert len(talk(run).splitlines()) == 1
    return run.stdout.decode()


@pytest.mark.parametrize("cwd", [".", "platform", "platform/stack"])
def test_paths_lead_from_the_top_of_the_repository(nested: Workspace, cwd: str) -> None:
    intent = {".": "platform/intent.yaml", "platform": "intent.yaml"}.get(cwd, "../intent.yaml")
    (found,) = json.loads(report(nested, "json", "-i", intent, cwd=cwd))["diagnostics"]
    assert found["code"] == "unknown-type"
    assert (found["file"], found["line"], found["column"]) == ("platform/intent.yaml", 9, 23)

    line = report(nested, "github", "-i", intent, cwd=cwd)
    assert line.startswith(
        "::error file=platform/intent.yaml,line=9,col=23,endLine=9,endColumn=27,"
    )

    (run,) = json.loads(report(nested, "sarif", "-i", intent, cwd=cwd))["runs"]
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "platform/intent.yaml"


def test_outside_of_a_repository_paths_lead_from_the_working_directory(
    nested: Workspace,
) -> None:
    (nested.path / ".git").rmdir()
    assert "file=platform/intent.yaml," in report(nested, "github", "-i", "platform/intent.yaml")
    assert "file=intent.yaml," in report(nested, "github", cwd="platform")


def test_a_rule_of_sarif_carries_its_page(nested: Workspace) -> None:
    (run,) = json.loads(report(nested, "sarif", "-i", "platform/intent.yaml"))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"].startswith("# unknown-type\n\n")
    assert run["tool"]["driver"]["version"] in nested.start("--version").stdout.decode()


def test_what_built_in_rules_say_points_at_no_file_of_the_repository(workspace: Workspace) -> None:
    workspace.write(
        "slow.rules",
        """\
rule slow
  when instance($component, $environment)
  then set dependency_mode($component, $environment) = disabled at environment
""",
    )
    workspace.write("intent.yaml", INTENT.replace("dev: {}", "dev: {dependencyMode: advisory}"))
    run = workspace.start("validate", "--output", "json", "--rules", "slow.rules")
    (found,) = json.loads(run.stdout)["diagnostics"]
    assert found["code"] == "conflicting-values"
    assert {note["file"] for note in found["notes"]} == {"rules/profiles.rules", "slow.rules"}
    run = workspace.start("validate", "--output", "sarif", "--rules", "slow.rules")
    (result,) = json.loads(run.stdout)["runs"][0]["results"]
    places = [each["physicalLocation"] for each in result["relatedLocations"]]
    assert [each["artifactLocation"]["uri"] for each in places] == ["slow.rules"]


def test_without_problems_a_report_is_empty_and_valid(workspace: Workspace) -> None:
    run = workspace.start("validate", "--output", "json")
    assert (run.returncode, json.loads(run.stdout)) == (0, {"diagnostics": []})
    run = workspace.start("validate", "--output", "sarif")
    assert json.loads(run.stdout)["runs"][0]["results"] == []
    assert workspace.start("validate", "--output", "github").stdout == b""


@pytest.mark.parametrize("arguments", [(), ("-i", "nowhere/intent.yaml")])
def test_a_missing_intent_is_a_problem_too(
    workspace: Workspace, arguments: tuple[str, ...]
) -> None:
    (workspace.path / "intent.yaml").unlink()
    (found,) = json.loads(report(workspace, "json", *arguments))["diagnostics"]
    assert (found["code"], found["file"]) == ("no-intent", None)
    assert report(workspace, "github", *arguments).startswith("::error title=no-intent::there is")
    (run,) = json.loads(report(workspace, "sarif", *arguments))["runs"]
    (place,) = run["results"][0]["locations"]
    wanted = arguments[-1] if arguments else "intent.yaml"
    assert place["physicalLocation"]["artifactLocation"]["uri"] == wanted


def test_text_is_talk(workspace: Workspace) -> None:
    workspace.write("intent.yaml", BROKEN)
    plain = workspace.start("validate")
    asked = workspace.start("validate", "--output", "text")
    assert plain.stdout == asked.stdout == b""
    assert plain.stderr == asked.stderr
    assert "error[unknown-type]" in talk(plain)


def test_names_cannot_make_commands_for_github(workspace: Workspace) -> None:
    hostile = r"x\n::stop-commands::y\r\n::error file=a::b%0A::c"
    workspace.write("intent.yaml", INTENT.replace("type: task", f'type: "{hostile}"'))
    run = workspace.start("validate", "--output", "github")
    lines = run.stdout.decode().splitlines()
    assert lines
    assert all(line.startswith("::error file=intent.yaml,line=9,") for line in lines)


def test_another_format_is_a_usage_error(workspace: Workspace) -> None:
    run = workspace.start("validate", "--output", "xml")
    assert run.returncode == 2
    assert "sarif" in talk(run)
