"""Which parts of a text may be secrets that somebody wrote out, where references belong.

That is told from the text alone, since a file that is wrong may give nothing else to go by. What
stands behind or below a key that is `secretEnv` or `optionalSecretEnv`, or nearly so, belongs to
it (`orun.diagnostics.section`), as does what its aliases refer to. Of all this, keys, brackets,
commas and references are shown, and nothing else. Texts that a rule sets as secrets are private
too.
"""

import re
from bisect import bisect_right, insort
from operator import itemgetter

from orun.diagnostics.secrets import is_field
from orun.diagnostics.section import LINE, Line, Part, Section

_NAME = re.compile(
    r"""
    (?: (?<!\w) s\W?e\W?c\W?r\W?e\W?t[\W_]?e\W?n\W?v (?!\w) | (?<![\w-]) [a-z] [\w-]{5,31}+ (?!\w) )
    (?= [^\w`(\r\n]{0,4} (?: [:=\[{\#\r\n] | \Z ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A word that may be the name of a field; a slip can have put something into the middle of it."""

_BEHIND_NAME = re.compile(r"[^\w:=\[{\r\n]{0,4}[:=]?")
_ANCHOR = re.compile(r"&([\w-]+)")
_ALIAS = re.compile(r"\*([\w-]+)")
_SET_BY_RULE = re.compile(
    r"secret_env\s*\([^\"()]*\)\s*(?:\[[^\r\n\]]{0,200}\]\s*)?=\s*(\"(?!secret://)(?:[^\"\\\r\n]|\\.)*+\")"
)

_MOST_ROUNDS = 3
"""How often aliases that stand at anchors are followed in turn."""


def private_parts(text: str) -> list[Part]:
    """Return the parts of a text that are not to be shown, in order and apart from each other."""
    scan = _Scan(text)
    wanted = scan.below_names()
    followed: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        followed |= wanted
        wanted = scan.below_anchors(wanted) - followed if wanted else wanted
    scan.found += (match.span(1) for match in _SET_BY_RULE.finditer(text))
    return united(scan.found)


def united(parts: list[Part]) -> list[Part]:
    """Return parts of a text in order, with those that touch as one."""
    apart: list[Part] = []
    for start, end in sorted(parts):
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


class _Scan:
    """Collects what is private in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Part] = []
        self._line = Line(text, 0)
        self._sections: list[Part] = []

    def below_names(self) -> set[str]:
        """Look at what belongs to each name of a field; return the aliases that stand there."""
        aliases: set[str] = set()
        at = 0
        while name := _NAME.search(self.text, at):
            at = name.end()
            if is_field(name[0]):
                line = self._line_at(name.start())
                behind = _BEHIND_NAME.match(self.text, at)
                begin = LINE.match(self.text, line.start)
                column = begin.end() - line.start if begin else 0
                at = self._section(line, name.start(), column, behind.end() if behind else at)
                aliases.update(_ALIAS.findall(self.text, name.end(), at))
        return aliases

    def below_anchors(self, names: set[str]) -> set[str]:
        """Look at what stands at the anchors of these names; return the aliases there."""
        aliases: set[str] = set()
        for anchor in _ANCHOR.finditer(self.text):
            if anchor[1] in names and not self._is_seen(anchor.start()):
                line = self._line_at(anchor.start())
                begin = LINE.match(self.text, line.start)
                column = len(begin[1]) - (begin.end() == anchor.start()) if begin else 0
                end = self._section(line, anchor.start(), column, anchor.end())
                aliases.update(_ALIAS.findall(self.text, anchor.end(), end))
        return aliases

    def _line_at(self, at: int) -> Line:
        """Return the line of a character; that of the last one is kept, as it may be long."""
        if not self._line.counted <= at <= self._line.end:
            self._line = Line(self.text, at)
        return self._line

    def _is_seen(self, at: int) -> bool:
        """Tell whether a character is in the last section that begins before it."""
        before = bisect_right(self._sections, at, key=itemgetter(0))
        return before > 0 and at < self._sections[before - 1][1]

    def _section(self, line: Line, name: int, column: int, behind: int) -> int:
        end = Section(line, line.depth(name), column, self.found).go_over(behind)
        insort(self._sections, (name, end))
        return end
