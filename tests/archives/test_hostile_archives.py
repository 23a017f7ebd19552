"""Archives that nobody should have to trust."""

from __future__ import annotations

import gzip
import random
import struct
import tarfile

import pytest
from archives import INTENT, member, pack, read, records, refused, tar, tgz

from orun.archives import limits, read_archive
from orun.diagnostics import Diagnostics, Span


def randomness(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - what matters is that it is the same every time


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("/etc/passwd", "has an absolute path"),
        ("../x.yaml", "has a path with `..`"),
        ("a/../../x.yaml", "has a path with `..`"),
        ("a/..", "has a path with `..`"),
        ("C:/x.yaml", "has a path that begins with a drive letter"),
        ("c:x.yaml", "has a path that begins with a drive letter"),
        ("a\\..\\x.yaml", "has a backslash in its path"),
        ("\\\\server\\x", "has a backslash in its path"),
        (".", "has no possible name"),
    ],
)
def test_paths_that_could_leave(name: str, problem: str) -> None:
    refused(pack({"stack.yaml": b"", name: b""}), f"…`{name}` {problem}")


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        (tarfile.SYMTYPE, "symbolic link"),
        (tarfile.LNKTYPE, "hard link"),
        (tarfile.CHRTYPE, "character device"),
        (tarfile.BLKTYPE, "block device"),
        (tarfile.FIFOTYPE, "named pipe"),
        (tarfile.GNUTYPE_SPARSE, "sparse file"),
        (b"V", "member of an unknown kind"),
    ],
)
def test_what_is_neither_file_nor_directory(kind: bytes, noun: str) -> None:
    refused(tgz(member("stack.yaml"), member("x", kind=kind)), f"…`x` is a {noun}")


def test_a_sparse_file_in_pax() -> None:
    sparse = member("pax", records(("GNU.sparse.major", b"1")), tarfile.XHDTYPE)
    refused(tgz(sparse, member("x")), "…`x` is a sparse file")


def test_members_that_are_in_each_others_way() -> None:
    twice = tgz(member("a", b"1"), member("./a", b"2"))
    refused(twice, "…`./a` is there twice")
    below = tgz(member("a", b"1"), member("a/b", b"2"))
    refused(below, "…`a/b` is in a directory that is a file too")
    above = tgz(member("a/b", b"1"), member("a", b"2"))
    refused(above, "…`a` is there twice")
    directory = tgz(member("a", b"1"), member("a/", kind=tarfile.DIRTYPE))
    refused(directory, "…`a/` is a file too")


def test_names_that_hide_something() -> None:
    nul = member("pax", records(("path", b"a\0.yaml")), tarfile.XHDTYPE)
    refused(tgz(nul, member("x")), "…`a\0.yaml` has no possible name")
    refused(tgz(member("a\udcff")), "…`a\\udcff` has a name that is not UTF-8")
    empty = member("pax", records(("path", b"")), tarfile.XHDTYPE)
    refused(tgz(empty, member("x")), "…`` has no possible name")
    _, problems = read(pack({"n" * (limits.MAX_PATH + 1): b""}))
    assert len(problems) == 1
    assert problems[0].endswith(f"`{'n' * 99}…` has a path that is too long or too deep")
    _, problems = read(pack({"/".join("a" * 65): b""}))
    assert problems[0].endswith("…` has a path that is too long or too deep")
    assert read(pack({"/".join("a" * 64): b""}))[1] == []


def test_all_reasons_are_told_but_not_a_flood() -> None:
    _, problems = read(tgz(*(member(f"/{number:03}") for number in range(250))))
    assert len(problems) == 11
    prefix = "unsafe-member the archive x.tgz is refused: "
    assert problems[0] == f"{prefix}240 more members like these"
    assert problems[10] == f"{prefix}its member `/009` has an absolute path"


# ---- Damage --------------------------------------------------------------------------------------


def damaged(packed: bytes, problem: str) -> None:
    refused(packed, f"corrupt-archive the archive x.tgz {problem}")


def test_archives_that_are_none() -> None:
    damaged(b"", "is empty")
    damaged(b"kind: Stack\n", "is no gzip file")
    damaged(b"PK\3\4", "is a zip file, no .tgz")
    damaged(b"\x28\xb5\x2f\xfd", "is compressed by zstd, not by gzip")
    damaged(tar(member("a")), "is a tar that is not compressed")
    damaged(gzip.compress(b"kind: Stack\n"), "is no tar, or one whose headers are damaged")
    damaged(gzip.compress(b"x" * 512), "is no tar, or one whose headers are damaged")
    damaged(gzip.compress(b""), "is no tar, or one whose headers are damaged")


def test_archives_that_are_cut_off() -> None:
    packed = tgz(member("a", randomness(1).randbytes(3000)))
    damaged(packed[:-1], "ends in the middle")
    damaged(packed[:1000], "ends in the middle")
    damaged(packed[:5], "ends in the middle")
    data = tar(member("a", b"1" * 3000))
    damaged(gzip.compress(data[:2000]), "ends in the middle of a file")
    damaged(gzip.compress(data[:-1024]), "ends without the mark of its end")
    damaged(gzip.compress(data[:600]), "ends in the middle of a file")


def test_archives_with_something_behind_their_end() -> None:
    damaged(tgz(member("a")) + b"more", "has something else behind its end")
    hidden = tar(member("a")) + member("stack.yaml", b"kind: Stack\n")
    damaged(gzip.compress(hidden), "has something else behind its end")


