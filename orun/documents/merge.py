"""Merging what several documents say about one intent: nodes into nodes, so that places stay.

The stronger document wins, field by field and in maps key by key. What is a value for the format
is taken whole: a list, or a map below a parameter, even if both have one. Null states nothing,
except as a value in a map of values. Two kinds of fields are their own: lists that are united, and
policies, which add up like other maps but are told where they differ.
"""

import json

from orun.diagnostics import Diagnostics, Note
from orun.documents.located import Located, states
from orun.documents.problems import is_null
from orun.documents.shapes import Shape, shapes
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence, to_data


def merge(
    struct: type[Located], weaker: Mapping, stronger: Mapping, diagnostics: Diagnostics
) -> Mapping:
    """Return a map with all that two maps say, as `struct` is merged; neither is changed.

    It stands where the stronger one does, and so does every part of it that both have.
    """
    known = shapes(struct)
    merged = _Merged(stronger)
    for name, node in weaker.entries.items():
        if not states(stronger, name):
            merged.put(weaker, name, node)
        elif name in known and not is_null(node):
            both = _value(known[name], node, stronger.entries[name], diagnostics)
            merged.put(stronger, name, both)
    return merged.node()


def _value(shape: Shape, weaker: AnyNode, stronger: AnyNode, diagnostics: Diagnostics) -> AnyNode:
    """Merge two statements of a value; one of another type than the format's is taken as it is."""
    if shape.nests and is_null(stronger):
        return stronger if is_null(weaker) else weaker
    if shape.form == "united" and isinstance(weaker, Sequence) and isinstance(stronger, Sequence):
        return _union(weaker, stronger)
    if not isinstance(weaker, Mapping) or not isinstance(stronger, Mapping):
        return stronger
    if shape.form == "struct" and shape.struct is not None:
        return merge(shape.struct, weaker, stronger, diagnostics)
    return _map(shape, weaker, stronger, diagnostics) if shape.is_map else stronger


def _map(shape: Shape, weaker: Mapping, stronger: Mapping, diagnostics: Diagnostics) -> Mapping:
    merged = _Merged(stronger)
    for key, below in weaker.entries.items():
        above = stronger.entries.get(key)
        if above is None:
            merged.put(weaker, key, below)
            continue
        merged.put(stronger, key, _value(shape.entry, below, above, diagnostics))
        if shape.policies and _text(below) != _text(above):
            _report_policy(key, weaker, stronger, diagnostics)
    return merged.node()


def _union(weaker: Sequence, stronger: Sequence) -> Sequence:
    """Return the items of both lists, the weaker first, without those that both have."""
    stated = {item.text for item in stronger.items if isinstance(item, Scalar)}
    added = [
        each for each in weaker.items if not isinstance(each, Scalar) or each.text not in stated
    ]
    return Sequence(stronger.source, stronger.start, stronger.end, [*added, *stronger.items])


def _report_policy(key: str, weaker: Mapping, stronger: Mapping, diagnostics: Diagnostics) -> None:
    diagnostics.warning(
        "policy-conflict",
        f"the policy `{key}` is not what a preset says; this value counts",
        stronger.keys[key].span,
        notes=(Note("the preset says otherwise", weaker.keys[key].span),),
        help="remove one of them, or agree on a value; with --strict this is an error",
    )


def _text(node: AnyNode) -> str:
    """Return a text that two nodes share if they stand for the same data of the same types."""
    return json.dumps(to_data(node), sort_keys=True)


class _Merged:
    """A map that begins as the stronger one."""

    def __init__(self, stronger: Mapping) -> None:
        self._stronger = stronger
        self._entries = dict(stronger.entries)
        self._keys = dict(stronger.keys)

    def put(self, owner: Mapping, key: str, node: AnyNode) -> None:
        """Set an entry; `owner` is the map in which its key stands."""
        self._entries[key] = node
        self._keys[key] = owner.keys[key]

    def node(self) -> Mapping:
        """Return the map, in the place of the stronger one."""
        base = self._stronger
        return Mapping(base.source, base.start, base.end, self._entries, self._keys)
