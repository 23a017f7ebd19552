"""Mutations: inputs that are nearly right, which find more than random ones do.

A mutation knows a little of its format: which pieces of text matter to it. Everything comes from
one `random.Random`, so a seed and a number are enough to make an input again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

Part = TypeVar("Part", str, bytes)

_YAML_TEXTS = (
    *("&a ", "*a", "&a &b ", "*", "&", "<<: *a\n", "<<: [*a, *b]", "<<", "!!str ", "!foo "),
    *("!!int ", "!!binary ", "!<tag:x> ", "! ", "- ", "-", "? ", "?", ": ", ":", "|\n", ">-\n"),
    *("|9\n", ">+1\n", "{", "}", "[", "]", ",", "---\n", "--- ", "...\n", "%YAML 1.2\n"),
    *("%TAG ! tag:x,2000:\n", "\t", "\r", "\r\n", "\n", "\n\n", " ", "  ", "#", " # c\n"),
    *('"', "'", '"\\', "\\", "@", "`", "%", "{{ .a }}", "{{", "${{ x }}", "$", "null", "~"),
    *("true", "on", "0o17", "0x", "1e999", "-.inf", ".nan", "1_0", "12:30", "9" * 40, "1e-999"),
    *("9" * 4301, "0x" + "f" * 3600, "0b1", "\0", "\ufeff", "\u2028", "\x85", "\u202e", "\x1b["),
    *("\x7f", "\ufffe", "\ud800", "\U0001f600", "e\u0301", "\\x00", "\\uD800", "\\UFFFFFFFF"),
    *("secretEnv:\n", "secretEnv: {", "  A: x\n", "A: x, ", "sercetEnv", "x: &a {b: *a}\n"),
    *("kind: Intent\n", "name: x\n", "env: {}\n", "a" * 300, " " * 80, "\\N", "''", '""'),
)  # fmt: skip
YAML_PIECES = (
    *(piece.encode("utf-8", "surrogatepass") for piece in _YAML_TEXTS),
    *(b"\xff", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\x80"),
)
"""What means something to YAML, and what must not: bytes that are no UTF-8 among them."""

TEMPLATE_PIECES = (
    *("{{", "}}", "{{-", "-}}", " -}}", "{{/*", "*/}}", "${{", "$", "$x", "$x :=", ":=", "=", "|"),
    *("(", ")", ",", ".", "..", ".parameters", ".parameters.", ".env.X", ".orun.job.id", '"', "`"),
    *("'", "\\", '"%v"', '"%999999999d"', '"%*d"', '"%[1]d"', "1e999", "0x", "9" * 30, "-1"),
    *("{{ if ", "{{ else }}", "{{ else if ", "{{ end }}", "{{ range ", "{{ with ", "{{ define "),
    *("break", "continue", "nil", "true", "index ", "len ", "print ", "printf ", "default "),
    *("join ", "replace ", "toJson ", "quote ", "eq ", "and ", "or ", "not ", " ", "\n", "\t"),
    *("\0", "1.5", "\u202e", "\ud800", "\U0001f600", "{{ .environment }}", "{{.group}}"),
    *("{{ .x }}", "((((", "))))"),
)  # fmt: skip
"""What means something to a template."""

JSON_PIECES = (
    *("{", "}", "[", "]", ":", ",", '"', "\\", "\\u0000", "\\ud800", "\\u202e", "null", "true"),
    *("{}", "false", "NaN", "Infinity", "-", "1e999", "9" * 400, "0" * 40, "/*", "\ufeff", "\0"),
    *("\x1b", '"ref"', '"refs/heads/"', '"refs/tags/v1"', '"action"', '"payload"', '"a": 1,'),
    *('""', "[[[["),
)  # fmt: skip
"""What means something to JSON."""

WORD = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\$?[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*|-?\d+|->|[<>!]=|#[^\n]*|\s+|.',
    re.DOTALL,
)
"""The words of a rules text, all characters in one of them."""


def damage(random: Random, seeds: Sequence[Part], pieces: Sequence[Part]) -> Part:
    """Return a seed with some edits made to it: mostly one or two, now and then many."""
    text = random.choice(seeds)
    rounds = 1
    while rounds < _MOST_EDITS and random.random() < _AGAIN:
        rounds += 1
    for _ in range(rounds):
        edit = _EDITS[int(random.random() * len(_EDITS))]
        text = edit(random, text, seeds, pieces)
    if random.random() < _GROWING:
        text = _grow(random, text, pieces)
    return text


_MOST_EDITS = 12
_AGAIN = 0.55
_GROWING = 0.001
"""Share of inputs that become large."""


def _cut(random: Random, text: Part, _seeds: Sequence[Part], _pieces: Sequence[Part]) -> Part:
    start, end = _slice(random, len(text))
    return text[:start] + text[end:]


def _insert(random: Random, text: Part, _seeds: Sequence[Part], pieces: Sequence[Part]) -> Part:
    at = int(random.random() * (len(text) + 1))
    return text[:at] + random.choice(pieces) + text[at:]


def _replace(random: Random, text: Part, _seeds: Sequence[Part], pieces: Sequence[Part]) -> Part:
    start, end = _slice(random, len(text))
    return text[:start] + random.choice(pieces) + text[end:]


def _repeat(random: Random, text: Part, _seeds: Sequence[Part], _pieces: Sequence[Part]) -> Part:
    start, end = _slice(random, len(text))
    return text[:end] + text[start:end] * int(random.random() * 4) + text[end:]


def _move(random: Random, text: Part, _seeds: Sequence[Part], _pieces: Sequence[Part]) -> Part:
    start, end = _slice(random, len(text))
    rest = text[:start] + text[end:]
    at = int(random.random() * (len(rest) + 1))
    return rest[:at] + text[start:end] + rest[at:]


def _splice(random: Random, text: Part, seeds: Sequence[Part], _pieces: Sequence[Part]) -> Part:
    other = random.choice(seeds)
    start, end = _slice(random, len(other))
    at = int(random.random() * (len(text) + 1))
    return text[:at] + other[start:end] + text[at:]


def _join(random: Random, text: Part, seeds: Sequence[Part], _pieces: Sequence[Part]) -> Part:
    other = random.choice(seeds)
    at = int(random.random() * (len(text) + 1))
    return text[:at] + other[int(random.random() * (len(other) + 1)) :]


_EDITS: tuple[Callable[..., object], ...] = (
    *(_cut, _insert, _insert, _insert, _replace, _repeat, _move, _splice, _join),
)


def _slice(random: Random, length: int) -> tuple[int, int]:
    """Return a start and an end: short slices are likelier than long ones."""
    start = int(random.random() * (length + 1))
    return start, min(length, start + int(random.random() ** 3 * length) + 1)


def _grow(random: Random, text: Part, pieces: Sequence[Part]) -> Part:
    """Return a text that asks for much: one piece, or some, thousands of times."""
    unit = random.choice(pieces) if random.random() < 0.5 else text[:200]
    if random.random() < 0.5:
        unit += random.choice(pieces)
    at = int(random.random() * (len(text) + 1))
    room = int(random.random() ** 2 * _LARGEST)
    return text[:at] + unit * (room // max(len(unit), 1)) + text[at:]


_LARGEST = 1_100_000
"""Characters of a large input: somewhat more than the limit for a file."""


class RulesMutator:
    """Damages rules word by word, so that most of them pass the parser and reach the checks."""

    def __init__(self, seeds: Sequence[str]) -> None:
        self.seeds = [WORD.findall(seed) for seed in seeds]
        words = sorted({word for seed in self.seeds for word in seed if not word.isspace()})
        self.names = [word for word in words if re.match(r"[A-Za-z_]", word)]
        self.variables = [word for word in words if word.startswith("$")]
        self.others = [word for word in words if not re.match(r"[$A-Za-z_]", word)]
        self.hostile = [
            "\0",
            "\ud800",
            "\u202e",
            '"',
            "'",
            "(",
            ")" * 9,
            "9" * 400,
            "-1",
            "$",
            "\\",
        ]

    def __call__(self, random: Random) -> str:
        """Return one to three declarations with some words changed."""
        words: list[str] = []
        for _ in range(1 + (random.random() < 0.2) + (random.random() < 0.05)):
            words += [*random.choice(self.seeds), "\n"]
        rounds = 1
        while rounds < _MOST_EDITS and random.random() < 0.5:
            rounds += 1
        for _ in range(rounds):
            self._edit(random, words)
        if random.random() < _GROWING / 10:
            self._grow(random, words)
        return "".join(words)

    def _edit(self, random: Random, words: list[str]) -> None:
        at = int(random.random() * len(words))
        chance = random.random()
        if chance < 0.35:
            words[at] = self._like(random, words[at])
        elif chance < 0.5:
            other = int(random.random() * len(words))
            words[at], words[other] = words[other], words[at]
        elif chance < 0.65:
            words[at] = ""
        elif chance < 0.75:
            words[at] = f"{words[at]} {words[at]}"
        elif chance < 0.85:
            words.insert(at, self._like(random, random.choice(self.names)) + " ")
        elif chance < 0.95:
            words[at:at] = self._phrase(random)
        else:
            words[at] = random.choice(self.hostile)

    def _like(self, random: Random, word: str) -> str:
        """Return another word of the same kind."""
        if word.startswith("$"):
            return random.choice(self.variables)
        if re.match(r"[A-Za-z_]", word):
            return random.choice(self.names)
        if word.isspace():
            return word
        return random.choice(self.others)

    def _phrase(self, random: Random) -> list[str]:
        """Return some words in a row of another declaration."""
        other = random.choice(self.seeds)
        start, end = _slice(random, len(other))
        return other[start:end]

    def _grow(self, random: Random, words: list[str]) -> None:
        at = int(random.random() * len(words))
        phrase = ["(", "$a ", "and "] if random.random() < 0.3 else self._phrase(random)
        words[at:at] = phrase * int(random.random() ** 2 * 20_000 / max(len(phrase), 1))
