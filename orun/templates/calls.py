"""Function names in an action: whether they exist, and whether the arguments are as many."""

from orun.diagnostics import nearest
from orun.templates.functions import FUNCTIONS
from orun.templates.lexer import Token
from orun.templates.problem import FUNCTION, SYNTAX, TemplateFailure, TemplateProblem, clip
from orun.templates.scope import ROOTS

_KEYWORDS = frozenset(
    {"if", "else", "end", "range", "with", "break", "continue", "define", "template", "block"}
)
_LONGEST_WORD = 100


def failure_at(
    code: str, message: str, token: Token, help_text: str | None = None
) -> TemplateFailure:
    """Return the failure to raise for a problem of one token."""
    return TemplateFailure(TemplateProblem(code, message, token.start, token.end, help_text))


def check_function(name: Token) -> None:
    """Raise `TemplateFailure` unless a word is the name of a function."""
    if name.text in _KEYWORDS:
        raise failure_at(SYNTAX, f"unexpected keyword {name.text}", name)
    if name.text in FUNCTIONS:
        return
    message = f"there is no function `{clip(name.text)}`"
    raise failure_at(FUNCTION, message, name, _help_word(name.text))


def _help_word(word: str) -> str:
    """Say what a word that is no function was probably meant to be."""
    if word in ROOTS:
        return f"did you mean .{word}?"
    near = nearest(word, FUNCTIONS) if len(word) < _LONGEST_WORD else None
    if near is not None:
        return f"did you mean {near}?"
    values = "values begin with a dot (.parameters.x), texts with a quote"
    return f"{values}; functions are {', '.join(FUNCTIONS)}"


def check_count(name: Token, end: int, count: int) -> None:
    """Raise `TemplateFailure` unless a function takes `count` arguments; `end` is behind them."""
    function = FUNCTIONS[name.text]
    if function.least <= count and (function.most is None or count <= function.most):
        return
    wanted = (
        str(function.least) if function.most == function.least else f"at least {function.least}"
    )
    plural = "" if wanted.endswith("1") else "s"
    raise TemplateFailure(
        TemplateProblem(
            FUNCTION,
            f"{name.text} takes {wanted} argument{plural}, not {count}",
            name.start,
            end,
            f"write {function.usage}; an inner call stands in parentheses",
        )
    )
