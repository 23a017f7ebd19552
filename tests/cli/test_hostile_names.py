"""Nothing that a file or an argument says reaches a terminal as a command to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from orun_process import INTENT, talk

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from orun_process import Workspace

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e\u2066\r\x9b31m"
"""A window title, a cleared screen, text from right to left, a line to overwrite, a C1 control."""

ESCAPED = json.dumps(HOSTILE)[1:-1]


def check_harmless(run: CompletedProcess[bytes]) -> None:
    """Check that no character of `HOSTILE` is shown as it is."""
    shown = run.stdout.decode() + talk(run)
    assert not {*"\x1b\x07\u202e\u2066\r\x9b"} & {*shown}, repr(shown)


def test_names_of_files_documents(workspace: Workspace) -> None:
    workspace.write("intent.yaml", INTENT.replace("name: demo", f'name: "{ESCAPED}"'))
    for view in ("dag", "dependencies", "component=web"):
        run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", "--view", view)
        assert run.returncode == 0
        check_harmless(run)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: web", f'name: "{ESCAPED}"'),
        ("type: task", f'type: "{ESCAPED}"'),
        ("environment: dev", f'environment: "{ESCAPED}"'),
        ("environments: [dev", f'environments: ["{ESCAPED}"'),
        ("metadata: {", f'"{ESCAPED}": x\nmetadata: {{'),
        ("apiVersion: orun.io/v1", f'apiVersion: "{ESCAPED}"'),
        ("path: ./stack", f'path: "./{ESCAPED}"'),
        ("type: task", f'type: task, parameters: {{a: "{{{{ {ESCAPED} }}}}"}}'),
        ("type: task", f'type: task, env: {{"ORUN_{ESCAPED}": x}}'),
    ],
)
def test_texts_of_the_intent(workspace: Workspace, old: str, new: str) -> None:
    workspace.write("intent.yaml", INTENT.replace(old, new, 1))
    check_harmless(workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json"))


def test_raw_characters_in_the_excerpt(workspace: Workspace) -> None:
    raw = HOSTILE.replace("\r", "")
    workspace.write("intent.yaml", INTENT.replace("type: task", f"type: nope # {raw}"))
    check_harmless(workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json"))
    workspace.write("intent.yaml", INTENT.replace("type: task", "type: nope # \u202e\u2066"))
    check_harmless(workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--env", HOSTILE),
        ("--component", HOSTILE),
        ("--trigger", HOSTILE),
        ("--view", HOSTILE),
        ("--view", f"component={HOSTILE}"),
        ("--rules", f"{HOSTILE}.rules"),
        ("-o", f"{HOSTILE}.json"),
        ("-i", f"{HOSTILE}.yaml"),
        (f"--{HOSTILE}",),
    ],
)
def test_arguments(workspace: Workspace, arguments: tuple[str, ...]) -> None:
    check_harmless(workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", *arguments))


def test_names_of_directories(workspace: Workspace) -> None:
    workspace.write(f"{HOSTILE}/component.yaml", "kind: [")
    check_harmless(workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json"))
    check_harmless(workspace.start("verify", f"{HOSTILE}/component.yaml"))


def test_step_texts_stay_in_the_plan_as_they_are(workspace: Workspace) -> None:
    """What a job runs is data: a view hides what would harm, the plan keeps every character."""
    text = (workspace.path / "stack/task/composition.yaml").read_text()
    hostile = text.replace("run: go}", f'run: "{ESCAPED}"}}')
    workspace.write("stack/task/composition.yaml", hostile)
    run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", "--view", "component=web")
    check_harmless(run)
    plan = json.loads((workspace.path / "plan.json").read_bytes())
    assert plan["jobs"][0]["steps"][0]["run"] == HOSTILE
