"""Loading the intent and the components: from files to structs, with every problem reported."""

from pathlib import Path
from posixpath import basename, dirname
from typing import NamedTuple

from msgspec.structs import asdict

from orun.diagnostics import Diagnostics, Note, Source, Span
from orun.documents.component import Component, ComponentManifest, InlineComponent
from orun.documents.header import decode_document
from orun.documents.intent import Intent
from orun.documents.places import list_at, text_items
from orun.sources import Root, Trees, find_files, read_source
from orun.sources.nodes import AnyNode

MANIFESTS = ("component.yaml", "component.yml")
"""The names that a component manifest can have."""


class LoadedComponents(NamedTuple):
    """The components of a workspace, sorted by name.

    `complete` is false if something that may declare components could not be read: a name that
    nothing seems to declare may then be declared there.
    """

    components: list[Component]
    complete: bool


def read_intent(path: Path, trees: Trees, diagnostics: Diagnostics) -> AnyNode | None:
    """Read the tree of the intent at `path`, which may be of anything; None if that cannot be."""
    source = read_source(path, path.name, diagnostics)
    return None if source is None else trees.read(source, diagnostics)


def load_components(
    intent: Intent, root: Path, trees: Trees, diagnostics: Diagnostics
) -> LoadedComponents:
    """Read the manifests below the discovery roots and the inline components of an intent.

    `root` is the directory of the intent, to which all paths and the names of sources relate.
    Of several components with one name the first by file and position is kept.
    """
    components = [_inline(component) for component in intent.components]
    complete = len(components) == len(list_at(intent.node, "components"))
    walk = Diagnostics()
    paths = find_files(root, _roots(intent), MANIFESTS, walk)
    diagnostics.add_all(walk)
    complete = complete and not walk.has_errors
    _report_pairs(paths, diagnostics)
    sources = {path: read_source(root / path, path, diagnostics) for path in paths}
    trees.prepare([source for source in sources.values() if source is not None])
    for path, source in sources.items():
        component = None if source is None else _manifest(source, path, trees, diagnostics)
        if component is None:
            complete = False
        else:
            components.append(component)
    return LoadedComponents(_unique(components, diagnostics), complete)


def _roots(intent: Intent) -> list[Root]:
    if intent.discovery is None or intent.discovery.roots is None:
        return [Root(".")]
    nodes = text_items(intent.discovery.node, "roots")
    return [Root(node.text, node.span) for node in nodes]


def _inline(component: InlineComponent) -> Component:
    return Component(**asdict(component), place=component.node.entries["name"])


def _manifest(
    source: Source, path: str, trees: Trees, diagnostics: Diagnostics
) -> Component | None:
    """Decode one manifest; None if it gives no component, which has been reported."""
    node = trees.read(source, diagnostics)
    if node is None:
        return None
    manifest = decode_document(ComponentManifest, "Component", node, diagnostics)
    if manifest is None or manifest.metadata is None or manifest.spec is None:
        return None
    name = manifest.metadata.name
    if name is None:
        return None
    return Component(
        **asdict(manifest.spec),
        name=name,
        place=manifest.metadata.node.entries["name"],
        directory=dirname(path) or ".",
    )


def _report_pairs(paths: list[str], diagnostics: Diagnostics) -> None:
    """Report directories with a manifest of either name; `paths` are sorted."""
    first: dict[str, str] = {}
    for path in paths:
        other = first.setdefault(dirname(path), path)
        if other == path:
            continue
        diagnostics.error(
            "two-manifests",
            f"one directory has one manifest, and there is {other} beside {path}",
            _top_of(path),
            notes=(Note("the other manifest", _top_of(other)),),
            help="remove one of them, or move one to a directory of its own",
        )


def _top_of(path: str) -> Span:
    """Return a place for what concerns a file as such."""
    return Span(Source(path, ""), 0, 0)


def _unique(components: list[Component], diagnostics: Diagnostics) -> list[Component]:
    """Sort components by name and report names that are declared more than once.

    Two manifests of one directory have been reported, and may be copies.
    """
    kept: dict[str, Component] = {}
    for component in sorted(components, key=_order):
        first = kept.setdefault(component.name, component)
        if first is not component and not _are_pair(first, component):
            diagnostics.error(
                "duplicate-component",
                f"the component `{component.name}` is declared twice",
                component.place.span,
                notes=(Note("it is declared here too", first.place.span),),
            )
    return [kept[name] for name in sorted(kept)]


def _are_pair(one: Component, other: Component) -> bool:
    """Whether two components are of the two manifests that one directory has."""
    directories = {dirname(each.place.source.name) for each in (one, other)}
    names = {basename(each.place.source.name) for each in (one, other)}
    return len(directories) == 1 and names == set(MANIFESTS)


def _order(component: Component) -> tuple[str, int]:
    return component.place.source.name, component.place.start
