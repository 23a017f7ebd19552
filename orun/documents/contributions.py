"""Who contributed what to an effective intent: each value, where it stands, what it overrides."""

from collections.abc import Iterator
from collections.abc import Sequence as AnySequence
from typing import NamedTuple, TypeGuard

from orun.diagnostics.secrets import shown_key
from orun.documents.intent import Intent
from orun.documents.located import Located
from orun.documents.plain import plain_value
from orun.documents.problems import is_null
from orun.documents.shapes import Shape, shapes
from orun.sources.nodes import AnyNode, Mapping, Sequence


class Statement(NamedTuple):
    """A value as one document states it, in plain data, and its node."""

    value: object
    node: AnyNode


class Contribution(NamedTuple):
    """A value of the effective intent: its path, who states it, and what else is stated.

    The path is that of keys, with `[N]` for the place in a list that several documents share.
    `overridden` is what weaker documents say, the strongest of them first.
    """

    path: tuple[str, ...]
    effective: Statement
    overridden: tuple[Statement, ...] = ()

    @property
    def name(self) -> str:
        """The path as people write it."""
        return ".".join(self.path).replace(".[", "[")


def contributions(merged: Mapping, layers: AnySequence[Mapping]) -> Iterator[Contribution]:
    """Yield every value of an effective intent, in the order of the format and sorted by key.

    `layers` are the documents that it was merged from, the strongest first.
    """
    return _fields(Intent, (), merged, layers)


def _fields(
    struct: type[Located], path: tuple[str, ...], merged: Mapping, layers: AnySequence[Mapping]
) -> Iterator[Contribution]:
    for name, shape in shapes(struct).items():
        node = merged.entries.get(name)
        if node is None or is_null(node) or (not path and name == "extends"):
            continue
        stated = [each for each in _at(layers, name) if not is_null(each)]
        yield from _field(shape, (*path, name), node, stated)


def _field(
    shape: Shape, path: tuple[str, ...], node: AnyNode, stated: list[AnyNode]
) -> Iterator[Contribution]:
    below = [each for each in stated if isinstance(each, Mapping)]
    if shape.struct is not None and shape.form == "struct" and _has_entries(node):
        yield from _fields(shape.struct, path, node, below)
    elif shape.is_map and _has_entries(node):
        for key in sorted(node.entries):
            shown = shown_key(key) if shape.form == "secrets" else key
            yield from _field(shape.entry, (*path, shown), node.entries[key], _at(below, key))
    elif shape.form == "united" and isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield Contribution((*path, f"[{number}]"), _statement(shape.entry, item))
    else:
        others = [each for each in stated if each.source is not node.source]
        weaker = [each for each in others if not (shape.nests and is_null(each))]
        overridden = tuple(_statement(shape, each) for each in weaker)
        yield Contribution(path, _statement(shape, node), overridden)


def _has_entries(node: AnyNode) -> TypeGuard[Mapping]:
    return isinstance(node, Mapping) and bool(node.entries)


def _statement(shape: Shape, node: AnyNode) -> Statement:
    return Statement(plain_value(shape, node), node)


def _at(layers: AnySequence[Mapping], key: str) -> list[AnyNode]:
    """Return what the layers state at a key, in their order."""
    return [each.entries[key] for each in layers if key in each.entries]
