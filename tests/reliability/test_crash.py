"""A plan under kill -9 and on a full disk: the old one or the new one, whole, whatever happens."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from orun.plan import write_plan
from orun.plan.temporary import sweep

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = b"old plan\n" * 1000, b"the new plan\n" * 2000
CALLS = ("open", "fchmod", "write", "fsync", "replace", "close", "fstat")
"""The functions of `os` by which a file is written."""

CHILD = """
import os, signal, sys
from pathlib import Path

call, number, moment, target = sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
from orun.plan import write_plan

real, seen = getattr(os, call), 0

def deadly(*arguments, **named):
    global seen
    seen += 1
    if seen == number and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    if seen == number and moment == "half" and call == "write":
        real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **named)
    if seen == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(os, call, deadly)
{action}
sys.stdout.write("survived")
"""
WRITE = 'write_plan(target, b"the new plan\\n" * 2000)'
STORE = """
from orun.compiler.rules import _store
os.environ["XDG_CACHE_HOME"] = str(target)
_store("rules_1", "x = 1\\n" * 2000)
"""


def killed(target: Path, call: str, number: int, moment: str, action: str = WRITE) -> bool:
    """Write the new plan in a process that dies at a call; tell whether it came to that call."""
    program = CHILD.replace("{action}", action)
    child = subprocess.run(
        [sys.executable, "-c", program, call, str(number), moment, str(target)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    if child.returncode == 0:
        assert child.stdout == b"survived"
        return False
    assert child.returncode == -signal.SIGKILL, child.stderr
    return True


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


MOMENTS = [*((call, moment) for call in CALLS for moment in ("before", "after")), ("write", "half")]


@pytest.mark.parametrize(("call", "moment"), MOMENTS)
def test_kill_at_every_call(tmp_path: Path, call: str, moment: str) -> None:
    target = tmp_path / ".orun" / "plan.json"
    for number in range(1, 40):
        assert write_plan(target, OLD) is None
        if not killed(target, call, number, moment):
            break
        assert target.read_bytes() in (OLD, NEW)
        # Whatever the dead one left is swept by the next one, which writes as if nothing had been.
        assert write_plan(target, NEW) is None
        assert target.read_bytes() == NEW
        assert names(target.parent) == {".gitignore", "plan.json"}
    else:
        pytest.fail("it never came to an end")
    assert number > 1, "this call is no longer made, so the test sees nothing"


def test_the_bytes_are_on_the_disk_before_their_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies cannot show this, since the memory of the system survives it."""
    calls = []

    def noted(call: str) -> Callable[..., object]:
        real = getattr(os, call)

        def note(*arguments: Any, **named: Any) -> object:
            directory = call == "fsync" and stat.S_ISDIR(os.fstat(arguments[0]).st_mode)
            calls.append(f"{call} of the directory" if directory else call)
            return real(*arguments, **named)

        return note

    for call in ("write", "fsync", "replace"):
        monkeypatch.setattr(os, call, noted(call))
    assert write_plan(tmp_path / "plan.json", NEW) is None
    monkeypatch.undo()
    assert calls == ["write", "fsync", "replace", "fsync of the directory"]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_kill_while_compiled_rules_are_kept(tmp_path: Path, call: str) -> None:
    for number in range(1, 20):
        done = not killed(tmp_path, call, number, "after", STORE)
        kept = tmp_path / "orun" / "rules_1.py"
        assert not kept.exists() or kept.read_text(encoding="utf-8") == "x = 1\n" * 2000
        if done:
            break
    assert number > 1
    assert names(tmp_path / "orun") <= {"rules_1.py", "__pycache__"}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_kill_at_the_first_plan_of_all(tmp_path: Path) -> None:
    for number in range(1, 12):
        directory = tmp_path / str(number)
        directory.mkdir()
        target = directory / ".orun" / "plan.json"
        if not killed(target, "fsync", number, "before"):
            break
        assert not target.exists() or target.read_bytes() == NEW
        assert write_plan(target, NEW) is None
        assert names(target.parent) == {".gitignore", "plan.json"}
    assert number > 2


def failing(call: str, number: int, code: int) -> Callable[..., object]:
    """Return a function of `os` that fails the nth time it is called."""
    real = getattr(os, call)
    seen = 0

    def fail(*arguments: object, **named: object) -> object:
        nonlocal seen
        seen += 1
        if seen == number:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **named)

    return fail


@pytest.mark.parametrize("call", ["open", "write", "fsync", "fchmod", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_disk_that_fails_at_any_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    target = tmp_path / "plan.json"
    for number in range(1, 10):
        target.write_bytes(OLD)
        monkeypatch.setattr(os, call, failing(call, number, code))
        problem = write_plan(target, NEW)
        monkeypatch.undo()
        if problem is None:
            assert target.read_bytes() == NEW
            break
        assert problem.code == "plan-not-written"
        assert os.strerror(code).lower() in problem.message.lower()
        # Only when the directory is brought to the disk, the new plan is there already.
        assert target.read_bytes() == OLD or (call in ("open", "fsync") and number > 1)
        assert target.read_bytes() in (OLD, NEW)
        assert names(tmp_path) == {"plan.json"}


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
from orun.cli import main
main()
"""

INTENT = """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: full}
environments: {dev: {}}
"""


def test_a_file_that_may_not_grow_leaves_the_old_plan(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(
        INTENT + "execution: {stateFile: " + "x" * 5000 + "}\n", encoding="utf-8"
    )
    (tmp_path / "plan.json").write_bytes(OLD)
    command = ["plan", "-o", "plan.json", "-i", "intent.yaml"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, *command],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert "error[plan-not-written]: cannot write plan.json: file too large" in run.stderr
    assert "Traceback" not in run.stderr
    assert (tmp_path / "plan.json").read_bytes() == OLD
    assert names(tmp_path) == {"intent.yaml", "plan.json"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        target = disk / "plan.json"
        assert write_plan(target, OLD) is None
        problem = write_plan(target, b"x" * 100_000)
        assert problem is not None
        assert problem.message.endswith("no space left on device")
        assert problem.help == "free some space on the disk"
        assert target.read_bytes() == OLD
        assert names(disk) == {"plan.json"}
        assert write_plan(target, NEW) is None
    finally:
        subprocess.run(["umount", str(disk)], check=True)


WAITING = """
import sys
from pathlib import Path
from orun.plan.temporary import create
create(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""


def test_what_others_are_writing_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            WAITING,
            str(target),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        assert write_plan(target, NEW) is None
        assert len(names(tmp_path)) == 2
        writer.kill()
    assert len(sweep(tmp_path)) == 1
    assert names(tmp_path) == {"plan.json"}
