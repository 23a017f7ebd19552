"""The tree of a YAML document in which every key and value knows its place.

Nodes are Structs because a workspace of a thousand components makes about 100,000 of them: one is
made in a third of the time that a class with slots takes. They refer to each other without cycles,
so the garbage collector need not look at them (`gc=False`), and compare by identity. As bytes
(`orun.sources.packed`) they are arrays that begin with a number for their kind.
"""

from __future__ import annotations

from msgspec import Struct

from orun.diagnostics import Source, Span
from orun.sources.scalars import Refused


class Node(Struct, eq=False, gc=False, array_like=True):
    """Something that stands in a source, from character `start` up to `end`."""

    source: Source
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The place of the node."""
        return Span(self.source, self.start, self.end)


class Scalar(Node, eq=False, gc=False, tag=0):
    """A scalar: `text` as written (quotes and escapes undone) and the `value` it stands for.

    `value` follows the YAML 1.2 core schema: str, int, float, bool or None, or Refused for a number
    that no plan can hold: an error where a number is read, and not where its text is. That of a key
    is its text.
    """

    text: str
    value: str | int | float | bool | Refused | None

    @property
    def shown(self) -> str:
        """The text as messages quote it, with a mask for what nobody should read."""
        span = self.span
        return span.shown if span.hidden else self.text


class Sequence(Node, eq=False, gc=False, tag=1):
    """A list of nodes."""

    items: list[AnyNode]


class Mapping(Node, eq=False, gc=False, tag=2):
    """A map: `entries` from key text to value node, `keys` from key text to the key's node."""

    entries: dict[str, AnyNode]
    keys: dict[str, Scalar]


AnyNode = Scalar | Sequence | Mapping


def to_data(node: AnyNode) -> object:
    """Return the plain value of a node: str, int, float, bool, None, list or dict of these.

    A number that no plan can hold is its text.
    """
    if isinstance(node, Scalar):
        return node.text if isinstance(node.value, Refused) else node.value
    if isinstance(node, Sequence):
        return [to_data(item) for item in node.items]
    return {key: to_data(item) for key, item in node.entries.items()}
