"""What commands load: start-up time is mostly imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from checkout import copy_shop, environment, python

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """\
import sys
sys.argv = ["orun", *sys.argv[1:]]
from orun.cli import answer
print(answer(), *sorted(sys.modules), file=sys.stderr)
"""


def loaded_by(*arguments: str, cwd: Path, cache: Path) -> set[str]:
    """Return the names of all modules that a successful command loads."""
    done = python("-c", LOADED, *arguments, cwd=cwd, env=environment(cache))
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0", done.stderr
    return set(modules)


def test_the_version_is_told_without_loading_anything(tmp_path: Path) -> None:
    modules = loaded_by("--version", cwd=tmp_path, cache=tmp_path)
    unwanted = {"typer", "click", "yaml", "lark", "msgspec", "jsonschema_rs", "orun.compiler"}
    assert modules & unwanted == set()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_shop(tmp_path_factory.mktemp("startup"))


def test_compiled_rules_are_kept_so_that_the_next_plan_needs_no_parser(shop: Path) -> None:
    cache = shop.parent
    rules = ("--rules", "approvals.rules")
    first = loaded_by("plan", *rules, "-o", "-", cwd=shop, cache=cache)
    second = loaded_by("plan", *rules, "-o", "-", cwd=shop, cache=cache)
    parsing = {"lark", "orun.language.parse", "orun.language.check", "orun.engine.generate"}
    assert parsing <= first
    assert second & parsing == set()


def test_what_was_read_is_kept_so_that_the_next_plan_parses_no_yaml(shop: Path) -> None:
    cache = shop.parent / "trees"
    first = loaded_by("plan", "-o", "-", cwd=shop, cache=cache)
    second = loaded_by("plan", "-o", "-", cwd=shop, cache=cache)
    assert "yaml" in first
    assert "yaml" not in second


def test_no_command_loads_what_only_typer_could_want(shop: Path) -> None:
    modules = loaded_by("plan", "-o", "-", cwd=shop, cache=shop.parent)
    assert modules & {"rich.console", "pydantic", "jinja2", "asyncio"} == set()
