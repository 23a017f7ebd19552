"""Finds what no JSON file can hold, and says where in the plan it is.

The walks that name places are slow; they run only once there is something to find.
"""

from collections.abc import Iterator
from math import isfinite

import msgspec

from orun.diagnostics import Diagnostic, Severity
from orun.plan.model import Plan


def surrogates(plan: Plan) -> Iterator[Diagnostic]:
    """Yield an error for each text with half a surrogate pair, keys of maps included."""
    for place, value in _leaves(plan):
        if isinstance(value, str) and not _is_text(value):
            yield _problem(
                place,
                f"{value!a} is not text that UTF-8 can hold",
                "it comes from a file name that is not UTF-8 or from an escape such as \\ud800: "
                "rename the file or correct the escape",
            )


def non_finite(plan: Plan) -> Iterator[Diagnostic]:
    """Yield an error for each number that is infinite or not a number."""
    for place, value in _leaves(plan):
        if isinstance(value, float) and not isfinite(value):
            yield _problem(
                place, f"{value} is not a number that JSON can hold", "write a finite number"
            )


def has_non_finite(plan: Plan) -> bool:
    """Whether any number of the plan is infinite or not a number; fast."""
    stack: list[object] = [step.with_ for job in plan.jobs for step in job.steps]
    stack += (job.parameters for job in plan.jobs)
    stack += (job.policies for job in plan.jobs)
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list | tuple):
            stack += value
        elif isinstance(value, float) and not isfinite(value):
            return True
    return False


def _problem(place: str, what: str, advice: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "unencodable-value", f"{place}: {what}", help=advice)


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _leaves(plan: Plan) -> Iterator[tuple[str, object]]:
    return _walk("", msgspec.to_builtins(plan, order="deterministic"))


def _walk(place: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield keys and leaves with their places, such as `jobs[web@dev.deploy].env.A`."""
    if isinstance(value, dict):
        for key, item in value.items():
            inner = f"{place}.{ascii(key)[1:-1]}" if place else key
            yield inner, key
            yield from _walk(inner, item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(f"{place}[{_label(item, index)}]", item)
    else:
        yield place, value


def _label(item: object, index: int) -> str:
    """Name an item of a list by its id, as people know jobs and steps, else by its index."""
    known = item.get("id") if isinstance(item, dict) else None
    return ascii(known)[1:-1] if isinstance(known, str) else str(index)
