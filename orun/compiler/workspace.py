"""Everything that the files of a workspace say, loaded and decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orun.documents.compositions import LoadedSource, load_sources
from orun.documents.load import load_components, load_intent
from orun.facts.components import add_components
from orun.facts.compositions import add_compositions, definition_name
from orun.facts.intent import add_intent
from orun.facts.store import Facts

if TYPE_CHECKING:
    from pathlib import Path

    from orun.diagnostics import Diagnostics
    from orun.documents.component import Component
    from orun.documents.intent import Intent
    from orun.documents.resolved import Definition


@dataclass(frozen=True, slots=True)
class Workspace:
    """The documents of an intent.

    `root` is the directory of the intent. `components` go by name, `definitions` by the name that
    facts use. `complete` is false if something that may declare names could not be read.
    """

    path: Path
    root: Path
    intent: Intent
    components: dict[str, Component]
    sources: list[LoadedSource]
    definitions: dict[str, Definition]
    complete: bool


def load_workspace(path: Path, diagnostics: Diagnostics) -> Workspace | None:
    """Load the intent at `path` and all it refers to; None if the intent itself cannot be read."""
    intent = load_intent(path, diagnostics)
    if intent is None:
        return None
    root = path.parent
    loaded = load_components(intent, root, diagnostics)
    sources, whole = load_sources(intent, root, diagnostics)
    definitions = {
        definition_name(definition): definition
        for source in sources
        for definition in source.definitions
    }
    return Workspace(
        path=path,
        root=root,
        intent=intent,
        components={component.name: component for component in loaded.components},
        sources=sources,
        definitions=definitions,
        complete=loaded.complete and whole,
    )


def facts_of(workspace: Workspace) -> Facts:
    """Return what the documents of a workspace say as facts."""
    facts = Facts()
    add_intent(facts, workspace.intent)
    add_components(facts, workspace.components.values())
    add_compositions(facts, workspace.definitions.values())
    return facts
