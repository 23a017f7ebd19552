"""Lines and columns of offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Source, Span


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        ("", 0, (1, 1)),
        ("ab", 2, (1, 3)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\n\r\n\rb", 5, (4, 1)),
        ("😀\n😀b", 3, (2, 2)),
        ("a\u2028b", 2, (1, 3)),
    ],
)
def test_positions(text: str, offset: int, position: tuple[int, int]) -> None:
    assert Source("f", text).position(offset) == position


def test_lines() -> None:
    source = Source("f", "a\r\n\nb\rc")
    assert [source.line(number).text for number in range(6)] == ["", "a", "", "b", "c", ""]


def test_a_span_shows_as_its_place() -> None:
    assert str(Span(Source("dir/f.yaml", "a\nbc"), 3, 4)) == "dir/f.yaml:2:2"


@given(st.text("ab\r\n\x0c\x1d\x85\u2029"))
def test_lines_and_columns_lead_back_to_the_character(text: str) -> None:
    source = Source("f", text)
    for offset, character in enumerate(text):
        line, column = source.position(offset)
        shown = source.line(line).text
        assert character in "\r\n" or shown[column - 1] == character
        assert text.startswith(shown, offset - column + 1)


@given(st.text("ab\r\n\x0c\x1d\x85\u2029"))
def test_lines_are_those_of_python(text: str) -> None:
    source = Source("f", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [source.line(number + 1).text for number in range(len(lines))] == lines
