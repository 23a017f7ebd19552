"""Helpers of the engine tests: rules text and facts in, everything that follows from them out."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from orun.diagnostics import Diagnostics, Source, Span
from orun.engine.clause import clauses_of
from orun.engine.evaluate import DEFAULT_BUDGET, Result, evaluate
from orun.engine.explain import Explainer
from orun.engine.generate import generate, generate_premises
from orun.engine.report import diagnostics_of
from orun.engine.strata import schedule
from orun.language.check import check
from orun.language.parse import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from orun.diagnostics import Diagnostic
    from orun.engine.clause import Clauses
    from orun.engine.strata import Step
    from orun.language.program import Program

Row = tuple[Any, ...]
Facts = dict[str, set[Row]]


@dataclass
class Compiled:
    """Rules ready to run. `module` evaluates, `premises` explains."""

    source: Source
    program: Program
    clauses: Clauses
    steps: list[Step]
    text: str
    module: Any

    @property
    def premises(self) -> Any:
        return executed(generate_premises(self.program, self.clauses))

    def run(
        self,
        facts: Mapping[str, Iterable[Row]],
        budget: int = DEFAULT_BUDGET,
        *,
        count: bool = False,
    ) -> Result:
        """Evaluate over facts, whose origins are `relation:number` in the order given."""
        origins = {
            name: {row: f"{name}:{number}" for number, row in enumerate(rows)}
            for name, rows in facts.items()
        }
        return evaluate(self.module, origins, budget, count=count)

    def explainer(self, result: Result) -> Explainer:
        return Explainer(result, [self.source], lambda: self.premises, lambda *_: None)

    def diagnostics(self, result: Result) -> list[Diagnostic]:
        """Return what the rules report, sorted."""
        return told_by(self.explainer(result))


def located(text: str, facts: Facts) -> Explainer:
    """Evaluate facts whose place shows as `relation(row)`, or `.column` of it."""
    rules = compiled(text)
    sources = {
        name: {row: Source("facts", f"{name}{row}") for row in rows} for name, rows in facts.items()
    }
    result = evaluate(rules.module, sources)

    def locate(_relation: str, origin: Any, column: str | None) -> Span | None:
        text = origin.text if column is None else f"{origin.text}.{column}"
        return Span(Source("facts", text), 0, len(text))

    return Explainer(result, [rules.source], lambda: rules.premises, locate)


def shown(span: Span | None) -> str | None:
    """Return the text of a place."""
    return None if span is None else span.source.text[span.start : span.end]


def told_by(explainer: Explainer) -> list[Diagnostic]:
    """Return the diagnostics of a result, sorted."""
    found = Diagnostics()
    for each in diagnostics_of(explainer):
        found.add(each)
    return list(found)


def visited_by(result: Result) -> dict[str, int]:
    """Return how many tuples each rule looked at."""
    visited: dict[str, int] = {}
    for clause, number in result.database.visited.items():
        name = result.module.RULES[clause][0]
        visited[name] = visited.get(name, 0) + number
    return visited


def checked(text: str, *, user: bool = True) -> tuple[Program, Source]:
    """Parse and check a rules file, which must be right."""
    diagnostics = Diagnostics()
    source = Source("x.rules", text)
    file = parse(source, diagnostics).whole
    program = None if file is None else check([(file, user)], diagnostics)
    assert program is not None, [(str(e.span), e.code, e.message) for e in diagnostics]
    return program, source


def compiled(
    text: str,
    outputs: Collection[str] | None = None,
    *,
    counted: bool = False,
    user: bool = True,
) -> Compiled:
    """Compile rules, by default with everything as output."""
    program, source = checked(text, user=user)
    clauses = clauses_of(program)
    diagnostics = Diagnostics()
    if outputs is None:
        outputs = [*program.relations, *program.attributes]
    steps = schedule(program, clauses, outputs, diagnostics)
    assert not diagnostics.has_errors, [(e.code, e.message) for e in diagnostics]
    module = generate(program, clauses, steps, [source], counted=counted)
    return Compiled(source, program, clauses, steps, module, executed(module))


def refusals(text: str) -> list[Diagnostic]:
    """Return why a program cannot be put into an order."""
    program, _ = checked(text)
    diagnostics = Diagnostics()
    outputs = [*program.relations, *program.attributes]
    schedule(program, clauses_of(program), outputs, diagnostics)
    return list(diagnostics)


def derived(text: str, facts: Mapping[str, Iterable[Row]] | None = None) -> dict[str, set[Row]]:
    """Return all relations that rules make from facts."""
    result = compiled(text).run(facts or {})
    assert not result.exhausted
    return {name: set(result.rows(name)) for name in result.module.RELATIONS}


def executed(text: str) -> Any:
    """Return a generated module."""
    module = ModuleType("generated")
    exec(compile(text, "<generated>", "exec"), module.__dict__)  # noqa: S102 - made from rules
    return module
