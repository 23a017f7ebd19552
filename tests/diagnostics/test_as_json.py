from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st
from report_samples import RULES, SAMPLE, diagnostics, path_of, whole

from orun.diagnostics import Diagnostic, Severity, Span
from orun.diagnostics.as_json import as_json

FIELDS = ["code", "severity", "message", "file", "line", "column", "endLine", "endColumn"]


def check(found: list[Diagnostic], *expected: dict[str, object]) -> None:
    assert json.loads(as_json(found, path_of)) == {"diagnostics": list(expected)}


def test_everything_that_a_diagnostic_says() -> None:
    check(
        [SAMPLE],
        {
            "code": "unknown-type",
            "severity": "error",
            "message": "there is no `value`",
            "file": "sub/intent.yaml",
            "line": 2,
            "column": 6,
            "endLine": 2,
            "endColumn": 11,
            "notes": [
                {
                    "message": "the other place",
                    "file": "sub/intent.yaml",
                    "line": 1,
                    "column": 1,
                    "endLine": 1,
                    "endColumn": 2,
                },
                {
                    "message": "and besides",
                    "file": None,
                    "line": None,
                    "column": None,
                    "endLine": None,
                    "endColumn": None,
                },
            ],
            "help": "did you mean `valve`?",
        },
    )


def test_what_is_no_file_goes_by_its_name() -> None:
    found = Diagnostic(Severity.WARNING, "a", "b", Span(RULES, 0, 14))
    check(
        [found],
        {
            "code": "a",
            "severity": "warning",
            "message": "b",
            "file": "rules/built-in.rules",
            "line": 1,
            "column": 1,
            "endLine": 2,
            "endColumn": 8,
            "notes": [],
            "help": None,
        },
    )


def test_nothing_found_is_an_empty_list() -> None:
    check([])


@given(st.lists(diagnostics(), max_size=3))
@example([Diagnostic(Severity.ERROR, "a", "no file \udc80")])
def test_any_text_comes_through_and_none_reaches_a_terminal(found: list[Diagnostic]) -> None:
    text = as_json(found)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    read = json.loads(text)["diagnostics"]
    assert [each["message"] for each in read] == [whole(each.message) for each in found]
    assert all([*each][: len(FIELDS)] == FIELDS for each in read)
