"""Running orun inside the process of the tests, as a process of its own would run."""

from __future__ import annotations

import io
import os
import sys
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

with warnings.catch_warnings():
    # Typer uses names that click has deprecated, which pytest would make an error of orun's.
    warnings.simplefilter("ignore", DeprecationWarning)
    from orun.cli.app import run as _  # noqa: F401 - imported here, so not again during a run
from orun.cli import answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of orun left behind, apart from files: exit status and bytes."""

    status: int
    stdout: bytes
    stderr: bytes


def run_orun(
    arguments: Sequence[str],
    cwd: Path,
    environ: Mapping[str, str],
    *,
    one_stream: bool = False,
) -> Outcome:
    """Run orun with nothing but `environ`, which names a cache directory, around it.

    With `one_stream`, stderr goes where stdout goes, as in a terminal.
    """
    stdout = _stream()
    stderr = stdout if one_stream else _stream()
    with (
        patch.dict(os.environ, environ, clear=True),
        patch.object(sys, "argv", ["orun", *arguments]),
        patch.object(sys, "stdout", stdout),
        patch.object(sys, "stderr", stderr),
        # Compiled rules are modules; where bytecode is not kept, each run would translate them.
        patch.object(sys, "pycache_prefix", environ["XDG_CACHE_HOME"]),
        patch.object(sys, "dont_write_bytecode", new=False),
        _working_in(cwd),
    ):
        status = answer()
    return Outcome(status, _bytes_of(stdout), b"" if one_stream else _bytes_of(stderr))


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8")


def _bytes_of(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


@contextmanager
def _working_in(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


class OpenedFiles:
    """The real paths of the files that this process opens while it is recording."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._recording = False
        sys.addaudithook(self._see)

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Record into `paths`, beginning with none."""
        self.paths = set()
        self._recording = True
        try:
            yield
        finally:
            self._recording = False

    def _see(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._recording and event == "open" and isinstance(arguments[0], str):
            self.paths.add(os.path.realpath(arguments[0]))
