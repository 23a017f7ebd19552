"""Helpers of the language tests: rules text in, what the language says about it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics, Source
from orun.language.check import check
from orun.language.parse import parse

if TYPE_CHECKING:
    from orun.language.program import Program

VOCABULARY = """
relation job(id: text, env: text?, size: number, kind: a | b | c, data: map?, ready: flag)
relation edge(from: text, to: text, via: order | promotion) size 5000 "From one to the other."
relation other(kind: b | c | d, title: text, rank: number)
attribute env(job: text) -> map merge layers weak < strong "Environment variables."
attribute timeout(job: text) -> text layers low < high < top
attribute retries(job: text) -> number? layers only
"""


def compile_rules(text: str, *, user: bool = True) -> tuple[Program | None, Diagnostics]:
    """Parse and check one file."""
    diagnostics = Diagnostics()
    file = parse(Source("x.rules", text), diagnostics).whole
    program = None if file is None else check([(file, user)], diagnostics)
    assert (program is None) == diagnostics.has_errors
    return program, diagnostics


def problems(text: str, *, user: bool = True) -> list[str]:
    """Return `code at text: message` for each problem of rules over the vocabulary above."""
    _, diagnostics = compile_rules(VOCABULARY + text, user=user)
    found = []
    for each in diagnostics:
        assert each.span is not None
        marked = each.span.source.text[each.span.start : each.span.end]
        found.append(f"{each.code} at {marked}: {each.message}")
    return found


def helps(text: str) -> list[str]:
    """Return the help of each problem of rules over the vocabulary above."""
    _, diagnostics = compile_rules(VOCABULARY + text)
    return [each.help or "" for each in diagnostics]


def accepted(text: str, *, user: bool = True) -> Program:
    """Return the program of rules over the vocabulary above, which must be right."""
    program, diagnostics = compile_rules(VOCABULARY + text, user=user)
    assert program is not None, [(each.code, each.message) for each in diagnostics]
    return program
