"""The effective intent: what the repository's own file and the presets it extends say together.

```
intent.yaml ──► sources ──► presets ──► one tree of nodes ──► Intent
```

Later presets beat earlier ones, and the file beats all of them. Merged are nodes, so that every
value keeps the place where it is stated, and whoever reads the intent need not know of presets.
"""

from pathlib import Path
from typing import NamedTuple

from orun.diagnostics import Diagnostics
from orun.documents.compositions import LoadedSources, load_sources
from orun.documents.header import decode_document
from orun.documents.intent import Intent
from orun.documents.layout import Cache
from orun.documents.load import read_intent
from orun.documents.lock import Lock, read_lock
from orun.documents.merge import merge
from orun.documents.opening import open_sources
from orun.documents.presets import PublishedPreset, extended_presets
from orun.documents.registry import Surroundings
from orun.sources import Trees
from orun.sources.nodes import Mapping


class EffectiveIntent(NamedTuple):
    """An intent with its presets merged in.

    `own` is the tree of the intent's own file, `presets` those that it extends, the strongest
    last. `presets_read` is false if one of them could not be.
    """

    intent: Intent
    own: Mapping
    presets: list[PublishedPreset]
    sources: LoadedSources
    lock: Lock | None
    presets_read: bool


def load_effective_intent(
    path: Path, cache: Cache, trees: Trees, diagnostics: Diagnostics, *, anew: bool = False
) -> EffectiveIntent | None:
    """Read the intent at `path` with the sources and presets it names; None if it is no intent.

    Stacks from registries are looked up as `Surroundings` says.
    """
    node = read_intent(path, trees, diagnostics)
    if node is None:
        return None
    found = Diagnostics()
    intent = decode_document(Intent, "Intent", node, found)
    if intent is None or "extends" not in intent.node.entries:
        diagnostics.add_all(found)
    if intent is None:
        return None
    # Whoever looks at the sources anew will write the lock file anew, whatever is wrong with it.
    lock = read_lock(path.parent, trees, Diagnostics() if anew else diagnostics)
    surroundings = Surroundings(path.parent, cache, trees, lock, anew)
    opened = open_sources(intent, surroundings, diagnostics)
    sources = load_sources(opened, diagnostics)
    published = {each.source.name: each.presets for each in sources.sources}
    presets, presets_read = extended_presets(intent, published, diagnostics)
    own = intent.node
    if "extends" in own.entries:
        # What is wrong with the file is found again, but not what presets make good.
        merged = merge_presets(own, presets, diagnostics)
        intent = decode_document(Intent, "Intent", merged, diagnostics) or intent
    return EffectiveIntent(intent, own, presets, sources, lock, presets_read)


def merge_presets(
    own: Mapping, presets: list[PublishedPreset], diagnostics: Diagnostics
) -> Mapping:
    """Merge an intent's own tree over those of presets, the strongest of them last."""
    layers = [preset.sections for preset in presets if preset.sections is not None]
    merged = None
    for layer in [*layers, own]:
        merged = layer if merged is None else merge(Intent, merged, layer, diagnostics)
    return own if merged is None else merged
