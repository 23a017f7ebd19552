"""Glob patterns over whole texts: `*` and `**` match any run of characters, `?` one character.

A pattern is a row of pieces with stars between them. The first piece stands at the beginning, the
last at the end, and each of the others is taken where it is found first: if any choice of places
matches, that one does, so nothing is ever tried again.
"""

from functools import lru_cache


@lru_cache(maxsize=65_536)
def matches(text: str, pattern: str) -> bool:
    """Return whether `pattern` matches the whole of `text`.

    Linear in both, but for pieces with `?` between two stars: such a one is compared at each place,
    character by character, so that the time is that of the text times the pattern.
    """
    first, *others = pattern.split("*")
    if not others:
        return len(text) == len(pattern) and _stands_at(text, first, 0)
    last = others.pop()
    end = len(text) - len(last)
    if end < len(first) or not (_stands_at(text, first, 0) and _stands_at(text, last, end)):
        return False
    position = len(first)
    for piece in others:
        found = _find(text, piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _stands_at(text: str, piece: str, start: int) -> bool:
    if "?" not in piece:
        return text.startswith(piece, start)
    return all(each in ("?", text[at]) for at, each in enumerate(piece, start))


def _find(text: str, piece: str, start: int, end: int) -> int:
    """Return where a piece stands first between two places, or -1."""
    if "?" not in piece:
        return text.find(piece, start, end)
    places = range(start, end - len(piece) + 1)
    return next((at for at in places if _stands_at(text, piece, at)), -1)
