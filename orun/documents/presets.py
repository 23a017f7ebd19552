"""The presets that a source publishes, and those that an intent extends."""

from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

from msgspec.structs import replace

from orun.diagnostics import Diagnostic, Diagnostics, Note, Severity, did_you_mean
from orun.documents.intent import Extension, Intent
from orun.documents.library import Library
from orun.documents.places import list_at
from orun.documents.preset import IntentPreset, PresetSpec
from orun.documents.problems import listed
from orun.documents.shapes import shapes
from orun.documents.stack import STACK, PresetEntry, Stack
from orun.sources.nodes import Mapping


class PublishedPreset(NamedTuple):
    """A preset as a stack publishes it.

    `path` is that of its document, relative to the intent, and `file` that of the file on the
    disk, which is another one if the document lies in an archive. `sections` is what it adds to an
    intent; None if it cannot be used. `problems` is what is wrong with it: how bad that is depends
    on whether the intent extends it.
    """

    name: str
    path: str
    file: str
    sections: Mapping | None
    problems: tuple[Diagnostic, ...]


class ExtendedPresets(NamedTuple):
    """The presets that an intent extends, in its order, and whether these are all."""

    presets: list[PublishedPreset]
    complete: bool


def read_presets(library: Library, diagnostics: Diagnostics) -> dict[str, PublishedPreset]:
    """Return the presets that the stack of a source publishes, by name."""
    if not library.is_file(STACK):
        return {}
    stack = library.document(STACK, Stack, "Stack", diagnostics)
    entries = stack.spec.intent_presets if stack is not None and stack.spec is not None else []
    first: dict[str, PresetEntry] = {}
    for entry in entries:
        if first.setdefault(entry.name, entry) is not entry:
            diagnostics.error(
                "duplicate-preset",
                f"there are two presets named `{entry.name}`",
                entry.node.entries["name"].span,
                notes=(Note("the other one", first[entry.name].node.entries["name"].span),),
            )
    return {name: _read(library, entry) for name, entry in first.items()}


def _read(library: Library, entry: PresetEntry) -> PublishedPreset:
    problems, place = Diagnostics(), entry.node.entries["path"].span
    path = library.within(".", entry.path)
    sections = None
    if path is None:
        message = f"the path `{entry.path}` leads out of the source"
        problems.error("path-outside-source", message, place)
    elif not library.is_file(path):
        message = f"there is no file `{library.name(path)}`"
        help_ = did_you_mean(path, library.paths(path.rpartition("/")[0] or "."))
        help_ = help_ or "paths are relative to the source"
        problems.error("missing-preset", message, place, help=help_)
    else:
        document = library.document(path, IntentPreset, "IntentPreset", problems)
        if document is not None and document.spec is not None:
            sections = _sections(document.spec)
            problems = _without_missing(problems)
    name = library.name(path or ".")
    return PublishedPreset(entry.name, name, library.archive or name, sections, tuple(problems))


def _sections(spec: PresetSpec) -> Mapping:
    """Return the fields of a preset that an intent has too."""
    node, known = spec.node, shapes(PresetSpec)
    return Mapping(
        node.source,
        node.start,
        node.end,
        {name: each for name, each in node.entries.items() if name in known},
        {name: each for name, each in node.keys.items() if name in known},
    )


def _without_missing(problems: Diagnostics) -> Diagnostics:
    """Leave out what a preset may leave out, as the intent that extends it has to be complete."""
    kept = Diagnostics()
    for each in problems.found:
        if each.code != "missing-field":
            kept.add(each)
    return kept


def extended_presets(
    intent: Intent,
    published: AnyMapping[str, AnyMapping[str, PublishedPreset]],
    diagnostics: Diagnostics,
) -> ExtendedPresets:
    """Find the presets that an intent extends among those published, by source and name.

    What is wrong with these is told as it is, what is wrong with others as warnings.
    """
    complete = len(intent.extends) == len(list_at(intent.node, "extends"))
    found: dict[tuple[str, str], PublishedPreset] = {}
    for extension in intent.extends:
        key = extension.source, extension.preset
        preset = _find(extension, intent, published, diagnostics)
        if key in found:
            message = f"the preset `{extension.preset}` is extended twice; the last time counts"
            place = extension.node.entries["preset"].span
            diagnostics.warning("duplicate-extension", message, place)
            del found[key]
        if preset is None or preset.sections is None:
            complete = False
        if preset is not None:
            found[key] = preset
    _report_problems(found, published, diagnostics)
    usable = [preset for preset in found.values() if preset.sections is not None]
    return ExtendedPresets(usable, complete)


def _find(
    extension: Extension,
    intent: Intent,
    published: AnyMapping[str, AnyMapping[str, PublishedPreset]],
    diagnostics: Diagnostics,
) -> PublishedPreset | None:
    """Return the preset that an entry of `extends` means; None if there is none, as reported."""
    source, name = extension.source, extension.preset
    if source in published:
        preset = published[source].get(name)
        if preset is None:
            _report_unknown(extension, published[source], diagnostics)
        return preset
    declared = intent.compositions.sources if intent.compositions is not None else []
    names = sorted({each.name for each in declared})
    if source not in names:  # One that is declared could not be opened, which has been reported.
        message = f"there is no composition source named `{source}`"
        help_ = did_you_mean(source, names) or "list it under `compositions.sources`"
        place = extension.node.entries["source"].span
        diagnostics.error("unknown-source", message, place, help=help_)
    return None


def _report_unknown(
    extension: Extension, published: AnyMapping[str, PublishedPreset], diagnostics: Diagnostics
) -> None:
    source, name = extension.source, extension.preset
    names = sorted(published)
    help_ = did_you_mean(name, names)
    if help_ is None:
        help_ = f"it has {listed(names)}" if names else "it publishes none"
    message = f"the source `{source}` publishes no preset named `{name}`"
    diagnostics.error("unknown-preset", message, extension.node.entries["preset"].span, help=help_)


def _report_problems(
    extended: AnyMapping[tuple[str, str], PublishedPreset],
    published: AnyMapping[str, AnyMapping[str, PublishedPreset]],
    diagnostics: Diagnostics,
) -> None:
    for source in sorted(published):
        for name, preset in published[source].items():
            for each in preset.problems:
                used = (source, name) in extended
                diagnostics.add(each if used else replace(each, severity=_mild(each.severity)))


def _mild(severity: Severity) -> Severity:
    return Severity.WARNING if severity is Severity.ERROR else severity
