"""Did you mean …: the nearest of the words that would have been right."""

from collections.abc import Iterable
from difflib import SequenceMatcher

CLOSE_ENOUGH = 0.6
"""Share of matching characters from which on a word is worth suggesting (0 to 1)."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that looks most like `word`, or None if none is close.

    Of equally close ones the first in alphabetical order, so the answer is always the same.
    """
    best: tuple[float, str] | None = None
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word.lower())
    for candidate in sorted(set(candidates)):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() < CLOSE_ENOUGH or matcher.quick_ratio() < CLOSE_ENOUGH:
            continue
        ratio = matcher.ratio()
        if ratio >= CLOSE_ENOUGH and (best is None or ratio > best[0]):
            best = ratio, candidate
    return best[1] if best else None
