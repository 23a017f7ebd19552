"""`--view`: which view of a plan was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from orun.cli.terminal import wants_colour

if TYPE_CHECKING:
    from collections.abc import Callable

    from orun.compiler.compile import Compilation
    from orun.diagnostics import Diagnostics
    from orun.plan import Plan

    Make = Callable[[Compilation, Plan], str]


class View(NamedTuple):
    """A view of a plan; `component` is the name that it was asked for with, if it is of one."""

    make: Make
    component: str | None = None


def parse_view(text: str) -> View:
    """Return the view that is asked for; raises click.UsageError if there is no such view."""
    kind, equals, name = text.partition("=")
    if kind == "component" and name:
        return View(lambda compilation, plan: _component(compilation, plan, name), name)
    if not equals and kind == "dag":
        return View(_dag)
    if not equals and kind == "dependencies":
        return View(_dependencies)
    raise click.UsageError(f"--view is dag, dependencies or component=NAME, not {text!r}")


def check_view(view: View, compilation: Compilation, plan: Plan, diagnostics: Diagnostics) -> None:
    """Report a component to be shown that neither the plan nor the workspace knows."""
    if view.component is None:
        return
    from orun.diagnostics import meant  # noqa: PLC0415 - most runs show no view
    from orun.facts.request import CommandLine  # noqa: PLC0415 - the same
    from orun.views import component_meant, components  # noqa: PLC0415 - the same

    known = components(plan)
    if compilation.workspace is not None:
        known.update(compilation.workspace.components)
    if component_meant(plan, view.component) in known:
        return
    (place,) = CommandLine([("--view", f"component={view.component}")]).nodes()
    guess = meant(view.component, known)
    diagnostics.error(
        "unknown-component-to-view",
        f'no component is called "{view.component}", so there is no view of it',
        place.span._replace(start=place.end - len(view.component)),
        help=f'did you mean "{guess}"?' if guess else None,
    )


def _dag(compilation: Compilation, plan: Plan) -> str:
    from orun.views import dag  # noqa: PLC0415 - most runs show no view

    return dag(plan, colour=wants_colour(sys.stdout), vias=compilation.vias())


def _dependencies(compilation: Compilation, plan: Plan) -> str:
    from orun.views import dependencies  # noqa: PLC0415 - most runs show no view

    return dependencies(plan, colour=wants_colour(sys.stdout), vias=compilation.vias())


def _component(compilation: Compilation, plan: Plan, name: str) -> str:
    from orun.views import component  # noqa: PLC0415 - most runs show no view

    return component(plan, name, colour=wants_colour(sys.stdout), vias=compilation.vias())
