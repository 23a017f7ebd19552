"""Where declarations of a rules file begin, and its text in one layout and order.

No text of the language reaches over a line, and no line but the first of a declaration begins with
a keyword of declarations and a name. So lines are enough to tell, and nothing has to be parsed.
"""

import re
from collections.abc import Iterator

_DECLARATION = re.compile(r"^(?:relation|attribute|rule|fact)[ \t]+[A-Za-z_]", re.MULTILINE)
_PIECE = re.compile(r'"(?:\\.|[^"\\\r\n])*"|\#[^\r\n]*|\s+')
"""A text, a comment or white space."""


def declaration_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each declaration begins and ends; the first is what stands before them all."""
    starts = [0, *(match.start() for match in _DECLARATION.finditer(text))]
    yield from zip(starts, [*starts[1:], len(text)], strict=True)


def canonical_text(text: str) -> str:
    """Return the declarations sorted, without comments and with single blanks."""
    plain = _PIECE.sub(_without_comment, text)
    parts = (_PIECE.sub(_with_single_blanks, plain[a:b]) for a, b in declaration_spans(plain))
    return "\n".join(sorted(part.strip() for part in parts))


def _without_comment(piece: re.Match[str]) -> str:
    return "" if piece[0].startswith("#") else piece[0]


def _with_single_blanks(piece: re.Match[str]) -> str:
    return piece[0] if piece[0].startswith('"') else " "
