"""Everything that the files of a workspace say, loaded and decoded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from orun.compiler.cache import cache_directory
from orun.compiler.remembered import remember_trees, remembered_trees
from orun.documents.effective import load_effective_intent
from orun.documents.layout import Cache
from orun.documents.load import load_components
from orun.documents.lock import (
    Digested,
    check_lock,
    is_locked,
    report_leftovers,
    report_missing_lock,
)
from orun.facts.components import add_components
from orun.facts.compositions import add_compositions, definition_name
from orun.facts.intent import add_intent
from orun.facts.store import Facts

if TYPE_CHECKING:
    from orun.diagnostics import Diagnostics
    from orun.documents.component import Component
    from orun.documents.compositions import LoadedSource
    from orun.documents.effective import EffectiveIntent
    from orun.documents.intent import Intent
    from orun.documents.load import LoadedComponents
    from orun.documents.presets import PublishedPreset
    from orun.documents.resolved import Definition
    from orun.sources.nodes import Mapping


class Workspace(Struct, frozen=True):
    """The documents of an intent.

    `root` is the directory of the intent. `intent` is the effective one, with presets merged in;
    `own` is the tree of its file alone, `presets` those it extends, the strongest last.
    `components` go by name, `definitions` by the name that facts use. `unread` says
    of what there may be more than could be read: of `components`, `compositions` or `presets`.
    """

    path: Path
    root: Path
    intent: Intent
    own: Mapping
    presets: list[PublishedPreset]
    components: dict[str, Component]
    sources: list[LoadedSource]
    definitions: dict[str, Definition]
    unread: tuple[str, ...]


def load_workspace(
    path: Path, diagnostics: Diagnostics, *, locked: bool = False
) -> Workspace | None:
    """Load the intent at `path` and all it refers to; None if the intent itself cannot be read.

    With `locked` it is an error, not a warning, if sources differ from the lock file.
    """
    trees = remembered_trees(path)
    effective = load_effective_intent(path, stack_cache(), trees, diagnostics)
    if effective is None:
        return None
    root, intent, sources = path.parent, effective.intent, effective.sources.sources
    loaded = load_components(intent, root, trees, diagnostics)
    remember_trees(path, trees)
    _check_lock(effective, root, diagnostics, locked=locked)
    definitions = {
        definition_name(definition): definition
        for source in sources
        for definition in source.definitions
    }
    return Workspace(
        path=path,
        root=root,
        intent=intent,
        own=effective.own,
        presets=effective.presets,
        components={component.name: component for component in loaded.components},
        sources=sources,
        definitions=definitions,
        unread=_unread(loaded, effective),
    )


def _unread(loaded: LoadedComponents, effective: EffectiveIntent) -> tuple[str, ...]:
    read = {
        "components": loaded.complete,
        "compositions": effective.sources.complete,
        "presets": effective.presets_read,
    }
    return tuple(what for what, whole in read.items() if not whole)


def stack_cache() -> Cache:
    """Return the cache in which stacks from registries lie; see `orun.documents.layout`."""
    stated = Path(os.environ.get("XDG_CACHE_HOME", "")).is_absolute()
    shown = "$XDG_CACHE_HOME/orun" if stated else "$HOME/.cache/orun"
    return Cache(cache_directory(), shown)


def digests(sources: list[LoadedSource]) -> list[Digested]:
    """Return what a lock file notes of sources."""
    return [Digested(each.source, each.digest) for each in sources]


def _check_lock(
    effective: EffectiveIntent, root: Path, diagnostics: Diagnostics, *, locked: bool
) -> None:
    if effective.lock is not None:
        found = digests(effective.sources.sources)
        check_lock(effective.lock, found, diagnostics, locked=locked)
        report_leftovers(effective.lock, effective.intent, diagnostics)
    elif locked and not is_locked(root):
        report_missing_lock(effective.intent, diagnostics)


def facts_of(workspace: Workspace) -> Facts:
    """Return what the documents of a workspace say as facts."""
    facts = Facts()
    add_intent(facts, workspace.intent)
    add_components(facts, workspace.components.values())
    add_compositions(facts, workspace.definitions.values())
    return facts
