"""Loading composition sources: from what an intent lists to the component types it can use."""

from typing import NamedTuple

from msgspec import Struct

from orun.diagnostics import Diagnostics, Note
from orun.documents.directory import Export, read_exports
from orun.documents.intent import CompositionSource
from orun.documents.library import Library
from orun.documents.on_disk import OpenedSource
from orun.documents.opening import OpenedSources
from orun.documents.presets import PublishedPreset, read_presets
from orun.documents.resolve import Resolver
from orun.documents.resolved import Definition


class LoadedSource(Struct, frozen=True):
    """A composition source, the types it exports, sorted by type, and the presets it publishes.

    `directory` is relative to the directory of the intent, and for an archive a path in it.
    `digest` is that of an archive's bytes, or of the manifest of a stack from a registry; that of a
    directory is told by `Library.digest`. If `complete` is false, the source may export types that
    are not known, since something of it could not be read.
    """

    source: CompositionSource
    directory: str
    digest: str
    definitions: list[Definition]
    presets: dict[str, PublishedPreset]
    complete: bool


class LoadedSources(NamedTuple):
    """The sources of an intent that could be found, sorted by name.

    If `complete` is false, there may be types that are not known.
    """

    sources: list[LoadedSource]
    complete: bool


def load_sources(opened: OpenedSources, diagnostics: Diagnostics) -> LoadedSources:
    """Load the compositions of all sources that could be opened.

    What is wrong with a composition stands in `Definition.diagnostics`, the rest in
    `diagnostics`.
    """
    found = [load_source(each, diagnostics) for each in opened.sources.values()]
    return LoadedSources(found, opened.complete and all(each.complete for each in found))


def load_source(opened: OpenedSource, diagnostics: Diagnostics) -> LoadedSource:
    """Load the compositions of a source, whichever kind it is of."""
    source, library = opened.source, opened.library
    place = source.node.entries.get("ref" if source.kind == "oci" else "path", source.node)
    exports = read_exports(library, source.name, place.span, diagnostics)
    presets = read_presets(library, diagnostics)
    definitions: dict[str, Definition] = {}
    for export in exports or []:
        definition = _define(source, library, export)
        first = definitions.setdefault(export.type, definition)
        if first is not definition:
            _report_twins(first, definition)
    return LoadedSource(
        source=source,
        directory=library.name("."),
        digest=opened.digest or library.digest(),
        definitions=[definitions[type_] for type_ in sorted(definitions)],
        presets=presets,
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
    first.diagnostics.add_all(other.diagnostics)
    place = other.place.span if other.place else None
    message = f"the source `{first.source}` exports `{first.type}` twice"
    also = f"also from {first.path}, beside {other.path}"
    notes = (Note(also, first.place.span if first.place else None),)
    first.diagnostics.error("duplicate-export", message, place, notes=notes)
