"""Opening composition sources: whatever their kind, their documents are at hand afterwards."""

from typing import NamedTuple

from orun.diagnostics import Diagnostics, Note
from orun.documents.intent import CompositionSource, Intent
from orun.documents.on_disk import OpenedSource, open_archive, open_directory
from orun.documents.registry import Surroundings, open_artifact


class OpenedSources(NamedTuple):
    """The sources that could be opened, by name, and whether these are all."""

    sources: dict[str, OpenedSource]
    complete: bool


def open_sources(
    intent: Intent, surroundings: Surroundings, diagnostics: Diagnostics
) -> OpenedSources:
    """Open all sources of an intent, sorted by name; of several with one name the first."""
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
    opened = [open_source(sources[name], surroundings, diagnostics) for name in sorted(sources)]
    found = {each.source.name: each for each in opened if each is not None}
    return OpenedSources(found, len(found) == len(opened))


def open_source(
    source: CompositionSource, surroundings: Surroundings, diagnostics: Diagnostics
) -> OpenedSource | None:
    """Open one source; None if that cannot be done, which has been reported."""
    if source.kind == "dir" and source.path is not None:
        return open_directory(
            source, source.path, surroundings.root, surroundings.trees, diagnostics
        )
    if source.kind == "archive" and source.path is not None:
        return open_archive(source, source.path, surroundings.root, surroundings.trees, diagnostics)
    if source.kind == "oci" and source.ref is not None:
        return open_artifact(source, source.ref, surroundings, diagnostics)
    return None  # What it lacks has been reported when it was decoded.
