"""`orun triggers`: the release flow of an intent, trigger by trigger, in one table."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from orun.cli import OK, OUT_OF_FACTS, WRONG_INPUT
from orun.cli.arguments import IntentOption, MaxFactsOption, RulesOption, StrictOption, find
from orun.cli.terminal import close, show, wants_colour, write_bytes, write_text
from orun.engine.evaluate import DEFAULT_BUDGET


def triggers(
    *,
    intent: IntentOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the matrix as JSON instead of a table.")
    ] = False,
    rules: RulesOption = None,
    strict: StrictOption = False,
    max_facts: MaxFactsOption = DEFAULT_BUDGET,
) -> int:
    """Show what each trigger plans, and what becomes of promotion."""
    path = find(intent)
    if path is None:
        return WRONG_INPUT
    # The compiler is imported once the options are known to be right.
    from orun.compiler.compile import Task  # noqa: PLC0415 - see above
    from orun.compiler.matrix import survey_triggers  # noqa: PLC0415 - see above
    from orun.plan.matrix import encode_matrix  # noqa: PLC0415 - see above
    from orun.views.triggers import triggers as table  # noqa: PLC0415 - see above

    task = Task(intent=path, rules=tuple(rules or ()), strict=strict, budget=max_facts)
    survey = survey_triggers(task)
    show(survey.diagnostics, path.parent)
    if survey.matrix is None:
        close("no matrix" if as_json else "no table", survey.diagnostics)
        return OUT_OF_FACTS if survey.exhausted else WRONG_INPUT
    if as_json:
        write_bytes(encode_matrix(survey.matrix))
    else:
        write_text(table(survey.matrix, colour=wants_colour(sys.stdout)))
    return OUT_OF_FACTS if survey.exhausted else OK
