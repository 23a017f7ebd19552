"""What is certainly wrong with rules files of which a part cannot be parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostics, Severity
from orun.language.check import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orun.diagnostics import Span
    from orun.language.parse import Parsed

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_UNDECLARED = ("unknown-relation", "unknown-attribute")


def check_readable(files: Sequence[tuple[Parsed, bool]], diagnostics: Diagnostics) -> None:
    """Report what is wrong in meaning with the declarations that can be parsed.

    `files` are what came of texts, each with whether it is a user's. Any word of what cannot be
    parsed may be a name that it declares, so nothing is said of a name that stands there.
    """
    words = {word for parsed, _ in files for word in _WORD.findall(parsed.unread)}
    found = Diagnostics()
    check([(parsed.file, user) for parsed, user in files], found)
    for each in found.found:
        undeclared = each.code in _UNDECLARED and each.span and _shown(each.span) in words
        if each.severity is Severity.ERROR and not undeclared:
            diagnostics.add(each)


def _shown(span: Span) -> str:
    return span.source.text[span.start : span.end]
