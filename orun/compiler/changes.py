"""Looking for changes, if the run was asked for them: by an option, or by what triggered it.

Which trigger is matched, and which commits it compares, is for rules to say, and what changed is a
fact that rules need. So the rules are asked twice: before, only for the scope and the commits,
which takes the few rules of activation and a millisecond, and then, with what changed, for the
plan. One evaluation with everything that might be needed would ask git for what no matched trigger
wants, and could not know which commits a binding points at.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from orun.changes.ci import ci_range
from orun.changes.find import find_changes
from orun.changes.paths import behind_links, path_below
from orun.changes.revisions import CommitId, Range
from orun.compiler.outputs import COMPARED
from orun.compiler.rules import built_in, compile_rules
from orun.documents.stack import STACK
from orun.engine.evaluate import evaluate
from orun.facts.changes import Places, add_changes
from orun.facts.request import place_of_changes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from orun.changes.found import Changes
    from orun.compiler.rules import RulesFile
    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostics
    from orun.facts.request import Request
    from orun.facts.store import Facts


def look_for_changes(
    workspace: Workspace,
    request: Request,
    user_rules: Sequence[RulesFile],
    outputs: Sequence[Path],
    facts: Facts,
    diagnostics: Diagnostics,
) -> None:
    """Add what changed to the facts, if the plan is narrowed to it; `outputs` do not count."""
    by_trigger = request.trigger is not None or request.event is not None
    commits: dict[str, str] = {}
    wanted = request.changed
    if by_trigger:
        rules = compile_rules([*built_in(), *user_rules], COMPARED, diagnostics, reports=False)
        if rules is None:
            return
        result = evaluate(rules.module, facts.relations)
        commits = dict(sorted(result.rows("compared_revision")))
        wanted = wanted or ("changed",) in result.rows("scope_of_trigger")
    if not wanted:
        return
    changes = _find(workspace, request, commits, outputs)
    root = os.path.realpath(workspace.root)
    places = Places(
        intent=workspace.intent,
        intent_file=path_below(workspace.path, workspace.root),
        components=workspace.components.values(),
        sources=workspace.sources,
        presets=_preset_files(workspace),
        rules_files=[file.source.name for file in user_rules],
        real=lambda path: behind_links(path, root),
    )
    add_changes(facts, changes, places, place_of_changes(request))


def _preset_files(workspace: Workspace) -> list[str]:
    """Return the files that say what the intent extends: presets, and where their stacks are."""
    extended = {each.source for each in workspace.intent.extends}
    stacks = [
        f"{each.directory}/{STACK}"
        for each in workspace.sources
        if each.source.kind == "dir" and each.source.name in extended
    ]
    return [each.file for each in workspace.presets] + stacks


def _find(
    workspace: Workspace, request: Request, commits: dict[str, str], outputs: Sequence[Path]
) -> Changes:
    """Ask git, or read the list; `commits` are those that an event compares, by their side."""
    event = request.event
    compared = None
    if event is not None and "base" in commits:
        # A branch before and after a push may have no more in common than the same name.
        pushed = event.base_branch is None
        ids = {side: CommitId(commit) for side, commit in commits.items()}
        compared = Range((ids["base"],), ids.get("head", "HEAD"), direct=pushed)
    ci = ci_range(os.environ)
    return find_changes(workspace.path, request.changes, compared, ci, outputs)
