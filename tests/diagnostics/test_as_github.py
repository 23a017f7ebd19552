from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from report_samples import HOSTILE, INTENT, RULES, SAMPLE, diagnostics, path_of

from orun.diagnostics import Diagnostic, Note, Severity, Source, Span
from orun.diagnostics.as_github import as_github

COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")
"""How the runner takes a line apart: the properties end at the first `::` behind the command."""


def check(found: Diagnostic, expected: str) -> None:
    assert as_github([found], path_of) == f"{expected}\n"


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a line as the runner of GitHub Actions does."""
    found = COMMAND.fullmatch(line)
    assert found
    command, properties, message = found.groups()
    pairs = (each.partition("=") for each in properties.split(","))
    return command, {name: undone(value) for name, _, value in pairs}, undone(message)


def undone(text: str) -> str:
    for escaped, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n")):
        text = text.replace(escaped, character)
    return text.replace("%25", "%")


def test_message_notes_and_help() -> None:
    check(
        SAMPLE,
        "::error file=sub/intent.yaml,line=2,col=6,endLine=2,endColumn=11,title=unknown-type"
        "::there is no `value`%0Anote: the other place (sub/intent.yaml:1:1)%0A"
        "note: and besides%0Ahelp: did you mean `valve`?",
    )


def test_severities_are_commands() -> None:
    for severity in Severity:
        check(Diagnostic(severity, "a-b", "c"), f"::{severity} title=a-b::c")


def test_a_place_of_several_lines_has_no_columns() -> None:
    found = Diagnostic(Severity.ERROR, "a", "b", Span(INTENT, 0, 8))
    check(found, "::error file=sub/intent.yaml,line=1,endLine=2,title=a::b")


def test_what_is_no_file_is_told_in_words_only() -> None:
    place = Span(RULES, 0, 4)
    found = Diagnostic(Severity.ERROR, "a", "b", place, (Note("here", place),))
    check(found, "::error title=a::b%0Anote: here (rules/built-in.rules:1:1)")


def test_no_text_becomes_a_command() -> None:
    place = Span(Source(f"{HOSTILE}.yaml", ""), 0, 0)
    text = as_github([Diagnostic(Severity.ERROR, "a", HOSTILE, place, (Note(HOSTILE),), HOSTILE)])
    (line,) = text.splitlines()
    command, properties, _ = read(line)
    assert command == "error"
    assert set(properties) == {"file", "line", "col", "endLine", "endColumn", "title"}
    assert properties["file"].startswith(r"\x0d\x0a::error file=x::owned\x0a%0A")


@given(st.lists(diagnostics(), max_size=3))
def test_one_line_and_one_command_for_each(found: list[Diagnostic]) -> None:
    lines = as_github(found).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(found)
    for line, each in zip(lines, found, strict=True):
        command, properties, message = read(line)
        assert line.isprintable() or not line.isascii()
        assert command == each.severity
        assert ("file" in properties) is (each.span is not None)
        assert len(message.split("\n")) == 1 + len(each.notes) + (each.help is not None)
