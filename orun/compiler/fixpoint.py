"""Rules to the fixpoint, with everything that is wrong with what they make of the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.compiler.render import render
from orun.compiler.set_values import check_set_values
from orun.compiler.soundness import check_soundness, holders
from orun.compiler.verdicts import judge
from orun.engine.evaluate import evaluate
from orun.engine.explain import Explainer
from orun.engine.report import diagnostics_of
from orun.engine.unmatched import unmatched_values
from orun.facts.changes import CHANGING
from orun.facts.request import VARYING
from orun.facts.store import locate
from orun.rendering.problems import Problems

if TYPE_CHECKING:
    from orun.compiler.render import Rendered
    from orun.compiler.rules import CompiledRules
    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostics
    from orun.engine.evaluate import Result
    from orun.facts.store import Facts


def fixpoint(
    facts: Facts, rules: CompiledRules, budget: int, diagnostics: Diagnostics
) -> tuple[Explainer, bool]:
    """Evaluate rules, add what they report, and tell whether more can be made of the result."""
    result = evaluate(rules.module, facts.relations, budget)
    explainer = Explainer(result, rules.sources, rules.premises, locate, rules.users)
    if result.exhausted:
        _report_exhaustion(result, budget, diagnostics)
        return explainer, False
    for each in diagnostics_of(explainer):
        diagnostics.add(each)
    varying = (*VARYING, *CHANGING)
    for each in unmatched_values(result, rules.sources, varying, holders(facts)):
        diagnostics.add(each)
    if not rules.users:
        return explainer, True
    check_set_values(explainer, diagnostics)
    return explainer, check_soundness(explainer, facts, diagnostics)


def rendered_values(
    workspace: Workspace, explainer: Explainer, command: str, diagnostics: Diagnostics
) -> Rendered:
    """Fill in what the rules chose; add what is wrong with it, as bad as `command` takes it."""
    problems = Problems()
    rendered = render(workspace, explainer, problems)
    judge(workspace, explainer.result, problems, command, diagnostics)
    return rendered


def _report_exhaustion(result: Result, budget: int, diagnostics: Diagnostics) -> None:
    busiest = result.busiest_rules()
    name, number = busiest[0] if busiest else ("none", 0)
    diagnostics.error(
        "out-of-facts",
        f"more than {budget:,} facts were derived, {number:,} of them by rule {name}",
        help="compile barriers with `execution: {barriers: join}`, which needs N+M edges instead "
        "of N*M"
        if name == "barrier-edge"
        else "make the rule match less, or raise --max-facts",
    )
