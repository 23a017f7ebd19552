"""Expressions of the runner, `${{ … }}`, which templates and interpolation leave alone.

They end at the `}}` that closes them: one inside a quoted string or a nested pair of braces does
not. Where quotes or braces do not balance, or not for thousands of characters, the first `}}` ends
the expression. So that a long text cannot cost quadratic time, balance is given up for the rest of
a text once it failed.
"""

import re

from orun.templates.limits import EXPRESSION

_PART = re.compile(r"""[^{}'"]+|'[^']*'|"[^"]*"|\{|\}\}|\}|['"]""")


class Expressions:
    """Finds the ends of the expressions of one text, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._balancing = True

    def end(self, start: int) -> int | None:
        """Return the offset behind the expression whose `${{` is at `start`; None if it is open."""
        if self._balancing:
            balanced = _balanced_end(self._text, start + 3)
            if balanced is not None:
                return balanced
            self._balancing = False
        close = self._text.find("}}", start + 3)
        return None if close < 0 else close + 2


def _balanced_end(text: str, position: int) -> int | None:
    """Return the offset behind the `}}` that closes braces opened before `position`."""
    depth = 0
    last = position + EXPRESSION
    while position < last and (part := _PART.match(text, position)):
        position = part.end()
        found = part.group()
        if found == "{":
            depth += 1
        elif found == "}}" and depth == 0:
            return position
        elif found == "}}" and depth == 1:
            depth, position = 0, position - 1
        elif found == "}}":
            depth -= 2
        elif found == "}":
            depth = max(depth - 1, 0)
    return None
