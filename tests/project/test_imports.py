"""Holds the layers of ARCHITECTURE.md true: who may import whom, and who may use which library."""

from __future__ import annotations

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]

MAY_IMPORT = {
    "data": "",
    "diagnostics": "",
    "sources": "diagnostics",
    "templates": "diagnostics",
    "plan": "diagnostics sources",
    "language": "data diagnostics",
    "archives": "diagnostics",
    "documents": "archives diagnostics sources",
    "changes": "diagnostics sources documents",
    "facts": "diagnostics sources documents templates changes",
    "events": "diagnostics changes facts",
    "engine": "diagnostics language",
    "views": "diagnostics plan",
    "rendering": "diagnostics sources documents facts engine templates plan",
    "compiler": "data diagnostics sources documents facts language engine plan rendering "
    "events changes",
    "debug": "diagnostics facts language engine compiler",
    "cli": "data diagnostics sources facts engine plan views events changes compiler debug",
    "__main__": "cli",
}
"""Each package with those that it may import; everyone may read `orun.__version__`."""

LIBRARIES = {
    "lark": "language",
    "yaml": "sources",
    "typer": "cli",
    "click": "cli",
    "jsonschema_rs": "rendering",
    "hatchling": "compiler",
    "msgspec": "changes cli compiler debug diagnostics documents engine events facts language plan "
    "rendering sources templates views",
}
"""Each library with the packages that use it. There are no others."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "orun").rglob("*.py"))
}


def imports(node: ast.AST, *, lazy: bool) -> Iterator[str]:
    """Yield what a module imports; with `lazy` in functions and for type checkers too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            for alias in child.names:
                inner = f"{child.module}.{alias.name}"
                yield inner if inner in MODULES else child.module or ""
        elif lazy or not (
            isinstance(child, ast.FunctionDef)
            or (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING")
        ):
            yield from imports(child, lazy=lazy)


def package(module: str) -> str:
    """Return the package of a module inside `orun`; the top itself is the empty text."""
    return module.split(".")[1] if "." in module else ""


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported_by(module: str, *, lazy: bool) -> set[str]:
    return set(imports(tree(module), lazy=lazy))


def allowed(name: str) -> set[str]:
    return {"", name, *MAY_IMPORT.get(name, "").split()}


def test_packages_import_only_what_lies_below_them() -> None:
    above = [
        f"{module} imports {target}"
        for module in MODULES
        for target in sorted(imported_by(module, lazy=True))
        if target.split(".")[0] == "orun" and package(target) not in allowed(package(module))
    ]
    assert above == []


def test_the_table_is_about_all_packages_and_has_no_cycle() -> None:
    assert {package(module) for module in MODULES} <= {"", *MAY_IMPORT}
    order = TopologicalSorter({name: below.split() for name, below in MAY_IMPORT.items()})
    assert tuple(order.static_order())[-1] == "__main__"


def test_libraries_are_used_where_they_belong() -> None:
    users: dict[str, set[str]] = {}
    for module in MODULES:
        for target in imported_by(module, lazy=True):
            library = target.split(".")[0]
            if library not in {"orun", *sys.stdlib_module_names}:
                users.setdefault(library, set()).add(package(module))
    assert users == {library: set(where.split()) for library, where in LIBRARIES.items()}


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_modules_of_a_package_import_each_other_without_a_cycle(name: str) -> None:
    inside = {module for module in MODULES if package(module) == name}
    graph = {module: imported_by(module, lazy=False) & inside for module in inside}
    for module, targets in graph.items():
        targets.discard(module)
    TopologicalSorter(graph).prepare()
