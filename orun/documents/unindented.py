"""Fields that stand beside the key that they belong below, which is empty for it.

```
metadata:
name: web        # is no field of the document; it was to be indented
```
"""

from collections.abc import Collection

from orun.documents import problems
from orun.sources.nodes import AnyNode, Mapping


def unindented(
    mapping: Mapping, known: Collection[str], unknown: Collection[str]
) -> dict[str, str]:
    """Return the unknown fields that follow an empty one, each with the field above."""
    found: dict[str, str] = {}
    above: str | None = None
    for name, node in mapping.entries.items():
        if name not in unknown:
            above = name if name in known and problems.is_left_empty(node) else None
        elif above is not None and _is_below(mapping, name, above):
            found[name] = above
    return found


def indented(mapping: Mapping, field: str, names: Collection[str]) -> Mapping:
    """Return a map in which the fields called `names` are those of the map at `field`."""
    entries = {name: node for name, node in mapping.entries.items() if name in names}
    first, last = next(iter(entries)), list(entries.values())[-1]
    keys = {name: mapping.keys[name] for name in entries}
    inner = Mapping(mapping.source, keys[first].start, last.end, entries, keys)
    outer: dict[str, AnyNode] = {
        name: inner if name == field else node
        for name, node in mapping.entries.items()
        if name not in entries
    }
    left = {name: key for name, key in mapping.keys.items() if name not in entries}
    return Mapping(mapping.source, mapping.start, mapping.end, outer, left)


def _is_below(mapping: Mapping, name: str, above: str) -> bool:
    """Tell whether a key stands on a line below another one, as it does unless there are braces."""
    upper, lower = mapping.keys[above], mapping.keys[name]
    same_text = upper.source is lower.source
    return same_text and "\n" in upper.source.text[upper.end : lower.start]
