"""Nodes of the tree -> Python functions that run them: printing, choosing, looping."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from orun.templates.missing import Missing
from orun.templates.operands import OperandCompiler, Value
from orun.templates.problem import VALUE, Refusal, TemplateFailure, TemplateProblem
from orun.templates.run import Run
from orun.templates.tree import Body, Branch, Node, Output, Pipeline, Range, Text
from orun.templates.values import kind, show


class Signal(Enum):
    """Why a body ended before its end."""

    BREAK = "break"
    CONTINUE = "continue"


Step = Callable[[Run], Signal | None]


class StatementCompiler:
    """Compiles the nodes of one template."""

    def __init__(self, text: str) -> None:
        self._operands = OperandCompiler(text)

    def body(self, nodes: Body, *, nested: bool = False) -> Step:
        """Return the function that runs nodes in order; `nested`: the dot is not at the root."""
        steps = tuple([self._node(node, nested=nested) for node in nodes])

        def run_body(run: Run) -> Signal | None:
            for step in steps:
                signal = step(run)
                if signal is not None:
                    return signal
            return None

        return run_body

    def _node(self, node: Node, *, nested: bool) -> Step:
        self._operands.count += 1
        if isinstance(node, Text):
            return _text(node.text)
        if isinstance(node, Output):
            return _output(self._operands.pipeline(node.pipeline, nested=nested), node.pipeline)
        if isinstance(node, Branch):
            return self._branch(node, nested=nested)
        if isinstance(node, Range):
            return self._range(node, nested=nested)
        signal = Signal.CONTINUE if node.again else Signal.BREAK
        return lambda _: signal

    def _branch(self, node: Branch, *, nested: bool) -> Step:
        arms = [
            (
                self._operands.pipeline(condition, nested=nested),
                self.body(body, nested=nested or node.moves_dot),
            )
            for condition, body in node.arms
        ]
        otherwise = self.body(node.otherwise, nested=nested)
        return _with(arms, otherwise) if node.moves_dot else _if(arms, otherwise)

    def _range(self, node: Range, *, nested: bool) -> Step:
        pipeline = self._operands.pipeline(node.pipeline, nested=nested)
        before = self._operands.count
        body = self.body(node.body, nested=True)
        cost = self._operands.count - before + 1
        return _loop(node, pipeline, body, self.body(node.otherwise, nested=nested), cost)


def _text(text: str) -> Step:
    def write(run: Run) -> None:
        run.write(text, 0, 0)

    return write


def _output(value: Value, pipeline: Pipeline) -> Step:
    start, end = pipeline.start, pipeline.end
    if pipeline.slots:
        return lambda run: _discard(value(run))

    def output(run: Run) -> None:
        try:
            result = value(run)
            if isinstance(result, Missing):
                run.report_missing(result)
            else:
                run.write(printed(result), start, end)
        except Refusal as refusal:
            run.report(TemplateFailure(refusal.at(start, end)))
        except TemplateFailure as failure:
            run.report(failure)

    return output


def _discard(_: Any) -> None:
    return None


def printed(value: Any) -> str:
    """Return what an action prints; null alone is `<no value>` in Go, inside a list `<nil>`."""
    return "<no value>" if value is None else show(value)


def _if(arms: list[tuple[Value, Step]], otherwise: Step) -> Step:
    def branch(run: Run) -> Signal | None:
        for condition, body in arms:
            if condition(run):
                return body(run)
        return otherwise(run)

    return branch


def _with(arms: list[tuple[Value, Step]], otherwise: Step) -> Step:
    def branch(run: Run) -> Signal | None:
        for condition, body in arms:
            value = condition(run)
            if value:
                return _at(run, value, body)
        return otherwise(run)

    return branch


def _at(run: Run, value: Any, body: Step) -> Signal | None:
    """Run a body with the dot at a value."""
    before = run.dot
    run.dot = value
    signal = body(run)
    run.dot = before
    return signal


def _loop(node: Range, value: Value, body: Step, otherwise: Step, cost: int) -> Step:
    start, end = node.pipeline.start, node.pipeline.end
    slots = node.slots

    def loop(run: Run) -> Signal | None:
        collection = value(run)
        members = _members(collection, node, run)
        if not collection or _is_negative(collection):
            for slot in slots:
                run.slots[slot] = collection
            return _break_ends(otherwise(run))
        for member in members:
            run.start_round(cost, start, end)
            for slot, each in zip(slots, member[-len(slots) :], strict=False):
                run.slots[slot] = each
            if _at(run, member[1], body) is Signal.BREAK:
                return None
        return None

    return loop


def _is_negative(collection: Any) -> bool:
    return isinstance(collection, int) and collection < 0


def _break_ends(signal: Signal | None) -> Signal | None:
    """Let `break` in the `else` of a loop end that loop, not the one around it, as Go does."""
    return None if signal is Signal.BREAK else signal


def _members(collection: Any, node: Range, run: Run) -> Iterator[tuple[Any, Any]]:
    """Return pairs of key and value: positions of a list, keys of a map in order, or numbers."""
    start, end = node.pipeline.start, node.pipeline.end
    if collection is None or isinstance(collection, Missing):
        return iter(())
    if isinstance(collection, dict):
        run.spend(len(collection), start, end)
        return ((key, collection[key]) for key in sorted(collection, key=str))
    if isinstance(collection, (list, tuple)):
        return enumerate(collection)
    if isinstance(collection, int) and not isinstance(collection, bool):
        if len(node.slots) < 2:  # noqa: PLR2004 - a number has no keys, as Go has it
            return ((each, each) for each in range(collection))
        message, help_text = "the rounds of a number have no key and value", "name one variable"
    else:
        message = f"range takes a list, a map or a number of rounds, not a {kind(collection)}"
        help_text = None
    raise TemplateFailure(TemplateProblem(VALUE, message, start, end, help_text))
