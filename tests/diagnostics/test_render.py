"""Diagnostics as text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Diagnostic, Diagnostics, Note, Severity, Source, Span
from orun.diagnostics.excerpt import WIDTH
from orun.diagnostics.render import render, summary


def error(text: str, part: str, **fields: object) -> Diagnostic:
    start = text.index(part)
    span = Span(Source("f.yaml", text), start, start + len(part))
    return Diagnostic(Severity.ERROR, "code", "message", span, **fields)  # type: ignore[arg-type]


def check(diagnostic: Diagnostic, *expected: str) -> None:
    assert render([diagnostic], colour=False) == "".join(f"{line}\n" for line in expected)


def marked(text: str, part: str) -> tuple[str, str]:
    """Return the source line and the line of carets for `part` of a text."""
    lines = render([error(text, part)], colour=False).splitlines()
    return lines[3].split("| ", 1)[1], lines[4].split("| ", 1)[1]


def width(text: str) -> int:
    """Return the columns of a printable text."""
    shown = [each for each in text if unicodedata.category(each) not in {"Mn", "Me"}]
    return len(shown) + sum(unicodedata.east_asian_width(each) in "WF" for each in shown)


def test_the_whole_form() -> None:
    text = "environments:\n  staging: {}\n  prod: {from: stagin}\n"
    other = Span(Source("other.yaml", "staging: 1\n"), 0, 7)
    check(
        error(
            text,
            "stagin}",
            notes=(Note("declared here", other), Note("nothing to see")),
            help='did you mean "staging"?',
        ),
        "error[code]: message",
        "  --> f.yaml:3:16",
        "   |",
        " 3 |   prod: {from: stagin}",
        "   |                ^^^^^^^",
        "  note: declared here",
        "  --> other.yaml:1:1",
        "   |",
        " 1 | staging: 1",
        "   | -------",
        "  note: nothing to see",
        '  help: did you mean "staging"?',
    )


def test_without_a_place_and_without_a_text() -> None:
    check(Diagnostic(Severity.WARNING, "code", "message"), "warning[code]: message")
    check(
        Diagnostic(Severity.ERROR, "missing-file", "m", Span(Source("x.yaml", ""), 0, 0)),
        "error[missing-file]: m",
        "  --> x.yaml:1:1",
    )


def test_the_gutter_is_as_wide_as_the_largest_number() -> None:
    text = "\n" * 1233 + "x\n"
    first = Span(Source("f.yaml", text), 0, 0)
    check(
        error(text, "x", notes=(Note("n", first),)),
        "error[code]: message",
        "    --> f.yaml:1234:1",
        "     |",
        "1234 | x",
        "     | ^",
        "  note: n",
        "    --> f.yaml:1:1",
        "     |",
        "   1 |",
        "     | -",
    )


def test_diagnostics_are_separated_by_an_empty_line_and_sorted_by_place() -> None:
    source = Source("a.yaml", "x: y")
    diagnostics = Diagnostics()
    diagnostics.warning("two", "second", Span(source, 3, 4))
    diagnostics.error("one", "first", Span(source, 0, 1))
    lines = render(diagnostics, colour=False).split("\n")
    assert [lines[0], lines[5], lines[6]] == ["error[one]: first", "", "warning[two]: second"]
    assert render([], colour=False) == ""


@pytest.mark.parametrize(
    ("text", "part", "line", "marks"),
    [
        ("a: b", "b", "a: b", "   ^"),
        ("\ta:\tb", "b", "    a:    b", " " * 10 + "^"),
        ("\ta: b", "\t", "    a: b", "^^^^"),
        ("日本: 値", "値", "日本: 値", "      ^^"),
        ("e\u0301: b", "b", "e\u0301: b", "   ^"),
        ("a: one\n  two", "one\n  two", "a: one", "   ^^^"),
        ("a: one   \n  two", "one   \n", "a: one", "   ^^^"),
        ("a: \x1b[31mred", "red", "a: \\x1b[31mred", "   " + " " * 8 + "^^^"),
        ("a: \u202eevil", "\u202e", "a: \\u202eevil", "   ^^^^^^"),
        ("a: \u200bx", "x", "a: \\u200bx", "         ^"),
        ("a: b\r\nc: d\r\n", "d", "c: d", "   ^"),
    ],
)
def test_carets_stand_below_the_span(text: str, part: str, line: str, marks: str) -> None:
    assert marked(text, part) == (line, marks)


def test_empty_spans_and_ends_of_lines_have_one_caret() -> None:
    source = Source("f", "ab\n")
    for start, marks in ((0, "^"), (2, "  ^"), (3, "^")):
        diagnostic = Diagnostic(Severity.ERROR, "c", "m", Span(source, start, start))
        assert render([diagnostic], colour=False).splitlines()[4].split("| ")[1] == marks


@pytest.mark.parametrize("place", [0, 30, 500, 5000, 9990])
@pytest.mark.parametrize("filler", ["x", "日", "\u202e", "\t", "\u0301"])
def test_long_lines_are_cut_around_the_span(place: int, filler: str) -> None:
    text = filler * place + "HERE" + filler * (10_000 - place)
    line, marks = marked(text, "HERE")
    assert width(line) <= WIDTH + 2
    at = line.index("HERE")
    assert marks == " " * width(line[:at]) + "^^^^"
    assert len(line) < 4 * WIDTH


def test_a_long_span_is_marked_as_far_as_it_is_shown() -> None:
    line, marks = marked("x" * 5000, "x" * 5000)
    assert line == "x" * WIDTH + "…"
    assert marks == "^" * WIDTH


def test_hostile_characters_are_escaped_everywhere() -> None:
    evil = "\x1b[2J\r\n\u202e\u2066\x9b\ufeff\u2028\U000e0001"
    span = Span(Source(f"f{evil}", f"a: {evil}"), 0, 1)
    diagnostic = Diagnostic(Severity.ERROR, evil, evil, span, (Note(evil, span),), evil)
    text = render([diagnostic], colour=False)
    assert all(each == "\n" or each.isprintable() for each in text)
    assert r"\x1b[2J\x0d\x0a\u202e\u2066\x9b\ufeff\u2028\U000e0001" in text


@pytest.mark.parametrize("command", ["##[error]", "##vso[task.x]", "###[group]", "##teamcity[x]"])
def test_commands_to_a_ci_system_are_escaped_wherever_they_stand(command: str) -> None:
    each = error(f"a: x {command} y\n", command, help=f"no {command}")
    text = render([each], colour=False)
    shown = re.sub(r"##(?!#)", r"#\\x23", command)
    assert "##[" not in text
    assert f"a: x {shown} y\n   |      {'^' * len(shown)}\n  help: no {shown}\n" in text
    assert render([error("# # [x]", "#")], colour=False).count("# # [x]") == 1


def test_colours_only_if_asked() -> None:
    diagnostic = error("a: b", "b", help="h", notes=(Note("n"),))
    plain = render([diagnostic], colour=False)
    coloured = render([diagnostic], colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[code]\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain


def test_summary() -> None:
    def of(*severities: Severity) -> str:
        return summary(Diagnostic(each, "c", str(n)) for n, each in enumerate(severities))

    assert of() == "no problems"
    assert of(Severity.ERROR) == "1 error"
    assert of(Severity.WARNING, Severity.ERROR, Severity.ERROR) == "2 errors, 1 warning"
    assert of(Severity.NOTICE, Severity.NOTICE) == "2 notices"


LINES = st.lists(st.sampled_from(["a", " ", "\t", "日", "é", "e\u0301", "😀", ":"]), max_size=60)


@given(LINES, LINES, st.integers(1, 3))
def test_the_caret_is_in_the_column_of_the_span(
    before: list[str], behind: list[str], length: int
) -> None:
    text = "".join(before) + "Z" * length + "".join(behind)
    line, marks = marked(text, "Z" * length)
    at = line.index("Z")
    assert marks == " " * width(line[:at]) + "^" * length


@given(st.text(), st.integers(-5, 80), st.integers(-5, 80))
def test_any_span_of_any_text_is_shown(text: str, start: int, end: int) -> None:
    shown = render(
        [Diagnostic(Severity.ERROR, "c", text, Span(Source(text, text), max(start, 0), end))],
        colour=False,
    )
    hostile = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.category(each) in hostile for each in shown.replace("\n", ""))
    assert len(shown.splitlines()) <= 5
