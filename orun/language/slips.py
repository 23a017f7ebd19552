"""The likeliest slips of someone who writes rules, recognized where the parser stopped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from orun.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES = frozenset({"WORD", "VARIABLE", "NOT", "PROPOSED", "COUNT", "CYCLE"})
"""Terminals that a condition or action may start with."""

_ACTIONS = frozenset({"set", "unset", "drop", "error", "warning", "notice", "report"})

_KEYWORDS = """
RELATION ATTRIBUTE RULE FACT SIZE MERGE LAYERS WHEN THEN AND NOT PROPOSED AS BY IN MATCHES OF
COUNT MAX MIN LIST NEAREST CYCLE SET UNSET DROP ERROR WARNING NOTICE REPORT AT NOTE HELP
"""
"""Terminals that are words; others are signs, whatever their names are like."""

_DECLARED = re.compile(r"^(?:relation|attribute|rule|fact)\b", re.MULTILINE)
_UNSPOKEN = re.compile(r'"(?:\\.|[^"\\\r\n])*"|#[^\r\n]*')
"""Texts and comments."""


class Slip(Struct, frozen=True):
    """What to say about it: a message that replaces the usual one, advice, characters to mark."""

    advice: str | None = None
    message: str | None = None
    width: int = 0


class _Stop(Struct, frozen=True):
    """Where the parser stopped: the whole text, the place, the token found and those accepted."""

    text: str
    at: int
    found: str
    terminal: str
    accepted: frozenset[str]

    def reads(self, *words: str) -> bool:
        """Whether one of the words stands here."""
        return self.text.startswith(words, self.at)

    def goes_on_with(self, word: str) -> bool:
        """Whether a word stands in what is left of the declaration, but for texts and comments."""
        end = _DECLARED.search(self.text, self.at)
        rest = self.text[self.at : end.start() if end else len(self.text)]
        return re.search(rf"(?<![\w$-]){word}(?![\w-])", _UNSPOKEN.sub(" ", rest)) is not None


def explain(text: str, at: int, found: str, terminal: str, accepted: frozenset[str]) -> Slip:
    """Return what is known about a stop at character `at`, before the token `found`."""
    stop = _Stop(text, at, found, terminal, accepted)
    for recognize in _RECOGNIZERS:
        slip = recognize(stop)
        if slip is not None:
            return slip
    return Slip()


def _quote(stop: _Stop) -> Slip | None:
    if stop.terminal or not stop.reads('"', "'"):
        return None
    if stop.reads("'"):
        return Slip('texts stand in double quotes: `"…"`')
    line = re.compile(r"[^\r\n]*").match(stop.text, stop.at)
    return Slip(
        'put `"` behind its last character; a line break inside a text is written `\\n`',
        "this text has no closing quote",
        len(line[0].rstrip()) if line else 1,
    )


def _number(stop: _Stop) -> Slip | None:
    word = re.compile(r"-?[0-9][A-Za-z0-9_.:-]*").match(stop.text, stop.at)
    if stop.terminal or word is None:
        return None
    return Slip(
        f'a text that starts with a digit needs quotes: `"{word[0]}"`',
        f"`{word[0]}` is neither a number nor a name",
        len(word[0]),
    )


def _unquoted(stop: _Stop) -> Slip | None:
    """Recognize a text such as `web@dev.run` where the first character stands that is no word's."""
    before = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*\Z").search(
        stop.text, max(stop.at - 80, 0), stop.at
    )
    rest = re.compile(r"[@./:][A-Za-z0-9_@./:*-]+").match(stop.text, stop.at)
    if before is None or rest is None or stop.text.startswith("$", before.start() - 1):
        return None
    return Slip(
        f'a text that is more than one word needs quotes: `"{before[0]}{rest[0]}"`',
        width=len(rest[0]),
    )


def _bare_dollar(stop: _Stop) -> Slip | None:
    if stop.terminal or not stop.reads("$"):
        return None
    return Slip("a variable is `$` and a name that starts with a letter; `${…}` belongs in a text")


def _equals(stop: _Stop) -> Slip | None:
    doubled = stop.text[max(stop.at - 1, 0) : stop.at + 1] == "=="
    if doubled or stop.reads(":=", "=="):
        return Slip("a single `=` compares two values, and gives a new variable its value")
    if stop.reads("=") and "COLON" in stop.accepted:
        return Slip("a column is given with `:`, as in `column: value`")
    return None


