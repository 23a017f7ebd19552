"""Undoing gzip (RFC 1952), with a bound on what comes out."""

import zlib

from orun.archives.limits import FREE, MAX_RATIO, MAX_STREAMS, MAX_UNPACKED
from orun.archives.problem import Refusal, damaged, too_much

_PIECE = 8 * 1024
_GZIP = b"\x1f\x8b"
_WITH_HEADER = 31
"""The window bits by which zlib reads a gzip header and checks the checksum behind the data."""

_OTHERS = {
    b"PK": "a zip file",
    b"BZ": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
}


def inflate(packed: bytes) -> bytes:
    """Return the content of gzip data, of all streams behind each other.

    Zeros behind the end, as tapes have them, count nothing. Raises Refusal if the data is damaged,
    something else, or would become more than the limits allow.
    """
    if not packed.startswith(_GZIP):
        raise Refusal("corrupt-archive", f"is {_kind(packed)}", "pack it by `tar czf`")
    out = bytearray()
    position = 0
    for _ in range(MAX_STREAMS):
        position = _inflate_stream(packed, position, out)
        if not packed.startswith(_GZIP, position):
            if packed[position:].strip(b"\0"):
                raise damaged("has something else behind its end")
            return bytes(out)
    raise too_much(f"consists of more than {MAX_STREAMS:,} gzip streams")


def _inflate_stream(packed: bytes, position: int, out: bytearray) -> int:
    """Append the content of the stream at `position`; return where the stream ends."""
    stream = zlib.decompressobj(wbits=_WITH_HEADER)
    while not stream.eof:
        piece = packed[position : position + _PIECE]
        if not piece:
            raise damaged("ends in the middle")
        try:
            out += stream.decompress(piece, MAX_UNPACKED + 1 - len(out))
        except zlib.error as error:
            raise damaged("is damaged: what it holds does not agree with its checksum") from error
        position += len(piece) - len(stream.unused_data) - len(stream.unconsumed_tail)
        _check_size(len(out), position)
    return position


def _check_size(size: int, packed: int) -> None:
    if size > MAX_UNPACKED:
        limit = MAX_UNPACKED // (1024 * 1024)
        raise too_much(f"unpacks to more than {limit} MiB, the limit for an archive")
    if size > FREE and size > packed * MAX_RATIO:
        message = f"unpacks to more than {MAX_RATIO} times its size"
        raise Refusal("archive-limit", message, "this is what bombs do: do not use it")


def _kind(packed: bytes) -> str:
    for magic, kind in _OTHERS.items():
        if packed.startswith(magic):
            return f"{kind}, not by gzip" if kind.startswith("compressed") else f"{kind}, no .tgz"
    if packed[257:262] == b"ustar":
        return "a tar that is not compressed"
    return "no gzip file" if packed else "empty"
