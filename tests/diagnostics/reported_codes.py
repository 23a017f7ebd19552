"""Every code that orun can report, read from its sources: the rules, and the Python.

In Python a code is whatever goes to a parameter or field called `code`, so a call of anything that
has one must say it as a constant, hand on a `code` of its own, or choose between such.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
PARAMETER = "code"
OF_RULES = ("orun/engine/report.py",)
"""Modules that take the name of a rule for a code."""

SHOWING = ("orun/cli/explain.py", "orun/cli/pages.py", "orun/diagnostics/as_sarif.py")
"""Modules whose functions are asked about codes and report none."""

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_RULE = re.compile(r"^rule ([\w-]+)$(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_REPORT = re.compile(r"^ +(?:then|and) (?:error|warning|notice|report) ", re.MULTILINE)


WITHOUT_EXAMPLE = frozenset({"missing-layer"})
"""Codes that no input leads to: they tell of mistakes in orun's own rules."""


class UnclearCodeError(AssertionError):
    """A code is made in a way that this module does not understand."""


def of_rules() -> dict[str, str]:
    """Return the names of built-in rules that report something, each with its file."""
    found = {}
    for path in sorted((ROOT / "rules").rglob("*.rules")):
        for name, body in _RULE.findall(path.read_text(encoding="utf-8")):
            if _REPORT.search(body):
                found[name] = path.relative_to(ROOT).as_posix()
    return found


@cache
def of_python() -> dict[str, str]:
    """Return the codes that Python reports, each with the first module that does."""
    found: dict[str, str] = {}
    for path, tree in _modules().items():
        for code in _Module(path, tree).codes():
            found.setdefault(code, path)
    return found


def forget() -> None:
    """Scan anew from now on."""
    of_python.cache_clear()
    _positions.cache_clear()
    _constants.cache_clear()


@cache
def _modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "orun").rglob("*.py"))
    }


@cache
def _constants(path: str) -> dict[str, ast.expr]:
    """Return the constants of a module, those that it imports from others of orun included."""
    found: dict[str, ast.expr] = {}
    for node in _modules()[path].body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orun."):
            source = f"{(node.module or '').replace('.', '/')}.py"
            there = _constants(source) if source in _modules() else {}
            found |= {
                each.asname or each.name: there[each.name]
                for each in node.names
                if each.name in there
            }
        elif isinstance(node, ast.Assign):
            found |= {each.id: node.value for each in node.targets if isinstance(each, ast.Name)}
    return found


@cache
def _positions() -> dict[str, set[int]]:
    """Map what can be called to where it takes a code; a method is named with a dot before."""
    found: dict[str, set[int]] = {}
    for path, tree in _modules().items():
        for node in tree.body if path not in SHOWING else ():
            for name, at in _takes_code(node):
                found.setdefault(name, set()).add(at)
    return found


def _takes_code(node: ast.stmt) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.FunctionDef):
        names = _parameters(node)
        if PARAMETER in names:
            yield node.name, names.index(PARAMETER)
    elif isinstance(node, ast.ClassDef):
        fields = [
            each.target.id
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        if PARAMETER in fields:
            yield node.name, fields.index(PARAMETER)
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and PARAMETER in _parameters(method):
                name = node.name if method.name == "__init__" else f".{method.name}"
                is_static = any(
                    ast.unparse(each) == "staticmethod" for each in method.decorator_list
                )
                yield name, _parameters(method).index(PARAMETER) - (not is_static)


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in function.args.args]


class _Module:
    """One module whose codes are looked for."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.tree = tree
        self.aliases = dict(_aliases(tree))

    def codes(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield from self._of_call(node)
            elif isinstance(node, ast.FunctionDef):
                yield from self._of_default(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(each, ast.Name) and each.id == PARAMETER for each in targets):
                    yield from self._values(node.value)

    def _of_call(self, call: ast.Call) -> Iterator[str]:
        arguments = list(_arguments(call, self.aliases))
        found = [code for each in arguments for code in self._values(each)]
        unclear = [each for each in arguments if not _is_handed_on(each) and not _is_text(each)]
        if unclear and len(unclear) == len(arguments) and not found and self.path not in OF_RULES:
            place = f"{self.path}:{call.lineno}"
            raise UnclearCodeError(f"{place}: {ast.unparse(unclear[0])} may be any code")
        yield from found

    def _of_default(self, function: ast.FunctionDef) -> Iterator[str]:
        names = _parameters(function)
        if PARAMETER in names:
            at = names.index(PARAMETER) - len(names) + len(function.args.defaults)
            if at >= 0:
                yield from self._values(function.args.defaults[at])

    def _values(self, node: ast.expr) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(text)) if _CODE.fullmatch(text):
                yield text
            case ast.IfExp(body=body, orelse=other):
                yield from self._values(body)
                yield from self._values(other)
            case ast.Name(id=name) if name in _constants(self.path):
                yield from self._values(_constants(self.path)[name])
            case _:
                yield from ()


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that stand for a method: `report = diagnostics.error if … else …`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value.body if isinstance(node.value, ast.IfExp) else node.value
            if isinstance(value, ast.Attribute) and f".{value.attr}" in _positions():
                yield node.targets[0].id, f".{value.attr}"


def _arguments(call: ast.Call, aliases: Mapping[str, str]) -> Iterator[ast.expr]:
    """Yield what may be the code: functions of one name may take theirs at different places."""
    stated = [each.value for each in call.keywords if each.arg == PARAMETER]
    if stated:
        yield from stated
        return
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    name = f".{call.func.attr}" if isinstance(call.func, ast.Attribute) else aliases.get(name, name)
    for at in _positions().get(name, ()):
        if at < len(call.args) and not isinstance(call.args[at], ast.Starred):
            yield call.args[at]


def _is_handed_on(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == PARAMETER) or (
        isinstance(node, ast.Attribute) and node.attr == PARAMETER
    )


def _is_text(node: ast.expr) -> bool:
    """Whether this is a message, which some other function takes at this place."""
    return isinstance(node, ast.JoinedStr | ast.Constant)
