"""What is certainly wrong with rules files of which a part cannot be parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics, Severity
from orun.language.check import check
from orun.language.parse import parse_readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orun.diagnostics import Source, Span

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_UNDECLARED = ("unknown-relation", "unknown-attribute")


def check_readable(files: Sequence[tuple[Source, bool]], diagnostics: Diagnostics) -> None:
    """Report what is wrong in meaning with the declarations that can be parsed.

    `files` are texts with whether they are a user's. Any word of what cannot be parsed may be a
    name that it declares, so nothing is said of a name that stands there.
    """
    parsed = [(*parse_readable(source), user) for source, user in files]
    words = {word for _, rest, _ in parsed for word in _WORD.findall(rest)}
    found = Diagnostics()
    check([(file, user) for file, _, user in parsed], found)
    for each in found:
        undeclared = each.code in _UNDECLARED and each.span and _shown(each.span) in words
        if each.severity is Severity.ERROR and not undeclared:
            diagnostics.add(each)


def _shown(span: Span) -> str:
    return span.source.text[span.start : span.end]
