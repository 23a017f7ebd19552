"""What git says about a directory."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from orun.sources import git
from orun.sources.checkout import GitState, source_state
from orun.sources.git import GitFailure, ask_git

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "c",
    "GIT_COMMITTER_EMAIL": "c@example.com",
    "GIT_AUTHOR_DATE": "1600000000 +0200",
    "GIT_COMMITTER_DATE": "1700000000 +0200",
}


def run(directory: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=directory, env=ENVIRONMENT, check=True, capture_output=True,
        text=True,
    ).stdout.strip()  # fmt: skip


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "répo dir"
    (top / "sub").mkdir(parents=True)
    (top / "sub" / "file").write_text("1")
    run(top, "init", "-q", "-b", "main")
    run(top, "add", ".")
    run(top, "commit", "-q", "-m", "one")
    (top / ".git/info/exclude").write_text("*.ignored\n")
    return top


def state(directory: Path, *ignore: Path) -> GitState:
    answer = source_state(directory, ignore)
    assert isinstance(answer, GitState)
    return answer


def test_a_clean_work_tree(repo: Path) -> None:
    assert state(repo / "sub") == GitState(
        top=repo,
        revision=run(repo, "rev-parse", "HEAD"),
        ref="main",
        dirty=False,
        committed=1_700_000_000,
    )


def test_no_commit_yet(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q", "-b", "trunk")
    answer = state(tmp_path)
    assert (answer.revision, answer.ref, answer.committed) == (None, "trunk", None)
    assert not answer.dirty
    (tmp_path / "x").touch()
    assert state(tmp_path).dirty


def test_no_repository(tmp_path: Path) -> None:
    assert source_state(tmp_path) is None


def test_no_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo))
    assert source_state(repo) is None


def test_a_bare_repository_is_no_work_tree(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q", "--bare")
    assert source_state(tmp_path) is None


def test_branches_tags_and_neither(repo: Path) -> None:
    run(repo, "checkout", "-q", "-b", "feature/x")
    assert state(repo).ref == "feature/x"
    run(repo, "checkout", "-q", "--detach")
    assert state(repo).ref is None
    run(repo, "tag", "v2")
    run(repo, "tag", "-a", "-m", "x", "v1")
    assert state(repo).ref == "v1"


def test_packed_refs_and_linked_work_trees(repo: Path, tmp_path: Path) -> None:
    run(repo, "pack-refs", "--all")
    linked = tmp_path.resolve() / "linked"
    run(repo, "worktree", "add", "-q", "-b", "side", str(linked))
    answer = state(linked)
    assert (answer.top, answer.ref, answer.revision) == (linked, "side", state(repo).revision)


@pytest.mark.parametrize(
    ("change", "dirty"),
    [
        (lambda top: (top / "sub/file").write_text("2"), True),
        (lambda top: (top / "sub/file").unlink(), True),
        (lambda top: (top / "new file").touch(), True),
        (lambda top: (top / "new/deep").mkdir(parents=True), False),
        (lambda top: write(top, "new/deep/x"), True),
        (lambda top: write(top, ".orun/cache/x"), False),
        (lambda top: write(top, "sub/.orun/x"), False),
        (lambda top: write(top, "new/.orun/x"), False),
        (lambda top: write(top, "new/.orun/x", "new/y"), True),
        (lambda top: write(top, "plan.json"), False),
        (lambda top: write(top, "out/plan.json"), False),
        (lambda top: write(top, "out/plan.json", "out/x"), True),
        (lambda top: write(top, "out/deep/x", "out/plan.json"), True),
        (lambda top: write(top, "é"), True),
        (lambda top: write(top, "a.ignored"), False),
        (lambda top: run(top, "mv", "sub/file", "moved"), True),
    ],
)  # fmt: skip
def test_what_makes_it_dirty(repo: Path, change: object, dirty: bool) -> None:
    assert callable(change)
    change(repo)
    assert state(repo, repo / "plan.json", repo / "out/plan.json").dirty is dirty


def write(top: Path, *files: str) -> None:
    for file in files:
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).touch()


def test_an_ignored_file_that_is_tracked_does_not_count(repo: Path) -> None:
    write(repo, "plan.json")
    run(repo, "add", ".")
    run(repo, "commit", "-q", "-m", "plan")
    (repo / "plan.json").write_text("changed")
    assert state(repo).dirty
    assert not state(repo, repo / "plan.json").dirty


def test_conflicts_are_dirty(repo: Path) -> None:
    run(repo, "checkout", "-q", "-b", "other")
    (repo / "sub/file").write_text("2")
    run(repo, "commit", "-qam", "two")
    run(repo, "checkout", "-q", "main")
    (repo / "sub/file").write_text("3")
    run(repo, "commit", "-qam", "three")
    with pytest.raises(subprocess.CalledProcessError):
        run(repo, "merge", "other")
    assert state(repo).dirty


def test_variables_of_a_hook_do_not_mislead(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(repo / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo / "no-index"))
    assert not state(repo / "sub").dirty


def test_settings_of_the_user_change_nothing(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = repo.parent / "config"
    config.write_text(
        "[status]\nshowUntrackedFiles = no\nrelativePaths = true\n[core]\nquotePath = true\n"
        "[log]\nshowSignature = true\ndecorate = full\n[color]\nui = always\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert not state(repo).dirty
    assert state(repo).committed == 1_700_000_000
    write(repo, "é")
    assert state(repo / "sub").dirty
    assert not state(repo / "sub", repo / "é").dirty


def test_a_repository_cannot_run_a_program(repo: Path) -> None:
    hook = repo.parent / "hook"
    hook.write_text(f"#!/bin/sh\ntouch '{repo.parent}/pwned'\n")
    hook.chmod(0o755)
    run(repo, "config", "core.fsmonitor", str(hook))
    run(repo, "config", "log.showSignature", "true")
    run(repo, "config", "gpg.program", str(hook))
    assert not state(repo).dirty
    assert not (repo.parent / "pwned").exists()


def test_a_bare_repository_among_the_files_is_not_trusted(repo: Path) -> None:
    nested = repo / "nested"
    nested.mkdir()
    run(nested, "init", "-q", "--bare")
    answer = source_state(nested)
    assert answer is None or isinstance(answer, GitFailure)


def test_asking_leaves_the_index_alone(repo: Path) -> None:
    os.utime(repo / "sub/file", (1, 1))
    before = (repo / ".git/index").read_bytes()
    state(repo)
    assert (repo / ".git/index").read_bytes() == before


def test_a_broken_repository_is_a_failure(repo: Path) -> None:
    (repo / ".git/index").write_bytes(b"broken")
    answer = source_state(repo)
    assert isinstance(answer, GitFailure)
    assert "index file" in answer.reason


def test_a_directory_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    assert isinstance(source_state(tmp_path / "none"), GitFailure)


@pytest.mark.skipif(shutil.which("sleep") is None, reason="needs a program that takes long")
def test_a_git_that_hangs_is_a_failure(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(git, "GIT_SECONDS", 0.2)
    answer = source_state(repo)
    assert isinstance(answer, GitFailure)
    assert "did not answer" in answer.reason


def test_answers_come_in_the_order_of_the_questions(repo: Path) -> None:
    answers = ask_git(repo, ("rev-parse", "--show-prefix"), ("nonsense",), ("rev-parse", "HEAD"))
    assert isinstance(answers, list)
    assert [answer.status for answer in answers] == [0, 1, 0]
    assert len(answers[2].output.strip()) == 40
