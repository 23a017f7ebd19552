"""Trees of YAML by the text that they are read from: what is at hand need not be parsed.

A tree may be at hand since an earlier run left it, or since other processes parse a share of many
texts (`orun.sources.ahead`). Only trees with nothing wrong about them are kept, so that whatever
is wrong with a text is found and told by every run.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from orun.diagnostics import Diagnostics, Source
from orun.sources.ahead import parse, parse_ahead
from orun.sources.nodes import AnyNode
from orun.sources.packed import Unpacker, pack


class Trees:
    """Reads YAML; `at_hand` are trees as bytes by the digest of their text."""

    def __init__(self, at_hand: Mapping[bytes, bytes] | None = None) -> None:
        self._known = frozenset(at_hand or ())
        self._at_hand = dict(at_hand or {})
        self._unpacker = Unpacker()
        self._early: dict[Source, tuple[AnyNode | None, Diagnostics]] = {}
        self._kept: dict[bytes, bytes | AnyNode] = {}

    def read(self, source: Source, diagnostics: Diagnostics) -> AnyNode | None:
        """Return the tree of a source, as `read_yaml` does."""
        digest = _digest(source)
        data = self._at_hand.get(digest)
        node = None if data is None else self._unpacker.unpack(data, source)
        if data is not None and node is not None:
            self._kept[digest] = data
            return node
        node, found = self._early.pop(source) if source in self._early else parse(source)
        diagnostics.add_all(found)
        if node is not None and not len(found):
            self._kept[digest] = node
        return node

    def prepare(self, sources: Sequence[Source]) -> None:
        """Parse many sources on all processors; each must be read afterwards."""
        texts = {_digest(source): source for source in sources}
        missing = {key: each for key, each in texts.items() if key not in self._at_hand}
        mine, others = parse_ahead(list(missing.items()))
        if not others:
            return
        self._early = {source: parse(source) for source in mine}
        for other in others:
            self._at_hand |= other.collect()

    def news(self) -> dict[bytes, bytes]:
        """Return all trees that were read, as far as bytes can say them, by their digests.

        It is empty if all of them were at hand at the beginning.
        """
        found = (
            (digest, kept if isinstance(kept, bytes) else pack(kept))
            for digest, kept in self._kept.items()
        )
        packed = {digest: data for digest, data in found if data is not None}
        return packed if packed.keys() - self._known else {}


def _digest(source: Source) -> bytes:
    return blake2b(source.text.encode("utf-8", "surrogatepass"), digest_size=20).digest()
