"""What a YAML tree holds as one text: the same whatever the layout, comments and order of keys."""

from collections.abc import Iterator

from orun.sources.nodes import AnyNode, Scalar, Sequence


def content(node: AnyNode) -> str:
    """Return a text that two trees share only if they hold the same.

    A scalar is its text, marked by whether it stands for that (`"`) or for another value (`=`), and
    behind its length, so that no text looks like structure. The keys of a map are sorted.
    """
    return "".join(_pieces(node))


def _pieces(node: AnyNode) -> Iterator[str]:
    if isinstance(node, Scalar):
        mark = '"' if node.value == node.text else "="
        yield f"{mark}{len(node.text)}:{node.text}"
    elif isinstance(node, Sequence):
        yield "["
        for item in node.items:
            yield from _pieces(item)
        yield "]"
    else:
        yield "{"
        for key in sorted(node.entries):
            yield f"{len(key)}:{key}"
            yield from _pieces(node.entries[key])
        yield "}"
