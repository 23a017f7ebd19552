r"""What belongs to one key of a YAML text that may be damaged, and what of that is a value.

In block style it is the rest of the line, and the lines below that begin further right; in flow
style all up to where its bracket closes, as long as the brackets of its lines agree. Lines that
only a slip can have put elsewhere belong to it too: those that have no key, and those whose key is
in capitals, as variables of the environment are. Where it is unclear, more belongs to it.

Every line ends at `\n` here. What takes time is counted (`Effort`), as a text may be made for it.
"""

import re

from orun.diagnostics.effort import Effort
from orun.diagnostics.line import LINE, Line, end_of, line_end
from orun.diagnostics.secrets import SCHEME

Part = tuple[int, int]
"""From which character of a text up to which."""

_WORD = r"[\w./-]++"
_KEY = re.compile(rf"(?:\"{_WORD}\"|'{_WORD}'|{_WORD}|<<)[ \t]*:(?=[\s\"'\[{{]|\Z)")
_NEXT_KEY = re.compile(rf"[\s,]{{0,200}}+[\"']?({_WORD})[\"']?[ \t]*:")
_CAPITALS = re.compile("[A-Z][A-Z0-9_]")
_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?=\s|\Z)")

_BRACKET = re.compile(r"(?:\s|\#[^\n]*|[&!][^\s,\[\]{}]*)*+[\[{]")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*")
_BLANKS = re.compile(r"[ \t]*")
_BLANK_LINE = re.compile(r"[ \t]*(?=\n|\Z)")
_LITERAL = re.compile(r"(?<![^\s:])[|>][-+0-9]*[ \t]*(?=[\#\n]|\Z)")
_QUOTED = re.compile(r"\"(?:[^\"\\]++|\\(?s:.))*+\"|'(?:[^']++|'')*+'")
_PLACEHOLDER = r"\{\{[^\"'\n{}]*\}\}"
_QUOTED_REFERENCE = rf"(?P<quote>[\"']){SCHEME}(?:{_PLACEHOLDER}|(?!(?P=quote))\S)*+(?P=quote)"
_REFERENCE = re.compile(rf"{_QUOTED_REFERENCE}|{SCHEME}(?:{_PLACEHOLDER}|\S)*+")
_FLOW_REFERENCE = re.compile(rf"{_QUOTED_REFERENCE}|{SCHEME}(?:{_PLACEHOLDER}|[^\s\"',\[\]{{}}])*+")

_PIECE = re.compile(
    r"""
    (?P<blank> [ \t]+ ) | (?P<end> \n )
    | (?P<open> [\[{] ) | (?P<close> [\]}] ) | (?P<comma> , )
    | \#[^\n]* | [^\s,\[\]{}]+ | \s
    """,
    re.VERBOSE,
)
_BEHIND_CLOSE = re.compile(r"[ \t]*(?:[\#,\n\]}]|\Z)")
_BEHIND_COMMA = re.compile(rf"[ \t]*(?:[\#\n\]}}]|\Z|{_KEY.pattern}|\"[^\"\n]*+\"[ \t]*:)")

_LINE = 3
"""Steps that a further line takes."""


