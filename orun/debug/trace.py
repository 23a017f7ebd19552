"""One run of the compiler with all that came of it, and a second evaluation that counts."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from orun.compiler.compile import compile_intent
from orun.compiler.outputs import PLAN
from orun.compiler.rules import run_once
from orun.diagnostics import Diagnostics
from orun.engine.evaluate import evaluate
from orun.engine.explain import Explainer
from orun.engine.generate import generate
from orun.engine.strata import schedule
from orun.facts.store import locate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orun.compiler.compile import Compilation, Task
    from orun.compiler.rules import CompiledRules
    from orun.compiler.workspace import Workspace
    from orun.diagnostics.region import PathOf
    from orun.engine.clause import Clauses
    from orun.engine.evaluate import Result
    from orun.engine.strata import Step
    from orun.facts.store import Facts
    from orun.language.program import Program


class Trace(Struct, frozen=True):
    """What a run saw.

    `facts` are those of files and options, `result` is what the rules made of them and `visited`
    how many tuples each clause looked at; `steps` are what was evaluated, in order. `path_of` gives
    the path that a place is shown with.
    """

    workspace: Workspace
    rules: CompiledRules
    facts: Facts
    result: Result
    program: Program
    clauses: Clauses
    steps: Sequence[Step]
    visited: Mapping[int, int]
    path_of: PathOf

    def explainer(self) -> Explainer:
        """Return what knows why facts hold."""
        return Explainer(
            self.result, self.rules.sources, self.rules.premises, locate, self.rules.users
        )


class Traced(Struct, frozen=True):
    """A run: what came of it, the seconds that each stage took, and what it saw.

    There is no trace of a run that did not come to evaluate its rules.
    """

    compilation: Compilation
    seconds: Mapping[str, float]
    trace: Trace | None


def trace(task: Task, path_of: PathOf) -> Traced:
    """Compile an intent and keep everything that was seen on the way."""
    seconds: dict[str, float] = {}
    last = perf_counter()

    def watch(stage: str) -> None:
        nonlocal last
        now = perf_counter()
        seconds[stage], last = now - last, now

    compilation = compile_intent(replace(task, watch=watch))
    return Traced(compilation, seconds, _trace(task, compilation, path_of))


def _trace(task: Task, compilation: Compilation, path_of: PathOf) -> Trace | None:
    workspace, rules, facts = compilation.workspace, compilation.rules, compilation.facts
    result = compilation.result
    if workspace is None or rules is None or facts is None or result is None:
        return None
    program, clauses = rules.program
    unheard = Diagnostics()  # Whatever is wrong with the rules was told when they were compiled.
    steps = schedule(program, clauses, PLAN, unheard)
    text = generate(program, clauses, steps, rules.sources, counted=True)
    counted = evaluate(run_once("counted", text), facts.relations, task.budget, count=True)
    visited = counted.database.visited
    return Trace(workspace, rules, facts, result, program, clauses, steps, visited, path_of)
