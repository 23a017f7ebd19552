"""`orun explain` prints pages, and loads next to nothing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun_process import ROOT, talk

if TYPE_CHECKING:
    from orun_process import Workspace

CODES = sorted(
    path.stem for path in (ROOT / "docs" / "codes").glob("*.md") if path.stem != "README"
)


def test_the_page_of_a_code_is_data(workspace: Workspace) -> None:
    run = workspace.start("explain", "unknown-type")
    assert (run.returncode, run.stderr) == (0, b"")
    shown = run.stdout.decode()
    assert shown.startswith("unknown-type\n\nA component is of a type ")
    assert "\n    $ orun validate\n    error[unknown-type]: " in shown
    assert "\nInstead\n" in shown
    assert "```" not in shown


def test_the_list_has_a_line_for_each_code(workspace: Workspace) -> None:
    run = workspace.start("explain", "--list")
    assert run.returncode == 0
    lines = run.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == CODES
    assert all(len(line.split()) > 3 for line in lines)


def test_an_unknown_code_is_a_usage_error_with_a_suggestion(workspace: Workspace) -> None:
    run = workspace.start("explain", "unknown-tpye")
    assert (run.returncode, run.stdout) == (2, b"")
    assert 'did you mean "unknown-type"?' in talk(run)
    run = workspace.start("explain", "README")
    assert run.returncode == 2
    assert "--list" in talk(run)


def test_a_code_is_no_path(workspace: Workspace) -> None:
    for code in ("../cli", "..", "/etc/passwd", "", "\x1b[2J"):
        run = workspace.start("explain", code)
        assert (run.returncode, run.stdout) == (2, b"")
        assert "\x1b" not in talk(run)


def test_one_code_or_the_list(workspace: Workspace) -> None:
    assert workspace.start("explain").returncode == 2
    assert workspace.start("explain", "unknown-type", "--list").returncode == 2
