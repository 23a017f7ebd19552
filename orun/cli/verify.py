"""`orun verify`: whether a plan file is what orun wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orun.cli import OK, WRONG_INPUT
from orun.cli.terminal import close, say, show
from orun.diagnostics.characters import printable


def verify(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan file.")],
) -> int:
    """Check that a plan is as orun wrote it, but for its date."""
    from orun.plan.verify import verify as problems_of  # noqa: PLC0415 - only this command needs it

    name = printable(str(plan))
    try:
        data = plan.read_bytes()
    except OSError as problem:
        say(f"error: {name} cannot be read: {problem.strerror or problem}")
        return WRONG_INPUT
    found = problems_of(data, str(plan))
    show(found)
    if len(found):
        close(name, found)
    else:
        say(f"{name}: checksum and layout are as orun wrote them")
    return WRONG_INPUT if found.has_errors else OK
