"""Rules files of the user: those the intent lists, and those given on the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

from orun.compiler.rules import RulesFile
from orun.diagnostics import Diagnostics, Span
from orun.documents.places import text_items
from orun.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from orun.compiler.workspace import Workspace


def load_user_rules(
    workspace: Workspace, given: Sequence[Path], diagnostics: Diagnostics
) -> list[RulesFile] | None:
    """Return the user's rules files, each once, or None if one of them cannot be read.

    Paths of the intent are relative to it, those of the command line to the working directory.
    """
    wanted: list[tuple[Path, Span | None]] = [
        (workspace.root / node.text, node.span)
        for node in text_items(workspace.intent.node, "rules")
    ]
    wanted += [(path, None) for path in given]
    files: dict[str, RulesFile] = {}
    whole = True
    for path, span in wanted:
        name = _name(path, workspace.root)
        if name in files:
            continue
        found = Diagnostics()
        source = read_source(path, name, found)
        for each in found:
            # What the intent names is missing where it names it, not in a file that is not there.
            missing = span is not None and each.code == "missing-file"
            diagnostics.add(replace(each, span=span) if missing else each)
        if source is None:
            whole = False
        else:
            files[name] = RulesFile(source, user=True)
    return list(files.values()) if whole else None


def _name(path: Path, root: Path) -> str:
    """Name a file as messages and plans do: relative to the intent, with `/`."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    return relative.replace(os.sep, "/")
