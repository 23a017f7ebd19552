r"""A line of a text that may be damaged YAML: how it begins, and which brackets of it are open.

Every line ends at `\n` here. Lines can be long and have many names in them, so that what was
counted up to one name is not counted again for the next.
"""

import re

LINE = re.compile(r"([ \t]*)((?:[-?:](?=\s|\Z)[ \t]*|\#++[ \t]*)*+)")
"""How a line begins: its indent, and what can stand before a key."""


class Line:
    """A line with names in it, and its brackets up to the name that was looked at last."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.start = text.rfind("\n", 0, at) + 1
        self.end = line_end(text, at)
        begin = LINE.match(text, self.start)
        self.indent = len(begin[1]) if begin else 0
        self.key = begin.end() if begin else self.start
        self.counted = self._balanced = self.start
        self._opened = self._balance = 0

    def depth(self, at: int) -> int:
        """Return how many brackets are open at a character behind all that were asked for."""
        self._opened += _opened(self.text, self.counted, at)
        self.counted = at
        return max(self._opened, 0)

    def agrees(self, at: int) -> bool:
        """Tell whether no more brackets close than open from here to the end of another line."""
        if at > self._balanced:
            end = line_end(self.text, at)
            self._balance += _opened(self.text, self._balanced, end)
            self._balanced = end
        return self._balance >= 0


def line_end(text: str, at: int) -> int:
    """Return where the line of a character ends."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _opened(text: str, start: int, end: int) -> int:
    opened = text.count("{", start, end) + text.count("[", start, end)
    return opened - text.count("}", start, end) - text.count("]", start, end)


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a match ends that begins at a character; without one, that character."""
    match = pattern.match(text, at)
    return match.end() if match else at