def _foreign_operator(stop: _Stop) -> Slip | None:
    if stop.reads(":-", "<-", "=>"):
        return Slip("a rule is written `rule name when … then …`")
    if stop.reads("<>") or stop.text[max(stop.at - 1, 0) : stop.at + 1] in {"<>", "/="}:
        return Slip("unequal is written `!=`")
    if stop.reads("&"):
        return Slip("conditions and actions are joined by `and`")
    if stop.found == "or" or stop.reads("||", "|", ";"):
        return Slip(
            "there is no `or`: write a second rule, or `$name in [a, b]` for a choice of values"
        )
    if stop.reads("!"):
        return Slip("what must not be there is written `not relation(…)`")
    return None


def _punctuation(stop: _Stop) -> Slip | None:
    if "AND" in stop.accepted and stop.reads(","):
        return Slip("conditions and actions are joined by `and`, not by a comma")
    if stop.reads("."):
        return Slip("nothing ends a rule: no full stop is needed")
    if "COLON" in stop.accepted and stop.terminal in {"COMMA", "RPAR"}:
        return Slip("name the column: `column: value`, or `$name` if both have the same name")
    return None


def _and_then(stop: _Stop) -> Slip | None:
    if re.compile(r"\band\s+then\s*\Z").search(stop.text, max(stop.at - 80, 0), stop.at):
        return Slip("`then` follows the last condition without an `and`")
    return None


def _sigil(stop: _Stop) -> Slip | None:
    if stop.terminal == "WORD" and "VARIABLE" in stop.accepted and "WORD" not in stop.accepted:
        return Slip(f"a variable starts with `$`: `${stop.found}`")
    if stop.terminal == "VARIABLE" and "WORD" in stop.accepted:
        return Slip("a name is needed here, and names have no `$`")
    return None


def _misspelled(stop: _Stop) -> Slip | None:
    if stop.terminal != "WORD":
        return None
    keywords = {each.lower() for each in stop.accepted.intersection(_KEYWORDS.split())}
    advice = did_you_mean(stop.found, keywords)
    return Slip(advice) if advice else None


def _aggregate_first(stop: _Stop) -> Slip | None:
    before = re.compile(r"\b(count|max|min|list|nearest)\s+\Z")
    kind = before.search(stop.text, max(stop.at - 80, 0), stop.at)
    if kind is None or not (stop.found == "of" or stop.terminal == "VARIABLE"):
        return None
    rest = "of …" if stop.found == "of" else f"{stop.found} of …"
    return Slip(f"an aggregate needs a variable for its result: `$result = {kind[1]} {rest}`")


def _missing_when(stop: _Stop) -> Slip | None:
    if "WHEN" not in stop.accepted:
        return None
    if stop.terminal in _NAMES:
        return Slip("`when` stands before the first condition")
    if stop.found in _ACTIONS:
        return Slip("`then` is missing before the first action")
    return _without_then(stop)


def _missing_then(stop: _Stop) -> Slip | None:
    if "THEN" not in stop.accepted:
        return None
    if stop.found in _ACTIONS or (stop.terminal in _NAMES and not stop.goes_on_with("then")):
        return Slip("`then` is missing before the first action")
    return _without_then(stop)


def _without_then(stop: _Stop) -> Slip | None:
    if stop.terminal not in {"$END", "RELATION", "ATTRIBUTE", "RULE", "FACT"}:
        return None
    return Slip("a rule needs `then` and what follows from its conditions")


def _missing_and(stop: _Stop) -> Slip | None:
    if "AND" not in stop.accepted:
        return None
    if stop.terminal == "WHEN":
        return Slip("conditions stand between `when` and `then`")
    if stop.terminal in _NAMES or stop.found in _ACTIONS:
        return Slip("is `and` missing before it?")
    return None


_RECOGNIZERS: tuple[Callable[[_Stop], Slip | None], ...] = (
    _quote,
    _number,
    _unquoted,
    _bare_dollar,
    _equals,
    _foreign_operator,
    _punctuation,
    _and_then,
    _sigil,
    _misspelled,
    _aggregate_first,
    _missing_when,
    _missing_then,
    _missing_and,
)
"""In order: the first that recognizes a slip explains it."""
