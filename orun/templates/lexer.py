"""Text of a template -> its pieces: literal text and actions made of tokens.

    template = { text | action | expression }
    action   = "{{" [ "-" space ] { token } [ space "-" ] "}}"
    comment  = "{{" [ "-" space ] "/*" … "*/" [ space "-" ] "}}"

`{{-` takes the white space before the action away and `-}}` the white space behind it, as in Go.
`${{ … }}` is text. A problem in one action does not keep the others from being read.
"""

import re
from typing import NamedTuple

from orun.templates.expression import Expressions
from orun.templates.limits import PARTS
from orun.templates.problem import LIMIT, MOST_PROBLEMS, SYNTAX, UNSUPPORTED, TemplateProblem

SPACE = " \t\r\n"
"""White space as Go's templates know it: what trim markers remove and what separates tokens."""

_SPACES = frozenset(SPACE)

_TOKEN = re.compile(
    r"""(?P<trim>[ \t\r\n]+-\}\})
    | (?P<close>\}\})
    | (?P<space>[ \t\r\n]+)
    | (?P<field>\.[^\W\d]\w*)
    | (?P<variable>\$\w*)
    | (?P<number>[+-]?\.?[0-9](?:[eEpP][+-]|[\w.])*)
    | (?P<dot>\.)
    | (?P<word>[^\W\d]\w*)
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
    | (?P<raw>`[^`]*`)
    | (?P<mark>:=|[=|(),])
    """,
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"(?P<trim>[ \t\r\n]-\}\})|\}\}")
_STARTS_TEXT = frozenset("\"`'")


class Token(NamedTuple):
    """One token of an action. `kind` is that of the pattern, or the mark itself."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


class Literal(NamedTuple):
    """Text that is printed as it is."""

    text: str


class Action(NamedTuple):
    """The tokens between the delimiters that stand at `start` and before `end`.

    A broken one has only the tokens before its problem, which is reported already.
    """

    tokens: tuple[Token, ...]
    start: int
    end: int
    broken: bool = False


Piece = Literal | Action


class Lexed(NamedTuple):
    """The pieces of a template and what was wrong with them.

    `complete` is False if the text could not be read to its end.
    """

    pieces: list[Piece]
    problems: list[TemplateProblem]
    complete: bool


def lex(text: str) -> Lexed:
    """Split a template into its pieces."""
    lexer = _Lexer(text)
    complete = lexer.run()
    return Lexed(lexer.pieces, lexer.problems, complete)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[Piece] = []
        self.problems: list[TemplateProblem] = []
        self._expressions = Expressions(text)
        self._literal: list[str] = []
        self._parts = 0

    def run(self) -> bool:
        """Read the whole text, or up to what never ends; return whether the end was reached."""
        position = 0
        while len(self.problems) < MOST_PROBLEMS:
            found = self.text.find("{{", position)
            if found < 0:
                self._literal.append(self.text[position:])
                self._flush()
                return True
            after = (
                self._expression(position, found)
                if found > position and self.text[found - 1] == "$"
                else self._action(position, found)
            )
            if after is None or not self._has_room(found, found + 2):
                return False
            position = after
        return False

    def _has_room(self, start: int, end: int) -> bool:
        """Count an action, expression or token at these offsets; report one too many."""
        self._parts += 1
        if self._parts <= PARTS:
            return True
        message = f"more than {PARTS:,} actions and words in one template"
        self._problem(message, start, end, _HELP_LONG, code=LIMIT)
        return False

    def _expression(self, position: int, found: int) -> int | None:
        end = self._expressions.end(found - 1)
        if end is None:
            self._problem("`${{` is never closed by `}}`", found - 1, found + 2)
            return None
        self._literal.append(self.text[position:end])
        return end

    def _action(self, position: int, found: int) -> int | None:
        inner = found + 2
        self._literal.append(self.text[position:found])
        trims = self.text.startswith("-", inner) and self.text[inner + 1 : inner + 2] in _SPACES
        if trims:
            inner += 2
        self._flush(trim=trims)
        if self.text.startswith("/*", inner):
            return self._comment(found, inner)
        return self._tokens(found, inner)

    def _comment(self, found: int, inner: int) -> int | None:
        close = self.text.find("*/", inner + 2)
        if close < 0:
            self._problem("the comment is never closed by `*/`", found, inner + 2)
            return None
        end = _COMMENT_END.match(self.text, close + 2)
        if end is None:
            self._problem(
                "`*/` of a comment must stand directly before `}}` or ` -}}`", close, close + 2
            )
            return self._recover(close + 2)
        return self._behind(end)

    def _tokens(self, found: int, inner: int) -> int | None:
        tokens: list[Token] = []
        position, spaced = inner, True
        while True:
            match = _TOKEN.match(self.text, position)
            if match is None:
                return self._stray(tokens, found, position)
            kind = match.lastgroup or ""
            if kind in {"trim", "close"}:
                self.pieces.append(Action(tuple(tokens), found, match.end()))
                return self._behind(match)
            if kind != "space":
                if not self._has_room(position, match.end()):
                    return None
                word = match.group()
                tokens.append(
                    Token(word if kind == "mark" else kind, word, position, match.end(), spaced)
                )
            spaced = kind == "space"
            position = match.end()

    def _behind(self, close: re.Match[str]) -> int:
        position = close.end()
        if close.lastgroup == "trim":
            while self.text[position : position + 1] in _SPACES:
                position += 1
        return position

    def _stray(self, tokens: list[Token], found: int, position: int) -> int | None:
        """Report what is no token; leave a broken action behind, so that its block still opens."""
        character = self.text[position : position + 1]
        if self.text.find("}}", position) < 0:
            self._problem("`{{` is never closed by `}}`", found, found + 2, _HELP_BRACES)
            return None
        if character == "'":
            self._problem(
                "single quotes make no text in a template",
                position,
                position + 1,
                'write text in double quotes: "…"',
                code=UNSUPPORTED,
            )
        elif character in _STARTS_TEXT:
            self._problem("the text in quotes is never closed", position, position + 1)
        else:
            self._problem(
                f"unexpected {character!r} in a template",
                position,
                position + 1,
                _help_for(self.text, position),
            )
        self.pieces.append(Action(tuple(tokens), found, position, broken=True))
        return self._recover(position)

    def _recover(self, position: int) -> int | None:
        """Return the offset behind the broken action."""
        close = self.text.find("}}", position)
        return None if close < 0 else close + 2

    def _problem(
        self,
        message: str,
        start: int,
        end: int,
        help: str | None = None,  # noqa: A002 - the field's name everywhere
        *,
        code: str = SYNTAX,
    ) -> None:
        self.problems.append(TemplateProblem(code, message, start, end, help))

    def _flush(self, *, trim: bool = False) -> None:
        """End the text read since the last action; a trim marker takes white space off its end."""
        text = "".join(self._literal)
        self._literal = []
        if trim:
            text = text.rstrip(SPACE)
        if text:
            self.pieces.append(Literal(text))


_HELP_LONG = "divide it into several steps, or move what is long into a file that the step reads"
_HELP_BRACES = 'to print braces write {{ "{{" }}'


def _help_for(text: str, position: int) -> str | None:
    """Say what a stray character was probably meant to be."""
    character = text[position]
    if (
        character == "-"
        and position
        and (text[position - 1].isalnum() or text[position - 1] == "_")
    ):
        return 'a key with a dash is read with index: index .parameters "my-key"'
    if text.startswith("/*", position):
        return "a comment begins directly behind the braces: {{/* … */}}"
    if character == "{":
        return _HELP_BRACES
    return None
