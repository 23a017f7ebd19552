"""Columns in lines with masks, against counting them one character after the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Source
from orun.diagnostics.masked_line import MaskedLine

TEXT = "abcdefghijklmnopqrstuvwxyz"


@st.composite
def lines(draw: st.DrawFn) -> MaskedLine:
    """A part of the alphabet with up to four masks in it."""
    start, *bounds, end = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=2, max_size=10)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return MaskedLine(TEXT, start, end, [(a, b) for a, b in pairs if draw(st.booleans())])


def letter_by_letter(line: MaskedLine) -> str:
    """Return a line with a mask for every letter that it does not show."""
    shown = line.text.replace("***", "*")
    letters = iter(TEXT[line.start : line.end])
    said = ""
    for each in shown:
        if each == "*":
            continue
        for letter in letters:
            said += letter if letter == each else "*"
            if letter == each:
                break
    return said + "*" * (line.end - line.start - len(said))


@given(lines(), st.data())
def test_a_span_takes_what_it_covers_with_whole_masks(
    line: MaskedLine, data: st.DataObject
) -> None:
    start = data.draw(st.integers(line.start, line.end - 1))
    end = data.draw(st.integers(start + 1, line.end))
    first, last = line.columns(start, end)
    covered = letter_by_letter(line)[start - line.start : end - line.start]
    plain = covered.replace("*", "")
    assert line.text[first:last].replace("*", "") == plain
    assert line.text[first:last].count("*") % 3 == 0
    assert ("*" in line.text[first:last]) == ("*" in covered)


def test_what_diagnostics_of_one_line_share_is_made_once() -> None:
    source = Source("f.yaml", "secretEnv: {A: hunter2}\nb: c\n")
    assert source.line(1) is source.line(1)
    assert source.line(2).text == "b: c"
    before = source.line(2)
    source.hide(27, 28)
    assert source.line(2) is not before
    assert source.line(2).text == "b: ***"
