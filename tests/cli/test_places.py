"""Places in what people read lead from the working directory, as terminals open them."""

from __future__ import annotations

import re
import tarfile
from typing import TYPE_CHECKING

import pytest
from orun_process import BROKEN, INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace

WRONG_RULE = "rule wrong when jbo($id) then gate(job: $id, type: waiver)\n"
OWN_RULES = """\
rule every-job-waits
  "All wait."
  when job($id)
  then gate(job: $id, type: waiver)
"""


@pytest.fixture
def nested(workspace: Workspace) -> Workspace:
    """The workspace as the directory `platform`."""
    (workspace.path / "platform").mkdir()
    for name in ("stack", "intent.yaml"):
        (workspace.path / name).rename(workspace.path / "platform" / name)
    return workspace


def places(text: str) -> list[str]:
    """Return what stands behind arrows."""
    return re.findall(r"--> (.+?):\d+:\d+", text)


@pytest.mark.parametrize(
    ("cwd", "intent", "shown"),
    [
        (".", "platform/intent.yaml", "platform/intent.yaml"),
        ("platform", "intent.yaml", "intent.yaml"),
        ("platform/stack", "../intent.yaml", "../intent.yaml"),
    ],
)
@pytest.mark.parametrize("command", ["plan", "validate", "triggers", "debug"])
def test_a_file_of_the_workspace(
    nested: Workspace, command: str, cwd: str, intent: str, shown: str
) -> None:
    nested.write("platform/intent.yaml", BROKEN)
    run = nested.start(command, "-i", intent, cwd=cwd)
    assert places(talk(run)) == [shown]


def test_an_intent_found_upwards(nested: Workspace) -> None:
    nested.write("platform/intent.yaml", BROKEN)
    assert places(talk(nested.start("plan", cwd="platform/stack/task"))) == ["../../intent.yaml"]


@pytest.mark.parametrize(("cwd", "given"), [(".", "own.rules"), ("platform", "../own.rules")])
def test_a_rules_file_outside_of_the_workspace(nested: Workspace, cwd: str, given: str) -> None:
    nested.write("own.rules", WRONG_RULE)
    intent = "platform/intent.yaml" if cwd == "." else "intent.yaml"
    run = nested.start("plan", "-i", intent, "--rules", given, cwd=cwd)
    assert places(talk(run)) == [given]


def test_a_workspace_behind_a_link(nested: Workspace) -> None:
    nested.write("own.rules", WRONG_RULE)
    nested.write("far/away/readme", "")
    (nested.path / "platform").rename(nested.path / "far/away/platform")
    (nested.path / "link").symlink_to("far/away/platform")
    run = nested.start("plan", "-i", "link/intent.yaml", "--rules", "own.rules")
    assert places(talk(run)) == ["own.rules"]
    nested.write("far/away/platform/intent.yaml", BROKEN)
    assert places(talk(nested.start("plan", "-i", "link/intent.yaml"))) == ["link/intent.yaml"]


def test_what_is_no_file_keeps_its_name(nested: Workspace) -> None:
    run = nested.start("plan", "-i", "platform/intent.yaml", "--env", "dve")
    assert places(talk(run)) == ["command line"]
    variables = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "caf\udce9"}
    run = nested.start("plan", "-i", "platform/intent.yaml", "--from-ci", "gitlab", **variables)
    assert places(talk(run)) == ["environment"]


def test_a_built_in_rule_is_no_file_of_the_workspace(nested: Workspace) -> None:
    """Not even if the workspace has one of that name."""
    nested.write("platform/rules/profiles.rules", OWN_RULES)
    nested.write(
        "own.rules",
        """\
rule slow
  when instance($component, $environment)
  then set dependency_mode($component, $environment) = disabled at environment
""",
    )
    text = INTENT.replace("dev: {}", "dev: {dependencyMode: advisory}")
    nested.write("platform/intent.yaml", text)
    run = nested.start("plan", "-i", "platform/intent.yaml", "--rules", "own.rules")
    assert set(places(talk(run))) == {"rules/profiles.rules", "own.rules"}


def test_an_event_is_where_it_was_said_to_be(nested: Workspace) -> None:
    nested.write("push.json", '{"ref": }')
    event = ("--from-ci", "github", "--event-file", "push.json")
    run = nested.start("plan", "-i", "platform/intent.yaml", *event)
    assert places(talk(run)) == ["push.json"]


def test_a_file_of_an_archive_is_behind_the_path_of_the_archive(nested: Workspace) -> None:
    nested.write("platform/stack/task/composition.yaml", "kind: [Composition\n")
    with tarfile.open(nested.path / "platform/stack.tgz", "w:gz") as archive:
        archive.add(nested.path / "platform/stack", "stack")
    packed = INTENT.replace("kind: dir, path: ./stack", "kind: archive, path: stack.tgz")
    nested.write("platform/intent.yaml", packed)
    run = nested.start("plan", "-i", "platform/intent.yaml")
    assert places(talk(run))[0] == "platform/stack.tgz/stack/task/composition.yaml"


def test_debug(nested: Workspace) -> None:
    nested.write("own.rules", OWN_RULES)
    asked = ("debug", "--no-times", "-i", "platform/intent.yaml", "--rules", "own.rules")
    documents = nested.start(*asked).stdout.decode().partition("Facts:")[0]
    assert "\n    platform/intent.yaml\n" in documents
    assert "\n    platform/stack/task/composition.yaml\n" in documents
    assert "\n    own.rules\n" in documents
    rule = nested.start(*asked, "--rule", "every-job-waits").stdout.decode()
    assert rule.startswith("rule every-job-waits  own.rules:1:6\n")
    rule = nested.start(*asked, "--rule", "job-of-instance").stdout.decode()
    assert rule.startswith("rule job-of-instance  rules/jobs.rules:")
    facts = nested.start(*asked, "--relation", "environment").stdout.decode()
    assert "  platform/intent.yaml:6:3\n" in facts
    reasons = nested.start(*asked, "--why", 'environment(name: "dev")').stdout.decode()
    assert "  platform/intent.yaml:6:3\n" in reasons


def test_the_effective_intent(nested: Workspace) -> None:
    asked = ("intent", "explain", "metadata", "-i", "platform/intent.yaml")
    assert nested.start(*asked).stdout == b'metadata.name = "demo"  (platform/intent.yaml:3:18)\n'
    assert '"place": "intent.yaml:3:18"' in nested.start(*asked, "--json").stdout.decode()
