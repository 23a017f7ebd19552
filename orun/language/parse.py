"""Rules text to its tree, and to every syntax error in it.

A file is parsed in one go. Only if that fails it is parsed again declaration by declaration, cut
where a line starts with `relation`, `attribute`, `rule` or `fact`, so that one slip does not hide
the next.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from orun import data
from orun.diagnostics import Diagnostics, Span
from orun.language.build import Builder
from orun.language.layout import declaration_spans
from orun.language.syntax import report_syntax_error
from orun.language.tree import File

if TYPE_CHECKING:
    from lark import Lark

    from orun.diagnostics import Source
    from orun.language.tree import Declaration

MAX_CHARACTERS = 256 * 1024
"""Size of a rules file: reading one takes about 8 us of CPU a character."""

MAX_PROBLEMS = 100
"""Syntax errors of one file that are told."""


class Parsed(NamedTuple):
    """What came of a rules file: declarations that can be parsed, and the text of all others."""

    file: File
    unread: str

    @property
    def whole(self) -> File | None:
        """The tree of the file, or None if not all of it could be parsed."""
        return None if self.unread else self.file


def parse(source: Source, diagnostics: Diagnostics) -> Parsed:
    """Parse a rules file; an error is added for each slip found."""
    if len(source.text) > MAX_CHARACTERS:
        message = f"{source.name} has more than {MAX_CHARACTERS:,} characters"
        advice = "make several rules files of it"
        diagnostics.error("file-too-large", message, Span(source, 0, 0), help=advice)
        return Parsed(File(source, ()), source.text)
    found = Diagnostics()
    file = _parse_part(source, 0, len(source.text), found)
    if file is None or found.has_errors:
        return _parse_parts(source, diagnostics)
    diagnostics.add_all(found)
    return Parsed(file, "")


def _parse_parts(source: Source, diagnostics: Diagnostics) -> Parsed:
    """Parse a file declaration by declaration, until there are too many errors."""
    declarations: list[Declaration] = []
    unread = []
    found = Diagnostics()
    for start, end in declaration_spans(source.text):
        if len(found) >= MAX_PROBLEMS:
            message = f"after {MAX_PROBLEMS} errors the rest of the file is not looked at"
            found.error("many-problems", message, Span(source, start, start + 1))
            unread.append(source.text[start:])
            break
        slips = Diagnostics()
        part = _parse_part(source, start, end, slips)
        if part is None or slips.has_errors:
            unread.append(source.text[start:end])
        else:
            declarations += part.declarations
        found.add_all(slips)
    diagnostics.add_all(found)
    return Parsed(File(source, tuple(declarations)), "".join(unread))


def _parse_part(source: Source, start: int, end: int, diagnostics: Diagnostics) -> File | None:
    """Parse the declarations from `start` to `end`; None if their syntax is wrong."""
    # Lark is imported here because that takes longer than to read a cached program.
    from lark import UnexpectedInput  # noqa: PLC0415 - see above

    with _LOCK:
        _CALLBACKS.builder = Builder(source, start, diagnostics)
        try:
            file: File = _parser().parse(source.text[start:end])  # type: ignore[assignment]  # the builder's `start`
        except UnexpectedInput as error:
            report_syntax_error(error, source, start, diagnostics)
            return None
        return file


class _Callbacks:
    """What lark calls: the methods of whatever builder is at work.

    The parser is built once for the process, and each parse has a builder of its own.
    """

    builder: Builder

    def __getattr__(self, production: str) -> Any:
        method = getattr(Builder, production)
        return lambda children: method(self.builder, children)


_CALLBACKS = _Callbacks()
_LOCK = Lock()


@cache
def _parser() -> Lark:
    """Build the parser: a good tenth of a second, so once and only when rules are parsed."""
    from lark import Lark  # noqa: PLC0415 - see _parse_part

    grammar = (data.directory("grammar") / "rules.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        transformer=_CALLBACKS,
        keep_all_tokens=True,
        maybe_placeholders=False,
    )
