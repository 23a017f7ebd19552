"""Whatever orun prints, and wherever a name comes from: no name can act as anything but a name.

One workspace in which everything that may be called anything is called `HOSTILE`, and every
command that prints. Plans themselves are data and keep each character.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from orun_process import STACK, talk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun_process import Workspace

HOSTILE = "\x1b[2J\x9b31m\u202e\u2066\u2028\r\n::error::x\n##[error]`id` ```\n| --- |"
"""A cleared screen, reordered text, and lines that CI systems and markdown would act upon."""

EVENT = {"provider": "generic", "event": "push", "branch": "main", "payload": {"a": HOSTILE}}


def composition() -> dict[str, Any]:
    step = {
        "id": HOSTILE,
        "name": HOSTILE,
        "capability": HOSTILE,
        "run": HOSTILE,
        "shell": HOSTILE,
        "working-directory": HOSTILE,
        "env": {"A": HOSTILE},
    }
    use = {"name": f"{HOSTILE} 2", "use": HOSTILE, "with": {HOSTILE: HOSTILE}}
    job = {
        "name": "run",
        "description": HOSTILE,
        "runsOn": HOSTILE,
        "timeout": HOSTILE,
        "labels": {HOSTILE: HOSTILE},
        "capabilities": [HOSTILE],
        "steps": [step, use],
    }
    profile = {"policies": {HOSTILE: HOSTILE}, "jobs": {"run": {"stepsEnabled": [HOSTILE]}}}
    return {
        "apiVersion": "orun.io/v1",
        "kind": "Composition",
        "metadata": {"name": HOSTILE, "description": HOSTILE},
        "spec": {
            "type": "task",
            "description": HOSTILE,
            "defaultJob": "run",
            "parameterSchema": {"type": "object", "description": HOSTILE},
            "jobs": [job],
            "executionProfiles": {HOSTILE: profile},
        },
    }


def intent() -> dict[str, Any]:
    binding = {
        "description": HOSTILE,
        "on": {
            "provider": "generic",
            "event": "push",
            "branches": [HOSTILE, "main"],
            "tags": [HOSTILE],
        },
        "plan": {"scope": "full", "base": HOSTILE},
    }
    subscription = {
        "name": "dev",
        "profile": HOSTILE,
        "parameters": {HOSTILE: HOSTILE},
        "env": {"A": HOSTILE},
    }
    other = {"name": "prod", "profile": HOSTILE}
    component = {
        "name": "web",
        "type": "task",
        "domain": "shop",
        "path": HOSTILE,
        "subscribe": {"environments": [subscription, other]},
        "parameters": {HOSTILE: {HOSTILE: [HOSTILE]}},
        "labels": {HOSTILE: HOSTILE},
        "dependsOn": [{"component": "api", "reason": HOSTILE}],
        "change": {"watches": ["env"]},
        "secretEnv": {"TOKEN": f"secret://{HOSTILE}"},
    }
    api = {"name": "api", "type": "task", "subscribe": {"environments": ["dev", "prod"]}}
    promotion = {"environment": "dev", "match": {"revision": "source"}}
    return {
        "apiVersion": "orun.io/v1",
        "kind": "Intent",
        "metadata": {"name": HOSTILE, "description": HOSTILE, "namespace": HOSTILE},
        "compositions": {"sources": [{"name": HOSTILE, "kind": "dir", "path": "./stack"}]},
        "automation": {
            "triggerBindings": {"push": binding, "other": {"on": {"provider": HOSTILE}}}
        },
        "groups": {"shop": {"policies": {HOSTILE: HOSTILE}, "path": HOSTILE}},
        "environments": {
            "dev": {"activation": {"triggerRefs": ["push"]}, "policies": {HOSTILE: HOSTILE}},
            "prod": {"promotion": {"dependsOn": [promotion]}, "env": {"A": HOSTILE}},
        },
        "execution": {"stateFile": HOSTILE},
        "rules": ["hostile.rules"],
        "env": {HOSTILE: HOSTILE},
        "components": [component, api],
    }


RULES = f"""
rule hostile
  "{HOSTILE.replace(chr(10), " ").replace(chr(13), " ")}"
  when label(component: $component, key: $key, value: $value)
  then warning "${{component}} has ${{key}}: ${{value}}"
