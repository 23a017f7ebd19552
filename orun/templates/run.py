"""The state of one rendering: values, variables, what was written, and what may still be spent."""

from typing import Any

from orun.templates.limits import OUTPUT, ROUNDS, WORK
from orun.templates.missing import Missing
from orun.templates.problem import (
    LIMIT,
    MOST_PROBLEMS,
    TemplateFailure,
    TemplateProblem,
)


class Run:
    """One rendering. `root` and `dot` are the values of `$` and `.`; slots hold the variables.

    Whatever goes past a limit raises `TemplateFailure`, which ends it.
    """

    __slots__ = ("_places", "dot", "out", "problems", "root", "rounds", "size", "slots", "work")

    def __init__(self, root: dict[str, Any], slots: int) -> None:
        self.root = root
        self.dot: Any = root
        self.slots: list[Any] = [None] * slots
        self.slots[0] = root
        self.out: list[str] = []
        self.size = 0
        self.rounds = 0
        self.work = 0
        self.problems: list[TemplateProblem] = []
        self._places: set[int] = set()

    def write(self, text: str, start: int, end: int) -> None:
        """Print a text; the place is that of the action that wrote it."""
        self.out.append(text)
        self.size += len(text)
        if self.size > OUTPUT:
            raise _limit(f"the template renders to more than {OUTPUT} characters", start, end)

    def spend(self, amount: int, start: int, end: int) -> None:
        """Count work done at a place."""
        self.work += amount
        if self.work > WORK:
            raise _limit("the template takes too much work to render", start, end)

    def start_round(self, cost: int, start: int, end: int) -> None:
        """Count one round of a loop whose body has `cost` actions."""
        self.rounds += 1
        if self.rounds > ROUNDS:
            raise _limit(f"the loops take more than {ROUNDS} rounds", start, end)
        self.spend(cost, start, end)

    def report(self, failure: TemplateFailure) -> None:
        """Keep a problem and go on, unless a limit is reached or there are many."""
        if failure.problem.code == LIMIT or len(self.problems) + 1 >= MOST_PROBLEMS:
            raise failure
        self.problems.append(failure.problem)

    def report_missing(self, missing: Missing) -> None:
        """Keep the error of printing a missing key, once for each place."""
        place = missing.access.start
        if place not in self._places:
            self._places.add(place)
            self.report(TemplateFailure(missing.problem(self.root)))


def _limit(message: str, start: int, end: int) -> TemplateFailure:
    return TemplateFailure(TemplateProblem(LIMIT, message, start, end))
