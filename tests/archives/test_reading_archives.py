"""Archives as people make them, by whatever tool."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest
from archives import contents, member, pack, read, records, tar, tgz
from hypothesis import example, given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]

_NAME = st.text(
    st.characters(blacklist_characters="/\\\0", blacklist_categories=["Cs"]),
    min_size=1,
    max_size=60,
).filter(lambda name: name not in {".", ".."} and not name[1:].startswith(":"))
_PATH = st.lists(_NAME, min_size=1, max_size=5).map("/".join)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_of_tar(format_: int) -> None:
    files = {
        "stack.yaml": b"kind: Stack\n",
        "a/b/c.yaml": b"x" * 1000,
        "empty": b"",
        f"{'directory/' * 9}{'n' * 90}": b"a long path",
    }
    if format_ != tarfile.USTAR_FORMAT:
        files |= {f"{'ü' * 120}.yaml": b"a long name"}
    archive, problems = read(pack(files, format_))
    assert problems == []
    assert contents(archive) == files


@given(st.dictionaries(_PATH, st.binary(max_size=2000), max_size=8), st.sampled_from(FORMATS[1:]))
@example({"a" * 99 + "/" + "b" * 99: b"1", "a" * 100 + "b": b"2"}, tarfile.GNU_FORMAT)
def test_what_the_standard_library_writes_is_read(files: dict[str, bytes], format_: int) -> None:
    directories = {path[:at] for path in files for at, each in enumerate(path) if each == "/"}
    kept = {path: content for path, content in files.items() if path not in directories}
    archive, problems = read(pack(kept, format_))
    assert problems == []
    assert contents(archive) == kept


@pytest.mark.skipif(shutil.which("tar") is None, reason="there is no tar on this machine")
@pytest.mark.parametrize("format_", ["v7", "oldgnu", "gnu", "ustar", "posix"])
def test_what_tar_writes_is_read(tmp_path: Path, format_: str) -> None:
    (tmp_path / "stack" / "app").mkdir(parents=True)
    (tmp_path / "stack" / "stack.yaml").write_bytes(b"kind: Stack\n")
    (tmp_path / "stack" / "app" / "composition.yaml").write_bytes(b"c" * 600)
    packed = subprocess.run(
        ["tar", f"--format={format_}", "-czf", "-", "stack"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    ).stdout
    archive, problems = read(packed)
    assert problems == []
    assert archive is not None
    assert archive.names(".") == ["stack"]
    assert archive.is_directory("stack/app")
    assert contents(archive.below("stack")) == {
        "app/composition.yaml": b"c" * 600,
        "stack.yaml": b"kind: Stack\n",
    }


def test_paths_are_tidied() -> None:
    directory = member("./", kind=tarfile.DIRTYPE)
    archive, problems = read(tgz(directory, member("./a//b/./c.yaml", b"1")))
    assert problems == []
    assert contents(archive) == {"a/b/c.yaml": b"1"}


def test_a_directory_may_be_listed_twice_and_after_its_files() -> None:
    a = member("a/", kind=tarfile.DIRTYPE)
    archive, problems = read(tgz(a, member("a/b", b"1"), a))
    assert problems == []
    assert contents(archive) == {"a/b": b"1"}


def test_the_header_that_git_archive_writes_is_skipped() -> None:
    comment = member("pax_global_header", records(("comment", b"0" * 40)), tarfile.XGLTYPE)
    archive, problems = read(tgz(comment, member("a", b"1")))
    assert problems == []
    assert contents(archive) == {"a": b"1"}


def test_a_size_in_a_header_of_its_own() -> None:
    long = member("pax", records(("size", b"3"), ("mtime", b"1.5")), tarfile.XHDTYPE)
    body = member("a", b"")[:512] + b"abc".ljust(512, b"\0")
    archive, problems = read(tgz(long, body, member("b", b"2")))
    assert problems == []
    assert contents(archive) == {"a": b"abc", "b": b"2"}


def test_gzip_streams_behind_each_other_and_zeros_at_the_end() -> None:
    data = tar(member("a", b"1" * 1000))
    packed = gzip.compress(data[:700]) + gzip.compress(data[700:]) + bytes(100)
    archive, problems = read(packed)
    assert problems == []
    assert contents(archive) == {"a": b"1" * 1000}


def test_what_is_not_there() -> None:
    archive, _ = read(tgz(member("a/b", b"1")))
    assert archive is not None
    assert archive.read("a") is None
    assert archive.read("a/b/c") is None
    assert archive.names("a/b") == []
    assert not archive.is_directory("x")
    assert not archive.is_file("a")
    assert archive.is_directory(".")
    assert contents(archive.below("x")) == {}
