"""How bad a problem is that shows only after the fixpoint: a second, small program decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orun.compiler.outputs import CHECKS
from orun.compiler.rules import built_in, compile_rules
from orun.diagnostics import Diagnostics, Severity
from orun.engine.evaluate import evaluate
from orun.facts.store import Facts
from orun.rendering.problems import Problem

if TYPE_CHECKING:
    from orun.compiler.workspace import Workspace
    from orun.engine.evaluate import Result
    from orun.rendering.problems import Problems


def judge(
    workspace: Workspace,
    result: Result,
    problems: Problems,
    command: str,
    diagnostics: Diagnostics,
) -> None:
    """Add every problem that is worth telling, with the severity that rules give it.

    What was wrong with a composition when it was loaded is judged along.
    """
    listed = problems.listed()
    for name, definition in workspace.definitions.items():
        listed += [
            (Problem("composition", name, None, each), each) for each in definition.diagnostics
        ]
    if not listed:
        return
    facts = Facts()
    facts.add("command", (command,), None)
    for (environment,) in result.rows("active"):
        facts.add("active", (environment,), None)
    for _, name in result.rows("uses"):
        facts.add("uses", (name,), None)
    for number, (problem, diagnostic) in enumerate(listed):
        row = (
            number,
            problem.about,
            diagnostic.severity.value,
            problem.definition,
            problem.environment,
            problem.layer,
        )
        facts.add("problem", row, None)
    rules = compile_rules(built_in("checks"), CHECKS, diagnostics)
    if rules is None:
        raise ValueError("the built-in rules do not compile")
    for number, level in evaluate(rules.module, facts.relations).rows("verdict"):
        diagnostics.add(replace(listed[number][1], severity=Severity(level)))
