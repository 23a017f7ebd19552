"""Diagnostics for programs: as JSON, SARIF or GitHub's workflow commands, on stdout."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from orun import __version__, data
from orun.cli.pages import page
from orun.cli.terminal import show, write_text

if TYPE_CHECKING:
    from collections.abc import Callable

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
        show(diagnostics)
        return
    path_of = paths(intent.parent)
    # Whoever wants a text needs none of these.
    if report is Report.JSON:
        from orun.diagnostics.as_json import as_json  # noqa: PLC0415 - see above

        write_text(as_json(diagnostics, path_of))
    elif report is Report.GITHUB:
        from orun.diagnostics.as_github import as_github  # noqa: PLC0415 - see above

        write_text(as_github(diagnostics, path_of))
    else:
        from orun.diagnostics.as_sarif import as_sarif  # noqa: PLC0415 - see above

        fallback = path_of(intent.name) or intent.name
        write_text(
            as_sarif(diagnostics, path_of, version=__version__, fallback=fallback, help_of=page)
        )


def paths(root: Path) -> Callable[[str], str | None]:
    """Return what turns the name of a source into its path; `root` is the intent's directory.

    Diagnostics name files relative to the intent. Built-in rules and what the cache holds, whose
    names begin with `~` or a variable, are no files that a report could point at: they have none.
    """
    real = os.path.realpath(root)
    prefix = os.path.relpath(real, _top(real))
    built_in = str(data.directory("rules").parent)

    def path_of(name: str) -> str | None:
        if not _exists(real, name) and (name.startswith(("~", "$")) or _exists(built_in, name)):
            return None
        return os.path.normpath(f"{prefix}/{name}").replace(os.sep, "/")

    return path_of


def _exists(directory: str, name: str) -> bool:
    """Whether there is a file; `Path.exists` raises for a name that is too long for one."""
    return os.path.exists(os.path.join(directory, name))  # noqa: PTH110, PTH118 - see above


def _top(directory: str) -> str:
    """Return the top of the git work tree around a directory, else the working directory."""
    for each in (Path(directory), *Path(directory).parents):
        if os.path.exists(each / ".git"):  # noqa: PTH110 - Path.exists raises on no permission
            return str(each)
    return os.path.realpath(".")
