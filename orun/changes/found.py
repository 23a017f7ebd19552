"""What a search for changes found, or why it found nothing out."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct


class Revision(NamedTuple):
    """A revision as it was named, and the full hash of its commit."""

    name: str
    commit: str


class IntentChanges(NamedTuple):
    """How the intent differs as data: fields at its top, and inline components by name.

    `components` maps a name to `added`, `changed` or `removed`.
    """

    fields: tuple[str, ...]
    components: dict[str, str]


class Unread(NamedTuple):
    """A state of the intent that cannot be read: of which revision, if of any, and why."""

    revision: str | None
    reason: str


class Unknown(NamedTuple):
    """Why it is not known what changed.

    `revision` is what was asked for, `detail` what else belongs to the message; `refs` are the
    names that git knows, if it does not know the revision.
    """

    why: Literal["no-git", "no-work-tree", "unknown-revision", "no-common-ancestor", "git-failed"]
    revision: str | None = None
    detail: str | None = None
    refs: tuple[str, ...] = ()


class UnknownChangesError(Exception):
    """Ends a search that cannot be finished; `unknown` says why."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.why)
        self.unknown = unknown


class Nothing(NamedTuple):
    """A revision that is all zeros, where a CI system has none to name."""

    side: Literal["base", "head"]
    revision: str


class Changes(Struct, frozen=True):
    """What differs between two states of a workspace.

    `files` are sorted paths with `/`, relative to the directory of the intent, which may begin
    with `../`. `base` is None where a list of files was given, `head` is None for the work tree.
    `nothing` is a side that is all zeros, as for a new or a deleted branch: nothing is compared.
    `intent` is None if the intent is the same file, `unread` says why its states could not be
    compared. `locked` are the sources of which the lock file says something else, None if it is not
    known which, because it changed and its states cannot be compared. If `unknown` is set, nothing
    else means anything.
    """

    files: tuple[str, ...] = ()
    base: Revision | None = None
    head: Revision | None = None
    nothing: Nothing | None = None
    intent: IntentChanges | None = None
    unread: Unread | None = None
    locked: tuple[str, ...] | None = ()
    unknown: Unknown | None = None
