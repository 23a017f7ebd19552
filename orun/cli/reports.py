"""Diagnostics for programs: as JSON, SARIF or GitHub's workflow commands, on stdout."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from orun import __version__
from orun.cli.pages import page
from orun.cli.paths import from_top
from orun.cli.terminal import show, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from orun.diagnostics import Diagnostics


class Report(StrEnum):
    """What diagnostics are written as."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def write_report(report: Report, diagnostics: Diagnostics, intent: Path) -> None:
    """Show diagnostics to people on stderr, or write the report that was asked for to stdout.

    Paths in a report are relative to the top of the git work tree, else to the working directory.
    """
    if report is Report.TEXT:
        show(diagnostics, intent.parent)
        return
    path_of = from_top(intent.parent)
    # Whoever wants a text needs none of these.
    if report is Report.JSON:
        from orun.diagnostics.as_json import as_json  # noqa: PLC0415 - see above

        write_text(as_json(diagnostics, path_of))
    elif report is Report.GITHUB:
        from orun.diagnostics.as_github import as_github  # noqa: PLC0415 - see above

        write_text(as_github(diagnostics, path_of))
    else:
        from orun.diagnostics import Source  # noqa: PLC0415 - see above
        from orun.diagnostics.as_sarif import as_sarif  # noqa: PLC0415 - see above

        fallback = path_of(Source(intent.name, "")) or intent.name
        write_text(
            as_sarif(diagnostics, path_of, version=__version__, fallback=fallback, help_of=page)
        )
