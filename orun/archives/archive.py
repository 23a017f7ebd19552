"""The files of an archive as a tree in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Extent(NamedTuple):
    """Where the content of a file lies in the tar."""

    start: int
    size: int


Directory = dict[str, "Directory | Extent"]
"""What is in a directory, by name."""


class Archive:
    """Files by path, with `/` and without a leading one; `.` is the archive itself."""

    def __init__(self, data: bytes, tree: Directory) -> None:
        self._data = data
        self._tree = tree

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, or None if there is none."""
        found = self._at(path)
        if not isinstance(found, Extent):
            return None
        return self._data[found.start : found.start + found.size]

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file."""
        return isinstance(self._at(path), Extent)

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, sorted; empty if there is none."""
        found = self._at(path)
        return sorted(found) if isinstance(found, dict) else []

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory."""
        return isinstance(self._at(path), dict)

    def below(self, path: str) -> Archive:
        """Return what is in a directory as an archive of its own."""
        found = self._at(path)
        return Archive(self._data, found if isinstance(found, dict) else {})

    def walk(self) -> Iterator[str]:
        """Yield the paths of all files."""
        return _walk(self._tree, "")

    def _at(self, path: str) -> Directory | Extent | None:
        node: Directory | Extent | None = self._tree
        for name in path.split("/"):
            if name == ".":
                continue
            node = node.get(name) if isinstance(node, dict) else None
        return node


def _walk(directory: Directory, prefix: str) -> Iterator[str]:
    for name, entry in directory.items():
        if isinstance(entry, Extent):
            yield prefix + name
        else:
            yield from _walk(entry, f"{prefix}{name}/")
