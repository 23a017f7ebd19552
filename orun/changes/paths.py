"""Paths as changes speak of them: relative to the directory of the intent, with `/`."""

from __future__ import annotations

import os
from posixpath import dirname, normpath, relpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TOP = "."


def listed_paths(files: Iterable[str], root: Path) -> tuple[str, ...]:
    """Return files as typed in the working directory, relative to `root` and sorted.

    The files need not exist. Links are followed up to the directory of a file, as git knows a link
    by its own name.
    """
    top = os.path.realpath(root)
    return tuple(sorted({_relative(file, top) for file in files}))


def changed_paths(files: Iterable[str], root: Path) -> tuple[str, ...]:
    """Return changed files as somebody listed them, relative to `root` and sorted.

    A list may be typed here, or come from a tool that names files from the top of a work tree or
    from the directory of the intent. Of these each path means the one where the most of it exists,
    since the file itself may be gone, and of equal ones the first.
    """
    bases = ["", *_directories_up(os.path.realpath(root))]
    return listed_paths((_meant(file, bases) for file in files), root)


def path_below(file: Path, root: Path) -> str:
    """Return the path of an existing file, links followed."""
    return os.path.relpath(os.path.realpath(file), os.path.realpath(root)).replace(os.sep, "/")


def behind_links(path: str, root: str) -> str:
    """Return the path of a file or directory below `root`, which is a real path, links followed."""
    try:
        real = os.path.realpath(os.path.join(root, path))  # noqa: PTH118 - text
    except ValueError:  # NUL is in no name.
        return path
    return os.path.relpath(real, root).replace(os.sep, "/")


def from_top(path: str, prefix: str) -> str:
    """Return a path from the top of a work tree as seen from the directory `prefix` in it."""
    if path.startswith(prefix):
        return path[len(prefix) :]
    return relpath(f"/{path}", f"/{prefix}")


def to_top(path: str, prefix: str) -> str:
    """Return a path seen from the directory `prefix` as from the top of the work tree."""
    return normpath(prefix + path)


def directory_of(path: str) -> str:
    """Return the directory of a file, `.` for that of the intent."""
    return dirname(path) or TOP


def normal(path: str) -> str:
    """Return a path as stated in a file in its shortest spelling."""
    return normpath(path.replace("\\", "/")) if path else TOP


def directories_above(directory: str) -> list[str]:
    """Return a directory and those above it, the deepest first.

    >>> directories_above("apps/web"), directories_above("../shared")
    (['apps/web', 'apps', '.'], ['../shared', '..'])
    """
    found = [directory]
    while not is_top(found[-1]):
        found.append(directory_of(found[-1]))
    return found


def is_top(directory: str) -> bool:
    """Tell whether a directory is that of the intent, or one above it."""
    return directory in (TOP, "/") or directory.rsplit("/", 1)[-1] == ".."


def folders_of(directory: str) -> Iterator[str]:
    """Yield the names of the folders on the way to a directory."""
    return (part for part in directory.split("/") if part not in ("", TOP, ".."))


def _directories_up(directory: str) -> Iterator[str]:
    """Yield a directory and those above it, up to the top of a git work tree if it is in one."""
    above = [directory]
    while not os.path.lexists(os.path.join(above[-1], ".git")):  # noqa: PTH118 - text
        up = os.path.dirname(above[-1])  # noqa: PTH120 - text
        if up == above[-1]:
            above = [directory]
            break
        above.append(up)
    yield from above


def _meant(file: str, bases: list[str]) -> str:
    if "\0" in file or os.path.isabs(file):  # noqa: PTH117 - text
        return file
    return max((os.path.join(base, file) for base in bases), key=_existing)  # noqa: PTH118 - text


def _existing(path: str) -> int:
    """Return how many parts of a path exist, counted from its end: 0 all, -1 all but the last."""
    missing = 0
    while path and not os.path.lexists(path):
        path = os.path.dirname(path)  # noqa: PTH120 - text
        missing -= 1
    return missing


def _relative(file: str, top: str) -> str:
    directory, name = os.path.split(os.path.normpath(os.path.abspath(file)))  # noqa: PTH100 - text
    path = os.path.join(os.path.realpath(directory), name)  # noqa: PTH118 - text
    return os.path.relpath(path, top).replace(os.sep, "/")
