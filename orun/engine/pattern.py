"""Glob patterns over whole texts: `*` and `**` match any run of characters, `?` one character.

Matching takes time linear in text times pattern at worst: a failed `*` only ever retries from the
last star, so there is nothing to backtrack over.
"""

from functools import lru_cache


@lru_cache(maxsize=65_536)
def matches(text: str, pattern: str) -> bool:
    """Return whether `pattern` matches the whole of `text`."""
    position = at = 0
    star = -1
    resume = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, position
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[position]):
            position += 1
            at += 1
        elif star >= 0:
            resume += 1
            position, at = resume, star + 1
        else:
            return False
    return all(character == "*" for character in pattern[at:])
