"""`orun verify`: whether a plan file is what orun wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orun.cli import OK, WRONG_INPUT
from orun.cli.terminal import close, say, show
from orun.diagnostics.characters import printable

if TYPE_CHECKING:
    from orun.diagnostics import Diagnostics


def verify(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan file.")],
) -> int:
    """Check that a plan is as orun wrote it, but for its date."""
    name = printable(str(plan))
    found = _problems(plan)
    show(found)
    if len(found):
        close(name, found)
    else:
        say(f"{name}: checksum and layout are as orun wrote them")
    return WRONG_INPUT if found.has_errors else OK


def _problems(plan: Path) -> Diagnostics:
    """Return what is wrong with a plan file, be it that it cannot be read."""
    from orun.plan.verify import verify as problems_of  # noqa: PLC0415 - only this command needs it

    try:
        return problems_of(plan.read_bytes(), str(plan))
    except OSError as error:
        from orun.diagnostics import Diagnostics  # noqa: PLC0415 - only for mistakes
        from orun.sources import similar_beside  # noqa: PLC0415 - the same

        found = Diagnostics()
        if isinstance(error, FileNotFoundError):
            close_by = similar_beside(plan)
            advice = f"did you mean `{plan.parent / close_by}`?" if close_by else None
            found.error("missing-file", f"{plan} does not exist", help=advice)
        else:
            reason = (error.strerror or "it cannot be opened").lower()
            found.error("unreadable-file", f"{plan} cannot be read: {reason}")
        return found
