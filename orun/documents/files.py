"""Where the documents of a composition source lie: in a directory, or in an archive.

Paths are relative to the source, with `/`; `.` is the source itself.
"""

import os
from pathlib import Path
from posixpath import basename, join, normpath
from typing import Protocol

from orun.archives import Archive
from orun.diagnostics import Diagnostics, Source
from orun.sources import Root, decode_source, find_files, read_source
from orun.sources.discovery import SKIPPED


class Files(Protocol):
    """What a library needs to know of the files that it is about."""

    def holds(self, path: str) -> bool:
        """Tell whether a path without `..` stays inside, whatever links it leads over."""

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file."""

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory."""

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, in any order; empty if it cannot be read."""

    def find(self, names: tuple[str, ...], diagnostics: Diagnostics) -> list[str]:
        """Return the paths of all files called one of `names`, sorted."""

    def read(self, path: str, name: str, diagnostics: Diagnostics) -> Source | None:
        """Read a text file that people know as `name`; None if it cannot be read, as reported."""


class DirectoryFiles:
    """The files below a directory, and those that links in it lead to without leaving it.

    What was asked once is not asked again, so a run sees one state of the directory.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._held: dict[str, bool] = {}
        self._names: dict[str, list[str]] = {}

    def holds(self, path: str) -> bool:
        """Tell whether a path stays below the directory."""
        held = self._held.get(path)
        if held is None:
            held = self._held[path] = self._holds(path)
        return held

    def _holds(self, path: str) -> bool:
        try:
            real = os.path.realpath(self._root / path)
        except ValueError:  # The path holds NUL, or what no file name can hold.
            return False
        return real == self._real or real.startswith(self._real + os.sep)

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file; `Path.is_file` raises if the path is too long for one."""
        return os.path.isfile(self._root / path)  # noqa: PTH113 - see above

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory."""
        return is_directory(self._root / path)

    def names(self, path: str) -> list[str]:
        """Return the names in a directory."""
        names = self._names.get(path)
        if names is None:
            try:
                names = os.listdir(self._root / path)  # noqa: PTH208 - makes no paths
            except OSError:
                names = []
            self._names[path] = names
        return names

    def find(self, names: tuple[str, ...], diagnostics: Diagnostics) -> list[str]:
        """Return the paths of all files called one of `names`."""
        return find_files(self._root, [Root(".")], names, diagnostics)

    def read(self, path: str, name: str, diagnostics: Diagnostics) -> Source | None:
        """Read a text file."""
        return read_source(self._root / path, name, diagnostics)


class ArchiveFiles:
    """The files of an archive, which has no links."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def holds(self, path: str) -> bool:
        """Tell whether a path can be one of an archive."""
        return "\0" not in path

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file."""
        return self._archive.is_file(path)

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory."""
        return self._archive.is_directory(path)

    def names(self, path: str) -> list[str]:
        """Return the names in a directory."""
        return self._archive.names(path)

    def find(self, names: tuple[str, ...], diagnostics: Diagnostics) -> list[str]:  # noqa: ARG002 - nothing can be wrong with what has been read
        """Return the paths of all files called one of `names`."""
        paths = (path for path in self._archive.walk() if basename(path) in names)
        return sorted(path for path in paths if SKIPPED.isdisjoint(path.split("/")))

    def read(self, path: str, name: str, diagnostics: Diagnostics) -> Source | None:
        """Read a text file."""
        content = self._archive.read(path)
        if content is None:
            message = f"{name} does not exist"
            diagnostics.error("missing-file", message)
            return None
        return decode_source(content, name, diagnostics)


def is_directory(path: Path) -> bool:
    """Tell whether there is a directory; `Path.is_dir` raises if the path is too long for one."""
    return os.path.isdir(path)  # noqa: PTH112 - see above


def child(directory: str, name: str) -> str:
    """Return the path of what is in a directory."""
    return normpath(join(directory, name))
