"""Facts of what changed, and of where components and compositions live.

Nothing is decided here: which of these directories owns a file, and how far a change reaches, is
the business of `rules/changes.rules`.
"""

from __future__ import annotations

from posixpath import basename, dirname, normpath
from typing import TYPE_CHECKING, NamedTuple

from orun.changes.paths import directories_above, directory_of, folders_of, is_top, normal
from orun.documents.stack import PACKAGE, STACK
from orun.facts.compositions import definition_name
from orun.facts.directories import path_directories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from orun.changes.found import Changes
    from orun.documents.component import Component
    from orun.documents.compositions import LoadedSource
    from orun.documents.intent import Intent
    from orun.facts.store import Facts
    from orun.sources.nodes import Node

THE_WORK_TREE = "the work tree"

CHANGING = (
    "changed_around",
    "changed_field",
    "changed_file",
    "changed_inline",
    "changed_lock",
    "compared_with_nothing",
    "comparison",
    "directory_above",
    "git_ref",
    "unknown_changes",
    "unread_intent",
    "within",
    "workspace_top",
)
"""The relations filled here that depend on more than the files of the workspace."""


class Places(NamedTuple):
    """What files belong to: the parts of a workspace whose directories count.

    The files of the intent, of the presets it extends and of the user's rules are paths relative
    to the directory of the intent. `real` follows the links of such a path: git knows a file by
    the one place where it lies.
    """

    intent: Intent
    intent_file: str
    components: Iterable[Component]
    sources: Iterable[LoadedSource]
    presets: Iterable[str]
    rules_files: Iterable[str]
    real: Callable[[str], str]

    def names(self, path: str) -> Iterable[str]:
        """Return the names under which a file or directory may be said to have changed."""
        return dict.fromkeys((path, self.real(path)))


def add_changes(facts: Facts, changes: Changes, places: Places, asked: Node | None) -> None:
    """Add what changed, and everything that rules need to tell whom it concerns.

    `asked` is the place on the command line where changes were asked for.
    """
    _add_comparison(facts, changes, asked)
    _add_intent(facts, changes, places, asked)
    facts.add("intent_file", (places.intent_file,), None)
    named = _add_single_files(facts, places)
    changed = _add_files(facts, changes)
    homes = _add_components(facts, places)
    for source in places.sources:
        named |= _add_source(facts, source, places)
        _add_lock(facts, changes, source)
    _add_surroundings(facts, changes, named | homes)
    for directory in sorted(changed | homes):
        for folder in folders_of(directory):
            facts.add("within", (directory, folder), None)


def _add_comparison(facts: Facts, changes: Changes, asked: Node | None) -> None:
    if changes.unknown is not None:
        unknown = changes.unknown
        facts.add("unknown_changes", (unknown.why, unknown.revision, unknown.detail), asked)
        for name in unknown.refs:
            facts.add("git_ref", (name,), None)
    elif changes.nothing is not None:
        facts.add("compared_with_nothing", tuple(changes.nothing), asked)
    elif changes.base is None:
        facts.add("comparison", (None, None, None, None), asked)
    else:
        base, head = changes.base, changes.head
        names = (base.name, head.name if head else THE_WORK_TREE)
        row = (*names, base.commit, head.commit if head else None)
        facts.add("comparison", row, asked)


def _add_intent(facts: Facts, changes: Changes, places: Places, asked: Node | None) -> None:
    if changes.unread is not None:
        facts.add("unread_intent", tuple(changes.unread), asked)
    if changes.intent is None:
        return
    keys = places.intent.node.keys
    for name in changes.intent.fields:
        facts.add("changed_field", (name,), keys.get(name))
    inline = {component.name: component.place for component in places.components}
    for name, how in changes.intent.components.items():
        facts.add("changed_inline", (name, how), inline.get(name))


def _add_single_files(facts: Facts, places: Places) -> set[str]:
    """Add the files that matter wherever they are, and return them."""
    named = set()
    for relation, paths in (("rules_file", places.rules_files), ("preset_file", places.presets)):
        for path in paths:
            for name in places.names(normpath(path)):
                facts.add(relation, (name,), None)
                named.add(name)
    return named


def _add_surroundings(facts: Facts, changes: Changes, named: set[str]) -> None:
    """Add for each place that changed, or that something that changed as a whole is around."""
    files = frozenset(changes.files)
    for place in sorted(named):
        for path in directories_above(place):
            if path in files:
                facts.add("changed_around", (path, place), None)


def _add_files(facts: Facts, changes: Changes) -> set[str]:
    """Add the changed files, and return their directories."""
    found = {path: directory_of(path) for path in changes.files}
    for path, directory in found.items():
        facts.add("changed_file", (path, directory), None)
    directories = set(found.values())
    for directory in sorted(directories):
        above = directories_above(directory)
        for depth, each in enumerate(reversed(above)):
            facts.add("directory_above", (directory, each, depth, basename(each)), None)
        if is_top(above[-1]):
            facts.add("workspace_top", (above[-1],), None)
    return directories


def _add_components(facts: Facts, places: Places) -> set[str]:
    """Add where components live, and return these directories."""
    directories = set()
    for component in places.components:
        if component.directory is not None:
            for name in places.names(normal(component.directory)):
                facts.add("manifest_directory", (component.name, name), component.place)
                directories.add(name)
    for each in path_directories(places.intent, places.components):
        for name in places.names(each.directory):
            facts.add("path_directory", each._replace(directory=name), None)
            directories.add(name)
    return directories


def _add_lock(facts: Facts, changes: Changes, source: LoadedSource) -> None:
    """Add that the lock file says something else of a source, or may do so."""
    stated = source.source
    if changes.locked is None or stated.name in changes.locked:
        facts.add("changed_lock", (stated.name, stated.kind), stated.node)


def _add_source(facts: Facts, source: LoadedSource, places: Places) -> set[str]:
    """Add the files of a source, and return them; of an archive there is one, for everything."""
    stated = source.source
    shared: tuple[str, ...] = ()
    if stated.kind == "dir":
        top = normal(source.directory)
        for name in places.names(top):
            facts.add("source_directory", (stated.name, name), stated.node)
        shared = tuple(normpath(f"{top}/{name}") for name in (STACK, PACKAGE))
    elif stated.kind == "archive" and stated.path is not None:
        shared = (normal(stated.path),)
    named = set()
    for definition in source.definitions:
        name = definition_name(definition)
        files = definition.files if stated.kind == "dir" else ()
        for file in dict.fromkeys((*map(normal, files), *shared)):
            for path in places.names(file):
                facts.add("definition_file", (name, path), definition.place)
                named.add(path)
        if stated.kind == "dir":
            for home in places.names(normal(dirname(definition.path))):
                facts.add("definition_directory", (name, home), definition.place)
    return named
