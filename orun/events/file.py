"""Event files as text: larger than what people write by hand, and written by anybody."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics, Source, Span

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
"""Size of an event in bytes: a push of 2,048 commits, the most that GitHub lists, takes a fifth."""


def read_event_file(path: Path, diagnostics: Diagnostics) -> Source | None:
    """Return the text of an event file, or None after reporting why there is none."""
    name = str(path)
    content = _content(path, name, diagnostics)
    if content is None:
        return None
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        message = f"{name} is larger than {limit} MiB, the limit for an event"
        diagnostics.error("file-too-large", message, whole(name))
        return None
    try:
        return _source(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        source = _source(name, content.decode("utf-8-sig", errors="replace"))
        start = len(content[: error.start].decode("utf-8-sig", errors="replace"))
        message = f"{name} is not UTF-8, which JSON has to be"
        diagnostics.error("invalid-encoding", message, Span(source, start, start + 1))
        return None


def whole(name: str) -> Span:
    """Return a place for what concerns a file as such."""
    return Span(_source(name, ""), 0, 0)


def _source(name: str, text: str) -> Source:
    """Return the text of an event, whose name is the path as it was given."""
    return Source(name, text, in_workspace=False)


def _content(path: Path, name: str, diagnostics: Diagnostics) -> bytes | None:
    """Return at most one byte more than the limit."""
    try:
        with open(path, "rb", opener=_open) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(MAX_BYTES + 1)
        reason = "it is not a file"
    except FileNotFoundError:
        diagnostics.error("missing-file", f"{name} does not exist", whole(name))
        return None
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
    except ValueError:  # A path with NUL in it.
        reason = "no file can have this name"
    diagnostics.error("unreadable-file", f"{name} cannot be read: {reason}", whole(name))
    return None


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # Opening a named pipe would wait for a writer.
