"""Which files git says have changed, between whichever states."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from repository_check import Shop

from orun.changes.found import Revision, Unknown
from orun.changes.revisions import CommitId, Range

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_files_between_two_commits(shop: Shop) -> None:
    before = shop.shas[0]
    after = shop.commit({"apps/api/new.go": "1", "apps/web/component.yaml": None})
    shop.commit({"apps/api/later.go": "1"})
    found = shop.find(base=before, head=after)
    assert found.files == ("apps/api/new.go", "apps/web/component.yaml")
    assert found.base == Revision(before, before)
    assert found.head == Revision(after, after)


def test_a_rename_counts_on_both_sides(shop: Shop) -> None:
    shop.commit({"apps/api/a.go": "package main\n" * 50})
    shop.git("mv", "apps/api/a.go", "apps/web/b.go")
    shop.commit()
    assert shop.find(base="HEAD~1", head="HEAD").files == ("apps/api/a.go", "apps/web/b.go")
    shop.git("mv", "apps/web/b.go", "apps/api/c.go")
    assert shop.find(uncommitted=True).files == ("apps/api/c.go", "apps/web/b.go")


def test_what_the_base_got_since_does_not_count(shop: Shop) -> None:
    shop.git("switch", "-q", "-c", "feature")
    shop.commit({"apps/api/mine": "1"})
    shop.git("switch", "-q", "main")
    shop.commit({"apps/web/theirs": "1"})
    shop.git("switch", "-q", "feature")
    assert shop.find().files == ("apps/api/mine",)
    assert shop.find(base="main", head="feature").files == ("apps/api/mine",)
    assert shop.find(head="feature").files == ("apps/api/mine",)


def test_a_forced_push_compares_the_branch_before_and_after(shop: Shop) -> None:
    before = shop.commit({"apps/api/dropped": "1"})
    shop.git("reset", "-q", "--hard", "HEAD~1")
    after = shop.commit({"apps/web/kept": "1"})
    pushed = shop.find(event=Range((before,), after, direct=True))
    assert pushed.files == ("apps/api/dropped", "apps/web/kept")
    assert shop.find(base=before, head=after).files == ("apps/web/kept",)


def test_uncommitted_and_untracked(shop: Shop) -> None:
    (shop.top / ".gitignore").write_text("*.log\n")
    shop.commit()
    shop.write({"apps/api/component.yaml": "changed", "apps/api/new": "", "apps/api/x.log": ""})
    shop.write({"apps/web/staged": ""})
    shop.git("add", "apps/web/staged")
    tracked = ("apps/api/component.yaml", "apps/web/staged")
    assert shop.find(uncommitted=True).files == tracked
    assert shop.find(untracked=True).files == ("apps/api/new",)
    everything = tuple(sorted((*tracked, "apps/api/new")))
    assert shop.find(uncommitted=True, untracked=True).files == everything
    assert shop.find(base="HEAD").files == everything
    assert shop.find().files == everything
    assert shop.find(base="HEAD", head="HEAD").files == ()


def test_the_plan_itself_never_counts(shop: Shop) -> None:
    shop.write({"plan.json": "{}"})
    assert shop.find().files == ()
    shop.commit()
    shop.write({"plan.json": "{...}"})
    assert shop.find().files == ()
    shop.commit()
    assert shop.find(base="HEAD~1", head="HEAD").files == ("plan.json",)


def test_names_of_any_bytes(shop: Shop) -> None:
    names = [b"-rf", b"a\nb", b'"quoted"', "é".encode(), b"\xff", b" spaced "]
    for name in names:
        (shop.top / os.fsdecode(name)).write_bytes(b"1")
    assert set(shop.find(untracked=True).files) == {os.fsdecode(name) for name in names}
    shop.commit()
    found = shop.find(base="HEAD~1", head="HEAD").files
    assert set(found) == {os.fsdecode(name) for name in names}


def test_an_intent_below_the_top(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(below="platform/é")
    (shop.top / "other").mkdir()
    (shop.top / "other/file").write_text("1")
    shop.write({"apps/api/new": "1", "intent.yaml": "kind: Intent\nenv: {A: b}\n"})
    found = shop.find()
    assert found.files == ("../../other/file", "apps/api/new", "intent.yaml")
    assert found.intent is not None
    assert "env" in found.intent.fields
    shop.commit()
    assert shop.find(base="HEAD~1", head="HEAD").files == found.files


def test_where_the_command_is_started_does_not_matter(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write({"apps/api/new": "1"})
    monkeypatch.chdir(tmp_path)
    assert shop.find().files == ("apps/api/new",)
    monkeypatch.chdir(shop.root / "apps")
    assert shop.find().files == ("apps/api/new",)


def test_the_user_s_configuration_does_not_matter(shop: Shop) -> None:
    (shop.top / ".gitattributes").write_text("*.go diff=own\n")
    shop.commit({"apps/api/a.go": "1" * 100})
    shop.git("mv", "apps/api/a.go", "apps/api/b.go")
    for setting in ("relative", "noprefix", "mnemonicPrefix"):
        shop.git("config", f"diff.{setting}", "true")
    shop.git("config", "diff.renames", "copies")
    shop.git("config", "diff.external", "false")
    shop.git("config", "diff.own.textconv", "false")
    shop.git("config", "core.quotePath", "true")
    shop.git("config", "diff.orderFile", "missing")
    shop.git("config", "diff.autoRefreshIndex", "false")
    os.utime(shop.root / "intent.yaml", (1, 1))
    assert shop.find(uncommitted=True).files == ("apps/api/a.go", "apps/api/b.go")


def test_a_submodule_counts_as_one_file(shop: Shop) -> None:
    inner = shop.top / "apps/sub"
    inner.mkdir()
    shop.git("-C", str(inner), "init", "-q")
    shop.git("-C", str(inner), "commit", "-q", "--allow-empty", "-m", "x")
    assert shop.find(untracked=True).files == ("apps/sub",)
    shop.git("-c", "advice.addEmbeddedRepo=false", "add", "apps/sub")
    shop.commit()
    (inner / "file").write_text("1")
    assert shop.find(uncommitted=True).files == ("apps/sub",)


def test_a_list_of_files_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Shop(tmp_path, tmp_path / "deep")
    workspace.write({"intent.yaml": "", "apps/x": ""})
    monkeypatch.chdir(workspace.root / "apps")
    listed = ("x", "./y//z", "../lib", str(workspace.root / "abs"), "../../up", "x")
    found = workspace.find(files=listed)
    assert found.files == ("../up", "abs", "apps/x", "apps/y/z", "lib")
    assert (found.base, found.unread) == (None, None)
    assert workspace.find(files=()).files == ()
    assert workspace.find(files=("../intent.yaml",)).unread is not None


def test_a_list_is_understood_from_wherever_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path, tmp_path / "deep")
    shop.write({"intent.yaml": "", "apps/web/x": "", "web/y": "", "apps/deep/z": ""})
    (tmp_path / ".git").mkdir()
    for start in (tmp_path, shop.root, shop.root / "apps", shop.root / "apps/web"):
        monkeypatch.chdir(start)
        assert shop.find(files=("apps/web/x",)).files == ("apps/web/x",)
        assert shop.find(files=("deep/apps/web/gone",)).files == ("apps/web/gone",)
    monkeypatch.chdir(shop.root / "apps")
    assert shop.find(files=("web/y", "web/x", "web/gone")).files == (
        "apps/web/gone",
        "apps/web/x",
        "web/y",
    )


def test_a_base_of_zeros_is_nothing_to_compare_with(shop: Shop) -> None:
    for zeros in ("0" * 40, "0" * 64):
        assert shop.find(base=zeros).nothing == ("base", zeros)
        assert shop.find(event=Range((zeros,), "HEAD", direct=True)).nothing == ("base", zeros)
    assert shop.find(base="0" * 39).unknown is not None


def test_a_head_of_zeros_is_nothing_to_compare_if_an_event_says_it(shop: Shop) -> None:
    zeros = CommitId("0" * 40)
    assert shop.find(event=Range(("HEAD",), zeros, direct=True)).nothing == ("head", zeros)
    assert shop.find(base="HEAD", head="0" * 40).unknown is not None


@pytest.mark.parametrize(
    "revision",
    [
        "nope",
        "",
        "-",
        "--all",
        "--output=leak",
        "--end-of-options",
        "HEAD..HEAD",
        "^HEAD",
        "HEAD:intent.yaml",
        "main main",
        "main\nmain",
        "dead" * 10,
        "\x1b[31m",
    ],
)
def test_what_is_no_commit_is_an_error(shop: Shop, revision: str) -> None:
    expected = Unknown("unknown-revision", revision, refs=("main",))
    assert shop.find(base=revision).unknown == expected
    assert shop.find(base="HEAD", head=revision).unknown == expected
    assert not (shop.top / "leak").exists()


def test_a_branch_that_looks_like_an_option(shop: Shop) -> None:
    shop.git("update-ref", "refs/heads/--all", "HEAD")
    shop.commit({"apps/api/new": "1"})
    assert shop.find(base="refs/heads/--all").files == ("apps/api/new",)
    assert shop.find(base="--all").files == ("apps/api/new",)


def test_main_may_be_only_at_the_remote(shop: Shop) -> None:
    shop.git("update-ref", "refs/remotes/origin/main", "HEAD")
    shop.git("branch", "-m", "feature")
    shop.commit({"apps/api/new": "1"})
    found = shop.find()
    assert found.files == ("apps/api/new",)
    assert found.base == Revision("origin/main", shop.shas[0])


def test_no_main_no_answer(shop: Shop) -> None:
    shop.git("branch", "-m", "trunk")
    assert shop.find().unknown == Unknown("unknown-revision", "main", refs=("trunk",))


def test_no_common_ancestor(shop: Shop) -> None:
    shop.git("switch", "-q", "--orphan", "other")
    shop.commit({"intent.yaml": "kind: Intent\n"})
    assert shop.find().unknown == Unknown("no-common-ancestor", "main", "HEAD")


def test_no_commit_yet(shop: Shop) -> None:
    shop.git("update-ref", "-d", "HEAD")
    for options in ({"uncommitted": True}, {"untracked": True}):
        assert shop.find(**options).unknown == Unknown("unknown-revision", "HEAD")


def test_no_repository(tmp_path: Path) -> None:
    workspace = Shop(tmp_path, tmp_path)
    workspace.write({"intent.yaml": ""})
    assert workspace.find().unknown == Unknown("no-work-tree")


def test_no_git(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop.top))
    assert shop.find().unknown == Unknown("no-git")


def test_a_broken_repository_is_no_absence_of_changes(shop: Shop) -> None:
    tree = shop.git("rev-parse", "HEAD^{tree}")
    (shop.top / ".git/objects" / tree[:2] / tree[2:]).unlink()
    broken = shop.find(uncommitted=True).unknown
    assert broken is not None
    assert broken.why == "git-failed"
    assert shop.shas[0] in (broken.detail or "")
