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


class Range(NamedTuple):
    """What to compare. Of several spellings of the base the first that git knows is meant.

    `head` is None for the work tree with all that is not committed. If `direct`, the states of
    base and head themselves are compared (a branch before and after a push, which may have been
    forced), else that of their merge base with that of the head.
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
