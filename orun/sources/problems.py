"""What can be wrong with single values of a YAML document, in words."""

import re
from collections.abc import Iterable
from itertools import islice

from orun.diagnostics import Diagnostics, Note, Source, Span, nearest
from orun.diagnostics.secrets import MASK
from orun.sources.events import Event
from orun.sources.limits import MAX_PROBLEMS
from orun.sources.nodes import AnyNode, Scalar
from orun.sources.scalars import UNTOLD, Refused

CORE = "tag:yaml.org,2002:"
"""What `!!` stands for."""

_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|\#[^\r\n]*)*)*", re.VERBOSE)
"""The anchor and the tag before a node, with the space and the comments behind them."""


class Problems:
    """Reports the problems of one source; building goes on behind each of them."""

    def __init__(self, source: Source, diagnostics: Diagnostics) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.suggestions = 20  # Each compares with all anchors: too slow for thousands of both.
        self.told = 0
        self.untold = 0
        self.first_untold = 0

    def is_enough(self, offset: int) -> bool:
        """Count a problem at a character, and tell whether it is one too many to be told."""
        if self.told < MAX_PROBLEMS:
            self.told += 1
            return False
        if not self.untold:
            self.first_untold = offset
        self.untold += 1
        return True

    def tell_rest(self) -> None:
        """Report how many problems were not told."""
        if self.untold:
            more = f"{self.untold:,} more problem{'s' if self.untold > 1 else ''}"
            span = Span(self.source, self.first_untold, self.first_untold + 1)
            message = f"{more} of single values from here on"
            self.diagnostics.error("many-problems", message, span, help="repair the others first")

    def span(self, event: Event) -> Span:
        """Return the place of an event, its anchor and tag included."""
        return Span(self.source, event.start_mark.index, event.end_mark.index)

    def behind_properties(self, event: Event) -> int:
        """Return where a node begins behind its anchor and tag."""
        start, end = event.start_mark.index, event.end_mark.index
        match = _PROPERTIES.match(self.source.text, start, end)
        return match.end() if match else int(start)

    def empty_document(self) -> None:
        """Report a file without a value."""
        message = f"{self.source.name} is empty"
        self.diagnostics.error("empty-document", message, Span(self.source, 0, 0))

    def several_documents(self, event: Event) -> None:
        """Report that `event` begins a second document."""
        start, end = event.start_mark.index, event.end_mark.index
        self.diagnostics.error(
            "several-documents",
            "a second document begins here, and a file holds one",
            Span(self.source, start, max(end, start + 1)),
            help='put each document into a file of its own, without "---" between',
        )

    def complex_key(self, event: Event, node: AnyNode) -> None:
        """Report a key that is a list or a map."""
        start = event.start_mark.index
        if self.is_enough(start):
            return
        is_template = self.source.text[max(start - 1, 0) : start + 1] == "{{"
        self.diagnostics.error(
            "complex-key",
            "a key has to be a text, and this is a list or a map",
            Span(self.source, start, max(node.end, start + 1)),
            help="quote a text that begins with {{" if is_template else None,
        )

    def duplicate_key(self, key: Scalar, first: Scalar) -> None:
        """Report a key that its map has already."""
        if self.is_enough(key.start):
            return
        note = Note("it stands here first", first.span)
        message = f'the key "{key.shown}" stands twice in one map'
        self.diagnostics.error("duplicate-key", message, key.span, notes=(note,))

    def merge_key(self, value: AnyNode) -> None:
        """Report a `<<` with something else than a map."""
        if self.is_enough(value.start):
            return
        self.diagnostics.error(
            "merge-key",
            '"<<" merges maps, and this is none',
            value.span,
            help="write <<: *anchor, <<: [*one, *other], or quote the key",
        )

    def refused_scalar(self, refused: Refused, start: int, end: int) -> None:
        """Report a number that cannot be held."""
        if self.is_enough(start):
            return
        span = Span(self.source, start, end)
        message = UNTOLD if span.hidden else refused.message
        self.diagnostics.error("unsupported-scalar", message, span, help=refused.help)

    def escaped_nul(self, start: int, end: int) -> None:
        """Report a quoted text with NUL in it, as an escape sequence."""
        if self.is_enough(start):
            return
        message = "a text with the character NUL, which no command and no path can hold"
        self.diagnostics.error("nul-byte", message, Span(self.source, start, end))

    def foreign_tag(self, event: Event) -> None:
        """Report a tag that is none of the core schema, or not for this kind of value."""
        start = event.start_mark.index
        if self.is_enough(start):
            return
        end = start + len(self.source.text[start : self.behind_properties(event)].rstrip())
        tag = MASK if self.source.hidden(start, end) else event.tag
        shown = f"!!{tag.removeprefix(CORE)}" if tag.startswith(CORE) else tag
        self.diagnostics.error(
            "unknown-tag",
            f'the tag "{shown}" does not belong here: values are plain data',
            Span(self.source, start, max(end, start + 1)),
            help="remove the tag, or quote a text that begins with !",
        )

    def unknown_anchor(self, event: Event, known: Iterable[str]) -> None:
        """Report an alias without an anchor before it."""
        if self.is_enough(event.start_mark.index):
            return
        close = nearest(event.anchor, islice(known, 200)) if self.suggestions else None
        self.suggestions = max(self.suggestions - 1, 0)
        name, span = event.anchor, self.span(event)
        message = f'the alias "*{name}" has no anchor "&{name}" before it'
        self.diagnostics.error(
            "unknown-anchor",
            "this alias has no anchor before it" if span.hidden else message,
            span,
            help=f'did you mean "*{close}"?' if close else "quote a text that begins with *",
        )

    def recursive_alias(self, event: Event) -> None:
        """Report an alias inside of the value that it stands for."""
        if self.is_enough(event.start_mark.index):
            return
        span = self.span(event)
        shown = "this alias" if span.hidden else f'the alias "*{event.anchor}"'
        self.diagnostics.error(
            "unknown-anchor",
            f"{shown} stands inside of its own anchor",
            span,
            help="a value cannot contain itself",
        )
