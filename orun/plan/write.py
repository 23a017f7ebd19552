"""Writes a plan so that a reader sees the old file or the new one, whole, whatever happens.

The bytes go to a temporary file in the same directory, to the disk, and then take the target's
place in one step. A crash before that step leaves the old plan as it was.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from orun.diagnostics import Diagnostic, Severity
from orun.plan.temporary import Temporary, create, sweep
from orun.plan.text import visible

OWN_DIRECTORY = ".orun"
"""The directory that orun makes for itself, of which git should know nothing."""

_HELP = {
    errno.ENOENT: "create the directory first",
    errno.ENOTDIR: "a part of the path is a file: choose another path",
    errno.EISDIR: "name a file in it, such as `{path}/plan.json`",
    errno.EACCES: "choose another path with `-o`, or make the directory writable",
    errno.EPERM: "choose another path with `-o`, or make the directory writable",
    errno.EROFS: "choose a path on a file system that can be written",
    errno.ENOSPC: "free some space on the disk",
    errno.EDQUOT: "free some of your quota",
    errno.ELOOP: "the symbolic links go round in a circle: choose another path",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EBUSY: "the file is a mount point: write beside it and copy",
}


def write_plan(path: Path, data: bytes) -> Diagnostic | None:
    """Write `data` to `path` atomically; return what kept it from being written, if anything did.

    A file that is there keeps its mode, a new one gets what umask leaves. A symbolic link stays a
    link and its target is replaced; a device or a pipe (`/dev/stdout`) is written as it stands.
    In a directory called `.orun`, which is made if it is missing, a `.gitignore` hides everything;
    any other missing directory is a problem. Stray temporary files of crashed runs are swept.
    """
    try:
        if path.parent.name == OWN_DIRECTORY:
            _prepare(path.parent)
        _write(path, data)
    except (OSError, ValueError) as problem:
        return _unwritten(path, problem)
    return None


def _prepare(directory: Path) -> None:
    """Make orun's own directory, ignored by git as a whole; an ignore file that is there stays."""
    directory.mkdir(parents=True, exist_ok=True)
    ignore = directory / ".gitignore"
    if not ignore.exists():
        _write(ignore, b"*\n")


def _write(path: Path, data: bytes) -> None:
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        _write_in_place(path, data)
        return
    # A link keeps pointing where it does: the file at its end is the one to replace.
    target = Path(os.path.realpath(path))
    replace_file(target, data, mode)


def _mode(path: Path) -> int | None:
    """Return type and permissions of what `path` leads to, or None if there is nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _write_in_place(path: Path, data: bytes) -> None:
    """Write to something that is no regular file; a directory raises IsADirectoryError."""
    with path.open("wb") as stream:
        stream.write(data)


def replace_file(target: Path, data: bytes, mode: int | None) -> None:
    """Put `data` in the place of a regular file, or of none, with these permissions if stated.

    Sweeps what crashed runs left in the directory. Raises OSError; then the file is as it was.
    """
    sweep(target.parent)
    temporary = create(target)
    try:
        _fill(temporary, data, mode)
        temporary.path.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.path.unlink()
        raise
    finally:
        os.close(temporary.descriptor)
    _sync_directory(target.parent)


def _fill(temporary: Temporary, data: bytes, mode: int | None) -> None:
    if mode is not None:
        os.fchmod(temporary.descriptor, stat.S_IMODE(mode))
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(temporary.descriptor, rest) :]
    os.fsync(temporary.descriptor)


def _sync_directory(directory: Path) -> None:
    """Bring the new name to the disk, where the file system knows how."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if problem.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _unwritten(path: Path, problem: OSError | ValueError) -> Diagnostic:
    if isinstance(problem, OSError):
        why, advice = problem.strerror or str(problem), _HELP.get(problem.errno or 0)
    else:
        why, advice = str(problem), "choose another path"
    shown = visible(str(path))
    return Diagnostic(
        Severity.ERROR,
        "plan-not-written",
        f"cannot write {shown}: {why[:1].lower()}{why[1:]}",
        help=advice and advice.format(path=shown),
    )