"""


@pytest.fixture
def hostile(workspace: Workspace) -> Workspace:
    workspace.write("intent.yaml", json.dumps(intent()))
    workspace.write("stack/stack.yaml", STACK)
    workspace.write("stack/task/composition.yaml", json.dumps(composition()))
    workspace.write("hostile.rules", RULES)
    workspace.write("event.json", json.dumps(EVENT))
    return workspace


PLAN = ("plan", "-i", "intent.yaml", "-o", "plan.json")
COMMANDS = [
    PLAN,
    (*PLAN, "--view", "dag"),
    (*PLAN, "--view", "dependencies"),
    (*PLAN, "--view", "component=web"),
    (*PLAN, "--explain", "--component", "web"),
    (*PLAN, "--explain", "--changed", "--files", f"{HOSTILE}/x,web/y"),
    (*PLAN, "--from-ci", "generic", "--event-file", "event.json", "--view", "dag"),
    ("validate", "-i", "intent.yaml"),
    ("validate", "-i", "intent.yaml", "--output", "json"),
    ("validate", "-i", "intent.yaml", "--output", "sarif"),
    ("validate", "-i", "intent.yaml", "--output", "github"),
    ("triggers", "-i", "intent.yaml"),
    ("triggers", "-i", "intent.yaml", "--json"),
    ("intent", "render", "-i", "intent.yaml"),
    ("intent", "explain", "-i", "intent.yaml"),
    ("intent", "explain", "-i", "intent.yaml", "--json"),
    ("debug", "-i", "intent.yaml", "--no-times", "--all"),
    (
        "debug",
        "-i",
        "intent.yaml",
        "--no-times",
        "--from-ci",
        "generic",
        "--event-file",
        "event.json",
    ),
    ("debug", "-i", "intent.yaml", "--no-times", "--relation", "label"),
    ("debug", "-i", "intent.yaml", "--no-times", "--rule", "unused-trigger"),
    ("debug", "-i", "intent.yaml", "--no-times", "--why", "label()"),
    ("lock", "-i", "intent.yaml"),
]


def broken() -> dict[str, Any]:
    """Return an intent in which nothing refers to anything that is there."""
    dependency = {"component": HOSTILE, "environment": HOSTILE, "scope": HOSTILE}
    subscription = {"name": HOSTILE, "profile": HOSTILE, "dependencyMode": HOSTILE}
    component = {
        "name": HOSTILE,
        "type": HOSTILE,
        "subscribe": {"environments": [subscription, HOSTILE, f"{HOSTILE}*"]},
        "dependsOn": [dependency],
        "env": {f"ORUN_{HOSTILE}": "{{ " + HOSTILE + " }}"},
        "secretEnv": {HOSTILE: HOSTILE},
        "change": {"watches": [HOSTILE]},
        "compositionRef": {"source": HOSTILE, "name": HOSTILE},
        HOSTILE: HOSTILE,
    }
    promotion = {"environment": HOSTILE, "strategy": HOSTILE, "satisfy": HOSTILE}
    environment = {
        "activation": {"triggerRefs": [HOSTILE]},
        "promotion": {"dependsOn": [promotion, promotion]},
        HOSTILE: HOSTILE,
    }
    return {
        **intent(),
        "apiVersion": HOSTILE,
        "extends": [{"source": HOSTILE, "preset": HOSTILE}],
        "environments": {"dev": environment, HOSTILE: {}},
        "components": [component, {"name": "web", "type": HOSTILE}],
        "discovery": {"roots": [HOSTILE]},
        "rules": [HOSTILE],
        HOSTILE: HOSTILE,
    }


def harms(shown: str, *, is_data: bool = False) -> Iterator[str]:
    """Yield what a text would do, apart from being read; data says what its files say."""
    for character in sorted({*shown} - {"\n"}):
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            yield f"U+{ord(character):04X}"
    for line in shown.split("\n"):
        # A command of GitHub ends with its line, and those of orun name the file they are about.
        if line.lstrip().startswith(("::", "##", "| ---", "```")) and not _OURS.match(line):
            yield line
        # Older ones may begin anywhere.
        if re.search(r"##[a-z]*\[", line) and not is_data:
            yield line


_OURS = re.compile(r"::(warning|error) file=[-.\w/]+,[\w=,-]+::")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_hostile_workspace(hostile: Workspace, arguments: tuple[str, ...]) -> None:
    run = hostile.start(*arguments)
    assert run.returncode == 0, talk(run)
    said = run.stdout.decode() + "\n" + talk(run)
    assert [*harms(said, is_data=arguments[:2] == ("intent", "render"))] == []


@pytest.mark.parametrize(
    "arguments",
    [each for each in COMMANDS if each[0] in {"plan", "validate", "triggers", "intent", "lock"}],
    ids=" ".join,
)
def test_an_intent_in_which_everything_is_wrong(
    hostile: Workspace, arguments: tuple[str, ...]
) -> None:
    hostile.write("intent.yaml", json.dumps(broken()))
    run = hostile.start(*arguments)
    assert run.returncode == 1
    said = run.stdout.decode() + "\n" + talk(run)
    assert said.count("illegal-name") or arguments[0] in {"intent", "lock"}
    assert [*harms(said)] == []


@pytest.mark.parametrize("provider", ["github", "gitlab", "generic"])
@pytest.mark.parametrize("field", ["event", "branch", "ref", "action", "actor", "object_kind"])
def test_an_event(hostile: Workspace, provider: str, field: str) -> None:
    hostile.write(
        "event.json", json.dumps({"event": "push", "ref": "refs/heads/x", field: HOSTILE})
    )
    run = hostile.start(*PLAN, "--from-ci", provider, "--event-file", "event.json")
    assert [*harms(run.stdout.decode() + "\n" + talk(run))] == []


def test_the_file_of_a_plan_and_what_stands_in_it(hostile: Workspace) -> None:
    name = HOSTILE.replace("/", "")
    assert hostile.start("plan", "-i", "intent.yaml", "-o", name).returncode == 0
    data = (hostile.path / name).read_bytes()
    for damaged in (data, data.replace(b"sha256-", b"sha-"), data[:-9], b"{", b"[]"):
        (hostile.path / name).write_bytes(damaged)
        run = hostile.start("verify", name)
        assert [*harms(run.stdout.decode() + "\n" + talk(run))] == []
    run = hostile.start("verify", f"no {name}")
    assert [*harms(talk(run))] == []


@pytest.mark.parametrize("command", ["validate", "lock", "triggers", "plan"])
def test_the_path_of_an_intent(hostile: Workspace, command: str) -> None:
    inside = hostile.path / HOSTILE
    inside.parent.mkdir(parents=True, exist_ok=True)
    inside.mkdir()
    for name in ("intent.yaml", "stack", "hostile.rules"):
        (hostile.path / name).rename(inside / name)
    for status in (0, 1):
        for more in ([], ["--check"]) if command == "lock" else ([],):
            run = hostile.start(command, "-i", f"{HOSTILE}/intent.yaml", *more)
            assert run.returncode == status
            assert [*harms(run.stdout.decode() + "\n" + talk(run))] == []
        hostile.write(f"{HOSTILE}/intent.yaml", json.dumps(broken()))


@pytest.mark.parametrize("what", ["dag", "component=web"])
def test_what_a_view_shows_of_a_plan_is_harmless_in_a_terminal_of_any_width(
    hostile: Workspace, what: str
) -> None:
    for columns in ("20", "80", "400"):
        run = hostile.start(*PLAN, "--view", what, COLUMNS=columns)
        assert [*harms(run.stdout.decode() + "\n" + talk(run))] == []
