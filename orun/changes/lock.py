"""Two states of the lock file compared: which composition sources are meant to be other ones."""

from __future__ import annotations

from orun.diagnostics import Diagnostics
from orun.documents.header import decode_document
from orun.documents.lock import LOCK, Lock
from orun.sources import decode_source, read_yaml


def compare_locks(base: bytes | None, head: bytes | None) -> tuple[str, ...] | None:
    """Return the sources whose entries differ, sorted; None if a state cannot be read.

    A state without the file (None) locks nothing.
    """
    before, after = _entries(base), _entries(head)
    if before is None or after is None:
        return None
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def _entries(content: bytes | None) -> dict[str, tuple[str | None, ...]] | None:
    """Return what a lock file says of each source; None if it is no lock file."""
    if content is None:
        return {}
    unheard = Diagnostics()  # The file as it is now was read and reported on before.
    source = decode_source(content, LOCK, unheard)
    node = None if source is None else read_yaml(source, unheard)
    lock = None if node is None else decode_document(Lock, "Lock", node, unheard)
    if lock is None:
        return None
    return {each.name: (each.kind, each.path, each.ref, each.digest) for each in lock.sources}
