"""Reading the bytes of a file, no more of them than a limit allows."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS = os.O_RDONLY | os.O_NONBLOCK
"""Opening a named pipe would wait for a writer."""


def read_bytes(path: Path, limit: int) -> bytes | None:
    """Return the content of a file; None if it is no regular file or larger than `limit` bytes.

    Raises OSError if it cannot be read, and ValueError for what is no possible path.
    """
    with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            return None
        content = stream.read(limit + 1)
    return content if len(content) <= limit else None
