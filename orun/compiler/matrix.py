"""What every trigger binding would plan: the rules, evaluated once for each over one workspace."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from orun.compiler.certain import report_certain
from orun.compiler.compile import strict_diagnostics
from orun.compiler.fixpoint import fixpoint, rendered_values
from orun.compiler.outputs import PLAN
from orun.compiler.rules import built_in, compile_rules
from orun.compiler.user_rules import load_user_rules
from orun.compiler.workspace import facts_of, load_workspace
from orun.diagnostics import Diagnostics, Severity
from orun.facts.doubts import add_doubts
from orun.facts.request import Event, Request, add_request
from orun.facts.store import Facts
from orun.plan.matrix import (
    EventFilter,
    Matrix,
    PromotionOutcome,
    TriggeredEnvironment,
    TriggerRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orun.compiler.compile import Task
    from orun.compiler.rules import CompiledRules
    from orun.compiler.workspace import Workspace
    from orun.diagnostics import Diagnostic
    from orun.documents.intent import TriggerBinding
    from orun.engine.evaluate import Result

COMMAND = "plan"
"""Problems are as bad as in a plan."""

_OF_NOBODY = Event(provider="\0", name="\0")
"""An event that no binding can match, and that activates no environment."""


class Survey(Struct):
    """The matrix, unless the intent has errors, and what was found while making it."""

    diagnostics: Diagnostics
    matrix: Matrix | None = None
    exhausted: bool = False


def survey_triggers(task: Task) -> Survey:
    """Return what each trigger binding of an intent would plan.

    What is wrong whatever is planned is in `diagnostics`; errors that only one trigger meets are
    among its `problems`. The request of the task is not asked.
    """
    survey = Survey(Diagnostics())
    workspace = load_workspace(task.intent, survey.diagnostics)
    if workspace is not None:
        _Surveyor(task, workspace, survey).run()
    if task.strict:
        survey.diagnostics = strict_diagnostics(survey.diagnostics)
    if survey.diagnostics.has_errors:
        survey.matrix = None
    return survey


class _Surveyor:
    """The evaluations of one workspace."""

    def __init__(self, task: Task, workspace: Workspace, survey: Survey) -> None:
        self._task = task
        self._workspace = workspace
        self._survey = survey
        self._facts = facts_of(workspace)

    def run(self) -> None:
        found, workspace = self._survey.diagnostics, self._workspace
        user_rules = load_user_rules(workspace, self._task.rules, found)
        rules = None
        if user_rules is not None:
            rules = compile_rules([*built_in(), *user_rules], PLAN, found)
        add_doubts(self._facts, found, workspace.definitions.values())
        if rules is None or workspace.unread:
            # There is no table that could say which triggers an error concerns.
            report_certain(workspace, COMMAND, self._asked(Request()), rules, found)
            return
        said = self._always_said(rules)
        found.add_all(said)
        if not found.has_errors:
            self._survey.matrix = self._matrix(rules, said)

    def _always_said(self, rules: CompiledRules) -> Diagnostics:
        """Return what is said of all environments, without errors that only some of them meet.

        These a trigger meets that activates one of them; the others stay with no environment.
        """
        _, said = self._evaluate(rules, Request())
        if self._survey.exhausted or not said.has_errors:
            return said
        _, of_none = self._evaluate(rules, Request(event=_OF_NOBODY))
        kept = Diagnostics()
        for each in said.found:
            if each.severity is not Severity.ERROR:
                kept.add(each)
        for each in of_none.found:
            if each.severity is Severity.ERROR:
                kept.add(each)
        return kept

    def _evaluate(self, rules: CompiledRules, request: Request) -> tuple[Result, Diagnostics]:
        said = Diagnostics()
        explainer, sound = fixpoint(self._asked(request), rules, self._task.budget, said)
        self._survey.exhausted |= explainer.result.exhausted
        if sound:
            rendered_values(self._workspace, explainer, COMMAND, said)
        return explainer.result, said

    def _asked(self, request: Request) -> Facts:
        """Return the facts of the files with what is asked for."""
        facts = Facts()
        facts.relations.update(self._facts.relations)
        add_request(facts, request)
        # What changed differs from run to run; the matrix shows all that a trigger can plan.
        facts.add("requested_scope", ("full",), None)
        return facts

    def _matrix(self, rules: CompiledRules, known: Diagnostics) -> Matrix:
        intent = self._workspace.intent
        order = promotion_order(self._follows())
        ranked = sorted(order, key=lambda name: (order[name], name))
        bindings = intent.automation.trigger_bindings if intent.automation else {}
        rows = [
            self._row(rules, name, binding, ranked, known)
            for name, binding in sorted(bindings.items())
        ]
        activated = {each.name for row in rows for each in row.environments}
        last = len(ranked)
        rows.sort(
            key=lambda row: ranked.index(row.environments[0].name) if row.environments else last
        )
        return Matrix(
            name=(intent.metadata.name if intent.metadata else None) or "",
            environments=tuple(ranked),
            untriggered=tuple(name for name in ranked if name not in activated),
            triggers=tuple(rows),
        )

    def _follows(self) -> dict[str, set[str]]:
        """Return for each environment those that it follows by what the intent says."""
        follows: dict[str, set[str]] = {name: set() for name in self._workspace.intent.environments}
        for environment, on, *_ in self._facts.relations.get("promotion_declared", {}):
            follows[environment].add(on)
        return follows

    def _row(
        self,
        rules: CompiledRules,
        name: str,
        binding: TriggerBinding,
        ranked: list[str],
        known: Diagnostics,
    ) -> TriggerRow:
        environments: tuple[TriggeredEnvironment, ...] = ()
        problems: list[str] = []
        # One that no environment refers to would be an error, and is nothing to count.
        if any(trigger == name for _, trigger, _ in self._facts.relations.get("activation", {})):
            result, said = self._evaluate(rules, Request(trigger=name))
            environments = _environments(result, ranked)
            problems = [
                _sentence(each)
                for each in said
                if self._keeps_from_planning(each) and each not in known.found
            ]
        return TriggerRow(
            name=name,
            description=binding.description,
            on=_filter(binding),
            scope=(binding.plan.scope if binding.plan else None) or "full",
            environments=environments,
            problems=tuple(problems),
        )

    def _keeps_from_planning(self, each: Diagnostic) -> bool:
        return each.severity is Severity.ERROR or (
            self._task.strict and each.severity is Severity.WARNING
        )


def _sentence(problem: Diagnostic) -> str:
    """Return what is wrong, with the instance in which it is: places are for people to open."""
    return ", ".join((problem.message, *(each.message for each in problem.notes if not each.span)))


def promotion_order(follows: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return how many environments come before each on the longest way to it.

    In a cycle, which is an error elsewhere, the numbers mean nothing.
    """
    order = dict.fromkeys(follows, 0)
    for _ in follows:
        before = dict(order)
        for name, earlier in follows.items():
            order[name] = max((before[on] + 1 for on in earlier if on in before), default=0)
        if order == before:
            break
    return order


