"""The files that a plan is made from, which it must not take the place of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from orun.documents.lock import LOCK
from orun.documents.stack import PACKAGE, STACK
from orun.plan.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from orun.compiler.rules import RulesFile
    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostics


def report_overwritten(
    workspace: Workspace,
    user_rules: Sequence[RulesFile],
    outputs: Sequence[Path],
    diagnostics: Diagnostics,
) -> None:
    """Report outputs that would replace a file which the run reads, such as the intent."""
    # Path.is_file raises for a name that is too long, or in a directory that may not be searched.
    existing = [each for each in outputs if os.path.isfile(each)]  # noqa: PTH113 - see above
    if not existing:
        return
    inputs = {os.path.realpath(workspace.root / name) for name in _inputs(workspace, user_rules)}
    for each in existing:
        if os.path.realpath(each) in inputs:
            diagnostics.error(
                "plan-not-written",
                f"cannot write {visible(str(each))}: it is a file that the plan is made from",
                help="name another file",
            )


def _inputs(workspace: Workspace, user_rules: Sequence[RulesFile]) -> Iterator[str]:
    """Yield the files of a workspace, relative to its root."""
    yield workspace.path.name
    yield LOCK
    yield from (file.source.name for file in user_rules)
    yield from (each.place.source.name for each in workspace.components.values())
    yield from (each.file for each in workspace.presets)
    for source in workspace.sources:
        if source.source.kind == "archive" and source.source.path is not None:
            yield source.source.path
        elif source.source.kind == "dir":
            yield from (f"{source.directory}/{name}" for name in (STACK, PACKAGE))
            for definition in source.definitions:
                yield from definition.files
