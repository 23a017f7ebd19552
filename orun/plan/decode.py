"""Reads a plan back, from JSON or YAML, and says what is wrong with a file that is not one."""

import re

import msgspec

from orun.diagnostics import Diagnostic, Diagnostics, Severity, Source, Span
from orun.plan.model import API_VERSION, Plan
from orun.sources import decode_source, read_yaml, to_data

_DECODER = msgspec.json.Decoder(Plan)


def is_yaml(data: bytes, name: str) -> bool:
    """Tell whether a plan is read as YAML: by its name, or because its first key says so."""
    return name.endswith((".yaml", ".yml")) or data.startswith(b"apiVersion:")


def decode(data: bytes, name: str = "plan.json") -> Plan | Diagnostic:
    """Return the plan in `data`, or what keeps it from being one.

    `name` is the file's name as people know it. Any layout is read; a field that a plan does not
    have, or a value of the wrong type, is a problem: such a plan is of another version or was
    changed by hand.
    """
    try:
        if is_yaml(data, name):
            tree = _read_yaml(data, name)
            if isinstance(tree, Diagnostic):
                return tree
            plan = msgspec.convert(tree, Plan)
        else:
            plan = _DECODER.decode(data)
    except msgspec.ValidationError as problem:
        return _error("plan-shape", f"{name} is not a plan: {_shape(problem)}", None)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        message = f"{name} is not valid JSON: {_reason(problem)}"
        return _error("plan-syntax", message, _place(data, name, problem))
    if plan.api_version != API_VERSION:
        message = f"{name} has apiVersion {plan.api_version!a}, not {API_VERSION!a}"
        return _error("plan-version", message, None)
    return plan


def _read_yaml(data: bytes, name: str) -> object:
    """Return what a YAML text holds, or what is wrong with it first."""
    found = Diagnostics()
    source = decode_source(data, name, found, bounded=False)
    node = None if source is None else read_yaml(source, found, bounded=False)
    errors = [each for each in found if each.severity is Severity.ERROR]
    return errors[0] if node is None or errors else to_data(node)


def _error(code: str, message: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, code, message, span, help="write the plan anew with `orun plan`"
    )


def _shape(problem: Exception) -> str:
    """Put msgspec's `Object missing required field `id` - at `$.jobs[0]`` into our words."""
    what, _, where = str(problem).partition(" - at `$")
    where = where.strip("`.")
    return f"{what[:1].lower()}{what[1:]}" + (f", in {where}" if where else "")


def _reason(problem: Exception) -> str:
    if isinstance(problem, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(problem, RecursionError):
        return "it is nested too deeply"
    reason = re.sub(r"^JSON is malformed: | \(byte \d+\)$", "", str(problem))
    return "it ends too early" if "truncated" in reason else reason


def _place(data: bytes, name: str, problem: Exception) -> Span:
    """Return the character that msgspec's byte offset names, else the end of the text."""
    stated = re.search(r"\(byte (\d+)\)$", str(problem))
    offset = int(stated[1]) if stated else _end(data, problem)
    start = len(data[:offset].decode(errors="replace"))
    return Span(Source(name, data.decode(errors="replace"), in_workspace=False), start, start + 1)


def _end(data: bytes, problem: Exception) -> int:
    return problem.start if isinstance(problem, UnicodeDecodeError) else len(data.rstrip())
