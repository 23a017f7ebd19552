"""Text in, diagnostics as text out: what the tests of the file formats have in common."""

from pathlib import Path
from textwrap import dedent
from typing import TypeVar

from orun.diagnostics import Diagnostics, Source
from orun.documents.compositions import LoadedSource, LoadedSources, load_sources
from orun.documents.decode import decode
from orun.documents.header import decode_document
from orun.documents.intent import Intent
from orun.documents.layout import Cache
from orun.documents.load import read_intent
from orun.documents.located import Located
from orun.documents.opening import open_sources
from orun.documents.registry import Surroundings
from orun.sources import AnyNode, Trees, read_yaml

T = TypeVar("T", bound=Located)


def said(diagnostics: Diagnostics) -> list[str]:
    """Return each diagnostic as `severity code file:line:col message [help]`, notes after it."""
    lines = []
    for each in diagnostics:
        help_ = f" [{each.help}]" if each.help else ""
        place = f" {each.span}" if each.span else ""
        lines.append(f"{each.severity} {each.code}{place} {each.message}{help_}")
        lines += [f"  {note.message} {note.span}" for note in each.notes]
    return lines


def parse(text: str, name: str = "x.yaml") -> AnyNode:
    diagnostics = Diagnostics()
    node = read_yaml(Source(name, dedent(text).lstrip("\n")), diagnostics)
    assert node is not None, said(diagnostics)
    return node


def check(struct: type[T], text: str, *expected: str) -> T | None:
    """Decode a text, compare what is said about it, and return the struct."""
    diagnostics = Diagnostics()
    found = decode(struct, parse(text), diagnostics)
    assert said(diagnostics) == list(expected)
    return found


def fine(struct: type[T], text: str) -> T:
    """Decode a text about which there is nothing to say."""
    found = check(struct, text)
    assert found is not None
    return found


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def load_intent(path: Path, diagnostics: Diagnostics) -> Intent | None:
    """Read an intent as it stands, without presets; None if there is none in the file."""
    node = read_intent(path, Trees(), diagnostics)
    return None if node is None else decode_document(Intent, "Intent", node, diagnostics)


def intent_of(root: Path, body: str = "") -> Intent:
    """Write and load an intent with nothing wrong in it; `body` follows its header."""
    header = "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: demo}\n"
    write(root, {"intent.yaml": header + dedent(body).lstrip("\n")})
    diagnostics = Diagnostics()
    intent = load_intent(root / "intent.yaml", diagnostics)
    assert intent is not None
    assert said(diagnostics) == []
    return intent


def sources_of(intent: Intent, root: Path, diagnostics: Diagnostics) -> LoadedSources:
    """Open and load the sources of an intent, with a cache in which nothing is."""
    surroundings = Surroundings(root, Cache(root / "cache", "$CACHE"), Trees())
    return load_sources(open_sources(intent, surroundings, diagnostics), diagnostics)


SOURCE = "compositions: {sources: [{name: core, kind: dir, path: core}]}\n"


def load_core(root: Path, files: dict[str, str]) -> tuple[LoadedSource | None, list[str]]:
    """Load a source `core` of these files; all that is said, that of definitions included."""
    write(root / "core", files)
    diagnostics = Diagnostics()
    sources, complete = sources_of(intent_of(root, SOURCE), root, diagnostics)
    for source in sources:
        assert source.complete == complete
        for definition in source.definitions:
            for each in definition.diagnostics:
                diagnostics.add(each)
    return sources[0] if sources else None, said(diagnostics)