class Section:
    """What belongs to a key in `line`; its values are added to `found`.

    `depth` brackets are open before the key; what is below it begins right of `column`.
    """

    def __init__(
        self, line: Line, depth: int, column: int, found: list[Part], effort: Effort
    ) -> None:
        self.line = line
        self.text = line.text
        self.effort = effort
        self.base = self.depth = depth
        self.column = column
        self.found = found
        self.literal: int | None = None  # The column of the key that a text on further lines is of.
        self.is_bracketed = False  # The value of the key is a list or a map in brackets,
        self.is_closed = False  # which have closed.
        self.is_damaged = False  # Brackets and commas tell no more where the section ends.
        self.has_ended = False

    def go_over(self, at: int) -> int:
        """Find the values from behind the key on; return where the section ends.

        Raises ExhaustedError.
        """
        self.is_bracketed = _BRACKET.match(self.text, at) is not None
        at = self._value(at, self.column)
        while not self.has_ended and at < len(self.text):
            if self.is_damaged:
                self.depth = 0
            at = self._next_line(at)
        return at

    def _next_line(self, at: int) -> int:
        """Go over the line behind the end of another."""
        self.effort.spend(_LINE)
        start = at + self.text.startswith("\n", at)
        line = LINE.match(self.text, start)
        begin = line.end() if line else start
        column = len(line[1]) if line else 0
        if self.literal is not None and not self._is_blank(start):
            if column > self.literal:
                return self._rest(start)
            self.literal = None
        if not self.depth and self._is_beyond(start):
            self.has_ended = True
            return start
        key = _KEY.match(self.text, begin)
        if "#" in self.text[start:begin]:
            return self._rest(key.end() if key else begin)
        if self.depth:
            return self._flow(begin, may_be_key=True)
        return self._value(key.end(), begin - start) if key else self._value(begin, column)

    def _is_blank(self, start: int) -> bool:
        return _BLANK_LINE.match(self.text, start) is not None

    def _is_beyond(self, start: int) -> bool:
        """Tell whether a line belongs to something else."""
        line = LINE.match(self.text, start)
        if line is None or line.end() - start > self.column or {*line[2]} & {*"#:"}:
            return False  # It is further right, a comment or the value of a key above.
        if _DOCUMENT.match(self.text, start):
            return True
        has_key = "?" in line[2] or _KEY.match(self.text, line.end())
        return bool(has_key) and not self._is_variable(line.end())

    def _is_variable(self, at: int) -> bool:
        """Tell whether the next key is written as those of variables of the environment are."""
        key = _NEXT_KEY.match(self.text, at)
        return key is not None and (key[1].upper() == key[1] or bool(_CAPITALS.search(key[1])))

    def _value(self, at: int, column: int) -> int:
        """Go over the rest of a line from behind a key, which begins in a column."""
        at = end_of(_BLANKS, self.text, at)
        while match := _PROPERTY.match(self.text, at):
            self.effort.spend()
            self._hide(*match.span())
            at = end_of(_BLANKS, self.text, match.end())
        if self.depth or self.text.startswith(("[", "{"), at):
            return self._flow(at, may_be_key=False)
        if _LITERAL.search(self.text, at, line_end(self.text, at)):
            self.literal = column
        if match := _LITERAL.match(self.text, at) or _REFERENCE.match(self.text, at):
            return self._rest(match.end())
        end = self._quoted(at)
        return self._flow(end, is_fresh=False) if end is not None else self._rest(at)

    def _rest(self, at: int) -> int:
        """Hide the rest of a line."""
        end = line_end(self.text, at)
        rest = self.text[at:end]
        if rest.strip():
            self._hide(end - len(rest.lstrip()), at + len(rest.rstrip()))
        return end

    def _flow(self, at: int, *, may_be_key: bool = False, is_fresh: bool = True) -> int:
        """Go over the rest of a line where brackets and commas count.

        Where something begins afresh, a value can follow, or also a key.
        """
        while at < len(self.text):
            self.effort.spend()
            if is_fresh and may_be_key and (key := _KEY.match(self.text, at)):
                at, may_be_key = key.end(), False
                continue
            end = self._whole(at) if is_fresh else None
            if end is not None:
                at, is_fresh = end, False
                continue
            piece = _PIECE.match(self.text, at)
            kind = piece.lastgroup if piece else "end"
            if piece is None or kind == "end":
                return at
            start, at = piece.span()
            if kind == "open":
                self.depth += 1
                may_be_key = is_fresh = True
            elif kind in ("comma", "close"):
                may_be_key = is_fresh = kind == "comma"
                self._separate(at, closes=kind == "close")
                if self.has_ended:
                    return at
            elif kind != "blank":
                self._hide(start, at)
                self.is_damaged = self.is_damaged or self.is_closed
                is_fresh = self.text[start] in "&!"  # A value follows its anchor and its tag.
        return at

    def _whole(self, at: int) -> int | None:
        """Return the end of a value whose end is known; what is no reference is hidden."""
        if match := _FLOW_REFERENCE.match(self.text, at):
            return match.end()
        return self._quoted(at)

    def _quoted(self, at: int) -> int | None:
        """Hide a text in quotes; return where it ends, or None if it seems never to."""
        match = _QUOTED.match(self.text, at)
        if match is None:
            return None
        start, end = match.span()
        while (start := self.text.find("\n", start, end) + 1) > 0:
            self.effort.spend(_LINE)
            if self._is_beyond(start):
                return None
        self._hide(*match.span())
        return match.end()

    def _separate(self, at: int, *, closes: bool) -> None:
        """Go past a comma or a closing bracket that ends at a character."""
        self.depth = max(self.depth - closes, 0)
        if not self.base or self.is_damaged or self.depth > self.base:
            return
        if closes and self.depth == self.base:
            self.is_closed = self.is_bracketed
            return
        # What the key is itself in goes on behind this.
        behind = (_BEHIND_CLOSE if closes else _BEHIND_COMMA).match(self.text, at)
        is_whole = self.is_closed or (at <= self.line.end and not self.is_bracketed)
        if not is_whole or behind is None or not self.line.agrees(at):
            self.is_damaged = True
        elif not self._is_variable(at):
            self.has_ended = True

    def _hide(self, start: int, end: int) -> None:
        """Hide a part, as one with another that stands before it but for blanks."""
        if self.found:
            first, last = self.found[-1]
            if last <= start and not self.text[last:start].strip(" \t"):
                self.found[-1] = first, end
                return
        self.found.append((start, end))
