"""What a directory with compositions exports: by its `stack.yaml`, or else by its `orun.yaml`."""

import re
from posixpath import basename, dirname, splitext
from typing import NamedTuple

from orun.diagnostics import Diagnostics, Note, Source, Span, did_you_mean, nearest
from orun.documents.library import Library
from orun.documents.located import NAME_PATTERN
from orun.documents.problems import either, illegal_name
from orun.documents.stack import PACKAGE, STACK, CompositionPackage, Stack, StackEntry
from orun.sources.nodes import AnyNode

COMPOSITIONS = ("composition.yaml", "compositions.yaml")
"""The names of a composition where a stack does not list its compositions."""


class Export(NamedTuple):
    """A type that a source exports, and the path of its document below the source.

    `path` is None if the stated one leads nowhere, of which `diagnostics` tells. `place` is
    where the export is stated; None if the composition was found by walking.
    """

    type: str
    path: str | None
    place: AnyNode | None
    diagnostics: Diagnostics


def read_exports(
    library: Library, name: str, place: Span, diagnostics: Diagnostics
) -> list[Export] | None:
    """Return what a source exports; None if what it exports cannot be told.

    `name` is the name of the source and `place` where its directory is stated.
    """
    if library.is_file(STACK):
        if library.is_file(PACKAGE):
            message = f"{library.name(PACKAGE)} is not read, since there is {STACK} beside it"
            diagnostics.warning("two-manifests", message, _top_of(library, PACKAGE))
        return _exports_of_stack(library, name, diagnostics)
    if library.is_file(PACKAGE):
        return _exports_of_package(library, diagnostics)
    others = [basename(path) for path in library.paths(".")]
    close = nearest(STACK, others) or nearest(PACKAGE, others)
    message = f"the source `{name}` has neither {STACK} nor {PACKAGE}"
    help_ = f"`{library.name('.')}` needs {STACK} of kind `Stack` or {PACKAGE} of kind"
    help_ += " `CompositionPackage`" + (f"; there is `{close}`" if close else "")
    diagnostics.error("no-stack", message, place, help=help_)
    return None


def _exports_of_package(library: Library, diagnostics: Diagnostics) -> list[Export] | None:
    package = library.document(PACKAGE, CompositionPackage, "CompositionPackage", diagnostics)
    if package is None or package.spec is None or package.spec.exports is None:
        return None
    exports = []
    for each in package.spec.exports:
        place, problems = each.node.entries["path"], Diagnostics()
        path = _document_at(library, each.path, place, problems)
        exports.append(Export(each.composition, path, place, problems))
    return exports


def _exports_of_stack(library: Library, name: str, diagnostics: Diagnostics) -> list[Export] | None:
    stack = library.document(STACK, Stack, "Stack", diagnostics)
    if stack is None:
        return None
    if stack.spec is not None and stack.spec.compositions is not None:
        return [_entry(library, name, entry) for entry in stack.spec.compositions]
    exports = _found(library, name, diagnostics)
    if not exports and not (stack.spec and stack.spec.intent_presets):
        message = f"the source `{name}` has no compositions: no {either(COMPOSITIONS)} in it"
        diagnostics.warning("empty-source", message, _top_of(library, STACK))
    return exports


def _entry(library: Library, name: str, entry: StackEntry) -> Export:
    place, problems = entry.node.entries["path"], Diagnostics()
    path = _document_at(library, entry.path, place, problems)
    type_ = entry.name
    if type_ is None:
        type_ = _name_of(library, path or entry.path, name)
        _check_name(type_, place.span, problems)
    return Export(type_, path, place, problems)


def _document_at(
    library: Library, stated: str, place: AnyNode, diagnostics: Diagnostics
) -> str | None:
    """Return the path of the composition that a path means: a file, or the directory of one."""
    path = library.within(".", stated)
    if path is None:
        message = f"the path `{stated}` leads out of the source"
        diagnostics.error("path-outside-source", message, place.span)
        return None
    if library.is_file(path):
        return path
    if not library.is_directory(path):
        message = f"there is no file `{library.name(path)}`"
        help_ = did_you_mean(path, library.paths(dirname(path) or "."))
        help_ = help_ or "paths are relative to the source"
        diagnostics.error("missing-composition", message, place.span, help=help_)
        return None
    found = [each for each in library.paths(path) if basename(each) in COMPOSITIONS]
    if not found:
        message = f"the directory `{library.name(path)}` has no {either(COMPOSITIONS)}"
        diagnostics.error("missing-composition", message, place.span)
        return None
    for other in found[1:]:
        _report_pair(library, found[0], other, diagnostics)
    return found[0]


def _found(library: Library, name: str, diagnostics: Diagnostics) -> list[Export]:
    """Return the compositions below a source, each named like its directory."""
    first: dict[str, Export] = {}
    for path in library.find(COMPOSITIONS, diagnostics):
        directory = dirname(path)
        if directory in first:
            other = first[directory]
            _report_pair(library, other.path or "", path, other.diagnostics)
        else:
            type_, problems = _name_of(library, path, name), Diagnostics()
            _check_name(type_, _top_of(library, path), problems)
            first[directory] = Export(type_, path, None, problems)
    return list(first.values())


def _check_name(type_: str, place: Span, diagnostics: Diagnostics) -> None:
    """Report a name that an export has from its path and that no type can have."""
    if re.fullmatch(NAME_PATTERN, type_) is None:
        illegal_name(diagnostics, "the type after its path,", type_, place)


def _report_pair(library: Library, first: str, other: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "two-compositions",
        f"one directory has one composition, and there is {library.name(other)} too",
        _top_of(library, other),
        notes=(Note("the other one", _top_of(library, first)),),
    )


def _name_of(library: Library, path: str, name: str) -> str:
    """Return the name of an export after its path: its directory, or the file without suffix.

    A composition in the source itself is called like the directory of the source, or if that
    is the intent's own, whose name may differ from clone to clone, like the source.
    """
    if basename(path) in COMPOSITIONS:
        path = dirname(path)
    last = basename(path) if path not in ("", ".") else library.title or name
    return splitext(last)[0] if last.endswith((".yaml", ".yml")) else last


def _top_of(library: Library, path: str) -> Span:
    """Return a place for what concerns a file as such."""
    return Span(Source(library.name(path), ""), 0, 0)
