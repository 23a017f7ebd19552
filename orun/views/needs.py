"""Which component waits for which, over all environments, as a tree in which each stands once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from orun.views.graph import Edge, Graph

DEEPEST = 10
"""Levels below which a component is shown at the left again, so that no line grows without end."""

_MOST_REPEATED = 8
"""Components drawn out before that are named once more below another; more are counted."""

Needs = Mapping[str, Mapping[str, Sequence[Edge]]]
"""component -> component it waits for -> the edges between their jobs."""


class Need(NamedTuple):
    """A line of the tree: a component, drawn after `branch`, and why it stands below another.

    `seen` says where what it waits for is shown if not here: `above`, `below`, or nothing.
    """

    component: str
    branch: str
    trunk: str
    edges: Sequence[Edge]
    seen: str


def needs(graph: Graph) -> Needs:
    """Return the component dependencies of a plan; promotions and a component's own order aside."""
    found: dict[str, dict[str, list[Edge]]] = {}
    for edge in graph.all_edges():
        if edge.via == "dependency":
            targets = found.setdefault(edge.job.component, {})
            targets.setdefault(edge.on.component, []).append(edge)
    return found


def need_tree(found: Needs) -> Iterator[list[Need]]:
    """Yield one tree after another, from the components that nobody waits for downwards.

    Components that wait for each other in a circle over environments begin at the first by name.
    """
    walk = _Walk(found)
    wanted = {target for targets in found.values() for target in targets}
    for component in [*sorted(found.keys() - wanted), *sorted(found)]:
        walk.waiting.append(component)
        while walk.waiting:
            root = walk.waiting.pop(0)
            if root not in walk.shown:
                yield list(walk.tree(root))


class _Walk(Struct):
    """What was shown already, and what was put off because it stood too deep."""

    found: Needs
    shown: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)

    def tree(self, root: str) -> Iterator[Need]:
        self.shown.add(root)
        yield Need(root, "", "│  ", (), "")
        yield from self._below(root, "", 1)

    def _below(self, component: str, trunk: str, depth: int) -> Iterator[Need]:
        targets = self._folded(self.found.get(component, {}))
        for target, edges in targets:
            fork, stem = ("└─ ", "   ") if target == targets[-1][0] else ("├─ ", "│  ")
            seen = self._seen(target, depth)
            leaf = seen or target not in self.found
            yield Need(target, trunk + fork, trunk + stem + ("   " if leaf else "│  "), edges, seen)
            if not leaf:
                self.shown.add(target)
                yield from self._below(target, trunk + stem, depth + 1)

    def _folded(self, targets: Mapping[str, Sequence[Edge]]) -> list[tuple[str, Sequence[Edge]]]:
        """Return what a component waits for; many that were drawn out before become one line."""
        old = [name for name in sorted(targets) if name in self.shown]
        if len(old) <= _MOST_REPEATED:
            return sorted(targets.items())
        new = [(name, edges) for name, edges in sorted(targets.items()) if name not in self.shown]
        edges = [edge for name in old for edge in targets[name]]
        return [*new, (f"{len(old)} components drawn above", edges)]

    def _seen(self, target: str, depth: int) -> str:
        if target not in self.found:
            return ""
        if target in self.shown:
            return "above"
        if depth < DEEPEST:
            return ""
        self.waiting.append(target)
        return "below"
