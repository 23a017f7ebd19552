"""What is wrong for certain although not everything could be read.

A manifest with a syntax error may be the one that declares what another one depends on. So some of
what the rules report would be untrue, and the rest is true whatever the unread file says: which is
which, `rules/checks/doubts.rules` knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.compiler.outputs import CHECKS, PLAN
from orun.compiler.render import render
from orun.compiler.rules import compile_built_in
from orun.compiler.verdicts import judge
from orun.engine.evaluate import evaluate
from orun.engine.explain import Explainer
from orun.engine.report import diagnostics_of
from orun.facts.store import Facts, locate
from orun.rendering.problems import Problems

if TYPE_CHECKING:
    from orun.compiler.rules import CompiledRules
    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostic, Diagnostics


def report_certain(
    workspace: Workspace,
    command: str,
    facts: Facts,
    rules: CompiledRules | None,
    diagnostics: Diagnostics,
) -> None:
    """Add what is certainly wrong; `rules` is None if the user's could not be read.

    Values are filled in where nothing but a component is missing, as no instance has any of its
    values from another component.
    """
    unread = workspace.unread if rules is not None else (*workspace.unread, "rules")
    rules = rules or compile_built_in(PLAN)
    result = evaluate(rules.module, facts.relations)
    if result.exhausted:
        return
    explainer = Explainer(result, rules.sources, rules.premises, locate, rules.users)
    for each in _told(list(diagnostics_of(explainer)), unread):
        diagnostics.add(each)
    problems = Problems()
    if unread == ("components",):
        render(workspace, explainer, problems)
    judge(workspace, result, problems, command, diagnostics)


def _told(reported: list[Diagnostic], unread: tuple[str, ...]) -> list[Diagnostic]:
    """Return the reports that hinge on nothing that could not be read."""
    rules = compile_built_in(CHECKS, "checks")
    facts = Facts()
    for what in unread:
        facts.add("unread", (what,), None)
    for number, each in enumerate(reported):
        facts.add("report", (number, each.code), None)
    told = evaluate(rules.module, facts.relations).rows("told")
    return [reported[number] for (number,) in sorted(told)]
