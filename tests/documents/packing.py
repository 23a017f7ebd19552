"""Archives and registries of composition sources, made from files."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def tgz(files: dict[str, str]) -> bytes:
    """Return a .tgz of text files, the same bytes every time."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in files.items():
            content = dedent(text).encode()
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


def blob(layout: Path, content: bytes) -> str:
    """Put a blob into an OCI layout; return its digest as OCI writes it."""
    digest = hashlib.sha256(content).hexdigest()
    path = layout / "blobs" / "sha256" / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return f"sha256:{digest}"


def publish(layout: Path, tag: str | None, *layers: bytes, **more: object) -> str:
    """Put a stack of these layers into an OCI layout, as `oras cp` does; return its digest."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": blob(layout, layer),
                "size": len(layer),
            }
            for layer in layers
        ],
        **more,
    }
    digest = blob(layout, json.dumps(manifest).encode())
    index = layout / "index.json"
    listed = json.loads(index.read_bytes())["manifests"] if index.exists() else []
    if tag is not None:
        ref = {"org.opencontainers.image.ref.name": tag}
        listed = [each for each in listed if each.get("annotations") != ref]
        listed.append({"digest": digest, "size": 1, "annotations": ref})
    index.write_text(json.dumps({"schemaVersion": 2, "manifests": listed}), encoding="utf-8")
    return digest.replace(":", "-")
