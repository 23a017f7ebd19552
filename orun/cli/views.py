"""`--view`: which view of a plan was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from orun.cli.terminal import wants_colour

if TYPE_CHECKING:
    from collections.abc import Callable

    from orun.compiler.compile import Compilation
    from orun.plan import Plan

    View = Callable[[Compilation, Plan], str]


def parse_view(text: str) -> View:
    """Return the function that makes a view; raises click.UsageError if there is no such view."""
    kind, equals, name = text.partition("=")
    if kind == "component" and name:
        return lambda compilation, plan: _component(compilation, plan, name)
    if not equals and kind == "dag":
        return _dag
    if not equals and kind == "dependencies":
        return _dependencies
    raise click.UsageError(f"--view is dag, dependencies or component=NAME, not {text!r}")


def _dag(compilation: Compilation, plan: Plan) -> str:
    from orun.views import dag  # noqa: PLC0415 - most runs show no view

    return dag(plan, colour=wants_colour(sys.stdout), vias=compilation.vias())


def _dependencies(compilation: Compilation, plan: Plan) -> str:
    from orun.views import dependencies  # noqa: PLC0415 - most runs show no view

    return dependencies(plan, colour=wants_colour(sys.stdout), vias=compilation.vias())


def _component(compilation: Compilation, plan: Plan, name: str) -> str:
    from orun.views import component  # noqa: PLC0415 - most runs show no view

    return component(plan, name, colour=wants_colour(sys.stdout), vias=compilation.vias())
