"""How bad a problem is that shows only after the fixpoint: a second, small program decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from orun.compiler.outputs import CHECKS
from orun.compiler.rules import compile_built_in
from orun.diagnostics import Diagnostic, Diagnostics, Note, Severity
from orun.engine.evaluate import evaluate
from orun.facts.store import Facts
from orun.rendering.problems import Problem, with_instances

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

    What was wrong with a composition when it was loaded is judged along. One problem of many
    instances is told once, as bad as it is at its worst, with the instances for which it is.
    """
    for name, definition in workspace.definitions.items():
        for each in definition.diagnostics.found:
            problems.add(Problem("composition", name, None, each))
    if not problems.found:
        return
    listed = list(problems.found)
    rules = compile_built_in(CHECKS, "checks")
    facts = _facts(listed, result, command)
    verdicts = evaluate(rules.module, facts.relations).rows("verdict")
    worst: dict[Diagnostic, Severity] = {}
    for number, level in verdicts:
        each = listed[number].diagnostic
        worst[each] = max(worst.get(each, Severity.NOTICE), Severity(level), key=_badness)
    where: dict[Diagnostic, dict[str, Note | None]] = {}
    for number, level in verdicts:
        each = listed[number].diagnostic
        if worst[each] == level:
            where.setdefault(each, {}).update(problems.found[listed[number]].notes)
    for each, instances in where.items():
        diagnostics.add(with_instances(replace(each, severity=worst[each]), instances))


def _badness(severity: Severity) -> int:
    return (Severity.NOTICE, Severity.WARNING, Severity.ERROR).index(severity)


def _facts(listed: list[Problem], result: Result, command: str) -> Facts:
    facts = Facts()
    facts.add("command", (command,), None)
    for (environment,) in result.rows("active"):
        facts.add("active", (environment,), None)
    for _, name in result.rows("uses"):
        facts.add("uses", (name,), None)
    for number, problem in enumerate(listed):
        row = (
            number,
            problem.about,
            problem.diagnostic.severity.value,
            problem.definition,
            problem.environment,
            problem.layer,
        )
        facts.add("problem", row, None)
    return facts
