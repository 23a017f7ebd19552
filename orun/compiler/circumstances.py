"""When a plan was made and of which state of the work tree."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from orun.compiler.build import Circumstances
from orun.plan import SourceState
from orun.sources import GitFailure, GitState, source_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from orun.diagnostics import Diagnostics

EPOCH = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 to use for the date (reproducible-builds.org)."""

_SECONDS = re.compile("-?[0-9]{1,18}")


def circumstances(intent: Path, outputs: Sequence[Path], diagnostics: Diagnostics) -> Circumstances:
    """Return date and state of the work tree; files of `outputs` do not make it dirty."""
    state = source_state(intent.parent, outputs)
    if isinstance(state, GitFailure):
        diagnostics.warning(
            "git", f"git does not say which state of the work tree this is: {state.reason}"
        )
        state = None
    return Circumstances(_generated_at(state, diagnostics), _source(state, intent))


def _source(state: GitState | None, intent: Path) -> SourceState | None:
    if state is None or state.revision is None:
        return None
    return SourceState(
        revision=state.revision,
        ref=state.ref,
        dirty=state.dirty,
        intent=os.path.relpath(os.path.realpath(intent), state.top).replace(os.sep, "/"),
    )


def _generated_at(state: GitState | None, diagnostics: Diagnostics) -> str:
    """Return RFC 3339 in UTC: of `SOURCE_DATE_EPOCH`, else of the commit, else of now."""
    stated = os.environ.get(EPOCH)
    try:
        if stated:
            moment = datetime.fromtimestamp(_seconds(stated), UTC)
        elif state is not None and state.committed is not None:
            moment = datetime.fromtimestamp(state.committed, UTC)
        else:
            moment = datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        diagnostics.error(
            "source-date-epoch",
            f"{EPOCH} is no number of seconds since 1970",
            help="unset it, or use `date +%s` or `git log -1 --format=%ct`",
        )
        moment = datetime.now(UTC)
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _seconds(stated: str) -> int:
    """Return a number as `date +%s` writes it; int() would also take blanks and underscores."""
    if _SECONDS.fullmatch(stated) is None:
        raise ValueError(stated)
    return int(stated)
