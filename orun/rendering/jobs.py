"""Steps of a job: drafts put together as rules chose, then their templates rendered."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs
from msgspec.structs import replace

from orun.diagnostics import Diagnostic, Note, Severity
from orun.rendering.problems import Problem, Problems, by_rule, problem_of_text
from orun.rendering.steps import Draft, draft, ordered, patched, replaced
from orun.rendering.values import place_of_key
from orun.sources.nodes import Mapping, Node, Sequence
from orun.templates import compile_template

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as AnyMapping

    from orun.documents.component import Component
    from orun.documents.resolved import Definition
    from orun.documents.step import Step
    from orun.engine.evaluate import Result
    from orun.engine.explain import Explainer, Part
    from orun.plan.model import Step as PlanStep
    from orun.templates import TemplateProblem


class JobKey(Struct, frozen=True):
    """What the steps of a job depend on before templates are rendered."""

    definition: str
    profile: str | None
    job: str
    component: str | None
    """Set only if the component overrides steps."""


class StepAssembly:
    """Puts the steps of jobs together, once for all jobs that have the same ones."""

    def __init__(
        self,
        explainer: Explainer,
        definitions: AnyMapping[str, Definition],
        components: AnyMapping[str, Component],
    ) -> None:
        result = explainer.result
        self._explainer = explainer
        self._definitions = definitions
        self._components = components
        self._kept = _grouped(result.rows("kept_step"), 3)
        self._patches = _grouped(result.rows("patched_step"), 3)
        self._replacements = _grouped(result.rows("replaced_step"), 1)
        self._additions = _grouped(result.rows("added_step"), 1)
        self._of_rules = _grouped(result.rows("step"), 1)
        self._overriding = {key[0] for key in (*self._replacements, *self._additions)}
        self._drafts: dict[JobKey, list[Draft]] = {}

    def overrides(self, component: str) -> bool:
        """Whether a component overrides or adds steps."""
        return component in self._overriding

    def drafts(self, key: JobKey, job_id: str) -> list[Draft]:
        """Return the steps of a job in their final order."""
        if key not in self._drafts:
            self._drafts[key] = ordered(self._assemble(key))
        drafts = self._drafts[key]
        return ordered([*drafts, *self.added(job_id)]) if (job_id,) in self._of_rules else drafts

    def added(self, job_id: str) -> list[Draft]:
        """Return the steps that rules add to a job, in the order of their ids."""
        rows = sorted(self._of_rules.get((job_id,), ()), key=str)
        return ordered(_of_rule(row, self._explainer.users_part("step", row)) for row in rows)

    def _assemble(self, key: JobKey) -> Iterable[Draft]:
        """Yield the steps of a template as profile and component change them, then those added."""
        composition = self._definitions[key.definition].composition
        if composition is None or key.job not in composition.jobs:
            return  # A job that a profile names and nothing defines has been reported.
        template = composition.jobs[key.job].steps
        where = (key.definition, key.profile, key.job)
        patches = sorted(self._patches.get(where, ()), key=str)
        profile = composition.profiles.get(key.profile or "")
        changes = profile.jobs[key.job].step_overrides if profile is not None and patches else {}
        replacing = {
            row[3]: row[1]
            for row in self._replacements.get((key.component,), ())
            if row[2] == key.job
        }
        for position in sorted(row[3] for row in self._kept.get(where, ())):
            plain = draft(template[position], template[position].id or "")
            step = replace(plain, of_template=True)
            for row in patches:
                if row[4] == position:
                    step = patched(step, changes[row[3]])
            if position in replacing:
                step = self._override(key, replacing[position], step)
            yield step
        added = sorted(self._additions.get((key.component,), ()))
        for place, row in enumerate(added, start=len(template) + 1):
            own = self._own_step(key, row[1])
            yield draft(own, own.id or own.name or f"step-{place}")

    def _override(self, key: JobKey, entry: int, step: Draft) -> Draft:
        own = self._own_step(key, entry)
        return replaced(step, own, own.id or own.name or step.id)

    def _own_step(self, key: JobKey, entry: int) -> Step:
        """Return the step that a component states among its overrides."""
        overrides = self._components[key.component or ""].overrides
        return (overrides.steps if overrides is not None else [])[entry]


def _grouped(rows: Iterable[tuple[Any, ...]], columns: int) -> dict[tuple[Any, ...], list[Any]]:
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row[:columns]].append(row)
    return groups


def _of_rule(row: tuple[Any, ...], rule: Part | None) -> Draft:
    """Return a step that a rule adds; the columns are those of relation `step`."""
    _, identity, name, phase, order, run, use, shell, directory, timeout = row
    return Draft(
        id=identity,
        name=name,
        phase=phase or "main",
        order=order,
        run=run,
        use=use,
        shell=shell,
        working_directory=directory,
        timeout=timeout,
        rule=rule,
    )


class StepRenderer:
    """Renders the templates of steps, collecting what is wrong with them."""

    def __init__(self, problems: Problems, explainer: Explainer) -> None:
        self._problems = problems
        self._result = explainer.result

    def steps(
        self, drafts: list[Draft], values: dict[str, Any], definition: str | None, environment: str
    ) -> tuple[PlanStep, ...]:
        """Return the finished steps of a job; `values` are what templates see."""
        job = values["orun"]["job"]["id"]
        component = values["orun"]["component"]["name"]
        rendering = _Rendering(
            self._problems, self._result, values, definition, (component, environment), job
        )
        self._check_ids(drafts, definition, environment, job)
        return tuple(rendering.step(each) for each in drafts)

    def _check_ids(
        self, drafts: list[Draft], definition: str | None, environment: str, job: str
    ) -> None:
        if len({each.id for each in drafts}) == len(drafts):
            return
        seen: dict[str, Draft] = {}
        for each in drafts:
            first = seen.setdefault(each.id, each)
            # Two of one template have been reported with the composition.
            if first is not each and not (first.of_template and each.of_template):
                problem = Problem("template", definition, environment, _twins(first, each))
                self._problems.add(problem, job)


def _twins(first: Draft, second: Draft) -> Diagnostic:
    """Return the diagnostic of two steps that have one id; a rule's is the one to be changed."""
    changed, other = second, first
    if first.rule is not None and second.rule is None:
        changed, other = first, second
    whose = f"{changed.rule.text}: " if changed.rule is not None else ""
    return Diagnostic(
        Severity.ERROR,
        "duplicate-step",
        f'{whose}two steps of one job have the id "{changed.id}"',
        changed.place,
        (Note("the other one", other.place),),
        "give one of them another id",
    )


