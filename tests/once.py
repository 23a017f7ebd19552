"""Doing once in a process of the tests what each process of orun does once.

A run of orun parses rules, imports what came of them and builds its commands; that takes most of
the time of a run on a small workspace. What is kept here has no state: trees of rules are frozen,
and commands and modules are the same for every run. So a run gets what it would have made itself.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast
from unittest.mock import patch

import typer.main

from orun.compiler import compile as stages
from orun.compiler import rules
from orun.language import parse as parsing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Function = TypeVar("Function", bound="Callable[..., Any]")


@contextmanager
def parsing_once() -> Iterator[None]:
    """Parse each built-in rules file once, and build the commands of orun once."""
    with ExitStack() as patches:
        for module, name, replacement in (
            (rules, "Source", _once(rules.Source)),  # trees are found again by their source
            (parsing, "parse", _parsing_once(parsing.parse)),
            (typer.main, "get_command", _once(typer.main.get_command)),
        ):
            patches.enter_context(patch.object(module, name, replacement))
        yield


@contextmanager
def importing_once() -> Iterator[None]:
    """Read built-in rules and import compiled ones once, where nobody changes them meanwhile."""
    with (
        patch.object(rules, "_import", _once(rules._import)),  # noqa: SLF001 - nothing public does it
        patch.object(stages, "built_in", _once(rules.built_in)),
    ):
        yield


@cache
def _once(function: Function) -> Function:
    return cast("Function", cache(function))


@cache
def _parsing_once(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Return a parser that knows the built-in sources that had nothing wrong with them."""
    known: dict[Any, Any] = {}

    def parse_once(source: Any, diagnostics: Any) -> Any:
        if source not in known:
            before = len(diagnostics)
            parsed = parse(source, diagnostics)
            if not source.name.startswith("rules/") or len(diagnostics) > before:
                return parsed
            known[source] = parsed
        return known[source]

    return parse_once
