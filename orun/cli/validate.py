"""`orun validate`: everything that is wrong with an intent, for every environment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orun.cli import WRONG_INPUT, keep
from orun.cli.arguments import (
    IntentOption,
    LockedOption,
    MaxFactsOption,
    RulesOption,
    StrictOption,
    find,
)
from orun.cli.reports import Report, write_report
from orun.cli.terminal import close, status_of
from orun.diagnostics.characters import printable
from orun.engine.evaluate import DEFAULT_BUDGET

if TYPE_CHECKING:
    from orun.diagnostics import Diagnostics


def validate(
    *,
    intent: IntentOption = None,
    rules: RulesOption = None,
    strict: StrictOption = False,
    locked: LockedOption = False,
    output: Annotated[
        Report,
        typer.Option("--output", help="How problems are told: to people, or on stdout as data."),
    ] = Report.TEXT,
    max_facts: MaxFactsOption = DEFAULT_BUDGET,
) -> int:
    """Check an intent and all it refers to, for every environment."""
    path = find(intent, lambda problems: _tell(output, problems, intent or Path("intent.yaml")))
    if path is None:
        return WRONG_INPUT
    # The compiler is imported once the options are known to be right.
    from orun.compiler.compile import Task, compile_intent  # noqa: PLC0415 - see above

    task = Task(
        intent=path,
        command="validate",
        rules=tuple(rules or ()),
        strict=strict,
        locked=locked,
        budget=max_facts,
    )
    compilation = compile_intent(task)
    keep(compilation)
    _tell(output, compilation.diagnostics, path)
    return status_of(compilation)


def _tell(output: Report, diagnostics: Diagnostics, intent: Path) -> None:
    write_report(output, diagnostics, intent)
    close(printable(str(intent)), diagnostics)
