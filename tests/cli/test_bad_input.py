"""Whatever the input is: a message with a place, exit 1, the previous plan untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from orun_process import INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace

DEEP = 100_000
BOMB = "".join(
    f"x-{name}: &{name} [{', '.join([f'*{chr(ord(name) - 1)}'] * 9) if name > 'a' else 'z'}]\n"
    for name in "abcdefghi"
)

CASES: dict[str, tuple[str | bytes, str]] = {
    "broken YAML": (INTENT + "env: [unclosed\n", "intent.yaml:10"),
    "brackets": (f"{INTENT}env: {'[' * DEEP}{']' * DEEP}\n", "intent.yaml:10"),
    "open brackets": (f"{INTENT}env: {'[' * DEEP}\n", "intent.yaml:10"),
    "braces": (f"{INTENT}env: {'{a: ' * DEEP}{'}' * DEEP}\n", "intent.yaml:10"),
    "indentation": (INTENT + "env:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 400)), "intent"),
    "alias bomb": (INTENT + BOMB + "env: {A: *i}\n", "intent.yaml"),
    "NUL": (INTENT + "env: {A: 'x\0y'}\n", "intent.yaml:10"),
    "two documents": (INTENT + "---\nkind: Intent\n", "intent.yaml:10"),
    "not UTF-8": (INTENT.encode() + b"env: {A: \xff}\n", "intent.yaml:10"),
    "UTF-16": (INTENT.encode("utf-16"), "intent.yaml"),
    "a list": ("- a\n- b\n", "intent.yaml:1:1"),
    "nothing": ("", "intent.yaml"),
    "a number": ("3\n", "intent.yaml:1:1"),
    "another kind": (INTENT.replace("kind: Intent", "kind: Plan"), "intent.yaml:2:7"),
    "a tag": (INTENT + "env: {A: !!python/object/apply:os.system [ls]}\n", "intent.yaml:10"),
    "an unknown type": (INTENT.replace("type: task", "type: tsak"), "intent.yaml:9:23"),
    "a missing environment": (
        INTENT.replace("environment: dev", "environment: dve"),
        "intent.yaml:7",
    ),
    "a promotion cycle": (
        INTENT.replace("dev: {}", "dev: {promotion: {dependsOn: [{environment: prod}]}}"),
        "dev -> prod -> dev",
    ),
    "a missing source": (INTENT.replace("./stack", "./stock"), "intent.yaml:4"),
    "a source outside": (INTENT.replace("./stack", "../../nowhere"), "intent.yaml:4"),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input(workspace: Workspace, name: str) -> None:
    text, place = CASES[name]
    plan = workspace.write(".orun/plan.json", "the plan before")
    workspace.write("intent.yaml", text)
    run = workspace.start("plan", "-i", "intent.yaml")
    assert run.returncode == 1, talk(run)
    assert place in talk(run)
    assert "error" in talk(run)
    assert run.stdout == b""
    assert len(run.stderr) < 4_000
    assert plan.read_text() == "the plan before"


def test_a_missing_intent(workspace: Workspace) -> None:
    run = workspace.start("plan", "-i", "nowhere/intent.yaml")
    assert run.returncode == 1
    assert talk(run) == "error[no-intent]: there is no intent at nowhere/intent.yaml\n"
    run = workspace.start("plan", "-i", "itent.yaml")
    assert "help: did you mean intent.yaml?" in talk(run)
    assert workspace.start("plan", "-i", "x" * 300).returncode == 1
    (workspace.path / "intent.yaml").unlink()
    run = workspace.start("plan")
    assert run.returncode == 1
    assert "intent.yaml" in talk(run)


def test_an_intent_that_is_a_directory(workspace: Workspace) -> None:
    run = workspace.start("plan", "-i", "stack")
    assert run.returncode == 1
    assert "stack" in talk(run)


def test_a_broken_rules_file(workspace: Workspace) -> None:
    for text in ("rule", "rule x when", "\0", "rule " + "(" * DEEP, "relation " * DEEP):
        workspace.write("own.rules", text)
        run = workspace.start("plan", "-i", "intent.yaml", "--rules", "own.rules")
        assert run.returncode == 1
        assert "own.rules:1" in talk(run)
        assert len(run.stderr) < 4_000


def test_a_deep_expression_in_a_rule(workspace: Workspace) -> None:
    deep = "(" * 20_000 + "1" + ")" * 20_000
    workspace.write(
        "own.rules", f"rule x when job($id) and 1 = {deep} then gate(job: $id, type: x)"
    )
    run = workspace.start("plan", "-i", "intent.yaml", "--rules", "own.rules")
    assert run.returncode in {0, 1}
    talk(run)
