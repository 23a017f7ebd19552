"""Trees of YAML that earlier runs left in the user's cache directory, to be parsed only once.

There is one file for each intent, which holds what the last run with it has read. Trees go by the
digest of their text, so nothing is ever stale; what a run did not read is gone with the next one
that read something new. The file is data and is never executed. It is not kept in the repository,
where others could make it say something else than the text does.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import DecodeError
from msgspec.msgpack import decode, encode

from orun import __version__
from orun.compiler.cache import cache_directory, is_ours, make_directory, state_of
from orun.plan.write import replace_file
from orun.sources import Trees

_LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is not one of ours."""


def remembered_trees(intent: Path) -> Trees:
    """Return what is known of the trees of a workspace."""
    path = _path(intent)
    try:
        if not is_ours(path) or path.stat().st_size > _LARGEST:
            return Trees()
        return Trees(decode(path.read_bytes(), type=dict[bytes, bytes]))
    except (OSError, DecodeError):
        return Trees()


def remember_trees(intent: Path, trees: Trees) -> None:
    """Leave trees for the next run; where that cannot be, it costs time and nothing else."""
    news = trees.news()
    if not news:
        return
    path = _path(intent)
    with suppress(OSError):
        make_directory(path.parent)
        replace_file(path, encode(news), 0o600)


def _path(intent: Path) -> Path:
    """Return the file for an intent, whose name holds all that its content depends on."""
    what = f"{__version__}\0{state_of('sources')}\0{os.path.realpath(intent)}"
    digest = sha256(what.encode("utf-8", "surrogateescape")).hexdigest()
    return cache_directory() / "trees" / digest[:32]
