"""Parsing many texts on all processors: other processes take a share each.

    mine, others = parse_ahead(texts)
    … parse mine …
    for other in others: other.collect()

A fork has all texts already and gives back trees as bytes. Whatever happens to it, the worst is
that it gives back nothing, and its texts are parsed like any other.
"""

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

from msgspec import DecodeError, Struct
from msgspec.msgpack import decode, encode

from orun.diagnostics import Diagnostics, Source
from orun.sources.nodes import AnyNode
from orun.sources.packed import pack
from orun.sources.yaml import read_yaml

_LEAST = 200
"""Texts that are worth a process, which costs some 5 ms: one takes about 0.4 ms to parse."""

_MOST = 4
"""Processes at the most, this one included."""


class Other(Struct):
    """Another process that is parsing; `descriptor` is where it will write what came of it."""

    pid: int
    descriptor: int

    def collect(self) -> dict[bytes, bytes]:
        """Wait for the process; return its trees as bytes by digest, without those in question."""
        with os.fdopen(self.descriptor, "rb") as pipe:
            data = pipe.read()
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        try:
            return decode(data, type=dict[bytes, bytes])
        except DecodeError:  # It was killed.
            return {}


def parse(source: Source) -> tuple[AnyNode | None, Diagnostics]:
    """Return the tree of a source, and what is wrong with it."""
    found = Diagnostics()
    return read_yaml(source, found), found


def parse_ahead(
    texts: Sequence[tuple[bytes, Source]],
) -> tuple[list[Source], list[Other]]:
    """Let other processes parse some sources; return what is left to do here, and the others.

    `texts` are sources by digest.
    """
    shares = min(_processors(), _MOST, len(texts) // _LEAST)
    mine = list(texts[:: max(shares, 1)])
    others = []
    for number in range(1, shares):
        share = texts[number::shares]
        other = _fork(share)
        if other is None:
            mine += share
        else:
            others.append(other)
    return [source for _, source in mine], others


def _processors() -> int:
    """Return how many processors may be used; 1 where a process cannot be forked safely."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def _fork(texts: Sequence[tuple[bytes, Source]]) -> Other | None:
    """Start a process that parses texts; None if the system allows no further one."""
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if pid == 0:
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(encode(_trees(texts)))
        finally:  # Whatever happens, it must not go on as if it were the one that was forked.
            os._exit(0)
    os.close(writing)
    return Other(pid, reading)


def _trees(texts: Sequence[tuple[bytes, Source]]) -> dict[bytes, bytes]:
    """Return the trees of the texts about which there is nothing to tell."""
    trees = {}
    for digest, source in texts:
        node, found = parse(source)
        data = None if node is None or len(found) else pack(node)
        if data is not None:
            trees[digest] = data
    return trees