def test_a_checksum_that_does_not_agree() -> None:
    packed = bytearray(tgz(member("a", b"1" * 100)))
    packed[-6] ^= 1
    damaged(bytes(packed), "is damaged: what it holds does not agree with its checksum")
    data = bytearray(tar(member("a")))
    data[0] ^= 1
    damaged(gzip.compress(bytes(data)), "is no tar, or one whose headers are damaged")


def header_with(name: str, size: bytes) -> bytes:
    """Return a header that states a size in these twelve bytes, with the right checksum."""
    header = bytearray(member(name))
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


@pytest.mark.parametrize(
    ("size", "problem"),
    [
        (b"\xff" * 12, "states an impossible size"),
        (b"\x80" + b"\xff" * 11, "ends in the middle of a file"),
        (b"77777777777\0", "ends in the middle of a file"),
        (b"99999999999\0", "states an impossible size"),
        (b"-0000000001\0", "states an impossible size"),
    ],
)
def test_sizes_that_cannot_be(size: bytes, problem: str) -> None:
    damaged(tgz(header_with("a", size)), problem)


@pytest.mark.parametrize(
    "content",
    [
        b"12 path=abc",
        b"0 a=b\n",
        b"a path=b\n",
        b"999999 a=b\n",
        b"6 ab \n",
        b"99999999999 a=b\n",
        b"6 a=b\n=",
    ],
)
def test_records_that_are_none(content: bytes) -> None:
    header = member("pax", content, tarfile.XHDTYPE)
    damaged(tgz(header, member("a")), "has a header with damaged records")


def test_headers_that_speak_for_all_members() -> None:
    everywhere = member("pax", records(("path", b"a")), tarfile.XGLTYPE)
    damaged(tgz(everywhere, member("b")), "gives all of its members one name or size")


def test_a_size_that_only_some_readers_see() -> None:
    """The size belongs to the member, not to the header with its long name in between."""
    size = member("pax", records(("size", b"512")), tarfile.XHDTYPE)
    name = member("long", b"real\0", tarfile.GNUTYPE_LONGNAME)
    archive, problems = read(tgz(size, name, member("a", b"")[:512] + b"c" * 512))
    assert problems == []
    assert archive is not None
    assert archive.read("real") == b"c" * 512


# ---- Bombs ---------------------------------------------------------------------------------------


def limited(packed: bytes, problem: str) -> None:
    refused(packed, f"archive-limit the archive x.tgz {problem}")


def test_more_than_gzip_should_give() -> None:
    bomb = gzip.compress(tar(member("a", bytes(60 << 20))))
    limited(bomb, "unpacks to more than 200 times its size")


def test_more_than_fits_into_memory() -> None:
    piece = gzip.compress(randomness(2).randbytes(1 << 20) * 2, 1)
    limited(piece * 40, "unpacks to more than 64 MiB, the limit for an archive")


def test_more_streams_than_anybody_makes() -> None:
    limited(gzip.compress(b"") * 5000, "consists of more than 4,096 gzip streams")


def test_more_members_than_anybody_needs() -> None:
    directories = member("a/", kind=tarfile.DIRTYPE) * (limits.MAX_MEMBERS + 1)
    packed = gzip.compress(tar(directories, randomness(3).randbytes(1 << 20)), 1)
    limited(packed, "has more than 20,000 members")


def test_headers_without_an_end() -> None:
    large = member("pax", bytes(limits.MAX_RECORDS + 1), tarfile.XHDTYPE)
    limited(tgz(large), "has a header of more than 1 MiB")
    # A chain of headers about headers ends the stack of readers that follow it by recursion.
    chain = member("pax", records(("path", b"a")), tarfile.XHDTYPE) * 30_000
    archive, problems = read(gzip.compress(tar(chain, member("x", b"1")), 1))
    assert problems == []
    assert archive is not None
    assert archive.read("a") == b"1"


def test_paths_whose_parents_would_fill_the_memory() -> None:
    deep = b"/".join([b"d" * 60] * 60)
    members = [
        member("pax", records(("path", b"%06d/%s" % (number, deep))), tarfile.XHDTYPE) + member("x")
        for number in range(2000)
    ]
    archive, problems = read(gzip.compress(tar(*members), 1))
    assert problems == []
    assert archive is not None
    assert len(list(archive.walk())) == 2000


# ---- Whatever bytes ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_mutated_archives_are_read_or_refused(seed: int) -> None:
    chance = randomness(seed)
    pax = member("pax", records(("path", "ü/y".encode())), tarfile.XHDTYPE)
    original = tar(member("a/b", b"1" * 700), pax, member("x"), member("c/", kind=tarfile.DIRTYPE))
    for _ in range(500):
        data = bytearray(original)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        if chance.random() < 0.7:
            for at in range(0, len(data) - 511, 512):  # Damage behind checksums that agree.
                field = struct.pack("8s", b"%06o\0 " % (sum(data[at : at + 512]) % 262144))
                data[at + 148 : at + 156] = field
        packed = bytearray(gzip.compress(bytes(data), 1))
        if chance.random() < 0.2:
            packed[chance.randrange(len(packed))] ^= 1 << chance.randrange(8)
        diagnostics = Diagnostics()
        archive = read_archive(bytes(packed), "x.tgz", Span(INTENT, 0, 4), diagnostics)
        assert (archive is None) == diagnostics.has_errors
