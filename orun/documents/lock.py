"""The lock file: which state of each composition source a workspace was made with.

```yaml
apiVersion: orun.io/v1
kind: Lock
sources:
  - name: core
    kind: dir
    path: compositions
    digest: sha256-…
```

An entry holds for a source that is stated as it was when it was locked: another `path` or `ref`
is another source. What the digest is of, each kind of source says for itself.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NamedTuple

from msgspec import Meta, field

from orun.archives import read_bytes
from orun.diagnostics import Diagnostics, Note, Span
from orun.documents.header import decode_document
from orun.documents.intent import CompositionSource, Intent
from orun.documents.located import HEADER, Label, Located
from orun.sources import Trees, read_source
from orun.sources.limits import MAX_BYTES

LOCK = "orun.lock"
"""The name of the lock file, which lies beside the intent."""

_RELOCK = "`orun lock` writes it anew"

Digest = Annotated[str, Meta(min_length=1)]


class LockedSource(Located, frozen=True, kw_only=True):
    """A composition source and the digest that it had."""

    noun = "locked source"
    name: Label
    kind: str | None = None
    path: str | None = None
    ref: str | None = None
    digest: Digest


class Lock(Located, frozen=True, kw_only=True):
    """A document of kind `Lock`."""

    noun = "lock"
    accepted = HEADER
    sources: list[LockedSource] = field(default_factory=list)

    def entry(self, source: CompositionSource) -> LockedSource | None:
        """Return the entry of a source, unless it is about another one of that name."""
        for each in self.sources:
            if (each.name, each.kind, each.path, each.ref) == _stated(source):
                return each
        return None


class Digested(NamedTuple):
    """A composition source with the digest that it has."""

    source: CompositionSource
    digest: str


def read_lock(root: Path, trees: Trees, diagnostics: Diagnostics) -> Lock | None:
    """Read the lock file beside the intent; None if there is none or it cannot be read."""
    if not is_locked(root):
        return None
    source = read_source(root / LOCK, LOCK, diagnostics)
    node = None if source is None else trees.read(source, diagnostics)
    return None if node is None else decode_document(Lock, "Lock", node, diagnostics)


def is_locked(root: Path) -> bool:
    """Tell whether there is a lock file beside the intent, be it one that cannot be read."""
    return os.path.lexists(root / LOCK)


def lock_bytes(path: Path) -> bytes | None:
    """Return the bytes of a lock file; None if there is none that can be read."""
    try:
        return read_bytes(path, MAX_BYTES)
    except OSError:
        return None


def check_lock(
    lock: Lock, found: Iterable[Digested], diagnostics: Diagnostics, *, locked: bool
) -> None:
    """Report sources that are not as they were locked: a warning, with `locked` an error."""
    report = diagnostics.error if locked else diagnostics.warning
    first: dict[str, LockedSource] = {}
    for each in lock.sources:
        other = first.setdefault(each.name, each)
        if other is not each:
            message = f"the source `{each.name}` is locked twice; the first time counts"
            note = Note("this counts", other.node.entries["name"].span)
            place = each.node.entries["name"].span
            report("lock-difference", message, place, notes=(note,), help=_RELOCK)
    for source, digest in found:
        entry, name = lock.entry(source), source.node.entries["name"].span
        if entry is None:
            message = f"the source `{source.name}` is not in {LOCK}"
            report("lock-difference", message, name, notes=_other(lock, source), help=_RELOCK)
        elif entry.digest != digest:
            message = f"the source `{source.name}` is not what {LOCK} says: it has {digest}"
            note = Note("this is locked", entry.node.entries["digest"].span)
            report("lock-difference", message, name, notes=(note,), help=_RELOCK)


def report_leftovers(lock: Lock, intent: Intent, diagnostics: Diagnostics) -> None:
    """Warn of entries for sources that the intent has no more."""
    listed = intent.compositions.sources if intent.compositions is not None else []
    names = {source.name for source in listed}
    for entry in lock.sources:
        if entry.name not in names:
            message = f"the intent has no source `{entry.name}`, which is locked here"
            span = entry.node.entries["name"].span
            diagnostics.warning("lock-leftover", message, span, help=_RELOCK)


def report_missing_lock(intent: Intent, diagnostics: Diagnostics) -> None:
    """Report that there is no lock file, as an error at the sources that it should lock."""
    if intent.compositions is None or not intent.compositions.sources:
        return
    place: Span = intent.compositions.node.keys["sources"].span
    message = f"there is no {LOCK}, so nothing says which sources are meant"
    diagnostics.error(
        "missing-lock", message, place, help="`orun lock` writes one, to be committed"
    )


def format_lock(sources: Iterable[Digested]) -> dict[str, object]:
    """Return the lock of sources as plain data, sorted by name."""
    return {
        "apiVersion": "orun.io/v1",
        "kind": "Lock",
        "sources": [
            {key: value for key, value in _entry(each).items() if value is not None}
            for each in sorted(sources, key=lambda each: each.source.name)
        ],
    }


def _entry(each: Digested) -> dict[str, str | None]:
    name, kind, path, ref = _stated(each.source)
    return {"name": name, "kind": kind, "path": path, "ref": ref, "digest": each.digest}


def _stated(source: CompositionSource) -> tuple[str, str | None, str | None, str | None]:
    """Return by what a source is known: on disk by its path, in a registry by its reference."""
    if source.kind == "oci":
        return source.name, source.kind, None, source.ref
    return source.name, source.kind, source.path, None


def _other(lock: Lock, source: CompositionSource) -> tuple[Note, ...]:
    """Point at an entry that has a source's name and is about another place."""
    return tuple(
        Note("this is another source of that name", each.node.entries["name"].span)
        for each in lock.sources
        if each.name == source.name
    )
