"""What can be wrong with a template: a code, a sentence, characters of the template, and help."""

from msgspec import Struct

SYNTAX = "template-syntax"
"""The text is no template: an open action, an `if` without `end`, a stray character."""

UNSUPPORTED = "unsupported-template"
"""Go knows it, this subset does not: `define`, `block`, `template`, character constants."""

FUNCTION = "unknown-function"
"""A function that does not exist, or one with too few or too many arguments."""

VARIABLE = "undefined-variable"
"""A variable that was not declared before it, or only in another block."""

MISSING = "missing-key"
"""A key that does not exist is to be printed."""

VALUE = "template-value"
"""A value of the wrong kind for what is done with it."""

LIMIT = "template-limit"
"""Too deep, too many rounds or too much text."""

PLACEHOLDER = "unknown-placeholder"
"""An interpolated text has a `{{ … }}` that is none of the three placeholders."""

MOST_PROBLEMS = 20
"""Problems of one text after which no more are looked for."""


LONGEST_QUOTE = 80
"""Characters of a template or value that a message repeats."""


def clip(text: str) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


class TemplateProblem(Struct, frozen=True):
    """One problem of a template or of one rendering of it.

    `start` and `end` are character offsets into the text of the template, `end` being the first
    character that is not part of it. `meant` is the path, as templates write it, of the existing
    key that was probably meant.
    """

    code: str
    message: str
    start: int
    end: int
    help: str | None = None
    meant: str | None = None


class TemplateFailure(Exception):  # noqa: N818 - it carries a problem; no caller outside sees it
    """Inside this package: stops parsing or rendering at a problem."""

    def __init__(self, problem: TemplateProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Refusal(Exception):  # noqa: N818 - it carries half a problem; the caller adds the place
    """Inside this package: a function or a value refuses, not knowing where it was written."""

    def __init__(self, message: str, help: str | None = None, code: str = VALUE) -> None:  # noqa: A002 - the field's name everywhere
        super().__init__(message)
        self.message = message
        self.help = help
        self.code = code

    def at(self, start: int, end: int) -> TemplateProblem:
        """Return the problem with its place."""
        return TemplateProblem(self.code, self.message, start, end, self.help)
