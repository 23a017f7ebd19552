"""A fact as somebody asks for it, `job(id: "web@dev.deploy")`, to the facts that fit it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from orun.compiler.rules import RulesFile, check_rules, run_once
from orun.diagnostics import Diagnostics, Source, Span, nearest
from orun.engine.matches import generate_matches

if TYPE_CHECKING:
    from orun.debug.trace import Trace
    from orun.diagnostics import Diagnostic
    from orun.engine.explain import Premise

NAME = "--why"
_RULE = "asked-by-orun-debug"
_LISTED = "`orun debug --all` lists all relations"
_BEFORE, _AFTER = f"rule {_RULE} when ", ' then notice "asked"'


def facts_asked_for(trace: Trace, text: str, diagnostics: Diagnostics) -> list[Premise] | None:
    """Return the facts that fit a pattern, or None after reporting what is wrong with it.

    The pattern is one condition of a rule; its columns are checked as those of a rule are.
    """
    if "(" not in text:
        _report_bare(trace, text, diagnostics)
        return None
    found = Diagnostics()
    question = RulesFile(Source(NAME, _BEFORE + text + _AFTER, in_workspace=False), user=True)
    checked = check_rules([*trace.rules.files, question], found)
    for each in found:
        if each.span is not None and each.span.source is question.source:
            diagnostics.add(_told(trace, each, _shown(each.span, text)))
    if checked is None:
        return None
    program, clauses = checked
    rule = next(each for each in program.rules if each.span.source is question.source)
    module = run_once("question", generate_matches(program, clauses, [rule.conditions]))
    answers = (facts for _, facts in module.MATCHES[0](trace.result.database))
    return sorted({facts[0] for facts in answers if facts}, key=str)


def _report_bare(trace: Trace, text: str, diagnostics: Diagnostics) -> None:
    """Report what is no fact, as it has no columns, with what is likely meant."""
    relations, attributes = trace.program.relations, trace.program.attributes
    word = text.strip()
    if word in relations:
        column = relations[word].columns[0].name
        advice = f"`{word}()` is all of them, `{word}({column}: …)` some"
    elif word in attributes:
        advice = _value_of(trace, word)
    elif "@" in word:
        advice = f'a job is `job(id: "{word}")`'
    else:
        guess = nearest(word, relations)
        advice = f"did you mean `{guess}()`?" if guess else _LISTED
    message = "a fact is written as in a rule, with its columns in parentheses"
    span = Span(Source(NAME, text, in_workspace=False), 0, len(text))
    diagnostics.error("rules-syntax", message, span, help=advice)


def _value_of(trace: Trace, attribute: str) -> str:
    """Return how an attribute is asked for."""
    keys = ", ".join(f"{key.name}: …" for key in trace.program.attributes[attribute].keys)
    return f"`{attribute}({keys}) = $value` is a value of the attribute"


def _told(trace: Trace, problem: Diagnostic, span: Span) -> Diagnostic:
    """Return a problem as it concerns a question: what stands around that is not told of."""
    message, advice = problem.message, problem.help
    if problem.code == "rules-syntax" and span.start == len(span.source.text):
        message = re.sub(r"found `\w+`\Z", "found the end", message)
    if problem.code == "unknown-relation" and "did you mean" not in (advice or ""):
        word = span.source.text[span.start : span.end]
        advice = _value_of(trace, word) if word in trace.program.attributes else _LISTED
    return replace(problem, message=message, span=span, notes=(), help=advice)


def _shown(span: Span, text: str) -> Span:
    """Return the place in what was typed."""
    start = min(max(span.start - len(_BEFORE), 0), len(text))
    end = min(max(span.end - len(_BEFORE), start), len(text))
    return Span(Source(NAME, text, in_workspace=False), start, end)
