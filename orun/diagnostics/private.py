"""Which parts of a text may be secrets that somebody wrote out, where references belong.

That is told from the text alone, since a file that is wrong may give nothing else to go by. What
stands behind or below a key that is `secretEnv` or `optionalSecretEnv`, or nearly so, belongs to
it (`orun.diagnostics.section`), as does what its aliases refer to. Of all this, keys, brackets,
commas and references are shown, and nothing else. Texts that a rule sets as secrets are private
too. A text with more of all this than anybody writes is private as a whole.
"""

import re
from bisect import bisect_right, insort
from operator import itemgetter

from orun.diagnostics.effort import Effort, ExhaustedError
from orun.diagnostics.line import Line, end_of
from orun.diagnostics.secrets import is_field
from orun.diagnostics.section import Part, Section

_NAME = re.compile(
    r"""
    \b (?: s\W?e\W?c\W?r\W?e\W?t[\W_]?e\W?n\W?v \b | (?<!-) [a-z] [\w-]{5,31}+ (?!\w) )
    (?= [^\w`(\n]{0,4} (?: [:=\[{\#\n] | \Z ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A word that may be the name of a field; a slip can have put something into the middle of it."""

_BEHIND_NAME = re.compile(r"[^\w:=\[{\n]{0,4}[:=]?")
_ANCHOR = re.compile(r"&([\w-]+)")
_ALIAS = re.compile(r"\*([\w-]+)")
_SET_BY_RULE = re.compile(
    r"secret_env\s*\([^\"()]*\)\s*(?:\[[^\n\]]{0,200}\]\s*)?=\s*(\"(?!secret://)(?:[^\"\\\n]|\\.)*+\")"
)

_MOST_ROUNDS = 3
"""How often aliases that stand at anchors are followed in turn."""

MOST_STEPS = 20_000
"""Steps that a text is looked at for: three to six for each secret, and five for its section."""

_SECTION = 3
"""Steps that a section takes, besides those for what is in it."""


def private_parts(text: str) -> list[Part]:
    """Return the parts of a text that are not to be shown, in order and apart from each other."""
    scan = _Scan(text.replace("\r", "\n"))  # Which moves nothing.
    try:
        scan.go_over()
    except ExhaustedError:
        return [(0, len(text))]
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
        self._effort = Effort(MOST_STEPS)
        self._line = Line(text, 0)
        self._sections: list[Part] = []

    def go_over(self) -> None:
        """Find all that is private; raise ExhaustedError if that is too much."""
        wanted = self._below_names()
        followed: set[str] = set()
        for _ in range(_MOST_ROUNDS):
            followed |= wanted
            wanted = self._below_anchors(wanted) - followed if wanted else wanted
        self.found += (match.span(1) for match in _SET_BY_RULE.finditer(self.text))

    def _below_names(self) -> set[str]:
        """Look at what belongs to each name of a field; return the aliases that stand there."""
        aliases: set[str] = set()
        fields: dict[str, bool] = {}
        at = 0
        for name in _NAME.finditer(self.text):
            is_name = fields.get(name[0])
            if is_name is None:
                self._effort.spend()
                is_name = fields[name[0]] = is_field(name[0], self._effort)
            if is_name and name.start() >= at:
                line = self._line_at(name.start())
                begin = end_of(_BEHIND_NAME, self.text, name.end())
                at = self._section(line, name.start(), line.key - line.start, begin)
                self._add_aliases(name.end(), at, aliases)
        return aliases

    def _below_anchors(self, names: set[str]) -> set[str]:
        """Look at what stands at the anchors of these names; return the aliases there."""
        aliases: set[str] = set()
        for anchor in _ANCHOR.finditer(self.text):
            self._effort.spend()
            if anchor[1] in names and not self._is_seen(anchor.start()):
                line = self._line_at(anchor.start())
                column = line.indent - (line.key == anchor.start())
                end = self._section(line, anchor.start(), column, anchor.end())
                self._add_aliases(anchor.end(), end, aliases)
        return aliases

    def _add_aliases(self, start: int, end: int, aliases: set[str]) -> None:
        for alias in _ALIAS.finditer(self.text, start, end):
            self._effort.spend()
            aliases.add(alias[1])

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
        self._effort.spend(_SECTION)
        section = Section(line, line.depth(name), column, self.found, self._effort)
        end = section.go_over(behind)
        insort(self._sections, (name, end))
        return end
