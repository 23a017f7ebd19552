"""Checks terms against the types of the columns, arguments and comparisons they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics, Span, did_you_mean
from orun.language.domain import TEXT, Domain
from orun.language.program import FUNCTIONS, Constant, CycleColumn, Function, Text, Variable

if TYPE_CHECKING:
    from orun.language.program import Term
    from orun.language.typing import Typing

_SHOWN = 8
"""How many words of an enumeration a message lists."""


class Terms:
    """Checks the terms of one rule; everything wrong is reported, and nothing twice."""

    def __init__(self, typing: Typing, diagnostics: Diagnostics) -> None:
        self.typing = typing
        self.diagnostics = diagnostics

    # The term itself.

    def visit(self, term: Term) -> None:
        """Check what is inside a term: its functions and the variables of its texts."""
        if isinstance(term, Text):
            self.text(term, cycle=None)
        elif isinstance(term, Function):
            self._function(term)

    def text(self, text: Text, *, cycle: str | None) -> None:
        """Check a text; in a note at a cycle, `cycle` is that cycle's alias."""
        for part in text.parts:
            if isinstance(part, CycleColumn):
                if part.variable != cycle:
                    self._misplaced_column(part)
            elif isinstance(part, Variable):
                domain = self.typing.domain(part)
                if domain is not None and domain.kind == "map":
                    self._map_value(part, "has no text")

    def _function(self, call: Function) -> None:
        for argument in call.arguments:
            self.visit(argument)
        if call.name not in FUNCTIONS:
            words = sorted(name for name in FUNCTIONS if name.isalpha())
            self.diagnostics.error(
                "unknown-function",
                f"there is no function `{call.name}`",
                Span(call.span.source, call.span.start, call.span.start + len(call.name)),
                help=did_you_mean(call.name, words) or f"there are {', '.join(words)}",
            )
            return
        wanted = FUNCTIONS[call.name][0]
        if len(wanted) != len(call.arguments):
            self.diagnostics.error(
                "wrong-argument-count",
                f"`{call.name}` takes {_counted(len(wanted))}, not {len(call.arguments)}",
                call.span,
            )
            return
        for argument, kind in zip(call.arguments, wanted, strict=True):
            self._argument(call, argument, Domain(kind))  # type: ignore[arg-type]  # no enum there

    def _argument(self, call: Function, argument: Term, wanted: Domain) -> None:
        domain = self.typing.domain(argument)
        if domain is None or domain.kind in (wanted.kind, "none"):
            return
        advice = None
        if call.name == "+" and domain.kind == "text":
            advice = 'texts are put together in a text: `"${one}${other}"`'
        elif call.name == "-" and domain.kind == "text":
            advice = "a text with `-` in it may need quotes, and a minus spaces around it"
        self._wrong_type(
            argument, f"`{call.name}` needs {wanted}, and this is {domain.kind_name}", advice
        )

    # A term in its place.

    def fits(self, term: Term, wanted: Domain, where: str, span: Span) -> None:
        """Check a term that is compared with the value of a column."""
        self.visit(term)
        domain = self.typing.domain(term, narrowed=False)
        if domain is None:
            return
        if domain.kind == "map":
            self._map_value(term, "is never compared")
        elif domain.kind == "none":
            if not wanted.optional:
                self.diagnostics.error(
                    "optional-value", f"{where} is never none", span, help="no fact can match this"
                )
        elif domain.meet(wanted) is None:
            self._mismatch(term, domain, wanted, where)

    def gives(self, term: Term, wanted: Domain, where: str, span: Span) -> None:
        """Check a term that becomes the value of a column: it may have no other values."""
        self.visit(term)
        domain = self.typing.domain(term)
        if domain is None:
            return
        if domain.optional and not wanted.optional:
            self._may_be_none(term, where, span)
        if domain.kind == "none":
            return
        if domain.meet(wanted) is None:
            self._mismatch(term, domain, wanted, where)
        elif not domain.within(wanted):
            self._too_wide(term, domain, wanted, where)

    def compared(self, left: Term, right: Term, *, ordered: bool = False) -> None:
        """Check two terms that are compared with each other."""
        one, two = (self.typing.domain(term, narrowed=False) for term in (left, right))
        if one is None or two is None:
            return
        kinds = {one.kind, two.kind}
        if "map" in kinds and ("none" not in kinds or ordered):
            self._map_value(left if one.kind == "map" else right, "is never compared")
        elif ordered and not kinds <= {"text", "number"}:
            odd = left if one.kind not in {"text", "number"} else right
            self._wrong_type(odd, "only numbers and texts have an order")
        elif not one.comparable(two):
            # The more flexible side explains: a constant is the likelier slip.
            if isinstance(left, Constant) and not isinstance(right, Constant):
                self._mismatch(left, one, two, _called(right))
            else:
                self._mismatch(right, two, one, _called(left))

    def text_only(self, term: Term, where: str) -> None:
        """Check that a term is a text."""
        self.visit(term)
        domain = self.typing.domain(term)
        if domain is not None and domain.kind != "text":
            self._mismatch(term, domain, TEXT, where)

    def given_value(self, term: Term, where: str) -> None:
        """Check a term of whatever type that must not be none."""
        self.visit(term)
        domain = self.typing.domain(term)
        if domain is not None and domain.optional:
            self._may_be_none(term, where, term.span)

    # Reports.

    def _mismatch(self, term: Term, domain: Domain, wanted: Domain, where: str) -> None:
        if isinstance(term, Constant) and isinstance(term.value, str) and wanted.kind == "text":
            self._unknown_value(term, wanted, where)
            return
        if domain.kind == "none" or wanted.kind == "none":
            self.diagnostics.error("optional-value", f"{where} is never none", term.span)
            return
        code = "type-conflict" if isinstance(term, Variable) else "wrong-type"
        shown = domain.kind_name if domain.kind != wanted.kind else domain
        self.diagnostics.error(
            code,
            f"{where} is {wanted}, and this is {shown}",
            term.span,
            notes=self.typing.origin(term) if isinstance(term, Variable) else (),
            help=_conversion(term, wanted),
        )

    def _unknown_value(self, term: Constant, wanted: Domain, where: str) -> None:
        words = sorted(wanted.words or ())
        listed = ", ".join(words[:_SHOWN]) + (", …" if len(words) > _SHOWN else "")
        self.diagnostics.error(
            "unknown-value",
            f"{where} is never `{term.value}`",
            term.span,
            help=did_you_mean(str(term.value), words) or f"it is one of {listed}",
        )

    def _too_wide(self, term: Term, domain: Domain, wanted: Domain, where: str) -> None:
        allowed = ", ".join(sorted(wanted.words or ()))
        extra = sorted((domain.words or frozenset()) - (wanted.words or frozenset()))
        message = f"{where} is {wanted}, and this may be " + (
            f"`{extra[0]}`" if extra else "any text"
        )
        name = f"${term.name}" if isinstance(term, Variable) else "$value"
        self.diagnostics.error(
            "wrong-type",
            message,
            term.span,
            notes=self.typing.origin(term) if isinstance(term, Variable) else (),
            help=f"say which values are meant: `{name} in [{allowed}]`",
        )

    def _may_be_none(self, term: Term, where: str, span: Span) -> None:
        if isinstance(term, Constant):
            self.diagnostics.error("optional-value", f"{where} cannot be none", span)
            return
        name = f"${term.name}" if isinstance(term, Variable) else "$value"
        self.diagnostics.error(
            "optional-value",
            f"{where} cannot be none, and this may be",
            span,
            notes=self.typing.origin(term) if isinstance(term, Variable) else (),
            help=f"add the condition `{name} != none`",
        )

    def _map_value(self, term: Term, why: str) -> None:
        self.diagnostics.error(
            "map-value",
            f"a map {why}",
            term.span,
            help='take a text out of it: `get($map, "key")`',
        )

    def _wrong_type(self, term: Term, message: str, advice: str | None = None) -> None:
        notes = self.typing.origin(term) if isinstance(term, Variable) else ()
        self.diagnostics.error("wrong-type", message, term.span, notes=notes, help=advice)

    def _misplaced_column(self, part: CycleColumn) -> None:
        self.diagnostics.error(
            "misplaced-cycle-column",
            f"`${{{part.variable}.{part.column}}}` can only stand in a note at a cycle",
            part.span,
            help=f"bind the column, `{part.column}: $name`, and write `${{name}}`",
        )


def _called(term: Term) -> str:
    """Return what a message calls a term that has no column: its own text."""
    written = term.span.source.text[term.span.start : term.span.end]
    return f"`{written}`"


def _counted(number: int) -> str:
    return "1 value" if number == 1 else f"{number} values"


def _conversion(term: Term, wanted: Domain) -> str | None:
    """Return advice for a constant that is written like another type."""
    if not isinstance(term, Constant):
        return None
    written = term.span.source.text[term.span.start : term.span.end]
    if wanted.kind == "text":
        return f'write it as a text: `"{written}"`'
    if wanted.kind == "flag":
        return "write `true` or `false`, without quotes"
    if wanted.kind == "number" and written.strip('"').lstrip("-").isdigit():
        return f"write it without quotes: `{written.strip(chr(34))}`"
    return None
