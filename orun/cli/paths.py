"""Paths as somebody reads them: from the working directory by people, from the top by programs.

Messages point at the files of a workspace by paths relative to its intent. What is no such file
keeps its name: the command line, an event, a built-in rule; and so does what the user's cache
holds, whose names begin with `~` or a variable.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orun.diagnostics import Source
    from orun.diagnostics.region import PathOf


def shown(path: Path) -> Path:
    """Return a path as people know it: relative to the working directory where that is shorter."""
    relative = Path(os.path.relpath(path))
    return relative if len(relative.parts) < len(path.parts) else path


def from_here(root: Path) -> PathOf:
    """Return what gives the path of a source from the working directory; `root` is the intent's.

    Below a `root` that was given as an absolute path, that is where nothing else is shorter.
    """

    def path_of(source: Source) -> str | None:
        if not _is_file(root, source):
            return None
        path = Path(os.path.normpath(_base(root, source.name) / source.name))
        return str(shown(path)) if root.is_absolute() else os.path.relpath(path)

    return path_of


def from_top(root: Path) -> PathOf:
    """Return what gives the path of a source from the top of the git work tree around `root`.

    Without a work tree, from the working directory.
    """
    real = os.path.realpath(root)
    prefix = os.path.relpath(real, _top(real))

    def path_of(source: Source) -> str | None:
        if not _is_file(root, source):
            return None
        return os.path.normpath(f"{prefix}/{source.name}").replace(os.sep, "/")

    return path_of


def _is_file(root: Path, source: Source) -> bool:
    is_cached = source.name.startswith(("~", "$")) and not _exists(root, source.name)
    return source.in_workspace and not is_cached


def _base(root: Path, name: str) -> Path:
    """Return what a name is relative to: one that leads upwards, to where links have led down."""
    real = Path(os.path.realpath(root))
    return real if name.startswith("../") and _exists(real, name) else root


def _exists(directory: Path, name: str) -> bool:
    """Whether there is a file; `Path.exists` raises for a name that is too long for one."""
    return os.path.exists(directory / name)  # noqa: PTH110 - see above


def _top(directory: str) -> str:
    """Return the top of the git work tree around a directory, else the working directory."""
    for each in (Path(directory), *Path(directory).parents):
        if os.path.exists(each / ".git"):  # noqa: PTH110 - Path.exists raises on no permission
            return str(each)
    return os.path.realpath(".")
