"""Whatever orun prints, and whatever is wrong with a file: no secret that stands in it is shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from orun_process import INTENT, STACK, TASK, Workspace, talk

# The files that secrets stand in are made where excerpts are tested.
sys.path.append(str(Path(__file__).resolve().parents[1] / "diagnostics"))

from written_secrets import CORE, damaged

RELATIONS = ("secret_env", "component_optional_secret_env", "secret_reference", "env_key")
COMMANDS = (
    ("validate",),
    ("validate", "--output", "json"),
    ("validate", "--output", "sarif"),
    ("validate", "--output", "github"),
    ("plan", "--view", "component=web"),
    ("triggers",),
    ("intent", "render"),
    ("intent", "explain", "--json"),
    ("debug", "--all", "--rule", "secrets-of-intent", "--why", 'secret_env("web", "dev")'),
    ("debug", *(f"--relation={name}" for name in RELATIONS)),
)


def said(workspace: Workspace, *arguments: str) -> str:
    run = workspace.start(*arguments)
    assert run.returncode in {0, 1}, talk(run)
    return run.stdout.decode() + talk(run)


@pytest.fixture(scope="module")
def damageable(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Workspace:
    """A workspace whose intent and manifest each example writes anew."""
    workspace = Workspace(tmp_path_factory.mktemp("work"), compiled)
    workspace.write("stack/stack.yaml", STACK)
    workspace.write("stack/task/composition.yaml", TASK)
    return workspace


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_damaged_intent(damageable: Workspace, text: str) -> None:
    damageable.write("intent.yaml", text)
    for arguments in COMMANDS[:4]:
        assert CORE not in said(damageable, *arguments)


@pytest.mark.parametrize(
    "section",
    [
        "secretEnv: swordfish",
        "secretEnv: [swordfish]",
        "secretEnv: {A: [swordfish]}",
        "secretEnv: {A: swordfish, A: swordfish}",
        "secretEnv: {A: swordfish, B: [}",
        "secretEnv: {A: '{{ swordfish }}'}",
        "secretEnv: {A: *swordfish, B: !swordfish x, C: !!int swordfish}",
        "secretEnv: {TOKEN:swordfish, ORUN_TOKEN:swordfish}",
        "secretenv: {A: swordfish}",
        "secrets: {A: swordfish, A: swordfish}",
        "optionalSecretEnv: {A: swordfish}\nenv: {A: x}",
        "x-a: &a {A: swordfish}\nsecretEnv: *a",
        '"secret\\x45nv": {A: swordfish}',
    ],
)
def test_what_people_write(workspace: Workspace, section: str) -> None:
    workspace.write("intent.yaml", f"{INTENT}{section}\n")
    for arguments in COMMANDS:
        assert CORE not in said(workspace, *arguments)
    indented = section.replace("\n", "\n    ")
    spec = f"    type: task\n    subscribe: {{environments: [dev]}}\n    {indented}\n"
    workspace.write("intent.yaml", f"{INTENT}  - name: api\n{spec}")
    assert CORE not in said(workspace, "debug", "--all")
    workspace.write("intent.yaml", INTENT)
    manifest = "apiVersion: orun.io/v1\nkind: Component\nmetadata: {name: api}\nspec:\n"
    workspace.write("api/component.yaml", manifest + spec)
    assert CORE not in said(workspace, "debug", "--all")


def test_a_name_that_has_swallowed_a_line(workspace: Workspace) -> None:
    line = '      "secretEnv":{"A":"swordfish"}\n    type: task\n'
    workspace.write("intent.yaml", f"{INTENT}  - name: api\n{line}")
    for arguments in COMMANDS[:4]:
        text = said(workspace, *arguments)
        assert "illegal-name" in text
        assert CORE not in text


def test_a_rule(workspace: Workspace) -> None:
    rule = (
        'rule r "It sets a secret." when instance($component, $environment)\n'
        'then set secret_env($component, $environment)["A"] = "swordfish" %s\n'
    )
    for more in ("", "and", "then"):
        workspace.write("own.rules", rule % more)
        text = said(workspace, "validate", "--rules", "own.rules")
        assert "own.rules:" in text
        assert CORE not in text


def test_what_rules_make_of_secrets(workspace: Workspace) -> None:
    secrets = f"secretEnv: {{A: {CORE}, B: {CORE}}}\nrules: [own.rules]\n"
    workspace.write("intent.yaml", INTENT + secrets)
    workspace.write(
        "own.rules",
        'relation found(text: text, all: map) "A secret."\n'
        'rule a "It reads secrets." when intent_secret_env($values) and $text = get($values, "A")\n'
        " and $text != none then found($text, all: $values)\n"
        'rule b "It tells them." when found($text) then error "it is ${text}, ${text}"\n',
    )
    text = said(workspace, "debug", "--relation", "found", "--rule", "a", "--rule", "b")
    assert "it is ***, ***" in text
    assert "text: ***, all: {A: ***, B: ***}" in text
    assert CORE not in text


def test_bytes_that_are_no_text(workspace: Workspace) -> None:
    section = f"{INTENT}secretEnv: {{A: {CORE}%s}}\n"
    for wrong in (b"\xff", b"\0"):
        workspace.write("intent.yaml", section.encode().replace(b"%s", wrong))
        text = said(workspace, "validate")
        assert "{A: ***" in text
        assert CORE not in text
