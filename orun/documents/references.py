"""Split authoring: finding the document that a composition refers to by kind and name.

A document is found by its `metadata.name`, never by its file name alone. The conventional places
come first, so that as a rule one file is read for each reference.
"""

from collections.abc import Iterator
from itertools import chain
from posixpath import dirname
from typing import TypeVar

from orun.diagnostics import Diagnostics, Note, Span, did_you_mean
from orun.documents.composition import Reference
from orun.documents.header import kind_of, means_kind, name_of
from orun.documents.library import Library
from orun.documents.located import Located
from orun.documents.problems import listed

CONVENTIONAL = {
    "ComponentSchema": ("schema.yaml", "{name}.yaml"),
    "JobTemplate": ("jobs/{name}.yaml", "{name}.yaml"),
    "ExecutionProfile": ("profiles/{name}.yaml", "{name}.yaml"),
}
"""Where a document of each kind usually stands, seen from its composition."""

SIBLINGS = (".", "jobs", "profiles")
"""The directories whose other YAML files are looked through after that."""

T = TypeVar("T", bound=Located)


def follow(
    reference: Reference,
    struct: type[T],
    kind: str,
    library: Library,
    composition: str,
    diagnostics: Diagnostics,
) -> tuple[str, T | None] | None:
    """Return path and content of the document that a reference means; None if there is none.

    `composition` is the path of the document that refers.
    """
    directory = dirname(composition) or "."
    conventional = _conventional(library, directory, kind, reference.name)
    for path in chain(conventional, _siblings(library, directory)):
        node = library.node(path, Diagnostics()) if library.is_file(path) else None
        if node is not None and name_of(node) == reference.name and means_kind(node, kind):
            return path, library.document(path, struct, kind, diagnostics)
    _report(reference, kind, library, directory, conventional, diagnostics)
    return None


def _conventional(library: Library, directory: str, kind: str, name: str) -> list[str]:
    stated = [place.format(name=name) for place in CONVENTIONAL[kind]]
    paths = [library.within(directory, place) for place in stated]
    return [path for path in paths if path is not None]


def _siblings(library: Library, directory: str) -> Iterator[str]:
    for sibling in SIBLINGS:
        found = library.within(directory, sibling)
        paths = () if found is None else library.paths(found)
        yield from (path for path in paths if path.endswith((".yaml", ".yml")))


def _report(
    reference: Reference,
    kind: str,
    library: Library,
    directory: str,
    conventional: list[str],
    diagnostics: Diagnostics,
) -> None:
    """Report a reference to nothing; files that could not be read may be what it means."""
    notes = []
    names = set()
    for path in dict.fromkeys([*conventional, *_siblings(library, directory)]):
        if not library.is_file(path):
            continue
        node = library.node(path, diagnostics)
        if node is None:
            if library.mentions(path, reference.name):
                return  # What keeps the file from being read has been reported.
            continue
        name, stated = name_of(node), kind_of(node)
        if stated == kind and name is not None:
            names.add(name)
        if path in conventional or name == reference.name:
            what = f"this is a document of kind `{stated}`" if stated else "this has no kind"
            named = f"named `{name}`" if name else "without a name"
            notes.append(Note(f"{what}, {named}", Span(node.source, node.start, node.start)))
    places = listed(library.name(path) for path in conventional)
    hint = did_you_mean(reference.name, names)
    others = f"looked in {places} and the other YAML files of `{library.name(directory)}`"
    diagnostics.error(
        "unknown-document",
        f"there is no document of kind `{kind}` named `{reference.name}`",
        reference.node.entries["name"].span,
        notes=tuple(notes),
        help=f"{hint} ({others})" if hint else others,
    )
