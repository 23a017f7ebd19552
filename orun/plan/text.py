"""Characters that cannot be seen as what they are, and how to show them."""

import json
import re

from orun.diagnostics.characters import inert, inert_json

# Controls, the line breaks that only some readers know, spaces that look like another space, byte
# order marks, bidirectional and tag characters, half surrogate pairs. The set is spelt out because
# `str.isprintable` changes with Python's Unicode tables, and with it bytes that must not change.
HIDDEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff0-\uffff\U000e0000-\U000e0fff"
)
"""The inside of a character class of a regular expression; tab and line feed are not in it."""

_UNSAFE = re.compile(f"[\t\n{HIDDEN}]")
_HIDDEN = re.compile(f"[{HIDDEN}]")


def visible(text: str) -> str:
    r"""Return `text` on one line with every hidden character escaped, such as `\x1b`.

    Free text from a plan goes through here before a terminal sees it.
    """
    if text.isascii() and text.isprintable():
        return inert(text)
    return inert(_UNSAFE.sub(lambda match: escape(match[0]), text))


def visible_json(text: str) -> str:
    r"""Return JSON, which people may look at too, with every hidden character as `\u202e`."""
    # Outside of its strings JSON has no such character.
    return inert_json(_HIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], text))


def escape(character: str) -> str:
    r"""Return one character as YAML and people write it: `\n`, `\x1b`, `\u202e`."""
    # Python's escapes are those of YAML: a letter, or two, four or eight hexadecimal digits.
    return character.encode("unicode_escape").decode()
