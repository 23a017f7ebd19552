"""The search itself: from what a run was asked for to what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orun.changes.found import (
    Changes,
    IntentChanges,
    Nothing,
    Revision,
    UnknownChangesError,
    Unread,
)
from orun.changes.intent import compare_intents, decode_intent
from orun.changes.lock import compare_locks
from orun.changes.paths import changed_paths, from_top, listed_paths, path_below, to_top
from orun.changes.repository import Repository
from orun.changes.revisions import CommitId, Range, is_zeros, wanted_range
from orun.documents.lock import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from orun.changes.options import ChangeOptions
    from orun.documents.intent import Intent

_LISTED = "a list of files does not say what was in it before"
_MISSING = "it has no such file"
_WORK_TREE = "the work tree"


class _Sides(NamedTuple):
    """What is compared: the commit before, the one after (None: the work tree), and files."""

    before: str
    after: str | None
    files: set[str]


def find_changes(
    intent: Path,
    options: ChangeOptions,
    event: Range | None = None,
    ci: Range | None = None,
    outputs: Iterable[Path] = (),
) -> Changes:
    """Find what changed in the workspace of an intent.

    `event` and `ci` are what an event and a CI system compare, if they know. `outputs` are files
    that this run writes: they never count as changes of the work tree.
    """
    if options.files is not None:
        files = changed_paths(options.files, intent.parent)
        name = path_below(intent, intent.parent)
        unread = Unread(None, _LISTED) if name in files else None
        return Changes(files, unread=unread, locked=None if LOCK in files else ())
    try:
        return _Search(intent, outputs).run(options, event, ci)
    except UnknownChangesError as error:
        return Changes(unknown=error.unknown)


class _Search:
    """A search in the repository of an intent."""

    def __init__(self, intent: Path, outputs: Iterable[Path]) -> None:
        self._intent = intent
        self._name = path_below(intent, intent.parent)
        self._outputs = set(listed_paths(map(str, outputs), intent.parent))
        self._repository = Repository(intent.parent)

    def run(self, options: ChangeOptions, event: Range | None, ci: Range | None) -> Changes:
        if options.uncommitted or options.untracked:
            return self._uncommitted(options)
        wanted = wanted_range(options, event, ci)
        if is_zeros(wanted.bases[0]):
            return Changes(nothing=Nothing("base", wanted.bases[0]))
        if isinstance(wanted.head, CommitId) and is_zeros(wanted.head):
            return Changes(nothing=Nothing("head", wanted.head))
        repository = self._repository
        base = repository.commit(*wanted.bases)
        head = repository.commit("HEAD" if wanted.head is None else wanted.head)
        before = base.commit if wanted.direct else repository.merge_base(base, head)
        if wanted.head is None:
            sides = _Sides(before, None, repository.since(before))
            return self._changes(base, None, sides)
        sides = _Sides(before, head.commit, repository.between(before, head.commit))
        return self._changes(base, head, sides)

    def _uncommitted(self, options: ChangeOptions) -> Changes:
        base = self._repository.commit("HEAD")
        files = self._repository.since(
            base.commit, tracked=options.uncommitted, untracked=options.untracked
        )
        return self._changes(base, None, _Sides(base.commit, None, files))

    def _changes(self, base: Revision, head: Revision | None, sides: _Sides) -> Changes:
        prefix = self._repository.prefix
        files = {from_top(path, prefix) for path in sides.files}
        if head is None:
            files -= self._outputs
        changed: IntentChanges | Unread | None = None
        if self._name in files:
            changed = self._compare(base, head, sides)
        return Changes(
            tuple(sorted(files)),
            base,
            head,
            intent=None if isinstance(changed, Unread) else changed,
            unread=changed if isinstance(changed, Unread) else None,
            locked=self._locked(sides) if LOCK in files else (),
        )

    def _locked(self, sides: _Sides) -> tuple[str, ...] | None:
        """Return the sources that the lock file says something else of, None if that is unknown."""
        before, after = (self._bytes(side, LOCK) for side in (sides.before, sides.after))
        return compare_locks(before, after)

    def _compare(
        self, base: Revision, head: Revision | None, sides: _Sides
    ) -> IntentChanges | Unread:
        """Compare the intent before with that after.

        Neither is the one that was loaded: into that, presets may have been merged.
        """
        before = self._read(sides.before)
        if isinstance(before, str):
            return Unread(base.name, before)
        after = self._read(sides.after)
        if isinstance(after, str):
            return Unread(head.name if head else _WORK_TREE, after)
        return compare_intents(before, after)

    def _read(self, commit: str | None) -> Intent | str:
        """Return the intent of a commit or of the work tree, or why there is none."""
        content = self._bytes(commit, self._name)
        return _MISSING if content is None else decode_intent(content, self._name)

    def _bytes(self, commit: str | None, name: str) -> bytes | None:
        """Return a file beside the intent in a commit or the work tree; None if there is none."""
        if commit is not None:
            return self._repository.file(commit, to_top(name, self._repository.prefix))
        try:
            return (self._intent.parent / name).read_bytes()
        except OSError:
            return None