class _Rendering(Struct):
    """The rendering of one job's steps."""

    problems: Problems
    result: Result
    values: dict[str, Any]
    definition: str | None
    instance: tuple[str, str]
    job: str

    def step(self, step: Draft) -> PlanStep:
        """Return a step with its templates rendered."""
        prepared = step.prepared
        if not prepared.fields and not prepared.maps:
            return prepared.plain
        rendered: dict[str, Any] = {
            attribute: self._text(text, step.nodes.get(name), step)
            for attribute, name, text in prepared.fields
        }
        for attribute, name, data in prepared.maps:
            rendered[attribute] = {
                key: self._value(value, step.nodes.get((name, key)), step)
                for key, value in data.items()
            }
        return structs.replace(prepared.plain, **rendered)

    def _meant(self, problem: TemplateProblem) -> Note | None:
        """Point at the existing key that a missing one was probably meant to be."""
        attribute, _, name = (problem.meant or "").removeprefix("$").strip(".").partition(".")
        node = None
        if attribute in ("parameters", "env") and name:
            node = place_of_key(self.result, attribute, self.instance, name.partition(".")[0])
        return Note(f"{problem.meant} is set here", node.span) if node is not None else None

    def _value(self, value: Any, node: Node | None, step: Draft) -> Any:
        if isinstance(value, str):
            return value if "{{" not in value else self._text(value, node, step)
        if isinstance(value, dict):
            inner = node.entries if isinstance(node, Mapping) else {}
            return {key: self._value(value[key], inner.get(key), step) for key in sorted(value)}
        if isinstance(value, list):
            items = node.items if isinstance(node, Sequence) else [None] * len(value)
            return [self._value(each, item, step) for each, item in zip(value, items, strict=False)]
        return value

    def _text(self, text: str, node: Node | None, step: Draft) -> str:
        found = compile_template(text).render(self.values)
        if isinstance(found, str):
            return found
        for each in found:
            diagnostic = problem_of_text(each, text, node)
            named = replace(diagnostic, message=f"step {step.id}: {diagnostic.message}")
            problem = Problem(
                "template", self.definition, self.instance[1], by_rule(named, step.rule)
            )
            self.problems.add(problem, self.job, self._meant(each))
        return text