def _filter(binding: TriggerBinding) -> EventFilter:
    on = binding.on

    def values(field: str) -> tuple[str, ...] | None:
        stated = getattr(on, field, None)
        return tuple(stated) if stated else None

    return EventFilter(
        provider=(on.provider if on else None) or "",
        event=on.event if on else None,
        actions=values("actions"),
        branches=values("branches"),
        base_branches=values("base_branches"),
        tags=values("tags"),
    )


def _environments(result: Result, ranked: list[str]) -> tuple[TriggeredEnvironment, ...]:
    jobs = Counter(environment for _, _, environment, *_ in result.rows("job"))
    members = {row[1:3] for row in result.rows("instance_job")}
    components = Counter(environment for _, environment in members)
    outcomes = _Outcomes(result)
    promotions = {row[:2] for row in result.rows("promotion_declared")}
    return tuple(
        TriggeredEnvironment(
            name=name,
            components=components[name],
            jobs=jobs[name],
            promotions=tuple(outcomes.of(name, on) for on in ranked if (name, on) in promotions),
        )
        for name in ranked
        if (name,) in result.rows("active")
    )


class _Outcomes:
    """What became of promotions in one result, counted for each pair of environments."""

    def __init__(self, result: Result) -> None:
        self._result = result
        place: dict[str, str] = {row[0]: row[2] for row in result.rows("job")}
        self._edges = Counter(
            (place.get(job), place.get(on))
            for job, on in {row[:2] for row in _promoting(result.rows("edge"))}
        )
        self._gates = Counter(
            (place.get(job), on)
            for job, kind, on, *_ in result.rows("gate")
            if kind == "environment-promotion"
        )
        self._routed = {row[:2] for row in result.rows("promotion")}
        self._reasons = {
            (environment, on): reason
            for kind, environment, on, reason in result.rows("pruned")
            if kind == "promotion"
        }

    def of(self, environment: str, on: str) -> PromotionOutcome:
        """Return what the promotion of an active environment from another became."""
        pair = (environment, on)
        edges, gates = self._edges[pair], self._gates[pair]
        becomes = "edge" if edges else "gate" if gates else "nothing"
        if becomes == "nothing" and pair not in self._routed:
            becomes = "error"
        return PromotionOutcome(
            from_=on,
            strategy=self._result.value("promotion_strategy", pair),
            becomes=becomes,
            count=edges or gates,
            reason=self._reasons.get(pair) if becomes == "nothing" else None,
        )


def _promoting(edges: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    return (row for row in edges if row[2] in ("promotion", "barrier"))
