"""Keeping secrets that are written out, where a reference belongs, from being shown.

The text of a file tells most of them (`orun.diagnostics.private`), for as long as nobody knows more
of it. A document tells them exactly.
"""

from orun.diagnostics.secrets import is_reference
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence


def hide_literals(node: AnyNode) -> None:
    """Hide all values of a field of secrets that are no references, whatever its form."""
    if isinstance(node, Mapping):
        for each in node.entries.values():
            hide_literals(each)
    elif isinstance(node, Sequence):
        for each in node.items:
            hide_literals(each)
    elif isinstance(node, Scalar) and node.start < node.end and not is_reference(node.text):
        node.source.hide(node.start, node.end)
