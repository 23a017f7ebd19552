"""What refers to a secret, and where such references belong.

It stands this low because no message may show a secret that somebody wrote out, whoever makes it
and however little of the file can be understood.
"""

import re

from orun.diagnostics.effort import Effort
from orun.diagnostics.suggest import nearest

FIELDS = ("optionalSecretEnv", "secretEnv")
"""Fields whose values are references to secrets, or secrets that should have been references."""

SCHEME = "secret://"
"""How a reference to a secret begins."""

MASK = "***"
"""What is shown instead of a text that nobody should read."""

_NAME = re.compile(r"[\w./-]+[:=]?|<<")
_SPELLED = "secretenv"
_LETTERS = frozenset(_SPELLED)
_OTHER_TOOLS = "secrets"
"""What the field is called elsewhere."""

_FEWEST, _MOST = 6, 24
"""Letters of what may be one of the fields."""

_MOST_SLIPS = 2
_CLOSE = 0.81
"""As close as so many slips leave a word; `secret` and `secretName` are further away."""


class WrittenSecret(str):
    """A secret that stands in a file: a text like any other, until somebody wants to print it."""

    __slots__ = ()

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)


def is_reference(text: str) -> bool:
    """Tell whether a text is written as a reference to a secret, so that it can be shown."""
    return text.startswith(SCHEME)


def refers(text: str) -> bool:
    """Tell whether a text is a reference to a secret, and to some secret."""
    return is_reference(text) and text.strip() != SCHEME


def shown_key(key: str) -> str:
    """Return the key of a secret as it may be shown: without a value that it has swallowed.

    >>> shown_key("TOKEN:hunter2"), shown_key("correct horse")
    ('TOKEN:***', '***')
    """
    match = _NAME.match(key)
    name = match[0] if match else ""
    return key if name == key else f"{name if name.endswith((':', '=')) else ''}{MASK}"


_COMPARISON = 10
"""Steps that it takes to compare a word with the fields."""


def is_field(word: str, effort: Effort | None = None) -> bool:
    """Tell whether a word is the name of a field of secrets, or very likely meant as one.

    Raises ExhaustedError if there is a limit to the effort, and it does not suffice to tell.

    >>> [is_field(word) for word in ("secretEnv", "secert_env", "secretName")]
    [True, True, False]
    """
    lower = word.lower()
    if len(_LETTERS.difference(lower)) > _MOST_SLIPS:
        return False
    letters = "".join(filter(str.isalpha, lower))
    if _SPELLED in letters or letters == _OTHER_TOOLS:
        return True
    if not _FEWEST <= len(letters) <= _MOST:
        return False
    if effort is not None:
        effort.spend(_COMPARISON)
    return nearest(letters, FIELDS, _CLOSE) is not None
