"""Finding files: manifests below the discovery roots, and the intent above a directory.

A directory is walked under its real path and once, whichever roots and links lead to it; so roots
may overlap, links may form cycles, and the answer depends on neither.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from orun.diagnostics import Diagnostics, Span, nearest

SKIPPED = frozenset({".git", ".orun", "node_modules"})
"""Directories that are never looked into."""


class Root(NamedTuple):
    """A directory to search, relative to the top of the tree, and where that is demanded."""

    path: str
    span: Span | None = None


def find_files(
    top: Path, roots: Iterable[Root], names: tuple[str, ...], diagnostics: Diagnostics
) -> list[str]:
    """Return the files called one of `names` below the roots, sorted, relative to `top`.

    Paths have `/` and begin with `../` only below a root that does. A link is followed if it
    stays below `top` or one of the roots, and what it leads to has its real path. Reported are
    roots that are missing or are links that leave the tree and paths that are not UTF-8 (errors),
    files that are such links, directories that are and hold a file of that name, and directories
    that cannot be read (warnings).
    """
    walk = _Walk(os.path.realpath(top), frozenset(names), diagnostics)
    for root in roots:
        walk.add_root(root)
    walk.run()
    found = {walk.relative(path) for path in walk.found}
    return sorted(path for path in found if _is_text(path, diagnostics))


def find_intent(start: Path) -> Path | None:
    """Return the nearest `intent.yaml`, or in the same directory `intent.yml`, at or above `start`.

    The search ends at the top of a git work tree, or else at the root of the file system.
    """
    start = start.absolute()
    for directory in (start, *start.parents):
        for name in ("intent.yaml", "intent.yml"):
            candidate = directory / name
            if os.path.isfile(candidate):  # noqa: PTH113 - Path.is_file raises on no permission
                return candidate
        if os.path.exists(directory / ".git"):  # noqa: PTH110 - the same
            return None
    return None


def similar_beside(path: Path, *, directory: bool = False) -> str | None:
    """Return what beside `path`, which is missing, is called much like it: a file or a directory.

    None if nothing is, or if its directory cannot be read.
    """
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - makes no paths
    except (OSError, ValueError):
        return None
    kind = os.path.isdir if directory else os.path.isfile
    return nearest(path.name, (name for name in names if kind(path.parent / name)))


class _Walk:
    """A search in progress; all paths in it are real and absolute."""

    def __init__(self, top: str, names: frozenset[str], diagnostics: Diagnostics) -> None:
        self.top = top
        self.names = names
        self.diagnostics = diagnostics
        self.trees = [top]
        self.pending: list[str] = []
        self.seen: set[str] = set()
        self.found: list[str] = []

    def add_root(self, root: Root) -> None:
        """Search below a root too, or say why not."""
        stated = os.path.normpath(os.path.join(self.top, root.path))  # noqa: PTH118 - see above
        real = os.path.realpath(stated) if "\0" not in stated else stated
        if "\0" in stated or not os.path.isdir(real):  # noqa: PTH112 - Path.is_dir can raise
            self.missing(root, stated)
            return
        if _is_below(stated, self.top) and not _is_below(real, self.top):
            message = f'the discovery root "{root.path}" is a link that leaves the tree'
            self.diagnostics.error("root-outside", message, root.span)
            return
        self.trees.append(real)
        self.pending.append(real)

    def missing(self, root: Root, stated: str) -> None:
        if os.path.exists(stated) if "\0" not in stated else False:  # noqa: PTH110 - as above
            message = f'the discovery root "{root.path}" is not a directory'
            self.diagnostics.error("missing-root", message, root.span)
            return
        parent, name = os.path.split(stated)
        close = nearest(name, _directories(parent)) if "\0" not in stated else None
        self.diagnostics.error(
            "missing-root",
            f'the discovery root "{root.path}" does not exist',
            root.span,
            help=f'did you mean "{self.relative(os.path.join(parent, close))}"?'  # noqa: PTH118
            if close
            else "discovery roots are relative to the directory of the intent",
        )

    def run(self) -> None:
        while self.pending:
            directory = self.pending.pop()
            if directory not in self.seen:
                self.seen.add(directory)
                self.scan(directory)

    def scan(self, directory: str) -> None:
        try:
            with os.scandir(directory) as entries:
                for entry in entries:
                    self.visit(entry)
        except OSError as error:
            reason = (error.strerror or "it cannot be opened").lower()
            shown = self.relative(directory)
            message = f'the directory "{shown}" cannot be read ({reason}), so nothing in it is seen'
            self.diagnostics.warning("unreadable-directory", message)

    def visit(self, entry: os.DirEntry[str]) -> None:
        name = entry.name
        if entry.is_symlink():
            self.visit_link(entry)
        elif entry.is_dir(follow_symlinks=False):
            if name not in SKIPPED:
                self.pending.append(entry.path)
        elif name in self.names:
            self.found.append(entry.path)

    def visit_link(self, entry: os.DirEntry[str]) -> None:
        is_wanted = entry.name in self.names
        if not is_wanted and not _leads_to_directory(entry):
            return
        real = os.path.realpath(entry.path)
        within = next((tree for tree in self.trees if _is_below(real, tree)), None)
        if _leads_to_directory(entry):
            if within is None:
                self.visit_outside(entry, real)
            elif SKIPPED.isdisjoint(Path(real[len(within) :]).parts):
                self.pending.append(real)
        elif within is None:
            self.leaves(entry, "it is not read")
        else:
            self.found.append(entry.path)

    def visit_outside(self, entry: os.DirEntry[str], real: str) -> None:
        """Tell of a directory out of the tree if there is a file in it that somebody may miss.

        Others, such as the outputs of a build, are nobody's loss, and to look further is to walk
        out of the tree.
        """
        for name in sorted(self.names):
            if os.path.isfile(os.path.join(real, name)):  # noqa: PTH113, PTH118 - as above
                self.leaves(entry, f"{name} in it is not read")
                return

    def leaves(self, entry: os.DirEntry[str], outcome: str) -> None:
        message = f'"{self.relative(entry.path)}" is a link that leaves the tree; {outcome}'
        self.diagnostics.warning("link-outside", message)

    def relative(self, path: str) -> str:
        if path.startswith(self.top + os.sep):
            path = path[len(self.top) + 1 :]
        else:
            path = os.path.relpath(path, self.top)
        return path.replace(os.sep, "/")


def _is_text(path: str, diagnostics: Diagnostics) -> bool:
    """Tell whether a path can be written down; Python reads bytes of others as surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        message = f'the path "{path}" is not UTF-8'
        diagnostics.error("invalid-encoding", message, help="rename the file or its directory")
        return False
    return True


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _leads_to_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # A cycle of links leads nowhere.
        return False


def _directories(parent: str) -> list[str]:
    try:
        with os.scandir(parent) as entries:
            return [entry.name for entry in entries if entry.is_dir() and entry.name not in SKIPPED]
    except OSError:  # There is nothing to suggest then.
        return []
