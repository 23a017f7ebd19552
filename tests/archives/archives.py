"""Building archives, friendly and hostile ones, and reading them as text in, text out."""

from __future__ import annotations

import gzip
import io
import tarfile

from orun.archives import Archive, read_archive
from orun.diagnostics import Diagnostics, Source, Span

INTENT = Source("intent.yaml", "path: x.tgz")


def member(name: str, content: bytes | None = b"", kind: bytes = tarfile.REGTYPE) -> bytes:
    """Return a member as ustar writes it, its name taken as it is; None is a member without one."""
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = len(content or b"")
    info.linkname = "target" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    header = info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "surrogateescape")
    padding = bytes(-len(content or b"") % 512)
    return header + (content or b"") + padding


def records(*pairs: tuple[str, bytes]) -> bytes:
    """Return pax records."""
    out = b""
    for key, value in pairs:
        body = b" " + key.encode() + b"=" + value + b"\n"
        length = len(body) + len(str(len(body) + len(str(len(body)))))
        out += str(length).encode() + body
    return out


def tar(*members: bytes) -> bytes:
    return b"".join(members) + bytes(1024)


def tgz(*members: bytes) -> bytes:
    return gzip.compress(tar(*members), mtime=0)


def pack(files: dict[str, bytes], format_: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a .tgz as the standard library makes it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


def read(packed: bytes) -> tuple[Archive | None, list[str]]:
    """Read an archive; return it with `code message` of all that is said."""
    diagnostics = Diagnostics()
    archive = read_archive(packed, "x.tgz", Span(INTENT, 6, 11), diagnostics)
    for each in diagnostics:
        assert str(each.span) == "intent.yaml:1:7"
    return archive, [f"{each.code} {each.message}" for each in diagnostics]


def refused(packed: bytes, *expected: str) -> None:
    """Check why an archive is refused; `…` in front of a message stands for code and name."""
    archive, problems = read(packed)
    assert archive is None
    prefix = "unsafe-member the archive x.tgz is refused: its member "
    assert problems == [each.replace("…", prefix) for each in expected]


def contents(archive: Archive | None) -> dict[str, bytes | None]:
    assert archive is not None
    return {path: archive.read(path) for path in sorted(archive.walk())}
