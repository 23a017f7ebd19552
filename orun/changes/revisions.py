"""Between which revisions changes are looked for, in the order of who knows best.

1. `--base` and `--head`. A head alone is compared with the base that there would be without it; a
   base alone with the work tree, since that is what a plan is compiled from.
2. The base and head of the event.
3. What the variables of a CI system say (`orun.changes.ci`).
4. `main`, or where there is no such branch `origin/main`, and the work tree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from orun.changes.options import ChangeOptions

DEFAULT_BASES = ("main", "origin/main")

_ZEROS = re.compile("0{40}|0{64}")
_REVISION = re.compile("[0-9a-fA-F]{1,64}")


class CommitId(str):
    """The id of a commit, in full or shortened: never a branch or a tag that is called so."""

    __slots__ = ()

    def names(self, commit: str) -> bool:
        """Tell whether this is the id of what git took it for, given the full id of that.

        An id in full always is: git knows tags by ids too, and gives the commit behind them.
        """
        return len(self) == len(commit) or commit.startswith(self.lower())


def is_revision(value: object) -> bool:
    """Whether a value of an event is an id of a commit: hex digits, be it in full or shortened.

    Nothing else of an event may reach git, where it could be read as an option or as a ref.
    """
    return isinstance(value, str) and _REVISION.fullmatch(value) is not None


class Range(NamedTuple):
    """What to compare. Of several spellings of the base the first that git knows is meant.

    `head` is None for the work tree with all that is not committed. If `direct`, the states of
    base and head themselves are compared (a branch before and after a push, which may have been
    forced), else that of their merge base with that of the head. What events say are
    `CommitId`s.
    """

    bases: tuple[str, ...]
    head: str | None = None
    direct: bool = False


def wanted_range(options: ChangeOptions, event: Range | None, ci: Range | None) -> Range:
    """Return what to compare; `event` and `ci` are None where they say nothing of a base."""
    if options.base is not None:
        return Range((options.base,), options.head)
    found = event or ci or Range(DEFAULT_BASES)
    if options.head is not None:
        return Range(found.bases, options.head)
    return found


def is_zeros(revision: str) -> bool:
    """Tell whether a revision is the hash that CI systems give where there is nothing before."""
    return _ZEROS.fullmatch(revision) is not None
