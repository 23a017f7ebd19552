"""Bytes into text: the one way in which a file becomes a `Source`."""

import os
import re
import stat
from pathlib import Path

from orun.diagnostics import Diagnostics, Source, Span
from orun.sources.limits import MAX_BYTES

_UNREADABLE = "unreadable-file"


def read_source(path: Path, name: str, diagnostics: Diagnostics) -> Source | None:
    """Read a text file that people know as `name`.

    Returns None, and reports why, if it is missing, unreadable, no regular file, larger than
    `MAX_BYTES`, not UTF-8 or holds NUL.
    """
    try:
        content = _content(path)
    except FileNotFoundError:
        outcome = "is a link that leads nowhere" if path.is_symlink() else "does not exist"
        diagnostics.error("missing-file", f"{name} {outcome}", _whole(name))
        return None
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        diagnostics.error(_UNREADABLE, f"{name} cannot be read: {reason}", _whole(name))
        return None
    except ValueError:  # A path with NUL in it.
        diagnostics.error(_UNREADABLE, f"{name} is no possible name of a file", _whole(name))
        return None
    if content is None:
        diagnostics.error(_UNREADABLE, f"{name} is not a file", _whole(name))
        return None
    return decode_source(content, name, diagnostics)


def decode_source(
    content: bytes, name: str, diagnostics: Diagnostics, *, bounded: bool = True
) -> Source | None:
    """Decode the bytes of a file; None, with an error reported, where `read_source` says so.

    A file of any size is decoded unless it is `bounded`.
    """
    if bounded and len(content) > MAX_BYTES:
        message = f"{name} is larger than {MAX_BYTES // 1024:,} KiB, the limit for one file"
        diagnostics.error("file-too-large", message, _whole(name))
        return None
    try:
        source = Source(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        _report_encoding(content, name, diagnostics)
        return None
    if "\0" in source.text:
        at = source.text.index("\0")
        message = f"{name} holds a NUL byte, which no text file has"
        diagnostics.error("nul-byte", message, Span(source, at, at + 1))
        return None
    return source


def _content(path: Path) -> bytes | None:
    """Return at most one byte more than the limit, or None if this is no regular file."""
    # Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        # One read is enough but where a signal or a network file system cuts it short.
        parts = [os.read(descriptor, min(status.st_size, MAX_BYTES) + 1)]
        size = len(parts[0])
        while parts[-1] and size <= MAX_BYTES:
            parts.append(os.read(descriptor, MAX_BYTES + 1 - size))
            size += len(parts[-1])
        return b"".join(parts)
    finally:
        os.close(descriptor)


def _report_encoding(content: bytes, name: str, diagnostics: Diagnostics) -> None:
    """Point at the first byte that is not UTF-8, in a text where such bytes are replaced."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        source = Source(name, content.decode("utf-8-sig", errors="replace"))
        start = len(content[: error.start].decode("utf-8-sig"))
        diagnostics.error(
            "invalid-encoding",
            f"{name} is not UTF-8: byte 0x{content[error.start]:02x} at offset {error.start}",
            Span(source, start, start + 1),
            help=_encoding_help(content),
        )


def _encoding_help(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "this looks like UTF-16; save the file as UTF-8"
    if re.search(rb"[\x00-\x08\x0e-\x1a]", content[:1024]):
        return "this looks like a binary file"
    return "save the file as UTF-8"


def _whole(name: str) -> Span:
    """Return a place for what concerns a file as such."""
    return Span(Source(name, ""), 0, 0)
