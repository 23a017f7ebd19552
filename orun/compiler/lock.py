"""Locking composition sources: what `orun lock` writes and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from orun.compiler.workspace import digests, stack_cache
from orun.diagnostics import Diagnostics
from orun.documents.effective import load_effective_intent
from orun.documents.lock import (
    LOCK,
    check_lock,
    format_lock,
    lock_bytes,
    read_lock,
    report_leftovers,
    report_missing_lock,
)
from orun.plan.yaml import to_yaml
from orun.sources import Trees

if TYPE_CHECKING:
    from pathlib import Path

    from orun.documents.effective import EffectiveIntent

HEADER = b"""\
# The composition sources of intent.yaml as they were when `orun lock` wrote this file.
# Commit it; `orun plan --locked` refuses sources that differ from it.
"""


class Locking(Struct):
    """The lock of an intent's sources: where it belongs, what it says, how many sources it has.

    `text` is None if the sources cannot be told, of which `diagnostics` says why.
    """

    diagnostics: Diagnostics
    path: Path
    text: bytes | None = None
    sources: int = 0

    @property
    def is_current(self) -> bool:
        """Whether the file already says so."""
        return self.text is not None and lock_bytes(self.path) == self.text


def lock_sources(intent: Path) -> Locking:
    """Look at the sources of an intent as they are now."""
    return _lock(intent)[0]


def check_sources(intent: Path) -> Locking:
    """Look at the sources too, and report what the lock file says otherwise, as errors."""
    locking, effective = _lock(intent)
    if effective is None or locking.text is None or locking.is_current:
        return locking
    found = locking.diagnostics
    lock = read_lock(intent.parent, Trees(), found)
    if lock is not None:
        now = digests(effective.sources.sources)
        check_lock(lock, now, found, locked=True)
        report_leftovers(lock, effective.intent, found)
    elif not found.has_errors:
        report_missing_lock(effective.intent, found)
    return locking


def _lock(intent: Path) -> tuple[Locking, EffectiveIntent | None]:
    found = Diagnostics()
    locking = Locking(found, intent.parent / LOCK)
    effective = load_effective_intent(intent, stack_cache(), Trees(), found, anew=True)
    if effective is not None and not found.has_errors:
        sources = digests(effective.sources.sources)
        locking.text = HEADER + to_yaml(format_lock(sources))
        locking.sources = len(sources)
    return locking, effective
