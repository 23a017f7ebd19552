"""`--from-ci` and `--event-file`: the event of a CI system as what asks for a plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from orun.events.provider import Provider

if TYPE_CHECKING:
    from orun.diagnostics import Diagnostics
    from orun.facts.request import Event


FromCiOption = Annotated[
    Provider | None,
    typer.Option("--from-ci", help="Plan what the event of a CI system activates."),
]
EventFileOption = Annotated[
    Path | None,
    typer.Option(
        "--event-file",
        metavar="FILE",
        help="The event as JSON. Without it, what the CI system's variables say.",
    ),
]


def check_event_options(
    from_ci: Provider | None, event_file: Path | None, trigger: str | None, *, all_envs: bool
) -> None:
    """Raise click.UsageError for options that contradict each other."""
    if from_ci is None and event_file is not None:
        raise click.UsageError("--event-file needs --from-ci, which says whose event it is")
    if from_ci is not None and trigger is not None:
        raise click.UsageError("--from-ci finds the trigger bindings itself and excludes --trigger")
    asked = "--trigger" if trigger is not None else "--from-ci" if from_ci is not None else None
    if all_envs and asked is not None:
        raise click.UsageError(f"--all-envs plans every environment, so it excludes {asked}")


def event_options(from_ci: Provider | None, event_file: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the options that tell the event, with their values."""
    given = (("--from-ci", from_ci and from_ci.value), ("--event-file", event_file))
    return tuple((option, str(value)) for option, value in given if value is not None)


def event_of(
    from_ci: Provider | None, event_file: Path | None, diagnostics: Diagnostics
) -> Event | None:
    """Return the event that a plan was asked for by; None without one, and with a broken one."""
    if from_ci is None:
        return None
    from orun.events.read import read_event  # noqa: PLC0415 - most runs have no event

    return read_event(from_ci, event_file, os.environ, diagnostics)
