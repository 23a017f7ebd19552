"""Interpolation of parameters, paths and environment variables: three placeholders, no language.

    text = { any text | "{{" [ space ] "." name [ space ] "}}" }
    name = "environment" | "group" | "component"

`${{ … }}` is left alone, nothing else of the text changes, and every other `{{` is a problem.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from orun.diagnostics import nearest
from orun.templates.expression import Expressions
from orun.templates.problem import MOST_PROBLEMS, PLACEHOLDER, SYNTAX, TemplateProblem, clip

NAMES = ("environment", "group", "component")
"""What a placeholder may name."""

_OTHER_NAMES = {"app": "component", "domain": "group", "env": "environment", "name": "component"}
"""What people write instead."""

_PLACEHOLDER = re.compile(r"\{\{\s*\.(environment|group|component)\s*\}\}")
_WORD = re.compile(r"\w+")
_KEPT_TEXTS = 16_384
_LONGEST_WORD = 100
_MOST_WORDS = 8


class _Prepared(NamedTuple):
    """Texts with an empty place for each placeholder, or what is wrong."""

    parts: tuple[str, ...]
    fields: tuple[tuple[int, str], ...]
    problems: tuple[TemplateProblem, ...]


def interpolate(text: str, values: Mapping[str, str]) -> str | tuple[TemplateProblem, ...]:
    """Return a text with its placeholders filled, or all problems of it in order.

    `values` has the keys `environment`, `group` and `component`; where there is no group its value
    is the empty text.
    """
    if "{{" not in text:
        return text
    parts, fields, problems = _prepare(text)
    if problems:
        return problems
    if not fields:
        return text
    filled = list(parts)
    for index, name in fields:
        filled[index] = values[name]
    return "".join(filled)


@lru_cache(maxsize=_KEPT_TEXTS)
def _prepare(text: str) -> _Prepared:
    """Split a text at its placeholders, once for each distinct text."""
    parts: list[str] = []
    fields: list[tuple[int, str]] = []
    problems: list[TemplateProblem] = []
    expressions = Expressions(text)
    begin = position = 0
    while (found := text.find("{{", position)) >= 0 and len(problems) < MOST_PROBLEMS:
        if found > position and text[found - 1] == "$":
            end = expressions.end(found - 1)
            position = found + 2 if end is None else end
            if end is None:
                problems.append(_open(found - 1, found + 2, "${{"))
                break
            continue
        match = _PLACEHOLDER.match(text, found)
        if match is not None:
            parts += text[begin:found], ""
            fields.append((len(parts) - 1, match.group(1)))
            begin = position = match.end()
            continue
        close = text.find("}}", found + 2)
        if close < 0:
            problems.append(_open(found, found + 2, "{{"))
            break
        position = close + 2
        problems.append(_unknown(text, found, position))
    parts.append(text[begin:])
    return _Prepared(tuple(parts), tuple(fields), tuple(problems))


def _open(start: int, end: int, braces: str) -> TemplateProblem:
    return TemplateProblem(SYNTAX, f"`{braces}` is never closed by `}}}}`", start, end)


def _unknown(text: str, start: int, end: int) -> TemplateProblem:
    written = text[start:end]
    meant = _meant(written)
    return TemplateProblem(
        PLACEHOLDER,
        f"`{clip(written)}` is no placeholder",
        start,
        end,
        f"did you mean {{{{ .{meant} }}}}?" if meant else _HELP,
    )


_HELP = (
    "{{ .environment }}, {{ .group }} and {{ .component }} are filled in here; "
    "expressions of the runner are written ${{ … }}"
)


def _meant(written: str) -> str | None:
    """Return the placeholder that a word of the text looks like."""
    words = _WORD.findall(written[:_LONGEST_WORD])[:_MOST_WORDS]
    if len(words) == 1 and words[0].lower() in _OTHER_NAMES:
        return _OTHER_NAMES[words[0].lower()]
    return next((near for word in words if (near := nearest(word, NAMES)) is not None), None)
