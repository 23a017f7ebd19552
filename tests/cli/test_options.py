"""Options that nobody has, and values that would be passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from orun_process import talk

if TYPE_CHECKING:
    from orun_process import Workspace


def last_line(workspace: Workspace, text: str) -> str:
    """Return what is said about options that are wrong."""
    run = workspace.start(*text.split())
    assert run.returncode == 2, talk(run)
    assert run.stdout == b""
    assert not (workspace.path / ".orun").exists()
    return talk(run).splitlines()[-1]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("plan --environment dev", '; did you mean "--env"?'),
        ("plan --environments dev", '; did you mean "--env"?'),
        ("debug --envs dev", '; did you mean "--env"?'),
        ("plan --components web", '; did you mean "--component"?'),
        ("plan --out plan.json", '; did you mean "--output"?'),
        ("plan --all", '; did you mean "--all-envs"?'),
        ("intent render --intents x", '; did you mean "--intent"?'),
        ("plan --file intent.yaml", "; --intent names the intent"),
        ("verify --file plan.json", ""),
        (
            "plan --dry-run",
            "; `orun validate` writes nothing, and `orun plan -o -` writes to stdout",
        ),
        ("lock --dry-run", ""),
        ("plan --xyzzy", ""),
        ("plan -x", ""),
        ("--verison", '; did you mean "--version"?'),
    ],
)
def test_an_option_that_there_is_not(workspace: Workspace, typed: str, hint: str) -> None:
    option = next(word for word in typed.split() if word.startswith("-"))
    assert last_line(workspace, typed) == f'Error: there is no option "{option}"{hint}'


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("plan --trigger a --trigger b", "--trigger"),
        ("plan --view dag --view dependencies", "--view"),
        ("plan --max-facts 1 --max-facts=2", "--max-facts"),
        ("debug --from-ci github --from-ci gitlab", "--from-ci"),
    ],
)
def test_a_single_value_given_twice(workspace: Workspace, typed: str, option: str) -> None:
    said = f"Error: {option} takes one value and is given twice"
    assert last_line(workspace, typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        "plan --env dev --env prod",
        "plan -q --strict --strict",
        "plan -o a -o b -f json -f yaml",
        "plan -i a -i intent.yaml",
    ],
)
def test_what_may_be_repeated(workspace: Workspace, typed: str) -> None:
    assert workspace.start(*typed.split()).returncode == 0


def test_a_list_of_files_with_a_blank(workspace: Workspace) -> None:
    run = workspace.start("plan", "--changed", "--files", "a/x.yaml", "b/y.yaml")
    assert run.returncode == 1
    assert "help: paths of --files are one list, with commas between them" in talk(run)
    run = workspace.start("plan", "--changed", "--files", "a/x.yaml", "--component", "wbe")
    assert 'help: did you mean "web"?' in talk(run)
    assert "help" not in talk(workspace.start("plan", "b/y.yaml"))
