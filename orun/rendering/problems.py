"""Problems that show only once values exist, on their way to the rules that judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from orun.diagnostics import Diagnostic, Note, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Mapping as AnyMapping

    from orun.engine.explain import Part
    from orun.sources.nodes import Node
    from orun.templates import TemplateProblem

About = Literal["composition", "schema", "unexpected", "secret", "value", "template"]


class Problem(Struct, frozen=True):
    """A diagnostic whose severity is not decided yet, and what the decision depends on.

    `layer` is set for a parameter that a schema does not expect: who gave it.
    """

    about: About
    definition: str | None
    environment: str | None
    diagnostic: Diagnostic
    layer: str | None = None


class Occurrences(Struct):
    """The instances or jobs in which a problem came up, each with a note that holds only there."""

    notes: dict[str, Note | None] = field(default_factory=dict)


class Problems(Struct):
    """All problems of a run, each once, with the instances or jobs in which it came up."""

    found: dict[Problem, Occurrences] = field(default_factory=dict)

    def add(
        self,
        problem: Problem,
        where: str | None = None,
        note: Note | None = None,
    ) -> None:
        """Keep a problem; `where` is the instance or job in which it came up, `note` only its."""
        occurrences = self.found.setdefault(problem, Occurrences())
        if where is not None:
            occurrences.notes.setdefault(where, note)


def with_instances(diagnostic: Diagnostic, where: AnyMapping[str, Note | None]) -> Diagnostic:
    """Return a diagnostic with a note that names the first instance in which it came up."""
    if not where:
        return diagnostic
    first = min(where)
    others = len(where) - 1
    more = f" and {others} more" if others else ""
    own = where[first]
    notes = (*diagnostic.notes, *([own] if own is not None else []), Note(f"in {first}{more}"))
    return replace(diagnostic, notes=notes)


def problem_of_text(problem: TemplateProblem, text: str, node: Node | None) -> Diagnostic:
    """Return the diagnostic of a problem in a text that stands at a node."""
    span = None if node is None else span_inside(node, text, problem.start, problem.end)
    return Diagnostic(Severity.ERROR, problem.code, problem.message, span, (), problem.help)


def by_rule(diagnostic: Diagnostic, rule: Part | None) -> Diagnostic:
    """Return the diagnostic of what no file states but a user's rule, which it names and shows."""
    if rule is None or diagnostic.span is not None:
        return diagnostic
    return replace(diagnostic, message=f"{rule.text}: {diagnostic.message}", span=rule.span)


def span_inside(node: Node, text: str, start: int, end: int) -> Span:
    """Return the place of characters of a scalar's text.

    Quotes, escapes and indentation make text and source differ, so the characters are looked for:
    as many occurrences from the start of the scalar as in its text, as they are or with the escapes
    that quotes need. Where they are not found, as with other escapes among them, the place is the
    whole scalar.
    """
    wanted = text[start:end]
    source = node.source.text
    if not wanted:
        return node.span
    earlier = 0
    at = text.find(wanted)
    while 0 <= at < start:
        earlier += 1
        at = text.find(wanted, at + 1)
    for written in dict.fromkeys((wanted, _escaped(wanted))):
        position = source.find(written, node.start, node.end)
        for _ in range(earlier):
            position = source.find(written, position + 1, node.end) if position >= 0 else -1
        if position >= 0:
            return Span(node.source, position, position + len(written))
    return node.span


def _escaped(text: str) -> str:
    """Return a text as it stands between double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
