"""What the conditions of a rule hold for, one after the other, and where nothing is left."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from orun.compiler.rules import run_once
from orun.debug.layout import cut, plural, table
from orun.debug.overview import made_by
from orun.debug.text import condition_text, value_text
from orun.diagnostics.characters import printable
from orun.diagnostics.region import place_of
from orun.engine.matches import answerable, generate_matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.debug.trace import Trace
    from orun.language.program import Rule

MOST_COUNTED = 100_000
"""Matches that are counted: conditions that are not joined yet may hold for very many."""

MOST_MATCHES = 20


def rule_text(trace: Trace, name: str, *, everything: bool) -> str:
    """Return what a rule matched and made, and the first condition that leaves nothing."""
    rule = next(each for each in trace.program.rules if each.name == name)
    lines = [*_heading(trace, rule), ""]
    conditions = answerable(rule.conditions)
    prefixes = [conditions[: at + 1] for at in range(len(conditions))]
    module = run_once("question", generate_matches(trace.program, trace.clauses, prefixes))
    counts = [_count(match(trace.result.database)) for match in module.MATCHES]
    lines += _conditions([condition_text(each) for each in conditions], counts)
    if counts and counts[-1]:
        lines += ["", *_matches(trace, module, everything=everything)]
    return "".join(f"{line}\n" for line in lines)


def _heading(trace: Trace, rule: Rule) -> Iterator[str]:
    made = made_by(trace)
    own = [each for each in trace.clauses.clauses if each.rule is rule]
    count = sum(made[each.number] for each in own)
    evaluated = any(each in getattr(step, "clauses", ()) for step in trace.steps for each in own)
    yield f"rule {rule.name}  {printable(place_of(rule.span, trace.path_of))}"
    if rule.doc:
        yield f"  {printable(rule.doc)}"
    if not evaluated:
        yield "  It was not evaluated, since nothing reads what it makes."
    else:
        looked_at = sum(trace.visited.get(each.number, 0) for each in own)
        yield f"  It made {count:,}, looking at {plural(looked_at, 'tuple')}."


def _count(found: Iterator[object]) -> int:
    return sum(1 for _ in islice(found, MOST_COUNTED + 1))


def _conditions(texts: list[str], counts: list[int]) -> list[str]:
    """Show how many matches are left after each condition."""
    rows = []
    for at, (text, count) in enumerate(zip(texts, counts, strict=True)):
        word = "and" if at else "when"
        most = f"more than {MOST_COUNTED:,}"
        shown = f"{count:,}" if count <= MOST_COUNTED else most
        stuck = not count and (at == 0 or bool(counts[at - 1]))
        rows.append((f"{word:>4} {text}", shown, "<- here nothing is left" if stuck else ""))
    return table([("", "matches", ""), *rows], right=(1,))


def _matches(trace: Trace, module: object, *, everything: bool) -> list[str]:
    """List the values that the variables have in each match, sorted, each once."""
    variables = module.VARIABLES[-1]  # type: ignore[attr-defined]  # see `generate_matches`
    found = module.MATCHES[-1](trace.result.database)  # type: ignore[attr-defined]  # the same
    rows = sorted({tuple(map(value_text, values)) for values, _ in found})
    named = [f"${name}" for name in variables]
    lines = table([named, *rows])
    return [lines[0], *cut(lines[1:], None if everything else MOST_MATCHES, "matches")]
