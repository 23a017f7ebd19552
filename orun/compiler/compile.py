"""From an intent to a plan: the stages, one after the other.

files → documents → facts → rules to a fixpoint → values and steps → plan

Every stage adds what it finds wrong to one list and hands on what is usable, so that one run shows
all mistakes; a plan is made only if none of them is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from orun.compiler.build import build
from orun.compiler.certain import report_certain
from orun.compiler.changes import look_for_changes
from orun.compiler.circumstances import circumstances
from orun.compiler.fixpoint import fixpoint, rendered_values
from orun.compiler.inputs import report_overwritten
from orun.compiler.outputs import PLAN
from orun.compiler.rules import built_in, compile_rules
from orun.compiler.user_rules import load_user_rules
from orun.compiler.workspace import facts_of, load_workspace
from orun.diagnostics import Diagnostics, Severity
from orun.engine.evaluate import DEFAULT_BUDGET, Result
from orun.facts.doubts import add_doubts
from orun.facts.request import Request, add_request
from orun.plan import UnencodableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from orun.compiler.rules import CompiledRules
    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostic
    from orun.facts.store import Facts
    from orun.plan import Plan


def _ignore(stage: str) -> None:
    """Watch nothing."""


class Task(Struct, frozen=True):
    """What to compile and how.

    `command` is `plan` or `validate`; `rules` are files besides those of the intent; `outputs` are
    files that this run will write; `locked` makes sources that are not as locked an error; `budget`
    is how many facts may be derived; `found` is what was wrong with what the request was made from,
    told along with all else; `watch` is called with the name of each stage when it has ended.
    """

    intent: Path
    request: Request = field(default_factory=Request)
    command: str = "plan"
    rules: tuple[Path, ...] = ()
    outputs: tuple[Path, ...] = ()
    strict: bool = False
    locked: bool = False
    budget: int = DEFAULT_BUDGET
    found: tuple[Diagnostic, ...] = ()
    watch: Callable[[str], None] = _ignore


class Compilation(Struct):
    """What came of a task: the plan, unless there are errors, and all that it was made from."""

    diagnostics: Diagnostics
    plan: Plan | None = None
    workspace: Workspace | None = None
    rules: CompiledRules | None = None
    facts: Facts | None = None
    result: Result | None = None

    @property
    def exhausted(self) -> bool:
        """Whether the budget of derived facts was spent."""
        return self.result is not None and self.result.exhausted

    def vias(self) -> dict[tuple[str, str], str]:
        """Return why each job waits for each other; promotion is named before dependency."""
        if self.result is None:
            return {}
        rows = sorted(self.result.rows("edge"), key=lambda row: (row[0], row[1], row[2]))
        return {(job, on): via for job, on, via, _ in rows}


def compile_intent(task: Task) -> Compilation:
    """Compile an intent; whatever is wrong with it is in `diagnostics`, sorted when read."""
    found = Compilation(Diagnostics())
    for each in task.found:
        found.diagnostics.add(each)
    try:
        _compile(task, found)
    except UnencodableError as error:
        for each in error.diagnostics:
            found.diagnostics.add(each)
    if task.strict:
        found.diagnostics = strict_diagnostics(found.diagnostics)
    if found.diagnostics.has_errors:
        found.plan = None
    elif task.command == "plan" and found.plan is None:
        raise RuntimeError("there is no plan, and nothing says why")
    return found


def _compile(task: Task, found: Compilation) -> None:
    diagnostics = found.diagnostics
    workspace = found.workspace = load_workspace(task.intent, diagnostics, locked=task.locked)
    if workspace is None:
        return
    task.watch("documents")
    user_rules = load_user_rules(workspace, task.rules, diagnostics)
    report_overwritten(workspace, user_rules or (), task.outputs, diagnostics)
    rules = None
    if user_rules is not None:
        rules = found.rules = compile_rules([*built_in(), *user_rules], PLAN, diagnostics)
    task.watch("rules")
    facts = found.facts = facts_of(workspace)
    add_doubts(facts, diagnostics, workspace.definitions.values())
    add_request(facts, task.request)
    if rules is None or user_rules is None or workspace.unread:
        report_certain(workspace, task.command, facts, rules, diagnostics)
        return
    look_for_changes(workspace, task.request, user_rules, task.outputs, facts, diagnostics)
    task.watch("facts")
    explainer, sound = fixpoint(facts, rules, task.budget, diagnostics)
    result = found.result = explainer.result
    task.watch("fixpoint")
    if not sound:
        return
    rendered = rendered_values(workspace, explainer, task.command, diagnostics)
    task.watch("values and steps")
    if task.command == "plan" and not _blocked(task, diagnostics):
        now = circumstances(task.intent, task.outputs, diagnostics)
        found.plan = build(workspace, task.request, result, rendered, user_rules, now)
        task.watch("plan")


def _blocked(task: Task, diagnostics: Diagnostics) -> bool:
    bad = {Severity.ERROR, Severity.WARNING} if task.strict else {Severity.ERROR}
    return any(each.severity in bad for each in diagnostics.found)


def strict_diagnostics(diagnostics: Diagnostics) -> Diagnostics:
    """Return the same diagnostics with errors for warnings."""
    strict = Diagnostics()
    for each in diagnostics.found:
        severity = Severity.ERROR if each.severity is Severity.WARNING else each.severity
        strict.add(replace(each, severity=severity))
    return strict
