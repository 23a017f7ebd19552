"""A fact as somebody asks for it, `job(id: "web@dev.deploy")`, to the facts that fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from orun.compiler.rules import RulesFile, check_rules, run_once
from orun.diagnostics import Diagnostics, Source, Span
from orun.engine.matches import generate_matches

if TYPE_CHECKING:
    from orun.debug.trace import Trace
    from orun.engine.explain import Premise

NAME = "--why"
_RULE = "asked-by-orun-debug"
_BEFORE, _AFTER = f"rule {_RULE} when ", ' then notice "asked"'


def facts_asked_for(trace: Trace, text: str, diagnostics: Diagnostics) -> list[Premise] | None:
    """Return the facts that fit a pattern, or None after reporting what is wrong with it.

    The pattern is one condition of a rule; its columns are checked as those of a rule are.
    """
    found = Diagnostics()
    question = RulesFile(Source(NAME, _BEFORE + text + _AFTER, in_workspace=False), user=True)
    checked = check_rules([*trace.rules.files, question], found)
    for each in found:
        if each.span is not None and each.span.source is question.source:
            diagnostics.add(replace(each, span=_shown(each.span, text), notes=()))
    if checked is None:
        return None
    program, clauses = checked
    rule = next(each for each in program.rules if each.span.source is question.source)
    module = run_once("question", generate_matches(program, clauses, [rule.conditions]))
    answers = (facts for _, facts in module.MATCHES[0](trace.result.database))
    return sorted({facts[0] for facts in answers if facts}, key=str)


def _shown(span: Span, text: str) -> Span:
    """Return the place in what was typed."""
    start = min(max(span.start - len(_BEFORE), 0), len(text))
    end = min(max(span.end - len(_BEFORE), start), len(text))
    return Span(Source(NAME, text, in_workspace=False), start, end)
