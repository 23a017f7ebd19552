"""`orun lock`: note which state of each composition source is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orun.cli import OK, WRONG_INPUT
from orun.cli.arguments import IntentOption, find
from orun.cli.terminal import close, say, show
from orun.diagnostics.characters import printable

if TYPE_CHECKING:
    from orun.compiler.lock import Locking

NO_LOCK = "no lock"
"""How the report of a run ends that wrote none."""


def lock(
    *,
    intent: IntentOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if the file is not up to date.")
    ] = False,
) -> int:
    """Write orun.lock: each composition source with its digest."""
    path = find(intent)
    if path is None:
        return WRONG_INPUT
    # The compiler is imported once the options are known to be right.
    from orun.compiler.lock import check_sources, lock_sources  # noqa: PLC0415 - see above

    locking = check_sources(path) if check else lock_sources(path)
    show(locking.diagnostics, path.parent)
    if locking.text is None:
        close(NO_LOCK, locking.diagnostics)
        return WRONG_INPUT
    if locking.is_current:
        say(f"{printable(str(locking.path))} is up to date: {_sources(locking)}")
        return OK
    if check:
        say(f"{printable(str(locking.path))} is not up to date: run `orun lock` and commit it")
        return WRONG_INPUT
    return _write(locking, locking.text)


def _write(locking: Locking, text: bytes) -> int:
    from msgspec.structs import replace  # noqa: PLC0415 - only where there is something to write

    from orun.diagnostics import Diagnostics  # noqa: PLC0415 - the same
    from orun.plan import write_plan  # noqa: PLC0415 - the same

    problem = write_plan(locking.path, text)
    if problem is not None:
        problems = Diagnostics()
        problems.add(replace(problem, code="lock-not-written"))
        show(problems)
        close(NO_LOCK, (*locking.diagnostics, *problems))
        return WRONG_INPUT
    say(f"wrote {printable(str(locking.path))}: {_sources(locking)}")
    return OK


def _sources(locking: Locking) -> str:
    return f"{locking.sources} source{'' if locking.sources == 1 else 's'}"
