"""Builds what a token alone makes: names, variables, texts and numbers, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from orun.diagnostics import Span
from orun.language import tree
from orun.language.program import Constant, Text, Variable
from orun.language.text import read_plain, read_text

if TYPE_CHECKING:
    from orun.diagnostics import Diagnostics, Source

MAX_DIGITS = 15
"""Digits of the largest number: what every reader of JSON keeps exactly."""


class Spanned(Struct, frozen=True):
    """A part of a statement that needs its extent only until the statement is complete."""

    value: Any
    span: Span


class Words:
    """The state of one parse. `children` are typed loosely everywhere, as lark's values are."""

    def __init__(self, source: Source, offset: int, diagnostics: Diagnostics) -> None:
        self.source = source
        self.offset = offset
        self.diagnostics = diagnostics

    # Places.

    def start_of(self, node: Any) -> int:
        """Return where a node or token starts in the source."""
        if isinstance(node, str):
            return int(node.start_pos) + self.offset  # type: ignore[attr-defined]  # a lark Token
        return int(span_of_node(node).start)

    def end_of(self, node: Any) -> int:
        """Return where a node or token ends in the source."""
        if isinstance(node, str):
            return int(node.end_pos) + self.offset  # type: ignore[attr-defined]  # a lark Token
        return int(span_of_node(node).end)

    def span_of(self, children: list[Any]) -> Span:
        """Return the span from the first child to the last."""
        return Span(self.source, self.start_of(children[0]), self.end_of(children[-1]))

    # Words.

    def name(self, children: list[Any]) -> tree.Name:
        """Build a name of any of the tokens that may be one."""
        return tree.Name(str(children[0]), self.span_of(children))

    word = derived = name

    def variable_of(self, token: Any) -> Variable:
        """Return the variable that a token `$name` stands for."""
        return Variable(str(token)[1:], self.span_of([token]))

    def text_of(self, token: Any) -> Constant | Text:
        """Return what a quoted token stands for."""
        return read_text(self.source, self.start_of(token), self.end_of(token), self.diagnostics)

    def message_of(self, token: Any) -> Text:
        """Return what a quoted token says, as a text even if it holds no variable."""
        text = self.text_of(token)
        return text if isinstance(text, Text) else Text((str(text.value),), text.span)

    def doc_of(self, children: list[Any]) -> str:
        """Return the documentation among the tokens of a declaration, or an empty text."""
        for child in children:
            if isinstance(child, str) and child.startswith('"'):
                return read_plain(
                    self.source, self.start_of(child), self.end_of(child), self.diagnostics
                )
        return ""

    def number_of(self, token: Any) -> int:
        """Return the number a token stands for; reports `number-too-large`."""
        digits = str(token)
        if len(digits.lstrip("-")) <= MAX_DIGITS:
            return int(digits)
        self.diagnostics.error(
            "number-too-large",
            f"this number has more than {MAX_DIGITS} digits",
            self.span_of([token]),
            help="put it in quotes if it is a text",
        )
        return 0


def nodes(children: list[Any]) -> list[Any]:
    """Return the children that are no tokens."""
    return [each for each in children if not isinstance(each, str)]


def span_of_node(node: Any) -> Span:
    """Return the span of a node; derivations and drops have that of their atom."""
    span: Span = node.atom.span if isinstance(node, (tree.Derive, tree.Drop)) else node.span
    return span
