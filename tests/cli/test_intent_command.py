"""`orun intent`: the effective intent, and who contributed what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from orun_process import INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace

STACK = """\
apiVersion: orun.io/v1
kind: Stack
metadata: {name: tasks}
spec:
  compositions: [{path: task}]
  intentPresets: [{name: base, path: base.yaml}, {name: more, path: more.yaml}]
"""
BASE = """\
apiVersion: orun.io/v1
kind: IntentPreset
metadata: {name: base}
spec:
  env: {ORG: acme, REGION: us}
  discovery: {roots: [services]}
  environments:
    dev: {policies: {approvals: 0}}
    prod: {env: {REGION: eu}, secretEnv: {KEY: "secret://base/key"}}
"""
MORE = """\
apiVersion: orun.io/v1
kind: IntentPreset
metadata: {name: more}
spec:
  env: {REGION: asia}
"""
EXTENDS = (
    "extends: [{source: stack, preset: base}, {source: stack, preset: more}]\nenv: {ORG: own}\n"
)


@pytest.fixture
def extended(workspace: Workspace) -> Workspace:
    """The workspace with two presets, both extended."""
    workspace.write("stack/stack.yaml", STACK)
    workspace.write("stack/base.yaml", BASE)
    workspace.write("stack/more.yaml", MORE)
    workspace.write("services/keep", "")
    workspace.write("intent.yaml", INTENT + EXTENDS)
    return workspace


EFFECTIVE = """\
apiVersion: orun.io/v1
kind: Intent
metadata:
  name: demo
discovery:
  roots:
    - services
compositions:
  sources:
    - name: stack
      kind: dir
      path: ./stack
environments:
  dev:
    policies:
      approvals: 0
  prod:
    promotion:
      dependsOn:
        - environment: dev
    env:
      REGION: eu
    secretEnv:
      KEY: secret://base/key
components:
  - name: web
    type: task
    subscribe:
      environments:
        - dev
        - prod
env:
  ORG: own
  REGION: asia
"""


def test_the_effective_intent(extended: Workspace) -> None:
    run = extended.start("intent", "render")
    assert run.returncode == 0
    assert talk(run) == ""
    assert run.stdout.decode() == EFFECTIVE


def test_the_effective_intent_compiles_to_the_same_plan(extended: Workspace) -> None:
    first = extended.start("plan", "-o", "-")
    assert first.returncode == 0
    text = extended.start("intent", "render").stdout
    extended.write("intent.yaml", text)
    assert extended.start("plan", "-o", "-").stdout == first.stdout
    assert extended.start("intent", "render").stdout == text


def test_who_contributed_what(extended: Workspace) -> None:
    run = extended.start("intent", "explain")
    assert run.returncode == 0
    assert run.stdout.decode().splitlines() == [
        'metadata.name = "demo"  (intent.yaml:3:18)',
        'discovery.roots[0] = "services"  (stack/base.yaml:6:23)',
        (
            'compositions.sources = [{"name": "stack", "kind": "dir", "path": "./stack"}]  '
            "(intent.yaml:4:25)"
        ),
        "environments.dev.policies.approvals = 0  (stack/base.yaml:8:33)",
        ('environments.prod.promotion.dependsOn = [{"environment": "dev"}]  (intent.yaml:7:33)'),
        'environments.prod.env.REGION = "eu"  (stack/base.yaml:9:26)',
        'environments.prod.secretEnv.KEY = "secret://base/key"  (stack/base.yaml:9:48)',
        (
            'components = [{"name": "web", "type": "task", "subscribe": {"environments": '
            '["dev", "prod"]}}]  (intent.yaml:9:3)'
        ),
        'env.ORG = "own"  (intent.yaml:11:12)',
        '    instead of "acme"  (stack/base.yaml:5:14)',
        'env.REGION = "asia"  (stack/more.yaml:5:17)',
        '    instead of "us"  (stack/base.yaml:5:28)',
    ]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("env.ORG", ["env.ORG"]),
        ("env", ["env.ORG", "env.REGION"]),
        ("discovery.roots", ["discovery.roots[0]"]),
        ("environments.prod.env", ["environments.prod.env.REGION"]),
    ],
)
def test_a_part_of_it(extended: Workspace, path: str, names: list[str]) -> None:
    run = extended.start("intent", "explain", path, "--json")
    assert run.returncode == 0
    assert [each["path"] for each in json.loads(run.stdout)] == names


def test_json(extended: Workspace) -> None:
    run = extended.start("intent", "explain", "env.REGION", "--json")
    assert json.loads(run.stdout) == [
        {
            "path": "env.REGION",
            "value": "asia",
            "place": "stack/more.yaml:5:17",
            "overrides": [{"value": "us", "place": "stack/base.yaml:5:28"}],
        }
    ]


def test_a_part_that_is_not_there(extended: Workspace) -> None:
    run = extended.start("intent", "explain", "environments.prd")
    assert run.returncode == 1
    assert run.stdout == b""
    assert "did you mean `environments.prod`?" in talk(run)


@pytest.mark.parametrize("command", ["render", "explain"])
def test_an_intent_with_errors_is_not_shown(extended: Workspace, command: str) -> None:
    extended.write("intent.yaml", (INTENT + EXTENDS).replace("preset: more", "preset: mroe"))
    run = extended.start("intent", command)
    assert run.returncode == 1
    assert run.stdout == b""
    assert "did you mean `more`?" in talk(run)


@pytest.mark.parametrize("command", ["render", "explain"])
def test_no_secret_is_shown(extended: Workspace, command: str) -> None:
    fields = "secretEnv: {KEY: hunter2}, policies: {approvals: 3}, extra: 1"
    extended.write("intent.yaml", (INTENT + EXTENDS).replace("dev: {}", f"dev: {{{fields}}}"))
    run = extended.start("intent", command)
    assert "policy-conflict" in talk(run)
    assert "unknown-field" in talk(run)
    assert "hunter2" not in talk(run) + run.stdout.decode()
    assert "***" in run.stdout.decode()


def test_hostile_names_are_escaped(extended: Workspace) -> None:
    extended.write("intent.yaml", INTENT + 'env: {"A\\e[31m\\nB": "\\u202Ex"}\n')
    for command in ("render", "explain"):
        run = extended.start("intent", command)
        assert run.returncode == 0
        assert b"\x1b" not in run.stdout
        assert "\u202e".encode() not in run.stdout


def test_no_intent(workspace: Workspace) -> None:
    (workspace.path / "intent.yaml").unlink()
    assert workspace.start("intent", "render").returncode == 1
    assert workspace.start("intent", "explain").returncode == 1
