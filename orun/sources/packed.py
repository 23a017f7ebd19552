"""Trees of YAML as bytes and back, many times faster than parsing.

    Unpacker().unpack(pack(read_yaml(source, diagnostics)), source)

Bytes tell nothing about the source of a tree: the places in it are those of the text it was read
from, so whoever unpacks it must have the same text.
"""

import re
from typing import Any

from msgspec import DecodeError
from msgspec.msgpack import Decoder, Encoder

from orun.diagnostics import Source
from orun.sources.nodes import AnyNode

_ANCHOR = re.compile(r"(?:^|[\s\[{,])&[^\s&,\[\]{}]", re.MULTILINE)
"""What may be an anchor. Nodes that aliases refer to are shared, which bytes could not say."""


def pack(node: AnyNode) -> bytes | None:
    """Return a tree as bytes; None if they could not say all of it.

    So it is with anchors, integers of more than 64 bits and halves of surrogate pairs.
    """
    text = node.source.text
    if "&" in text and _ANCHOR.search(text):
        return None
    try:
        return _ENCODER.encode(node)
    except (OverflowError, UnicodeEncodeError):
        return None


class Unpacker:
    """Makes trees of bytes. One decoder serves them all, since making one costs 30 us."""

    def __init__(self) -> None:
        self._source = Source("", "")
        self._decoder: Decoder[AnyNode] = Decoder(AnyNode, dec_hook=self._place)

    def unpack(self, data: bytes, source: Source) -> AnyNode | None:
        """Return the tree that bytes stand for, in `source`; None if they stand for none."""
        self._source = source
        try:
            return self._decoder.decode(data)
        except DecodeError:
            return None

    def _place(self, _type: type, _value: object) -> Source:
        return self._source


def _nameless(value: Any) -> None:
    """Leave out the source of a node."""
    if not isinstance(value, Source):
        raise NotImplementedError(type(value).__name__)


_ENCODER = Encoder(enc_hook=_nameless)
