"""Temporary files beside their target: locked while they are written, swept after a crash.

A name says what it is and whose: `.plan.json.4711-3f2a9c01.orun-tmp`, with the process and some
random digits. While its process lives, a file is locked; the kernel ends the lock with the process
even under `kill -9`, and also where processes of two containers share a directory and cannot see
each other. So a file that can be locked, and whose process is gone, is nobody's.
"""

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_OURS = re.compile(r"\..+\.(?P<pid>\d{1,10})-[0-9a-f]{8}\.orun-tmp")


class Temporary(NamedTuple):
    """An open, locked file that will take the place of its target, or be removed."""

    path: Path
    descriptor: int


def create(target: Path) -> Temporary:
    """Make a temporary file in the directory of `target`, with the mode that umask gives.

    Raises OSError if the directory does not let us.
    """
    while True:
        path = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.orun-tmp")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        _lock(descriptor)
        # Between the two calls above another run may have swept the file: then it has no name.
        if os.fstat(descriptor).st_nlink:
            return Temporary(path, descriptor)
        os.close(descriptor)


def sweep(directory: Path) -> list[str]:
    """Remove the temporary files of runs that have crashed; return their names, sorted.

    What cannot be read, locked or removed is left alone: sweeping is a courtesy.
    """
    try:
        found = sorted(path for path in directory.iterdir() if _is_stray(path.name))
    except OSError:
        return []
    return [path.name for path in found if _remove(path)]


def _is_stray(name: str) -> bool:
    """Whether `name` is one of ours and its process is gone, or is this one under an old number."""
    ours = _OURS.fullmatch(name)
    if ours is None:
        return False
    pid = int(ours["pid"])
    return pid == os.getpid() or not _is_alive(pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _remove(path: Path) -> bool:
    """Unlink a regular file that nobody has locked; return whether it was done."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _lock(descriptor: int) -> None:
    # A file system without locks still has the process number in the name to go by.
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
