"""Opening composition sources that come from a registry, by way of the cache and the lock."""

from pathlib import Path
from typing import NamedTuple

from orun.diagnostics import Diagnostics
from orun.documents.intent import CompositionSource
from orun.documents.layout import Artifact, Cache, CacheProblem, look_up
from orun.documents.lock import Lock
from orun.documents.oci import Reference, parse_reference
from orun.documents.on_disk import OpenedSource, unpack
from orun.sources import Trees


class Surroundings(NamedTuple):
    """What opening a source depends on besides the source.

    `root` is the directory of the intent, `trees` reads YAML. A stack from a registry is what the
    `lock` says; if `anew`, it is what its tag says, and the lock is asked only where the cache
    lacks the tag.
    """

    root: Path
    cache: Cache
    trees: Trees
    lock: Lock | None = None
    anew: bool = False


def open_artifact(
    source: CompositionSource, ref: str, surroundings: Surroundings, diagnostics: Diagnostics
) -> OpenedSource | None:
    """Open a source of kind `oci`; its digest is that of its manifest."""
    place = source.node.entries["ref"].span
    reference = parse_reference(ref)
    if reference is None:
        message = f"`{ref}` is no reference to a stack in a registry"
        help_ = "write it as `ghcr.io/acme/stack:v1` or `ghcr.io/acme/stack@sha256:…`"
        diagnostics.error("invalid-reference", message, place, help=help_)
        return None
    wanted, found = _look_up(source, reference, surroundings)
    if isinstance(found, CacheProblem):
        version = reference.at(wanted)
        code = "uncached-source" if found.absent else "corrupt-cache"
        what = "is not in the cache" if found.absent else "is damaged in the cache"
        message = f"the stack `{version}` {what}: {found.message}"
        help_ = _how_to_fill(reference, wanted, surroundings.cache)
        diagnostics.error(code, message, place, help=help_)
        return None
    return unpack(
        source,
        found.content,
        reference.at(None),
        place,
        found.digest,
        surroundings.trees,
        diagnostics,
    )


def _look_up(
    source: CompositionSource, reference: Reference, surroundings: Surroundings
) -> tuple[str | None, Artifact | CacheProblem]:
    """Return what the cache has, and the digest that was looked for; None stands for the tag."""
    first, *others = _wanted(source, reference, surroundings)
    found = look_up(reference, first, surroundings.cache)
    for wanted in others:
        if not isinstance(found, CacheProblem) or not found.absent:
            break
        found, first = look_up(reference, wanted, surroundings.cache), wanted
    return first, found


def _wanted(
    source: CompositionSource, reference: Reference, surroundings: Surroundings
) -> list[str | None]:
    """Return the digests to look for, in this order; None stands for what the tag says."""
    entry = surroundings.lock.entry(source) if surroundings.lock is not None else None
    if reference.digest is not None:
        return [reference.digest]
    if entry is None:
        return [None]
    return [None, entry.digest] if surroundings.anew else [entry.digest]


def _how_to_fill(reference: Reference, wanted: str | None, cache: Cache) -> str:
    """Say how a stack gets into the cache."""
    tag = "" if wanted is not None else f":{reference.tag}"
    layout = f'"{cache.shown}/{reference.directory}{tag}"'
    help_ = f"fill the cache by `oras cp --to-oci-layout {reference.at(wanted)} {layout}`"
    return help_ if wanted is not None else f"{help_}, then note its digest by `orun lock`"
