"""Tokens that are literals -> constants of the tree."""

from orun.templates.calls import failure_at
from orun.templates.lexer import Token
from orun.templates.literal import read_number, read_raw, read_string
from orun.templates.problem import SYNTAX, clip
from orun.templates.tree import Constant

CONSTANTS = {"true": True, "false": False, "nil": None}
"""The words that are values."""


def read_constant(token: Token) -> Constant | None:
    """Return the literal of a token, None if it is no literal; raise if it is a wrong one."""
    if token.kind == "word":
        return Constant(CONSTANTS[token.text], token.start, token.end)
    if token.kind == "raw":
        return Constant(read_raw(token.text), token.start, token.end)
    if token.kind == "string":
        text = read_string(token.text)
        if text is None:
            raise failure_at(
                SYNTAX, "the text has an escape that Go does not know", token, _HELP_TEXT
            )
        return Constant(text, token.start, token.end)
    if token.kind == "number":
        number = read_number(token.text)
        if number is None:
            raise failure_at(SYNTAX, f"{clip(token.text)} is no number of 64 bits", token)
        return Constant(number, token.start, token.end)
    return None


_HELP_TEXT = "write a backslash as \\\\, or the text between backquotes"
