"""Whether a word is another one mistyped, or merely one like it.

Where any word is allowed, being told that another one exists helps only if this one is a mistake:
`paymets` beside `payments` is, `team-b` beside `team-a`, `us-east` beside `us-west` and `deploy-2`
beside `deploy` are not.
"""

from __future__ import annotations

import re

LONGEST = 60
"""Characters of words that are compared, as that takes time by their product."""

SHORTEST = 4
"""Characters of a word in which one may be missing or too many, or two may have changed places."""

SUBSTITUTED = 5
"""Characters of a word in which one may be another: among fewer, that is mostly another word."""

TWO_SLIPS = 9
"""Characters of a word in which two may be wrong."""

_SEPARATORS = re.compile(r"[-_. ]+")
_NO_DIGITS = re.compile(r"[^0-9]+")


def mistyped(word: str, name: str) -> bool:
    """Tell whether a word is most likely a name mistyped.

    Upper case and separators count little, digits and words of a compound count much.
    """
    if word == name or max(len(word), len(name)) > LONGEST:
        return False
    if _NO_DIGITS.sub(" ", word).strip() != _NO_DIGITS.sub(" ", name).strip():
        return False
    words, names = (_SEPARATORS.split(each.lower()) for each in (word, name))
    if "".join(words) == "".join(names):
        return True
    if len(words) != len(names):
        return False
    return all(one == other or _slip(one, other) for one, other in zip(words, names, strict=True))


def _slip(word: str, name: str) -> bool:
    length = max(len(word), len(name))
    if length < SHORTEST or abs(len(word) - len(name)) > 1:
        return False
    if length < SUBSTITUTED and len(word) == len(name) and sorted(word) != sorted(name):
        return False
    return _distance(word, name) <= (2 if length >= TWO_SLIPS else 1)


def _distance(word: str, name: str) -> int:
    """Return how many characters are missing, too many, others, or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(name) + 1))
    for at, letter in enumerate(word, start=1):
        before, last, row = row, before, [at]
        for other, wanted in enumerate(name, start=1):
            cost = min(
                before[other] + 1, row[other - 1] + 1, before[other - 1] + (letter != wanted)
            )
            swapped = at > 1 and other > 1 and word[at - 2] == wanted and name[other - 2] == letter
            row.append(min(cost, last[other - 2] + 1) if swapped else cost)
    return row[-1]
