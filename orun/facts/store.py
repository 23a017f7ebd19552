"""Facts of files, each with the place it came from.

The origin of a fact is the node of the fact as a whole; or `Parts`, which has a node for each
column; or a `Place` if its columns stand in a map: then a column's place is the entry of that map
that `FIELDS` names for it, by default the one that is called like the column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from orun.sources.nodes import AnyNode, Mapping

if TYPE_CHECKING:
    from collections.abc import Mapping as AnyMapping

    from orun.diagnostics import Span
    from orun.sources.nodes import Node

    Rows = dict[tuple[Any, ...], Any]


class Place(NamedTuple):
    """Where a fact stands (`whole`), and the map that holds its columns."""

    whole: Node
    columns: Mapping


class MapValue(dict[str, Any]):
    """A map of a file as one value of a fact, with the node that it was decoded from.

    Two of them are equal only if they are one, as a map is carried about but never compared.
    """

    __slots__ = ("node",)

    def __init__(self, data: AnyMapping[str, Any], node: AnyNode) -> None:
        super().__init__(data)
        self.node = node

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none, and here identity counts
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def place(self, key: str) -> AnyNode:
        """Return the node of the value at a key, or of the whole map if it is not in there."""
        if isinstance(self.node, Mapping) and key in self.node.entries:
            return self.node.entries[key]
        return self.node

    def key_place(self, key: str) -> Node:
        """Return the node of a key, or of the whole map if it is not in there."""
        if isinstance(self.node, Mapping) and key in self.node.keys:
            return self.node.keys[key]
        return self.node


class Parts(NamedTuple):
    """Where a fact stands (`whole`), and the node of each of its columns."""

    whole: Node
    nodes: dict[str, Node]


FIELDS: dict[str, dict[str, str]] = {
    "promotion_declared": {"on": "environment", "revision": "match.revision"},
    "dependency": {"on": "component"},
    "profile_rule": {"trigger": "when.triggerRef"},
    "dependency_rule": {"trigger": "when.triggerRef"},
    "doubtful_profile": {"spelling": "profile"},
    "trigger": {
        "provider": "on.provider",
        "event": "on.event",
        "scope": "plan.scope",
        "base": "plan.base",
        "head": "plan.head",
    },
}
"""Fields of the format behind columns that are called otherwise, as dotted paths."""


class Facts:
    """Facts by relation, each row with its origin, in the order in which they were added."""

    def __init__(self) -> None:
        self.relations: dict[str, Rows] = {}

    def add(self, relation: str, row: tuple[Any, ...], origin: Any) -> None:
        """Add a fact; one that is there already keeps its first origin."""
        self.relations.setdefault(relation, {}).setdefault(row, origin)


def locate(relation: str, origin: Any, column: str | None) -> Span | None:
    """Return the place of a fact of a file, or of one of its columns."""
    if isinstance(origin, Parts):
        return origin.nodes.get(column or "", origin.whole).span
    if isinstance(origin, Place):
        node: Node = origin.whole
        if column is not None:
            path = FIELDS.get(relation, {}).get(column, column)
            node = _at(origin.columns, path.split(".")) or node
        return node.span
    return origin.span if origin is not None else None


def _at(mapping: Mapping, path: list[str]) -> AnyNode | None:
    node: AnyNode | None = mapping
    for name in path:
        node = node.entries.get(name) if isinstance(node, Mapping) else None
    return node
