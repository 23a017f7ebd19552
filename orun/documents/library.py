"""The documents of one composition source: each is read and decoded once, whoever refers to it.

Paths are relative to the directory of the source, with `/`; `.` is the directory itself.
"""

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from posixpath import isabs, join, normpath
from typing import TypeVar

from orun.diagnostics import Diagnostics
from orun.documents.header import decode_document
from orun.documents.located import Located
from orun.sources import read_source, read_yaml
from orun.sources.nodes import AnyNode

T = TypeVar("T", bound=Located)


@dataclass(slots=True)
class _File:
    """What was read from a file, and what was wrong with it."""

    text: str | None
    node: AnyNode | None
    diagnostics: Diagnostics
    decoded: dict[type[Located], tuple[Located | None, Diagnostics]] = field(default_factory=dict)


class Library:
    """The files below `root`, which people know as `shown/…` ("" for the intent's directory)."""

    def __init__(self, root: Path, shown: str) -> None:
        self.root = root
        self.shown = shown
        self._real = os.path.realpath(root)
        self._files: dict[str, _File] = {}

    def name(self, path: str) -> str:
        """Return a path as people know it: relative to the directory of the intent."""
        return normpath(join(self.shown, path))

    def within(self, directory: str, stated: str) -> str | None:
        """Return the path that `stated` means below `directory`; None if it leaves the source."""
        path = normpath(join(directory, stated))
        if isabs(path) or path == ".." or path.startswith("../"):
            return None
        try:
            real = os.path.realpath(self.root / path)
        except ValueError:  # The path holds NUL, or what no file name can hold.
            return None
        return path if real == self._real or real.startswith(self._real + os.sep) else None

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file at `path` that does not lead out of the source."""
        return self.within(".", path) is not None and _is_file(self.root / path)

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory at `path`."""
        return is_directory(self.root / path)

    def list(self, directory: str) -> list[str]:
        """Return the paths of what is in a directory, sorted; empty if it cannot be read."""
        try:
            names = [entry.name for entry in (self.root / directory).iterdir()]
        except OSError:
            return []
        return sorted(normpath(join(directory, name)) for name in names)

    def node(self, path: str, diagnostics: Diagnostics) -> AnyNode | None:
        """Return the tree of a YAML file; what is wrong with it is told each one who asks."""
        file = self._file(path)
        _add(file.diagnostics, diagnostics)
        return file.node

    def document(self, path: str, struct: type[T], kind: str, diagnostics: Diagnostics) -> T | None:
        """Return a file decoded as a document of `kind`, as `decode_document` does."""
        node = self.node(path, diagnostics)
        if node is None:
            return None
        decoded = self._file(path).decoded
        if struct not in decoded:
            problems = Diagnostics()
            decoded[struct] = decode_document(struct, kind, node, problems), problems
        found, problems = decoded[struct]
        _add(problems, diagnostics)
        return found if isinstance(found, struct) else None

    def digest(self) -> str:
        """Return `sha256-` and the hex SHA-256 of all that has been read.

        Over the files in the order of their paths go path and text, each as UTF-8 behind its
        length in bytes (decimal) and a colon. Neither the place of the source nor a byte order
        mark counts, nor do files that no composition of the source refers to.
        """
        total = sha256()
        for path, file in sorted(self._files.items()):
            for part in (path, file.text):
                if part is not None:
                    content = part.encode(errors="surrogateescape")
                    total.update(b"%d:%s" % (len(content), content))
        return f"sha256-{total.hexdigest()}"

    def _file(self, path: str) -> _File:
        file = self._files.get(path)
        if file is None:
            problems = Diagnostics()
            source = read_source(self.root / path, self.name(path), problems)
            node = None if source is None else read_yaml(source, problems)
            file = _File(None if source is None else source.text, node, problems)
            self._files[path] = file
        return file


def is_directory(path: Path) -> bool:
    """Tell whether there is a directory; `Path.is_dir` raises if the path is too long for one."""
    return os.path.isdir(path)  # noqa: PTH112 - see above


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - for the same reason


def _add(problems: Diagnostics, diagnostics: Diagnostics) -> None:
    for each in problems.found:
        diagnostics.add(each)
