"""The options of `orun plan` about changes, and the report of `--explain`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from in_process import Outcome, run_orun

from orun.views.selection import Comparison, selection

if TYPE_CHECKING:
    from repository_check import Shop


def orun(shop: Shop, *arguments: str) -> Outcome:
    return run_orun(["plan", *arguments], shop.root, os.environ)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("--changed --files a --base b", "--files --base"),
        ("--changed --files a --head b", "--files --head"),
        ("--changed --files a --uncommitted", "--files --uncommitted"),
        ("--changed --files a --untracked", "--files --untracked"),
        ("--changed --uncommitted --base b", "--uncommitted --base"),
        ("--changed --untracked --head b", "--untracked --head"),
        ("--files a", "--files --changed"),
        ("--base a", "--base --changed"),
        ("--uncommitted", "--uncommitted --changed"),
        ("--intent-impact all", "--intent-impact --changed"),
        ("--composition-impact none", "--composition-impact --changed"),
        ("--changed --intent-impact some", "--intent-impact"),
    ],
)
def test_contradictions_are_usage_errors(shop: Shop, arguments: str, named: str) -> None:
    outcome = orun(shop, *arguments.split())
    assert outcome.status == 2
    said = outcome.stderr.decode()
    assert all(name in said for name in named.split()), said
    assert not (shop.root / ".orun").exists()


def test_files_are_split_at_commas_and_line_ends(shop: Shop) -> None:
    files = ("--files", "apps/api/x\nREADME.md,", "--files", "apps/web/y")
    assert orun(shop, "--changed", *files, "--explain", "-q").stdout.decode() == (
        "selected by a list of files: 2 components\n"
        "  api  apps/api/x changed\n"
        "  web  apps/web/y changed\n"
    )


def test_an_empty_list_means_that_nothing_changed(shop: Shop) -> None:
    shop.write({"apps/api/x": "1"})
    outcome = orun(shop, "--changed", "--files", "", "--explain")
    assert outcome.stdout == b"selected by a list of files: 0 components\n"
    assert outcome.status == 0


def test_the_report_goes_where_the_plan_does_not(shop: Shop) -> None:
    shop.write({"apps/api/x": "1"})
    outcome = orun(shop, "--changed", "--explain", "-q", "-o", "-")
    assert outcome.stdout.startswith(b"{")
    assert b"  api  apps/api/x changed\n" in outcome.stderr


def test_explain_without_changes(shop: Shop) -> None:
    named = orun(shop, "--explain", "-q", "w*").stdout
    assert named == b"selected: 1 component\n  web  it matches w*\n"
    assert b"  api  everything is selected\n" in orun(shop, "--explain", "-q").stdout


def test_the_report_itself() -> None:
    rows = [("b", "file", f"b/{number}") for number in range(8)]
    rows += [("a\x1b[2J", "file", "a/\n\u202e"), ("b", "always", "a"), ("b", "section", "env")]
    compared = Comparison("main", "topic", "0123456789abcdef", "f" * 40)
    assert selection(rows, {"b"}, compared) == (
        "selected by what changed between main (0123456789ab) and topic (ffffffffffff): "
        "2 components\n"
        "  a\\x1b[2J  a/\\n\\u202e changed\n"
        "            but it has no job in this plan\n"
        "  b         b/0 changed\n"
        "            b/1 changed\n"
        "            b/2 changed\n"
        "            b/3 changed\n"
        "            b/4 changed\n"
        "            and 3 more reasons of this kind\n"
        "            section env of the intent changed\n"
        "            a always includes it\n"
    )


def test_a_revision_named_by_its_hash_is_not_named_twice() -> None:
    compared = Comparison("0123456789abcdef", "the work tree", "0123456789abcdef", None)
    assert selection([], (), compared).startswith(
        "selected by what changed between 0123456789ab and the work tree: 0 components"
    )
