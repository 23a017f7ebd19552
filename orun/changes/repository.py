"""Questions to git about what changed. Paths are relative to the top of the work tree.

Revisions of users reach git only behind `--end-of-options`, everything else is a commit hash or a
path, and all output ends at NUL, so that neither a revision nor a file name can be an option or
look like two of them.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from orun.changes.found import Revision, Unknown, UnknownChangesError
from orun.changes.revisions import CommitId
from orun.sources import GitAnswer, GitFailure, ask_git

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_MAX_REFS = 2_000
"""Names of branches and tags that are enough to suggest one of them."""

_NAMES = (
    *("-z", "--name-only", "--no-renames", "--ignore-submodules=none"),
    f"-O{os.devnull}",  # Else git fails if the file of `diff.orderFile` is missing.
)
"""Every file that differs, once; a rename is a file that goes and one that comes."""


class Repository:
    """The repository around a directory; `prefix` is the directory, "" or with a `/` at its end.

    Every method raises `UnknownChangesError` if git gives no answer.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        answer = self._ask(("rev-parse", "--show-prefix"))[0]
        if answer.outside:
            raise UnknownChangesError(Unknown("no-work-tree"))
        self.prefix = os.fsdecode(_output(answer).removesuffix(b"\n"))

    def commit(self, *spellings: str) -> Revision:
        """Return the commit that the first spelling known to git stands for.

        A `CommitId` stands for that commit alone, while git would prefer a ref of that name.
        """
        found = self._ask(
            *(
                ("rev-parse", "--verify", "--end-of-options", f"{spelling}^{{commit}}")
                for spelling in spellings
            )
        )
        for spelling, answer in zip(spellings, found, strict=True):
            commit = answer.output.decode("ascii", errors="replace").strip()
            if isinstance(spelling, CommitId) and not spelling.names(commit):
                continue
            if answer.status == 0 and _COMMIT.fullmatch(commit):
                return Revision(str(spelling), commit)
        raise UnknownChangesError(Unknown("unknown-revision", spellings[0], refs=self._refs()))

    def merge_base(self, base: Revision, head: Revision) -> str:
        """Return the commit from which two others went apart."""
        answer = self._ask(("merge-base", base.commit, head.commit))[0]
        if answer.status == 1 and not answer.error.strip():
            raise UnknownChangesError(Unknown("no-common-ancestor", base.name, head.name))
        return _output(answer).decode("ascii").strip()

    def between(self, base: str, head: str) -> set[str]:
        """Return the files that differ between two commits."""
        answer = self._ask(("diff-tree", "-r", *_NAMES, base, head, "--"))[0]
        return _paths(_output(answer))

    def since(self, base: str, *, tracked: bool = True, untracked: bool = True) -> set[str]:
        """Return the files of the work tree that differ from a commit, and those not tracked."""
        commands: list[Sequence[str]] = []
        if tracked:
            flags = ("--no-ext-diff", "--no-textconv", "--no-relative")
            commands.append(("diff", *_NAMES, *flags, base, "--"))
        if untracked:
            flags = ("--others", "--exclude-standard", "--full-name")
            commands.append(("ls-files", *flags, "-z", "--", ":(top)"))
        return {path for each in self._ask(*commands) for path in _paths(_output(each))}

    def file(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of a file of a commit; None if it has no such file."""
        answer = self._ask(("cat-file", "blob", f"{commit}:{path}"))[0]
        return answer.output if answer.status == 0 else None

    def _refs(self) -> tuple[str, ...]:
        places = ("refs/heads", "refs/remotes", "refs/tags")
        command = ("for-each-ref", f"--count={_MAX_REFS}", "--format=%(refname:short)", *places)
        names = self._ask(command)[0].output.decode("utf-8", errors="replace")
        return tuple(names.splitlines())

    def _ask(self, *commands: Sequence[str]) -> list[GitAnswer]:
        answers = ask_git(self._directory, *commands)
        if answers is None:
            raise UnknownChangesError(Unknown("no-git"))
        if isinstance(answers, GitFailure):
            raise UnknownChangesError(Unknown("git-failed", detail=answers.reason))
        return answers


def _output(answer: GitAnswer) -> bytes:
    if answer.status:
        raise UnknownChangesError(Unknown("git-failed", detail=answer.reason))
    return answer.output


def _paths(output: bytes) -> set[str]:
    """Take a list apart; a repository inside of the work tree is listed with a `/` at its end."""
    return {os.fsdecode(each).rstrip("/") for each in output.split(b"\0") if each}
