"""`orun intent`: the intent as the compiler sees it, with the presets it extends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from orun.cli import OK, WRONG_INPUT
from orun.cli.arguments import IntentOption, find
from orun.cli.groups import Command, Group, application
from orun.cli.paths import from_here
from orun.cli.terminal import close, show, write_bytes, write_text
from orun.diagnostics import Diagnostics, nearest
from orun.diagnostics.characters import printable
from orun.diagnostics.region import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from orun.compiler.intent import Contribution, IntentReport, Statement
    from orun.diagnostics.region import PathOf

intent_app = application(cls=Group, no_args_is_help=True)


@intent_app.callback()
def _intent() -> None:
    """Show the effective intent: the file with the presets it extends."""


@intent_app.command(cls=Command)
def render(*, intent: IntentOption = None) -> int:
    """Print the effective intent as YAML."""
    path = find(intent)
    report = None if path is None else _report(path)
    if report is None:
        return WRONG_INPUT
    write_bytes(report.text)
    return OK


@intent_app.command(cls=Command)
def explain(
    path: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="A part of the intent, like environments.dev.env."),
    ] = None,
    *,
    intent: IntentOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Print each value with its place and what it overrides."""
    file = find(intent)
    report = None if file is None else _report(file)
    if file is None or report is None:
        return WRONG_INPUT
    found = [each for each in report.contributions if path is None or _is_below(each.name, path)]
    if path is not None and not found:
        _report_unknown(path, report.contributions)
        return WRONG_INPUT
    if as_json:
        from orun.plan.text import visible_json  # noqa: PLC0415 - few runs need it

        text = json.dumps([_data(each) for each in found], ensure_ascii=False, indent=2)
        write_text(visible_json(text) + "\n")
    else:
        path_of = from_here(file.parent)
        write_text("".join(f"{line}\n" for each in found for line in _lines(each, path_of)))
    return OK


def _report(path: Path) -> IntentReport | None:
    """Return the report of an intent; None if it has errors, which are shown."""
    # The compiler is imported once the options are known to be right.
    from orun.compiler.intent import report_intent  # noqa: PLC0415 - see above

    report = report_intent(path)
    show(report.diagnostics, path.parent)
    if not report.diagnostics.has_errors:
        return report
    close("no effective intent", report.diagnostics)
    return None


def _is_below(name: str, path: str) -> bool:
    return name == path or name.startswith((f"{path}.", f"{path}["))


def _report_unknown(path: str, contributions: list[Contribution]) -> None:
    names = {each.name for each in contributions}
    parts = {".".join(each.path[:end]) for each in contributions for end in range(len(each.path))}
    close = nearest(path, names | parts - {""})
    problems = Diagnostics()
    problems.error(
        "unknown-path",
        f"the effective intent states nothing at `{path}`",
        help=f"did you mean `{close}`?" if close else "`orun intent explain` shows all there is",
    )
    show(problems)


def _lines(each: Contribution, path_of: PathOf) -> Iterator[str]:
    yield f"{printable(each.name)} = {_shown(each.effective, path_of)}"
    for weaker in each.overridden:
        yield f"    instead of {_shown(weaker, path_of)}"


def _shown(statement: Statement, path_of: PathOf) -> str:
    """Return a value as JSON, which is YAML too, and its place."""
    value = json.dumps(statement.value, ensure_ascii=False)
    return printable(f"{value}  ({place_of(statement.node.span, path_of)})")


def _data(each: Contribution) -> dict[str, object]:
    return {
        "path": each.name,
        "value": each.effective.value,
        "place": str(each.effective.node.span),
        "overrides": [
            {"value": weaker.value, "place": str(weaker.node.span)} for weaker in each.overridden
        ],
    }
