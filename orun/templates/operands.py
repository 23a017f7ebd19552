"""Operands and pipelines of the tree -> Python functions from a run to a value.

Each node becomes a closure once, so that rendering walks no tree and decides nothing again.
"""

from collections.abc import Callable
from typing import Any

from orun.templates.functions import FUNCTIONS, Absent, Function
from orun.templates.missing import Access, Missing
from orun.templates.problem import VALUE, Refusal, TemplateFailure, TemplateProblem, clip
from orun.templates.run import Run
from orun.templates.tree import Call, Chain, Constant, Dot, Operand, Pipeline, Variable
from orun.templates.values import article, kind

Value = Callable[[Run], Any]
Called = Callable[[Run, Any], Any]

_UNPIPED = object()
"""The last argument of a call that nothing is piped into."""


class OperandCompiler:
    """Compiles the operands of one template; `count` grows with each, as the cost of running it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.count = 0

    def pipeline(self, node: Pipeline, *, nested: bool) -> Value:
        """Return the value of a pipeline; its variables are set too.

        `nested` tells that the dot is not at the root, for a better message on missing keys.
        """
        first = self.operand(node.first, nested=nested)
        calls = [self._call(call, nested=nested) for call in node.rest]
        piped = _piped(first, calls) if calls else first
        return _setting(piped, node.slots[0]) if len(node.slots) == 1 else piped

    def operand(self, node: Operand, *, nested: bool) -> Value:
        """Return the value of an operand."""
        self.count += 1
        if isinstance(node, Constant):
            value = node.value
            return lambda _: value
        if isinstance(node, Dot):
            access = Access("", node.keys, node.start, node.end, not nested, nested)
            return _dot_path(access) if node.keys else _dot
        if isinstance(node, Variable):
            access = Access(node.name, node.keys, node.start, node.end, node.slot == 0)
            return _variable_path(node.slot, access)
        if isinstance(node, Chain):
            return self._chain(node, nested=nested)
        if isinstance(node, Call):
            call = self._call(node, nested=nested)
            return lambda run: call(run, _UNPIPED)
        return self.pipeline(node, nested=nested)

    def _chain(self, node: Chain, *, nested: bool) -> Value:
        written = self._text[node.pipeline.start : node.pipeline.end]
        access = Access(written, node.keys, node.start, node.end)
        inner = self.pipeline(node.pipeline, nested=nested)
        return lambda run: _follow(inner(run), access)

    def _call(self, node: Call, *, nested: bool) -> Called:
        self.count += 1
        arguments = [self.operand(each, nested=nested) for each in node.arguments]
        if node.function in {"and", "or"}:
            return _deciding(arguments, until=node.function == "or")
        access = Access(self._text[node.start : node.end], (), node.start, node.end)
        return _calling(FUNCTIONS[node.function], arguments, access)


def _dot(run: Run) -> Any:
    return run.dot


def _dot_path(access: Access) -> Value:
    keys = access.keys

    def path(run: Run) -> Any:
        value = run.dot
        try:
            for key in keys:
                value = value[key]
        except (KeyError, TypeError):
            return _follow(run.dot, access)
        return value

    return path


def _variable_path(slot: int, access: Access) -> Value:
    if not access.keys:
        return lambda run: run.slots[slot]
    return lambda run: _follow(run.slots[slot], access)


def _follow(value: Any, access: Access) -> Any:
    """Follow the keys from a value; a key of null is missing, one of a text or number an error."""
    for depth, key in enumerate(access.keys):
        if isinstance(value, dict):
            if key not in value:
                return Missing(access, depth, key, value)
            value = value[key]
        elif value is None:
            return Missing(access, depth, key, None)
        elif isinstance(value, Missing):
            return value
        else:
            message = f"`{clip(access.path(depth))}` is {article(kind(value))}"
            message = f"{message}, which has no key `{clip(key)}`"
            raise TemplateFailure(TemplateProblem(VALUE, message, access.start, access.end))
    return value


def _piped(first: Value, calls: list[Called]) -> Value:
    def piped(run: Run) -> Any:
        value = first(run)
        for call in calls:
            value = call(run, value)
        return value

    return piped


def _setting(value: Value, slot: int) -> Value:
    def setting(run: Run) -> Any:
        run.slots[slot] = result = value(run)
        return result

    return setting


def _deciding(arguments: list[Value], *, until: bool) -> Called:
    """Return `or` (stop at the first that is not empty: `until`) or `and`."""

    def decide(run: Run, piped: Any) -> Any:
        value = None
        for argument in arguments:
            value = argument(run)
            if bool(value) is until:
                return value
        return value if piped is _UNPIPED else piped

    return decide


def _calling(function: Function, arguments: list[Value], access: Access) -> Called:
    start, end = access.start, access.end
    knows_missing = function.knows_missing

    def call(run: Run, piped: Any) -> Any:
        values = [argument(run) for argument in arguments]
        if piped is not _UNPIPED:
            values.append(piped)
        size = 0
        for value in values:
            if isinstance(value, str):
                size += len(value)
            elif isinstance(value, Missing) and not knows_missing:
                return value
        run.spend(size, start, end)
        try:
            result = function.call(values)
        except Refusal as refusal:
            raise TemplateFailure(refusal.at(start, end)) from None
        if isinstance(result, str):
            run.spend(len(result), start, end)
        if isinstance(result, Absent):
            return Missing(access, 0, result.key, result.holder)
        return result

    return call
