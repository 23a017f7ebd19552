"""Syntax errors of YAML in words for people: what PyYAML says, where it stands, what to do."""

import re
from typing import NamedTuple

from yaml import YAMLError
from yaml.error import MarkedYAMLError

from orun.diagnostics import Diagnostics, Note, Source, Span
from orun.sources.indentation import misplaced_line

CODE = "yaml-syntax"

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What may not stand in a YAML text at all (production `c-printable`)."""


class _Explanation(NamedTuple):
    phrase: str
    message: str
    help: str | None


_EXPLANATIONS = (
    _Explanation(
        "mapping values are not allowed",
        '":" is not possible here',
        'quote a text that holds ": ", and check the indentation',
    ),
    _Explanation(
        "block sequence entries are not allowed",
        'a list entry ("- ") is not possible here',
        "put the list on lines of its own below its key",
    ),
    _Explanation(
        "sequence entries are not allowed",
        'a list entry ("- ") is not possible here',
        "put the list on lines of its own below its key",
    ),
    _Explanation(
        "mapping keys are not allowed",
        'a key ("? ") is not possible here',
        "check the indentation",
    ),
    _Explanation(
        "could not find expected ':'",
        'a key without ":"',
        'write "key: value"; a text of several lines needs "|" or quotes',
    ),
    _Explanation(
        "expected <block end>",
        "this belongs neither to the block above nor to what surrounds it",
        "check the indentation, and that quoted text ends its line",
    ),
    _Explanation(
        "did not find expected key",
        "this is no further key of the map that begins above",
        "keys of one map begin in the same column, and nothing follows a quoted text",
    ),
    _Explanation(
        "did not find expected '-' indicator",
        "this is no further entry of the list that begins above",
        'the "-" of one list stand in the same column, and nothing follows a quoted text',
    ),
    _Explanation(
        "did not find expected node content",
        "a value is missing here",
        None,
    ),
    _Explanation(
        "expected the node content",
        "a value is missing here",
        None,
    ),
    _Explanation(
        "expected ',' or ']'",
        '"," or "]" is missing here',
        'close the list with "]", and quote entries that hold one of , [ ] { }',
    ),
    _Explanation(
        "expected ',' or '}'",
        '"," or "}" is missing here',
        'close the map with "}", and quote values that hold one of , [ ] { }',
    ),
    _Explanation(
        "unknown escape character",
        "an unknown escape sequence in double quotes",
        r"write \\ for a backslash, or use single quotes",
    ),
    _Explanation(
        "hexdecimal num",  # Their spelling.
        "an escape sequence with too few hexadecimal digits",
        r"write \xNN, \uNNNN or \UNNNNNNNN, or \\ for a backslash",
    ),
    _Explanation(
        "invalid Unicode character escape",
        "an escape sequence that stands for no character",
        None,
    ),
    _Explanation(
        "unexpected document indicator",
        'quoted text goes on over a document boundary ("---" or "...")',
        "close the quotes",
    ),
    _Explanation(
        "found a tab character",
        "a tab cannot indent in YAML",
        "indent with spaces",
    ),
    _Explanation(
        "expected comment or line break",
        'text behind "|" or ">"',
        "the text begins on the next line, indented",
    ),
    _Explanation(
        "expected alphabetic or numeric character",
        '"&" or "*" begins the name of an anchor, and here is none',
        "quote a text that begins with & or *",
    ),
    _Explanation("undefined tag handle", "an unknown tag", "quote a text that begins with !"),
    _Explanation("expected <document start>", "text behind the end of the document", None),
    _Explanation("expected '<document start>'", "text behind the end of the document", None),
    _Explanation("incompatible YAML document", "a version of YAML other than 1.x", None),
    _Explanation("directive", "a directive (%) that is none", "quote a text that begins with %"),
)


_OF_INDENT = frozenset(
    {
        '":" is not possible here',
        "a tab cannot indent in YAML",
        "this belongs neither to the block above nor to what surrounds it",
        "this is no further key of the map that begins above",
        "this is no further entry of the list that begins above",
    }
)
"""What is said where a line may begin in the wrong column."""

_OPENINGS = {
    "[": ("this list is never closed", 'add the missing "]"'),
    "{": ("this map is never closed", 'add the missing "}"'),
    '"': ("this quoted text is never closed", "add the missing quote"),
    "'": ("this quoted text is never closed", "add the missing quote; '' is one inside of it"),
}


def report_syntax_error(
    error: YAMLError | UnicodeEncodeError, source: Source, diagnostics: Diagnostics
) -> None:
    """Say what keeps a text from being YAML, at its place."""
    unprintable = _UNPRINTABLE.search(source.text)
    if not isinstance(error, MarkedYAMLError):
        _report_unprintable(unprintable, source, diagnostics)
        return
    at = _offset(error.problem_mark, source, default=0)
    opened = _offset(error.context_mark, source, default=at)
    if not source.text[at:].strip() and source.text[opened : opened + 1] in _OPENINGS:
        never_closed, missing = _OPENINGS[source.text[opened]]
        diagnostics.error(CODE, never_closed, Span(source, opened, opened + 1), help=missing)
        return
    message, advice = _explain(error, source.text[at : at + 1])
    if message in _OF_INDENT and _report_misplaced(message, at, opened, source, diagnostics):
        return
    notes: tuple[Note, ...] = ()
    if source.position(opened)[0] != source.position(at)[0]:
        notes = (Note("it belongs to what begins here", Span(source, opened, opened + 1)),)
    diagnostics.error(CODE, message, Span(source, at, at + 1), notes=notes, help=advice)


def _report_misplaced(
    message: str, at: int, opened: int, source: Source, diagnostics: Diagnostics
) -> bool:
    """Report the line that begins in the wrong column, if moving one makes the text readable."""
    move = misplaced_line(source, at, opened)
    if move is None:
        return False
    span = Span(source, at, at + 1)
    if source.position(move.start)[0] != source.position(at)[0]:
        message = "this line begins in another column than what belongs to it"
        span = Span(source, move.text, move.text + 1)
    advice = f"begin this line in column {move.column}"
    diagnostics.error(CODE, message, span, help=advice)
    return True


def _report_unprintable(
    match: re.Match[str] | None, source: Source, diagnostics: Diagnostics
) -> None:
    if match is None:
        diagnostics.error(CODE, "this is no YAML text", Span(source, 0, 0))
        return
    message = f"the character U+{ord(match[0]):04X} may not stand in YAML"
    advice = 'write it as an escape sequence such as "\\x1b" in double quotes'
    diagnostics.error(CODE, message, Span(source, *match.span()), help=advice)


def _offset(mark: object, source: Source, *, default: int) -> int:
    index = getattr(mark, "index", None)
    return min(index, len(source.text)) if isinstance(index, int) else default


def _explain(error: MarkedYAMLError, character: str) -> tuple[str, str | None]:
    problem = f"{error.problem or ''} {error.context or ''}"
    if "cannot start any token" in problem:
        return _no_start(character)
    for each in _EXPLANATIONS:
        if each.phrase in problem:
            return each.message, each.help
    return f"this is no YAML: {error.problem or error.context or 'unreadable'}", None


def _no_start(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab cannot indent in YAML", "indent with spaces"
    return f'a text cannot begin with "{character}" in YAML', "put it in quotes"
