"""Keeping secrets that are written out, where a reference belongs, from being shown."""

from orun.documents.shapes import SECRETS
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence

SCHEME = "secret://"
"""How a reference to a secret begins."""


def is_reference(text: str) -> bool:
    """Tell whether a text is a reference to a secret."""
    return text.startswith(SCHEME)


def hide_secrets(node: AnyNode) -> None:
    """Hide the secrets in a document, so that no message shows the lines with them as they are.

    What is wrong with them is told by others; this also knows those that something overrides.
    """
    if isinstance(node, Sequence):
        for item in node.items:
            hide_secrets(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries.items():
            if key in SECRETS and isinstance(value, Mapping):
                _hide_values(value)
            else:
                hide_secrets(value)


def _hide_values(secrets: Mapping) -> None:
    for value in secrets.entries.values():
        if isinstance(value, Scalar) and not is_reference(value.text):
            value.source.hide(value.start, value.end)
