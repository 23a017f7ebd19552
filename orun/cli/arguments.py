"""Options that several commands share, and reading them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from orun.cli.paths import shown
from orun.cli.terminal import show
from orun.sources import find_intent, similar_beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from orun.diagnostics import Diagnostics

IntentOption = Annotated[
    Path | None,
    typer.Option(
        "-i",
        "--intent",
        metavar="PATH",
        help="The intent. Without it, the nearest intent.yaml upwards is taken.",
    ),
]
ComponentsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[COMPONENT]...", help="Components to plan, by name, pattern or id."),
]
ComponentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--component", metavar="NAMES", help="The same as COMPONENT; several with commas between."
    ),
]
EnvOption = Annotated[
    list[str] | None,
    typer.Option(
        "--env",
        metavar="NAMES",
        help="Environments to plan, by name or pattern; several with commas between.",
    ),
]
AllEnvsOption = Annotated[
    bool, typer.Option("--all-envs", help="Plan every environment, and say so in the plan.")
]
TriggerOption = Annotated[
    str | None,
    typer.Option("--trigger", metavar="NAME", help="Plan what a trigger binding activates."),
]
RulesOption = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="FILE", help="A rules file to add. May be given repeatedly."),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Treat every warning as an error.")]
LockedOption = Annotated[
    bool,
    typer.Option("--locked", help="Refuse composition sources that differ from orun.lock."),
]
MaxFactsOption = Annotated[
    int,
    typer.Option("--max-facts", min=1, metavar="N", help="How many facts rules may derive."),
]


def find(intent: Path | None, tell: Callable[[Diagnostics], None] = show) -> Path | None:
    """Return the intent that was named, or the nearest one upwards; None after telling why not."""
    found = shown(intent) if intent is not None else _upwards()
    if found is not None and _exists(found) and not found.is_dir():
        return found
    from orun.diagnostics import Diagnostics  # noqa: PLC0415 - only for mistakes

    problems = Diagnostics()
    _report_missing(found, problems)
    tell(problems)
    return None


def _report_missing(intent: Path | None, diagnostics: Diagnostics) -> None:
    advice: str | None = None
    if intent is None:
        message, advice = "there is no intent.yaml here or above", "name the intent with -i"
    elif _exists(intent):
        message, advice = f"{intent} is a directory", "name the file of the intent in it"
    else:
        beside = similar_beside(intent)
        message = f"there is no intent at {intent}"
        if beside:
            advice = f"did you mean {intent.parent / beside}?"
    diagnostics.error("no-intent", message, help=advice)


def _exists(path: Path) -> bool:
    """Whether there is anything; `Path.exists` raises for a name that is too long for a file."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def _upwards() -> Path | None:
    found = find_intent(Path.cwd())
    return None if found is None else Path(os.path.relpath(found))


def check_environments(env: list[str] | None, *, all_envs: bool) -> None:
    """Raise click.UsageError for options that contradict each other."""
    if all_envs and env:
        raise click.UsageError("--all-envs plans every environment, so it excludes --env")


def names(values: list[str] | None, option: str) -> tuple[str, ...]:
    """Split values at commas, without blanks, empty ones and repetitions.

    Raises click.UsageError if nothing is left, as of a variable that is not set: whoever named
    something did not ask for everything.
    """
    split = (name.strip() for value in values or () for name in value.split(","))
    found = tuple(dict.fromkeys(name for name in split if name))
    if values and not found:
        raise click.UsageError(f"{option} names nothing; leave it out if everything is meant")
    return found
