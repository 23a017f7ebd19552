"""The application: its commands and what usage errors look like."""

from __future__ import annotations

import sys

import click
import typer

from orun import __version__
from orun.cli import OK, USAGE, ReaderGone
from orun.cli.groups import Commands, application

app = application(
    cls=Commands,
    name="orun",
    no_args_is_help=True,
)


def _version(*, asked: bool) -> None:
    if asked:
        sys.stdout.write(f"orun {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: bool = typer.Option(
        False,
        "--version",
        callback=lambda value: _version(asked=value),
        is_eager=True,
        help="Show the version and exit.",
    ),
) -> None:
    """Compile a platform's intent into one deterministic plan of jobs."""
    del version  # The callback has answered already.


def run() -> int:
    """Run the command that the arguments name, and return the status to exit with.

    Raises ReaderGone if nobody reads stdout any more.
    """
    try:
        status = app(standalone_mode=False, prog_name="orun")
    except click.exceptions.NoArgsIsHelpError as problem:
        sys.stdout.write(problem.format_message() + "\n")
        return OK
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        return USAGE
    except SystemExit as end:
        # So ends what click writes itself, help, if nobody reads it; commands return a status.
        raise ReaderGone from end
    return status if isinstance(status, int) else OK
