"""Did you mean …: the nearest of the words that would have been right."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

CLOSE_ENOUGH = 0.6
"""Share of matching characters from which on a word is worth suggesting (0 to 1)."""

LONGEST = 200
"""Characters of a word for which a similar one is looked for: nobody mistypes longer ones."""

_EXAMINED = 64
"""Candidates that are compared in full, which takes about 20 us each; the likeliest of many."""


def nearest(word: str, candidates: Iterable[str], close_enough: float = CLOSE_ENOUGH) -> str | None:
    """Return the candidate that looks most like `word`, or None if none is close.

    Of equally close ones the first in alphabetical order, so the answer is always the same.
    """
    if len(word) > LONGEST:
        return None
    best: tuple[float, str] | None = None
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word.lower())
    for candidate in _likeliest(word, sorted(set(candidates))):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() < close_enough or matcher.quick_ratio() < close_enough:
            continue
        ratio = matcher.ratio()
        if ratio >= close_enough and (best is None or ratio > best[0]):
            best = ratio, candidate
    return best[1] if best else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return the question that suggests the nearest candidate, or None if none is near."""
    best = nearest(word, candidates)
    return f"did you mean `{best}`?" if best else None


SHORTEST = 2
"""Characters of a word that may be an abbreviation."""


def meant(word: str, candidates: Iterable[str]) -> str | None:
    """Return the nearest candidate, else the one that the word abbreviates or spells out.

    Of several there must be one that all others begin with.

    >>> meant("prod", ["staging", "production"]), meant("production", ["dev", "prod"])
    ('production', 'prod')
    """
    among = sorted(set(candidates))
    near = nearest(word, among)
    if near is not None or not SHORTEST <= len(word) <= LONGEST:
        return near
    short = word.lower()
    begun = [
        each
        for each in among
        if each.lower().startswith(short)
        or (len(each) >= SHORTEST and short.startswith(each.lower()))
    ]
    shortest = min(begun, key=len, default="")
    return shortest if shortest and all(each.startswith(shortest) for each in begun) else None


def _likeliest(word: str, candidates: list[str]) -> list[str]:
    """Return the candidates that share the most pairs of characters, in the order given."""
    if len(candidates) <= _EXAMINED:
        return candidates
    pairs = _pairs(word)
    shares = [
        len(pairs & other) / (len(pairs) + len(other)) if (other := _pairs(each)) else 0.0
        for each in candidates
    ]
    least = sorted(shares, reverse=True)[_EXAMINED - 1]
    likely = [each for each, share in zip(candidates, shares, strict=True) if share > least]
    equal = [each for each, share in zip(candidates, shares, strict=True) if share == least]
    return sorted([*likely, *equal[: _EXAMINED - len(likely)]])


@lru_cache(maxsize=16_384)
def _pairs(word: str) -> frozenset[str]:
    """Return every two characters that stand beside each other, the ends of the word included."""
    if len(word) > 3 * LONGEST:  # Too long to be near to any word that is looked at.
        return frozenset()
    text = f"\0{word.lower()}\0"
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
