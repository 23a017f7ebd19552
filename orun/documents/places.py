"""Finding the nodes of what a struct holds, for those who have to point at it."""

from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence


def list_at(mapping: Mapping, field: str) -> list[AnyNode]:
    """Return the items of a list field as written, invalid ones included; empty if not stated."""
    node = mapping.entries.get(field)
    if isinstance(node, Scalar) and node.value is not None:
        return [node]  # It has been reported, and was taken for a list of one.
    return node.items if isinstance(node, Sequence) else []


def text_items(mapping: Mapping, field: str) -> list[Scalar]:
    """Return the nodes of the texts in a list field.

    They correspond one to one to the `list[str]` that the field was decoded into.
    """
    return [
        item
        for item in list_at(mapping, field)
        if isinstance(item, Scalar) and isinstance(item.value, str)
    ]


def key_at(mapping: Mapping, field: str, key: str) -> Scalar:
    """Return the node of a key in a map field that has this key."""
    node = mapping.entries[field]
    if not isinstance(node, Mapping):
        raise TypeError(f"{field} is no map")
    return node.keys[key]
