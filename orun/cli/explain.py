"""`orun explain`: the page of a diagnostic code."""

from __future__ import annotations

import sys
from typing import Annotated

import click
import typer

from orun.cli import OK
from orun.cli.pages import codes, page, title
from orun.cli.terminal import wants_colour, write_text


def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="A code as messages show it: error[CODE]."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List all codes.")] = False,
) -> int:
    """Explain a diagnostic: what it means, and how to get rid of it."""
    if list_ == (code is not None):
        raise click.UsageError("name one code, or use --list")
    if code is None:
        write_text(_listed())
        return OK
    text = page(code)
    if text is None:
        raise click.UsageError(_unknown(code))
    from orun.views.page import page as view  # noqa: PLC0415 - only once there is one

    write_text(view(text, colour=wants_colour(sys.stdout)))
    return OK


def _listed() -> str:
    known = codes()
    width = max(map(len, known), default=0)
    return "".join(f"{code:<{width}}  {title(code)}\n" for code in known)


def _unknown(code: str) -> str:
    from orun.diagnostics import nearest  # noqa: PLC0415 - only for mistakes
    from orun.diagnostics.characters import printable  # noqa: PLC0415 - the same

    guess = nearest(code, codes())
    hint = f'did you mean "{guess}"?' if guess else "`orun explain --list` lists all codes"
    return f'there is no page about "{printable(code)}"; {hint}'
