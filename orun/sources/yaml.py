"""Reading YAML: text in, a tree in which everything knows its place out.

A file holds one document of plain data in the core schema of YAML 1.2. Merge keys (`<<`), which
that version dropped, are understood; tags that would construct objects are not.
"""

import sys

from orun.diagnostics import Diagnostics, Source, Span
from orun.sources.limits import MAX_BYTES, MAX_NODES
from orun.sources.nodes import AnyNode


def read_yaml(source: Source, diagnostics: Diagnostics, *, bounded: bool = True) -> AnyNode | None:
    """Parse the one YAML document of a source; one of any size unless it is `bounded`.

    Every problem is reported to `diagnostics`, with its place. After those that concern one value
    (a duplicate key, an unknown anchor, a foreign tag) the tree is returned all the same, so that
    its other problems can be found too; None means that there is no tree to go on with, be it for a
    syntax error, a limit of `orun.sources.limits`, or because the file is empty, and that an error
    says so.

    A key keeps its text as written, without quotes: `on`, `1.10`. Nodes that aliases and merge
    keys refer to are shared, and stand where their anchor does.
    """
    if bounded and len(source.text) > MAX_BYTES:
        message = f"{source.name} is larger than {MAX_BYTES // 1024:,} KiB, the limit for one file"
        diagnostics.error("file-too-large", message, Span(source, 0, 0))
        return None

    # Importing PyYAML takes 16 ms, and not every command reads YAML.
    from orun.sources.builder import build  # noqa: PLC0415

    return build(source, diagnostics, most=MAX_NODES if bounded else sys.maxsize)
