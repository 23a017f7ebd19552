"""Rules files of the user: those the intent lists, and those given on the command line."""

from __future__ import annotations

import os
from posixpath import dirname, join
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from orun.compiler.rules import RulesFile
from orun.diagnostics import Diagnostics
from orun.documents.places import text_items
from orun.sources import read_source, similar_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostic, Span


def load_user_rules(
    workspace: Workspace, given: Sequence[Path], diagnostics: Diagnostics
) -> list[RulesFile] | None:
    """Return the user's rules files, each once, or None if one of them cannot be read.

    Paths of the intent are relative to it, those of the command line to the working directory.
    """
    wanted = [
        _Wanted(workspace.root / node.text, node.text, node.span)
        for node in text_items(workspace.intent.node, "rules")
    ]
    wanted += [_Wanted(path, str(path), None) for path in given]
    files: dict[str, RulesFile] = {}
    whole = True
    for each in wanted:
        name = _name(each.path, workspace.root)
        if name in files:
            continue
        found = Diagnostics()
        source = read_source(each.path, name, found)
        for problem in found:
            unopened = problem.code in ("missing-file", "unreadable-file")
            diagnostics.add(_unopened(problem, each, name) if unopened else problem)
        if source is None:
            whole = False
        else:
            files[name] = RulesFile(source, user=True)
    return list(files.values()) if whole else None


class _Wanted(NamedTuple):
    """A rules file as somebody named it, and the place in the intent if it was named there."""

    path: Path
    stated: str
    span: Span | None


def _unopened(problem: Diagnostic, wanted: _Wanted, name: str) -> Diagnostic:
    """Return what tells where a file is named that it is not there, or no file."""
    missing = problem.code == "missing-file"
    close = similar_beside(wanted.path) if missing else None
    return replace(
        problem,
        message=f"{wanted.stated}{problem.message.removeprefix(name)}",
        span=wanted.span or (None if missing else problem.span),
        help=f"did you mean `{join(dirname(wanted.stated), close)}`?" if close else None,
    )


def _name(path: Path, root: Path) -> str:
    """Name a file as messages and plans do: relative to the intent, with `/`."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    return relative.replace(os.sep, "/")
