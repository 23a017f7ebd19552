"""Documents as plain data in a fixed order: what a format understands of them, and nothing else.

Fields come in the order of the format, keys of maps in alphabetical order. A secret that is written
out instead of referred to is masked, also where an anchor has it for an alias.
"""

from orun.diagnostics.secrets import MASK, is_reference, shown_key
from orun.documents.located import DESCRIPTIVE, Located
from orun.documents.problems import is_null
from orun.documents.shapes import Shape, shapes
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence, to_data


def plain(struct: type[Located], node: AnyNode) -> object:
    """Return a node that is decoded as `struct` as plain data; a short form stays short."""
    if not isinstance(node, Mapping):
        return _data(node)
    stated = {name: each for name, each in node.entries.items() if not is_null(each)}
    found = {name: _data(stated[name]) for name in sorted(struct.accepted & stated.keys())}
    for name, shape in shapes(struct).items():
        if name in stated:
            found[name] = plain_value(shape, stated[name])
    for name in sorted(stated.keys() - found.keys()):
        if name in DESCRIPTIVE or name.startswith("x-"):
            found[name] = _data(stated[name])
    return found


def plain_value(shape: Shape, node: AnyNode) -> object:
    """Return a value of this shape as plain data."""
    if shape.nests and is_null(node):
        return {}
    if shape.form == "struct" and shape.struct is not None:
        return plain(shape.struct, node)
    if shape.is_map and isinstance(node, Mapping):
        return {
            shown_key(key) if shape.form == "secrets" else key: plain_value(shape.entry, each)
            for key, each in sorted(node.entries.items())
        }
    if shape.form == "list" and isinstance(node, Sequence):
        return [plain_value(shape.entry, item) for item in node.items]
    if shape.form in ("text", "secret") and isinstance(node, Scalar):
        return _text(shape, node)
    return _data(node)


def _text(shape: Shape, node: Scalar) -> str:
    text = "" if node.value is None else node.text
    return MASK if shape.form == "secret" and not is_reference(text) else text


def _data(node: AnyNode) -> object:
    """Return plain data with the keys of maps in order."""
    if isinstance(node, Scalar):
        return MASK if node.source.hides(node.start, node.end) else to_data(node)
    if isinstance(node, Sequence):
        return [_data(item) for item in node.items]
    return {key: _data(node.entries[key]) for key in sorted(node.entries)}
