"""Loading composition sources: from what an intent lists to the component types it can use."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from orun.diagnostics import Diagnostics, Note, nearest
from orun.documents.directory import Export, read_exports
from orun.documents.intent import CompositionSource, Intent
from orun.documents.library import Library, is_directory
from orun.documents.resolve import Resolver
from orun.documents.resolved import Definition


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """A composition source and the types it exports, sorted by type.

    `directory` is relative to the directory of the intent. `digest` depends on nothing but the
    paths below the source and the text of the documents it consists of. If `complete` is false,
    the source may export types that are not known, since something of it could not be read.
    """

    source: CompositionSource
    directory: str
    digest: str
    definitions: list[Definition]
    complete: bool


class LoadedSources(NamedTuple):
    """The sources of an intent that could be found, sorted by name.

    If `complete` is false, there may be types that are not known.
    """

    sources: list[LoadedSource]
    complete: bool


def load_sources(intent: Intent, root: Path, diagnostics: Diagnostics) -> LoadedSources:
    """Load all composition sources of an intent.

    `root` is the directory of the intent. Of several sources with one name the first is taken.
    What is wrong with a composition stands in `Definition.diagnostics`, the rest in
    `diagnostics`.
    """
    listed = intent.compositions.sources if intent.compositions is not None else []
    sources: dict[str, CompositionSource] = {}
    for source in listed:
        first = sources.setdefault(source.name, source)
        if first is not source:
            diagnostics.error(
                "duplicate-source",
                f"there are two composition sources named `{source.name}`",
                source.node.entries["name"].span,
                notes=(Note("the other one", first.node.entries["name"].span),),
            )
    loaded = [load_source(sources[name], root, diagnostics) for name in sorted(sources)]
    found = [each for each in loaded if each is not None]
    complete = len(found) == len(loaded) and all(each.complete for each in found)
    return LoadedSources(found, complete)


def load_source(
    source: CompositionSource, root: Path, diagnostics: Diagnostics
) -> LoadedSource | None:
    """Load one source; None if it cannot be found, which has been reported."""
    loader = LOADERS.get(source.kind) if source.kind is not None else None
    if loader is not None:
        return loader(source, root, diagnostics)
    if source.kind is not None:
        diagnostics.error(
            "unsupported-source-kind",
            f"composition sources of kind `{source.kind}` cannot be read by this version",
            source.node.entries["kind"].span,
            help="unpack it into a directory and use a source of kind `dir`",
        )
    return None


def load_directory(
    source: CompositionSource, root: Path, diagnostics: Diagnostics
) -> LoadedSource | None:
    """Load a source of kind `dir`: a directory, its path relative to that of the intent."""
    if source.path is None:
        return None
    directory = os.path.normpath(root / source.path)
    shown = os.path.relpath(directory, root).replace(os.sep, "/")
    if not is_directory(Path(directory)):
        _report_missing(source, Path(directory), diagnostics)
        return None
    library = Library(Path(directory), "" if shown == "." else shown)
    return load_library(source, library, diagnostics)


LOADERS: dict[str, Callable[[CompositionSource, Path, Diagnostics], LoadedSource | None]] = {
    "dir": load_directory,
}
"""How each kind of source is loaded."""


def load_library(
    source: CompositionSource, library: Library, diagnostics: Diagnostics
) -> LoadedSource:
    """Load the compositions of a source whose files are at hand, whichever kind it is of."""
    place = source.node.entries.get("path", source.node)
    exports = read_exports(library, source.name, place.span, diagnostics)
    definitions: dict[str, Definition] = {}
    for export in exports or []:
        definition = _define(source, library, export)
        first = definitions.setdefault(export.type, definition)
        if first is not definition:
            _report_twins(first, definition)
    return LoadedSource(
        source=source,
        directory=library.name("."),
        digest=library.digest(),
        definitions=[definitions[type_] for type_ in sorted(definitions)],
        complete=exports is not None,
    )


def _define(source: CompositionSource, library: Library, export: Export) -> Definition:
    """Resolve the composition behind an export."""
    composition = None
    files: set[str] = set()
    if export.path is not None:
        resolver = Resolver(library, export.path, export.diagnostics)
        composition = resolver.resolve()
        files = resolver.files
    definition = Definition(
        source=source.name,
        type=export.type,
        path=library.name(export.path or "."),
        files=tuple(sorted(library.name(path) for path in files)),
        place=export.place or (composition.node if composition else None),
        composition=composition,
        diagnostics=export.diagnostics,
    )
    _check_name(definition)
    return definition


def _check_name(definition: Definition) -> None:
    """Warn of an export that is not called like the type of its composition."""
    composition = definition.composition
    if composition is None or composition.type in (None, definition.type):
        return
    definition.diagnostics.warning(
        "export-name",
        f"the composition of type `{composition.type}` is exported as `{definition.type}`",
        composition.node.entries["type"].span,
        help=f"components use it by `type: {definition.type}`",
    )


def _report_twins(first: Definition, other: Definition) -> None:
    """Report two exports of one name, with all that is wrong with the one that is dropped."""
    for each in other.diagnostics:
        first.diagnostics.add(each)
    place = other.place.span if other.place else None
    message = f"the source `{first.source}` exports `{first.type}` twice"
    also = f"also from {first.path}, beside {other.path}"
    notes = (Note(also, first.place.span if first.place else None),)
    first.diagnostics.error("duplicate-export", message, place, notes=notes)


def _report_missing(source: CompositionSource, directory: Path, diagnostics: Diagnostics) -> None:
    """Report a source that is not there, and the directory that it might have been."""
    try:
        beside = [each.name for each in directory.parent.iterdir() if is_directory(each)]
    except (OSError, ValueError):
        beside = []
    close = nearest(directory.name, beside)
    diagnostics.error(
        "missing-source",
        f"there is no directory `{source.path}`",
        source.node.entries["path"].span,
        help=f"did you mean `{close}`?" if close else "paths are relative to that of the intent",
    )
