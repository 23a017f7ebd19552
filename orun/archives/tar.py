"""Listing the members of a tar: ustar, pax and the long names of GNU tar.

The format is that of POSIX.1-2001 (`pax`, "ustar Interchange Format") and of the GNU tar manual
("Basic Tar Format"). `tarfile` is not used, since what it does with hostile headers depends on the
patch level of Python (CVE-2019-20907, CVE-2024-6232, CVE-2025-8194: all of them hang), and since
most of it is about writing files, which nothing here does.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from orun.archives.limits import MAX_MEMBERS, MAX_RECORDS
from orun.archives.problem import damaged, too_much

BLOCK = 512
_END = bytes(BLOCK)
_NO_TAR = "is no tar, or one whose headers are damaged"
_NO_RECORDS = "has a header with damaged records"
_LENGTH = re.compile(rb"([0-9]{1,7}) ")
_OCTAL = re.compile(rb"[ \0]*([0-7]+)[ \0]*")

FILE = "file"
DIRECTORY = "directory"

_KINDS = {
    b"0": FILE,
    b"7": FILE,
    b"\0": FILE,
    b"1": "hard link",
    b"2": "symbolic link",
    b"3": "character device",
    b"4": "block device",
    b"5": DIRECTORY,
    b"6": "named pipe",
    b"S": "sparse file",
}
_WITHOUT_CONTENT = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})
_NEXT_NAME = b"L"
_NEXT_TARGET = b"K"
_NEXT_RECORDS = b"x"
_ALL_RECORDS = b"g"
_ABOUT_OTHERS = frozenset({_NEXT_NAME, _NEXT_TARGET, _NEXT_RECORDS, _ALL_RECORDS})


class Member(NamedTuple):
    """An entry of a tar: what it is called, what it is, and where its content lies.

    Bytes of a name that are no UTF-8 are surrogates, as in names of files.
    """

    name: str
    kind: str
    start: int
    size: int


def members(data: bytes) -> Iterator[Member]:
    """Yield the members in their order; raises Refusal if the tar is damaged or cut off."""
    position = found = 0
    extended: dict[str, bytes] = {}
    while (header := data[position : position + BLOCK]) != _END:
        if len(header) < BLOCK:
            raise damaged("ends without the mark of its end" if position else _NO_TAR)
        _check_sum(header)
        position += BLOCK
        flag = header[156:157]
        if flag in _ABOUT_OTHERS:
            size = _size(header)
            _extend(extended, flag, _content(data, position, size))
            position = _behind(position, size)
            continue
        size = 0 if flag in _WITHOUT_CONTENT else _stated_size(header, extended)
        if position + size > len(data):
            raise damaged("ends in the middle of a file")
        found += 1
        if found > MAX_MEMBERS:
            raise too_much(f"has more than {MAX_MEMBERS:,} members")
        yield _member(header, flag, extended, position, size)
        extended = {}
        position = _behind(position, size)
    if data[position:].strip(b"\0"):
        raise damaged("has something else behind its end")


def _behind(position: int, size: int) -> int:
    """Return where the next header is: content fills whole blocks."""
    return position + -(-size // BLOCK) * BLOCK


def _member(
    header: bytes, flag: bytes, extended: dict[str, bytes], start: int, size: int
) -> Member:
    name = extended.get("path", _name(header)).decode("utf-8", "surrogateescape")
    kind = _KINDS.get(flag, "member of an unknown kind")
    if flag == b"\0" and name.endswith("/"):  # How tar marked directories before POSIX.
        kind, size = DIRECTORY, 0
    if any(key.startswith("GNU.sparse.") for key in extended):
        kind = "sparse file"
    return Member(name, kind, start, size)


def _name(header: bytes) -> bytes:
    name = _text(header[0:100])
    # Only POSIX has a prefix: where GNU says `ustar  `, times stand in its place.
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _text(field: bytes) -> bytes:
    return field.split(b"\0", 1)[0]


def _stated_size(header: bytes, extended: dict[str, bytes]) -> int:
    """Return the size of a member, which a header in front of it can state instead of its own."""
    return _number(extended["size"], 10) if "size" in extended else _size(header)


def _size(header: bytes) -> int:
    field = header[124:136]
    if field[0] & 0x80:  # GNU writes what octal digits cannot hold as one big number.
        if field[0] != 0x80:  # noqa: PLR2004 - the mark alone, without a sign
            raise damaged("states an impossible size")
        return int.from_bytes(field[1:], "big")
    return _number(field.strip(b" \0"), 8)


def _number(digits: bytes, base: int) -> int:
    if not digits:
        return 0
    if not digits.isdigit() or len(digits) > 20:  # noqa: PLR2004 - no size has as many digits
        raise damaged("states an impossible size")
    try:
        return int(digits, base)
    except ValueError as error:  # The digits 8 and 9.
        raise damaged("states an impossible size") from error


def _check_sum(header: bytes) -> None:
    """Raise unless the sum of a header's bytes is what the header says, the sum being blank."""
    stated = _OCTAL.fullmatch(header[148:156])
    actual = sum(header) - sum(header[148:156]) + 8 * ord(" ")
    if stated is None or int(stated[1], 8) != actual:
        raise damaged(_NO_TAR)


def _content(data: bytes, position: int, size: int) -> bytes:
    if size > MAX_RECORDS:
        raise too_much("has a header of more than 1 MiB")
    content = data[position : position + size]
    if len(content) < size:
        raise damaged("ends in the middle of a header")
    return content


def _extend(extended: dict[str, bytes], flag: bytes, content: bytes) -> None:
    """Remember what a header says about the next member."""
    if flag == _NEXT_NAME:
        extended["path"] = _text(content)
    elif flag == _NEXT_RECORDS:
        extended |= _records(content)
    elif flag == _ALL_RECORDS and {"path", "size"} & _records(content).keys():
        raise damaged("gives all of its members one name or size")


def _records(content: bytes) -> dict[str, bytes]:
    r"""Read pax records, `LENGTH KEY=VALUE\n` each, the length counting all of the record."""
    records: dict[str, bytes] = {}
    position = 0
    while position < len(content):
        begin = _LENGTH.match(content, position)
        end = position + int(begin[1]) if begin is not None else 0
        if begin is None or end <= begin.end() or content[end - 1 : end] != b"\n":
            raise damaged(_NO_RECORDS)
        key, equals, value = content[begin.end() : end - 1].partition(b"=")
        if not equals:
            raise damaged(_NO_RECORDS)
        records[key.decode("utf-8", "replace")] = value
        position = end
    return records
