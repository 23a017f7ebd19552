"""Opening composition sources that lie on the disk: directories and archives."""

import os
from hashlib import sha256
from pathlib import Path
from posixpath import basename, dirname, join
from typing import NamedTuple

from orun.archives import MAX_PACKED, Archive, read_archive, read_bytes
from orun.diagnostics import Diagnostics, Span
from orun.documents.files import ArchiveFiles, DirectoryFiles, is_directory
from orun.documents.intent import CompositionSource
from orun.documents.library import Library
from orun.documents.stack import PACKAGE, STACK
from orun.sources import Trees, similar_beside

_PACKED = "it is a file: a packed stack is of kind `archive`"
_UNPACKED = "a stack that is not packed is of kind `dir`"


class OpenedSource(NamedTuple):
    """A source and its documents; `digest` is None where it is that of what is read of them."""

    source: CompositionSource
    library: Library
    digest: str | None = None


def open_directory(
    source: CompositionSource, path: str, root: Path, trees: Trees, diagnostics: Diagnostics
) -> OpenedSource | None:
    """Open a source of kind `dir`; paths are relative to `root`, the directory of the intent."""
    directory = Path(os.path.normpath(root / path))
    if not is_directory(directory):
        _report_missing(source, directory, "directory", diagnostics)
        return None
    shown = _shown(directory, root)
    title = basename(shown) if shown != "." and basename(shown) != ".." else None
    library = Library(DirectoryFiles(directory), trees, "" if shown == "." else shown, title)
    return OpenedSource(source, library)


def open_archive(
    source: CompositionSource, path: str, root: Path, trees: Trees, diagnostics: Diagnostics
) -> OpenedSource | None:
    """Open a source of kind `archive`; its digest is that of its bytes."""
    file, place = Path(os.path.normpath(root / path)), source.node.entries["path"].span
    shown = _shown(file, root)
    try:
        content = read_bytes(file, MAX_PACKED)
    except FileNotFoundError:
        _report_missing(source, file, "archive", diagnostics)
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it has no possible name"
        message = f"the archive {shown} cannot be read: {reason.lower()}"
        advice = _UNPACKED if isinstance(error, IsADirectoryError) else None
        diagnostics.error("unreadable-file", message, place, help=advice)
        return None
    if content is None:
        message = f"the archive {shown} is no file, or larger than {MAX_PACKED // 2**20} MiB"
        diagnostics.error("unreadable-file", message, place)
        return None
    digest = f"sha256-{sha256(content).hexdigest()}"
    return unpack(source, content, shown, place, digest, trees, diagnostics)


def unpack(
    source: CompositionSource,
    content: bytes,
    shown: str,
    place: Span,
    digest: str,
    trees: Trees,
    diagnostics: Diagnostics,
) -> OpenedSource | None:
    """Read an archive, and go into its one directory if the stack lies in there."""
    archive = read_archive(content, shown, place, diagnostics)
    if archive is None:
        return None
    top = _only_directory(archive)
    if top is None:
        return OpenedSource(
            source, Library(ArchiveFiles(archive), trees, shown, None, shown), digest
        )
    files = ArchiveFiles(archive.below(top))
    return OpenedSource(source, Library(files, trees, f"{shown}/{top}", top, shown), digest)


def _only_directory(archive: Archive) -> str | None:
    """Return the directory that is all of an archive, as `tar czf stack.tgz stack` makes it."""
    names = archive.names(".")
    if archive.is_file(STACK) or archive.is_file(PACKAGE) or len(names) != 1:
        return None
    return names[0] if archive.is_directory(names[0]) else None


def _shown(path: Path, root: Path) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")


def _report_missing(
    source: CompositionSource, path: Path, wanted: str, diagnostics: Diagnostics
) -> None:
    """Report a source that is not there, and what might have been meant."""
    close = similar_beside(path, directory=wanted == "directory")
    advice = "paths are relative to that of the intent"
    if os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        advice = _PACKED
    elif close:
        advice = f"did you mean `{join(dirname(source.path or ''), close)}`?"
    diagnostics.error(
        "missing-source",
        f"there is no {wanted} `{source.path}`",
        source.node.entries["path"].span,
        help=advice,
    )
