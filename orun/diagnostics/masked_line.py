"""A line of a text as it is shown: with a mask for each part that nobody should read."""

from bisect import bisect_right
from itertools import accumulate
from operator import itemgetter

from orun.diagnostics.secrets import MASK


class MaskedLine:
    """The characters of a text from `start` up to `end`, without the line end behind them.

    `hidden` are the parts in it that a mask stands for, in order. A line can be as long as a file,
    and many diagnostics may be about it; so what they share is made once.
    """

    def __init__(self, text: str, start: int, end: int, hidden: list[tuple[int, int]]) -> None:
        self.start = start
        self.end = end
        self.text = masked(text, start, end, hidden)
        self._hidden = hidden
        self._longer = [0, *accumulate(len(MASK) - (b - a) for a, b in hidden)]

    def columns(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters of the text stand in this line.

        What is behind a mask moves with it; what begins or ends inside of one takes all of it.
        """
        return self._column(start, 0), self._column(end, len(MASK))

    def _column(self, at: int, inside: int) -> int:
        """Return where a character stands, which is `inside` of a mask where one stands for it."""
        at = min(max(at, self.start), self.end)
        before = bisect_right(self._hidden, at, key=itemgetter(1))
        column = at - self.start + self._longer[before]
        if before < len(self._hidden) and self._hidden[before][0] < at:
            column += self._hidden[before][0] + inside - at
        return column


def masked(text: str, start: int, end: int, hidden: list[tuple[int, int]]) -> str:
    """Return a part of a text with a mask, of no telling length, for all that is hidden in it."""
    pieces = []
    for first, last in hidden:
        pieces += [text[start:first], MASK]
        start = last
    return "".join((*pieces, text[start:end]))
