"""The documents of one composition source: each is read and decoded once, whoever refers to it.

Paths are relative to the directory of the source, with `/`; `.` is the directory itself.
"""

from hashlib import sha256
from posixpath import isabs, join, normpath
from typing import TypeVar

from msgspec import Struct, field

from orun.diagnostics import Diagnostics
from orun.documents.files import Files, child
from orun.documents.header import decode_document
from orun.documents.located import Located
from orun.sources import Trees
from orun.sources.content import content
from orun.sources.nodes import AnyNode

T = TypeVar("T", bound=Located)


class _File(Struct):
    """What was read from a file, and what was wrong with it."""

    text: str | None
    node: AnyNode | None
    diagnostics: Diagnostics
    decoded: dict[type[Located], tuple[Located | None, Diagnostics]] = field(default_factory=dict)


class Library:
    """The documents of a source whose files people know as `shown/…` ("" for the intent's own).

    `title` is what the directory of the source is called, which names a composition in it; None
    if nobody gave it a name that lasts. `archive` is the path of the archive that it lies in.
    """

    def __init__(
        self,
        files: Files,
        trees: Trees,
        shown: str,
        title: str | None,
        archive: str | None = None,
    ) -> None:
        self.shown = shown
        self.title = title
        self.archive = archive
        self._at_hand = files
        self._trees = trees
        self._files: dict[str, _File] = {}

    def name(self, path: str) -> str:
        """Return a path as people know it: relative to the directory of the intent."""
        return normpath(join(self.shown, path))

    def within(self, directory: str, stated: str) -> str | None:
        """Return the path that `stated` means below `directory`; None if it leaves the source."""
        path = normpath(join(directory, stated))
        if isabs(path) or path == ".." or path.startswith("../"):
            return None
        return path if self._at_hand.holds(path) else None

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file at `path` that does not lead out of the source."""
        return self.within(".", path) is not None and self._at_hand.is_file(path)

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory at `path`."""
        return self._at_hand.is_directory(path)

    def paths(self, directory: str) -> list[str]:
        """Return the paths of what is in a directory, sorted; empty if it cannot be read."""
        return sorted(child(directory, name) for name in self._at_hand.names(directory))

    def find(self, names: tuple[str, ...], diagnostics: Diagnostics) -> list[str]:
        """Return the paths of all files called one of `names`, sorted."""
        return self._at_hand.find(names, diagnostics)

    def node(self, path: str, diagnostics: Diagnostics) -> AnyNode | None:
        """Return the tree of a YAML file; what is wrong with it is told each one who asks."""
        file = self._file(path)
        diagnostics.add_all(file.diagnostics)
        return file.node

    def mentions(self, path: str, word: str) -> bool:
        """Tell whether a word stands in a file, be it no YAML."""
        return word in (self._file(path).text or "")

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
        diagnostics.add_all(problems)
        return found if isinstance(found, struct) else None

    def digest(self) -> str:
        """Return `sha256-` and the hex SHA-256 of all that has been read.

        Over the files in the order of their paths go path and content, each as UTF-8 behind its
        length in bytes (decimal) and a colon. The content of YAML is that of
        `orun.sources.content`, so that neither its layout counts nor the order of its keys. Nor
        does the place of the source, or a file that no composition of the source refers to.
        """
        total = sha256()
        for path, file in sorted(self._files.items()):
            for part in (path, file.text if file.node is None else content(file.node)):
                if part is not None:
                    data = part.encode(errors="surrogateescape")
                    total.update(b"%d:%s" % (len(data), data))
        return f"sha256-{total.hexdigest()}"

    def _file(self, path: str) -> _File:
        file = self._files.get(path)
        if file is None:
            problems = Diagnostics()
            source = self._at_hand.read(path, self.name(path), problems)
            node = None if source is None else self._trees.read(source, problems)
            file = _File(None if source is None else source.text, node, problems)
            self._files[path] = file
        return file
