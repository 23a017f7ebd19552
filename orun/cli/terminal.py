"""Where output goes: data to stdout, talk to stderr, colour only to a terminal that wants it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from orun.cli import OK, OUT_OF_FACTS, WRONG_INPUT, ReaderGone
from orun.cli.paths import from_here

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import TextIO

    from orun.compiler.compile import Compilation
    from orun.diagnostics import Diagnostic, Diagnostics

NO_PLAN = "no plan"
"""How the report of a run ends that plans and found errors."""


def wants_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal and nobody asked for plain text (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def write_text(text: str) -> None:
    """Write data to stdout, in UTF-8 whatever the locale says."""
    write_bytes(text.encode("utf-8", "surrogateescape"))


def write_bytes(data: bytes) -> None:
    """Write data to stdout as it is; raises ReaderGone if nobody reads it any more."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError as gone:
        raise ReaderGone from gone


def say(text: str) -> None:
    """Write a line of talk to stderr."""
    sys.stderr.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def show(diagnostics: Diagnostics, root: Path | None = None) -> None:
    """Write diagnostics to stderr, if there are any; `root` is the directory of their intent."""
    if len(diagnostics):
        # Rendering is imported where there is something to render, as most runs have nothing.
        from orun.diagnostics.region import same_path  # noqa: PLC0415 - see above
        from orun.diagnostics.render import render  # noqa: PLC0415 - see above

        path_of = same_path if root is None else from_here(root)
        say(render(diagnostics, colour=wants_colour(sys.stderr), path_of=path_of).rstrip("\n"))


def close(outcome: str, diagnostics: Iterable[Diagnostic]) -> None:
    """End a report with one line: what came of the run, and how much of what is to be read above.

    A lone error scrolls away above warnings; whoever sees only the end is to know that it is there.
    """
    from orun.diagnostics.render import summary  # noqa: PLC0415 - only where there are problems

    say(f"{outcome}: {summary(diagnostics)}")


def status_of(compilation: Compilation) -> int:
    """Return the exit status of a compilation."""
    if compilation.exhausted:
        return OUT_OF_FACTS
    return WRONG_INPUT if compilation.diagnostics.has_errors else OK
