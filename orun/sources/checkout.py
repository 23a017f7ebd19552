"""What is checked out around a directory: revision, branch or tag, and whether anything differs."""

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from orun.sources.git import GitAnswer, GitFailure, ask_git


class GitState(Struct, frozen=True):
    """What is checked out in a work tree.

    `top` is its real top directory; `revision` the commit of HEAD and `committed` its committer
    date in seconds since 1970 (None before the first commit); `ref` the short name of the branch,
    or of the first tag of a detached HEAD; `dirty` whether anything differs from HEAD.
    """

    top: Path
    revision: str | None
    ref: str | None
    dirty: bool
    committed: int | None


def source_state(directory: Path, ignore: Sequence[Path] = ()) -> GitState | GitFailure | None:
    """Return what is checked out around `directory`.

    Files that git ignores, everything below a `.orun` and the files `ignore` do not make it dirty.
    None: there is no git, or no work tree. A failure: git refuses, or took too long.
    """
    answers = ask_git(
        directory,
        ("rev-parse", "--show-toplevel"),
        ("log", "-1", "--no-patch", "--format=%ct", "HEAD", "--"),
        (
            "status",
            "--porcelain=v2",
            "--branch",
            "-z",
            "--untracked-files=normal",
            "--no-renames",
            "--no-ahead-behind",
        ),
    )
    if answers is None or isinstance(answers, GitFailure):
        return answers
    place, log, status = answers
    if place.outside:
        return None
    for answer in (place, status):
        if answer.status:
            return GitFailure(answer.reason)
    return _state(directory, os.fsdecode(place.output.rstrip(b"\n")), log, status.output, ignore)


def _state(
    directory: Path, top: str, log: GitAnswer, status: bytes, ignore: Sequence[Path]
) -> GitState | GitFailure | None:
    headers, changes = _split(status)
    revision = headers.get("branch.oid")
    ref = headers.get("branch.head")
    if revision == "(initial)":
        revision = None
    elif log.status:
        return GitFailure(log.reason)
    if ref == "(detached)":
        ref = _tag(directory)
    committed = int(log.output) if revision and log.output.strip().isdigit() else None
    ignored = {_within(top, path) for path in ignore}
    dirty = _is_dirty(directory, top, changes, ignored)
    return GitState(Path(top), revision, ref, dirty, committed)


def _split(status: bytes) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Take `git status --porcelain=v2 --branch -z` apart: headers, and (kind, path) of changes.

    The format stands in git-status(1); without renames each entry has one path, behind 8 fields
    (`1`), 10 (`u`, unmerged) or 1 (`?`, untracked).
    """
    headers: dict[str, str] = {}
    changes: list[tuple[str, str]] = []
    for record in filter(None, status.split(b"\0")):
        kind = record[:1].decode("ascii", errors="replace")
        if kind == "#":
            key, _, value = os.fsdecode(record[2:]).partition(" ")
            headers[key] = value
            continue
        fields = {"1": 8, "u": 10}.get(kind, 1)
        changes.append((kind, os.fsdecode(record.split(b" ", fields)[-1])))
    return headers, changes


def _tag(directory: Path) -> str | None:
    """Return the first tag, by name, of HEAD."""
    command = ("for-each-ref", "--points-at=HEAD", "--format=%(refname:lstrip=2)", "refs/tags")
    answers = ask_git(directory, command)
    if answers is None or isinstance(answers, GitFailure) or answers[0].status:
        return None
    return next(iter(answers[0].output.decode("utf-8", errors="replace").splitlines()), None)


def _within(top: str, path: Path) -> str:
    """Return the path of a file from the top of the work tree, as git writes it."""
    directory = os.path.realpath(path.parent)
    relative = os.path.relpath(os.path.join(directory, path.name), top)  # noqa: PTH118 - speed
    return relative.replace(os.sep, "/")


def _is_dirty(directory: Path, top: str, changes: list[tuple[str, str]], ignored: set[str]) -> bool:
    """Tell whether a change counts; untracked directories may hold nothing but ignored files."""
    unclear: list[str] = []
    for kind, path in changes:
        if path in ignored or ".orun" in path.split("/"):
            continue
        if kind != "?" or not path.endswith("/"):
            return True
        has_cache = os.path.isdir(os.path.join(top, path, ".orun"))  # noqa: PTH112, PTH118 - speed
        if not has_cache and not any(each.startswith(path) for each in ignored):
            return True
        unclear.append(path)
    return bool(unclear) and _has_untracked(directory, unclear, ignored)


def _has_untracked(directory: Path, directories: list[str], ignored: set[str]) -> bool:
    """Tell whether untracked directories hold a file that counts; if git fails, they do."""
    command = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--"]
    command += [f":(top,literal){path}" for path in directories]
    answers = ask_git(directory, command)
    if answers is None or isinstance(answers, GitFailure) or answers[0].status:
        return True
    paths = [os.fsdecode(raw) for raw in answers[0].output.split(b"\0") if raw]
    return any(path not in ignored and ".orun" not in path.split("/") for path in paths)
