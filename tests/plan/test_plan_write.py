"""Writing a plan: the old file or the new one, whole, whatever happens."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orun.plan import write_plan
from orun.plan.temporary import create, sweep
from orun.plan.text import visible

GONE = 2**22 + 1
"""A process number that no Linux system gives out."""


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def stray(directory: Path, pid: int, target: str = "plan.json") -> Path:
    path = directory / f".{target}.{pid}-0123abcd.orun-tmp"
    path.write_text("half a plan")
    return path


def fails(path: Path, said: str) -> None:
    found = write_plan(path, b"new")
    assert found is not None
    assert found.code == "plan-not-written"
    assert said in f"{found.message}\n{found.help}"
    assert visible(str(path)) in found.message


def test_a_new_file_gets_the_mode_that_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert write_plan(tmp_path / "plan.json", b"new") is None
    finally:
        os.umask(before)
    assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["plan.json"]


def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(b"a longer old plan")
    path.chmod(0o604)
    before = path.stat().st_ino
    assert write_plan(path, b"new") is None
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o604
    assert path.stat().st_ino != before


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "plan.json"
    link.symlink_to("real/plan.json")
    for data in (b"first", b"second"):
        assert write_plan(link, data) is None
        assert link.is_symlink()
        assert (tmp_path / "real" / "plan.json").read_bytes() == data


def test_a_pipe_is_written_as_it_stands() -> None:
    reading, writing = os.pipe()
    try:
        assert write_plan(Path(f"/dev/fd/{writing}"), b"new") is None
        assert os.read(reading, 10) == b"new"
    finally:
        os.close(reading)
        os.close(writing)
    assert write_plan(Path("/dev/null"), b"new") is None
    assert Path("/dev/null").is_char_device()


def test_the_own_directory_is_made_and_ignores_itself(tmp_path: Path) -> None:
    path = tmp_path / "deep" / ".orun" / "plan.json"
    assert write_plan(path, b"new") is None
    assert (path.parent / ".gitignore").read_text() == "*\n"
    assert names(path.parent) == [".gitignore", "plan.json"]


def test_an_ignore_file_of_the_users_stays(tmp_path: Path) -> None:
    (tmp_path / ".orun").mkdir()
    (tmp_path / ".orun" / ".gitignore").write_text("mine\n")
    assert write_plan(tmp_path / ".orun" / "plan.json", b"new") is None
    assert (tmp_path / ".orun" / ".gitignore").read_text() == "mine\n"


def test_what_cannot_be_a_target_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    fails(tmp_path, "is a directory")
    fails(tmp_path / "missing" / "plan.json", "create the directory")
    fails(tmp_path / "file" / "plan.json", "choose another path")
    fails(tmp_path / "loop", "circle")
    fails(tmp_path / ("x" * 300), "shorter name")
    fails(Path("/dev/full"), "space")
    fails(tmp_path / "a\0b", "null")
    assert names(tmp_path) == ["file", "loop"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_cannot_be_written_leaves_the_old_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(b"old")
    tmp_path.chmod(0o500)
    try:
        fails(path, "writable")
    finally:
        tmp_path.chmod(0o700)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("call", ["write", "fsync", "fchmod"])
def test_a_full_disk_leaves_the_old_plan_and_no_stray_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "plan.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, call, full)
    fails(path, "space")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["plan.json"]


def test_short_writes_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    assert write_plan(tmp_path / "plan.json", b"ten bytes.") is None
    assert (tmp_path / "plan.json").read_bytes() == b"ten bytes."


def test_a_file_system_that_cannot_sync_directories_is_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not here")

    monkeypatch.setattr(os, "fsync", only_files)
    assert write_plan(tmp_path / "plan.json", b"new") is None


def test_strays_of_crashed_runs_are_swept_and_nothing_else(tmp_path: Path) -> None:
    stray(tmp_path, GONE)
    stray(tmp_path, os.getpid())
    stray(tmp_path, GONE, target="other.json")
    kept = [stray(tmp_path, os.getppid()).name]
    for name in (
        ".plan.json.12-xyz.orun-tmp",
        "plan.json.orun-tmp",
        f"plan.{GONE}-0123abcd.orun-tmp",
    ):
        (tmp_path / name).write_text("not ours")
        kept.append(name)
    (tmp_path / "target").write_text("x")
    (tmp_path / f".plan.json.{GONE}-aaaaaaaa.orun-tmp").symlink_to("target")
    kept += ["target", f".plan.json.{GONE}-aaaaaaaa.orun-tmp"]
    assert write_plan(tmp_path / "plan.json", b"new") is None
    assert names(tmp_path) == sorted([*kept, "plan.json"])


def test_a_file_that_is_being_written_is_not_swept(tmp_path: Path) -> None:
    temporary = create(tmp_path / "plan.json")
    renamed = temporary.path.rename(tmp_path / f".plan.json.{GONE}-0123abcd.orun-tmp")
    assert sweep(tmp_path) == []
    os.close(temporary.descriptor)
    assert sweep(tmp_path) == [renamed.name]


def test_sweeping_a_directory_that_is_not_there_is_fine(tmp_path: Path) -> None:
    assert sweep(tmp_path / "missing") == []


LOOP = """
import sys
from pathlib import Path
from orun.plan import write_plan
data = [letter * 300_000 for letter in (b"a", b"b")]
while True:
    for each in data:
        write_plan(Path(sys.argv[1]), each)
"""


def test_killing_the_writer_leaves_whole_files_and_the_next_run_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    for delay in (0.0, 0.003, 0.007, 0.012):
        writer = subprocess.Popen([sys.executable, "-c", LOOP, str(path)])
        deadline = time.monotonic() + 20
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(delay)
        writer.kill()
        writer.wait()
        data = path.read_bytes()
        assert data in (b"a" * 300_000, b"b" * 300_000)
    assert write_plan(path, b"new") is None
    assert names(tmp_path) == ["plan.json"]
