"""The cache of stacks from registries: OCI image layouts that some other tool has filled.

Nothing here talks to a network. A reference `ghcr.io/acme/stack:v1` is looked up in the directory
`oci/ghcr.io/acme/stack` of the cache, an OCI image layout of version 1.0.0
(github.com/opencontainers/image-spec, `image-layout.md`): `index.json` lists manifests with their
tags, a manifest lists layers, and all of them are blobs below `blobs/sha256`. The stack is the one
layer that is a gzip-compressed tar. Every blob is checked against the digest that led to it.

| tool | command that fills the cache |
| --- | --- |
| oras | `oras cp --to-oci-layout REF LAYOUT:TAG` |
| skopeo | `skopeo copy docker://REF oci:LAYOUT:TAG` |
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from orun.archives import MAX_PACKED, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from orun.documents.oci import Reference

MAX_JSON = 4 * 1024 * 1024
"""Size of a manifest in bytes: what registries take (distribution-spec, "Pushing Manifests")."""

_TITLE = "org.opencontainers.image.ref.name"
_DIGEST = re.compile("sha256:[0-9a-f]{64}")


class Cache(NamedTuple):
    """The cache directory, and how people write it: `$XDG_CACHE_HOME/orun`, `~/.cache/orun`."""

    path: Path
    shown: str


class CacheProblem(NamedTuple):
    """Why a cache does not give what is asked for; `absent` if another look-up may still do."""

    message: str
    absent: bool = False


class Artifact(NamedTuple):
    """A stack from the cache: the digest of its manifest and the bytes of its layer."""

    digest: str
    content: bytes


def look_up(reference: Reference, digest: str | None, cache: Cache) -> Artifact | CacheProblem:
    """Return a stack from the cache: the one with this digest, or without one that of the tag."""
    layout = cache.path / reference.directory
    shown = f"{cache.shown}/{reference.directory}"
    if digest is None:
        found = _tagged(layout, shown, reference)
        if isinstance(found, CacheProblem):
            return found
        digest = found
    manifest = _decoded(_blob(layout, shown, digest, MAX_JSON), _Manifest, f"{shown}: the manifest")
    if isinstance(manifest, CacheProblem):
        return manifest
    layer = _layer(manifest, shown)
    if isinstance(layer, CacheProblem):
        return layer
    content = _blob(layout, shown, layer, MAX_PACKED)
    if isinstance(content, CacheProblem):
        return CacheProblem(content.message)
    return Artifact(digest, content)


class _Descriptor(msgspec.Struct, rename="camel"):
    digest: str
    media_type: str = ""
    annotations: dict[str, str] | None = None


class _Index(msgspec.Struct):
    manifests: list[_Descriptor]


class _Manifest(msgspec.Struct):
    layers: list[_Descriptor] | None = None
    manifests: list[_Descriptor] | None = None


T = TypeVar("T")


def _tagged(layout: Path, shown: str, reference: Reference) -> str | CacheProblem:
    """Return the digest that the layout has for the tag of a reference."""
    content = _file(layout / "index.json", f"{shown}/index.json", MAX_JSON)
    index = _decoded(content, _Index, f"{shown}/index.json")
    if isinstance(index, CacheProblem):
        return index
    names = (reference.tag, reference.at(None))
    found = {
        each.digest
        for each in index.manifests
        if each.annotations and each.annotations.get(_TITLE) in names
    }
    if not found:
        return CacheProblem(f"{shown} has no tag `{reference.tag}`", absent=True)
    if len(found) > 1:
        return CacheProblem(f"{shown} has the tag `{reference.tag}` twice")
    return _checked_digest(found.pop(), shown)


def _layer(manifest: _Manifest, shown: str) -> str | CacheProblem:
    """Return the digest of the layer that holds the stack."""
    if manifest.manifests is not None:
        return CacheProblem(f"{shown} holds an image for several platforms, which is no stack")
    layers = manifest.layers or []
    packed = [each for each in layers if each.media_type.endswith(("+gzip", ".gzip", ".tgz"))]
    candidates = layers if len(layers) == 1 else packed
    if len(candidates) != 1:
        return CacheProblem(
            f"{shown} has {len(candidates)} layers that are gzip-compressed, where a stack is one"
        )
    return _checked_digest(candidates[0].digest, shown)


def _checked_digest(digest: str, shown: str) -> str | CacheProblem:
    if _DIGEST.fullmatch(digest):
        return digest.replace(":", "-", 1)
    return CacheProblem(f"{shown} names a blob by something else than a SHA-256")


def _blob(layout: Path, shown: str, digest: str, limit: int) -> bytes | CacheProblem:
    """Return the content of a blob, which must be what its digest says."""
    hexadecimal = digest.removeprefix("sha256-")
    name = f"{shown}/blobs/sha256/{hexadecimal}"
    content = _file(layout / "blobs" / "sha256" / hexadecimal, name, limit)
    if isinstance(content, bytes) and sha256(content).hexdigest() != hexadecimal:
        return CacheProblem(f"{name} is not what its digest says")
    return content


def _file(path: Path, name: str, limit: int) -> bytes | CacheProblem:
    try:
        content = read_bytes(path, limit)
    except FileNotFoundError:
        return CacheProblem(f"{name} does not exist", absent=True)
    except OSError as error:
        return CacheProblem(f"{name} cannot be read: {(error.strerror or str(error)).lower()}")
    if content is None:
        return CacheProblem(f"{name} is no file, or larger than {limit // (1024 * 1024)} MiB")
    return content


def _decoded(content: bytes | CacheProblem, type_: type[T], name: str) -> T | CacheProblem:
    if isinstance(content, CacheProblem):
        return content
    try:
        return msgspec.json.decode(content, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return CacheProblem(f"{name} is not of the OCI format")
