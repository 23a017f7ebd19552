"""`orun validate`: everything that is wrong with an intent, for every environment."""

from __future__ import annotations

from orun.cli import WRONG_INPUT
from orun.cli.arguments import IntentOption, MaxFactsOption, RulesOption, StrictOption, find
from orun.cli.terminal import say, show, status_of
from orun.engine.evaluate import DEFAULT_BUDGET


def validate(
    *,
    intent: IntentOption = None,
    rules: RulesOption = None,
    strict: StrictOption = False,
    max_facts: MaxFactsOption = DEFAULT_BUDGET,
) -> int:
    """Check an intent and all it refers to, for every environment, and write nothing."""
    path = find(intent)
    if path is None:
        say("error: there is no intent.yaml here or above; name one with -i")
        return WRONG_INPUT
    # The compiler is imported once the options are known to be right.
    from orun.compiler.compile import Task, compile_intent  # noqa: PLC0415 - see above
    from orun.diagnostics.render import summary  # noqa: PLC0415 - see above

    task = Task(
        intent=path,
        command="validate",
        rules=tuple(rules or ()),
        strict=strict,
        budget=max_facts,
    )
    compilation = compile_intent(task)
    show(compilation.diagnostics)
    say(f"{path}: {summary(compilation.diagnostics)}")
    return status_of(compilation)
