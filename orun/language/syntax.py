"""Syntax errors in people's words: what was found, what could stand there, the likeliest slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from orun.diagnostics import Span
from orun.language.slips import explain

if TYPE_CHECKING:
    from lark import UnexpectedInput

    from orun.diagnostics import Diagnostics, Source

_GROUPS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = tuple(
    (frozenset(signs.split()), frozenset(members.split()), phrase)
    for signs, members, phrase in (
        (
            "NOT PROPOSED",
            "NOT PROPOSED VARIABLE WORD STRING NUMBER LPAR COUNT MAX MIN LIST NEAREST CYCLE",
            "a condition",
        ),
        (
            "DROP REPORT",
            "WORD SET UNSET DROP ERROR WARNING NOTICE REPORT",
            "an action such as a fact to derive, `set`, `drop` or `error`",
        ),
        (
            "WORD STRING",
            "VARIABLE WORD STRING NUMBER LPAR COUNT MAX MIN LIST NEAREST CYCLE",
            "a value",
        ),
        ("WORD CYCLE", "WORD COUNT MAX MIN LIST NEAREST CYCLE", "a name"),
        ("NE LESSTHAN", "EQUAL NE LESSTHAN LE MORETHAN GE IN MATCHES", "a comparison such as `=`"),
        (
            "RELATION FACT",
            "RELATION ATTRIBUTE RULE FACT",
            "a declaration (`relation`, `attribute`, `rule` or `fact`)",
        ),
    )
)
"""If all of the first are possible, the second are summed up by the phrase."""

_PHRASES = {
    "WORD": "a name",
    "VARIABLE": "a variable such as `$name`",
    "STRING": "a quoted text",
    "NUMBER": "a whole number",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "EQUAL": "`=`",
    "LESSTHAN": "`<`",
    "VBAR": "`|`",
    "DOT": "`.`",
    "ARROW": "`->`",
    "OPTIONAL": "`?`",
}
"""What a terminal is called; a keyword is called by its own name."""

_UNNAMED = frozenset({"PLUS", "MINUS", "STAR", "$END"})
"""What could nearly always stand there too, and helps nobody to hear."""


class _Failure(Struct, frozen=True):
    """Where the parser stopped, at what, and what it could have taken."""

    start: int
    end: int
    terminal: str
    accepted: frozenset[str]


def report_syntax_error(
    error: UnexpectedInput, source: Source, offset: int, diagnostics: Diagnostics
) -> None:
    """Add lark's `error` as a `rules-syntax` diagnostic; the text parsed starts at `offset`."""
    failure = _failure(error, offset)
    found = source.text[failure.start : failure.end]
    slip = explain(source.text, failure.start, found, failure.terminal, failure.accepted)
    message = (
        slip.message or f"expected {_expected(failure.accepted)}, found {_found(failure, found)}"
    )
    end = max(failure.end, failure.start + slip.width)
    diagnostics.error("rules-syntax", message, Span(source, failure.start, end), help=slip.advice)


def _failure(error: UnexpectedInput, offset: int) -> _Failure:
    accepted = frozenset(error.interactive_parser.accepts())  # type: ignore[no-untyped-call]
    token = getattr(error, "token", None)
    if token is None:
        start = (error.pos_in_stream or 0) + offset
        return _Failure(start, start + 1, "", accepted)
    start, end = (token.start_pos or 0) + offset, (token.end_pos or 0) + offset
    if token.type == "$END":
        # Lark gives the end the place of the last token.
        return _Failure(end, end, "$END", accepted)
    return _Failure(start, end, token.type, accepted)


def _expected(accepted: frozenset[str]) -> str:
    rest, phrases = set(accepted - _UNNAMED), []
    for signs, members, phrase in _GROUPS:
        if signs <= rest:
            phrases.append(phrase)
            rest -= members
    phrases += [_PHRASES.get(terminal, f"`{terminal.lower()}`") for terminal in sorted(rest)]
    if not phrases:
        return "the end of the file"
    *most, last = phrases
    return f"{', '.join(most)} or {last}" if most else last


def _found(failure: _Failure, text: str) -> str:
    if failure.terminal == "$END":
        return "the end of the declaration"
    if failure.terminal == "STRING":
        return "a quoted text"
    return f"`{text}`"
