"""Files and bytes into sources."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Diagnostics
from orun.sources import decode_source, read_source

LIMIT = 1024 * 1024


def check(content: bytes) -> tuple[str | None, list[str]]:
    """Return the text of bytes, or None, and `place code: message` of the problems."""
    diagnostics = Diagnostics()
    source = decode_source(content, "f.yaml", diagnostics)
    said = [f"{each.span} {each.code}: {each.message}" for each in diagnostics]
    return source.text if source else None, said


def refused(path: Path) -> str:
    diagnostics = Diagnostics()
    assert read_source(path, "name.yaml", diagnostics) is None
    (each,) = diagnostics
    return f"{each.code}: {each.message}"


def test_a_byte_order_mark_is_dropped() -> None:
    assert check("\ufeffa: é\r\n".encode()) == ("a: é\r\n", [])


def test_nul_has_a_place() -> None:
    text, said = check(b"\xef\xbb\xbfa: 1\n# \0 x\n")
    assert text is None
    assert said == ["f.yaml:2:3 nul-byte: f.yaml holds a NUL byte, which no text file has"]


def test_bytes_that_are_not_utf_8_have_a_place() -> None:
    text, said = check("\ufeffß: 1\nb: é".encode() + b"\xff\n")
    assert text is None
    assert said == ["f.yaml:2:5 invalid-encoding: f.yaml is not UTF-8: byte 0xff at offset 14"]


def test_utf_16_is_recognised() -> None:
    diagnostics = Diagnostics()
    assert decode_source("a: 1".encode("utf-16"), "f", diagnostics) is None
    assert "UTF-16" in str(next(iter(diagnostics)).help)


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes("a: 日\r\n".encode())
    source = read_source(path, "shown/f", Diagnostics())
    assert source is not None
    assert (source.name, source.text) == ("shown/f", "a: 日\r\n")


def test_the_limit_on_size_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * LIMIT)
    assert read_source(path, "f", Diagnostics()) is not None
    path.write_bytes(b"x" * (LIMIT + 1))
    assert refused(path).startswith("file-too-large: name.yaml is larger than 1,024 KiB")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert refused(path).startswith("file-too-large")


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == "missing-file: name.yaml does not exist"
    (tmp_path / "link").symlink_to("none")
    assert refused(tmp_path / "link") == "missing-file: name.yaml is a link that leads nowhere"
    assert refused(tmp_path) == "unreadable-file: name.yaml is not a file"
    assert refused(tmp_path / "a\0b").startswith("unreadable-file")
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "x").startswith("unreadable-file: name.yaml cannot be read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "unreadable-file: name.yaml is not a file"


def test_no_yaml_is_imported_before_some_is_read() -> None:
    code = "import sys, orun.sources; sys.exit('yaml' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@given(st.binary())
def test_bytes_are_a_text_or_have_one_problem(content: bytes) -> None:
    text, said = check(content)
    assert (text is None) == (len(said) == 1)
    if text is not None:
        assert text.encode() == content.removeprefix(b"\xef\xbb\xbf")
