"""Asking git what is checked out, without ever changing the repository or running its code.

A repository may be hostile: git is started with its hooks and monitors off, and finds no bare
repository that was committed as ordinary files. The content filters of `.git/config` do run, since
without them nothing could be compared; no clone and no checkout brings any along.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from orun.sources.limits import GIT_SECONDS

_COMMAND = (
    "git",
    "--no-pager",
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.quotePath=false",
    "-c", "diff.autoRefreshIndex=true",
    "-c", "log.showSignature=false",
    "-c", "safe.bareRepository=explicit",
)  # fmt: skip

_FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
"""Variables that hooks and tools set for another repository than the one of the directory."""

_NO_WORK_TREE = ("not a git repository", "must be run in a work tree", "cannot use bare repository")


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


class GitFailure(NamedTuple):
    """Why git gave no answer, in its own words or ours."""

    reason: str


class GitAnswer(NamedTuple):
    """What a git command wrote, and its exit status."""

    status: int
    output: bytes
    error: str

    @property
    def reason(self) -> str:
        """Why the command failed, as git says it."""
        lines = self.error.strip().splitlines()
        said = next((line for line in lines if line.startswith(("fatal: ", "error: "))), None)
        return (said or "".join(lines[:1]) or f"git exits with {self.status}").split(": ", 1)[-1]

    @property
    def outside(self) -> bool:
        """Whether the command failed because there is no work tree to run it in."""
        return any(phrase in self.error for phrase in _NO_WORK_TREE)


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
    return _state(directory, _path(place.output.rstrip(b"\n")), log, status.output, ignore)


def ask_git(directory: Path, *commands: Sequence[str]) -> list[GitAnswer] | GitFailure | None:
    """Run git commands in `directory`, side by side, and return their answers in order.

    The commands have to be ones that only read. None means that git is not installed.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            started.append(_start(directory, command, environment))  # noqa: PERF401 - see finally
        return [_answer(process) for process in started]
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return GitFailure(f"git cannot be started: {error}")
    except subprocess.TimeoutExpired:
        return GitFailure(f"git did not answer within {GIT_SECONDS:.0f} seconds")
    finally:
        for process in started:
            _end(process)


def _start(
    directory: Path, command: Sequence[str], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - fixed words and refs, no shell
        [*_COMMAND, "-C", str(directory), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


def _answer(process: subprocess.Popen[bytes]) -> GitAnswer:
    output, error = process.communicate(timeout=GIT_SECONDS)
    return GitAnswer(process.returncode, output, error.decode("utf-8", errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process and no pipe behind, whatever happened."""
    if process.poll() is None:
        process.kill()
        process.communicate()


def _path(raw: bytes) -> str:
    return os.fsdecode(raw)


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
            key, _, value = _path(record[2:]).partition(" ")
            headers[key] = value
            continue
        fields = {"1": 8, "u": 10}.get(kind, 1)
        changes.append((kind, _path(record.split(b" ", fields)[-1])))
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
    paths = [_path(raw) for raw in answers[0].output.split(b"\0") if raw]
    return any(path not in ignored and ".orun" not in path.split("/") for path in paths)
