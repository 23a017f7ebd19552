from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from hypothesis import example, given
from hypothesis import strategies as st
from report_samples import INTENT, RULES, SAMPLE, diagnostics, path_of, some, whole
from sarif_schema import SCHEMA

from orun.diagnostics import Diagnostic, Note, Severity, Source, Span
from orun.diagnostics.as_sarif import MOST_PLACES, MOST_RESULTS, as_sarif

if TYPE_CHECKING:
    from collections.abc import Iterable

VALIDATOR = jsonschema_rs.Draft7Validator(SCHEMA, validate_formats=True)


def run_of(found: Iterable[Diagnostic]) -> dict[str, Any]:
    """Return the one run of a log, which is valid and plain ASCII."""
    text = as_sarif(
        found,
        path_of,
        version="1.2.3",
        fallback="sub/intent.yaml",
        help_of={"unknown-type": "# unknown-type\n"}.get,
    )
    assert text.isascii()
    log = json.loads(text)
    VALIDATOR.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def place(uri: str, *region: int) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if region:
        names = ("startLine", "startColumn", "endLine", "endColumn")
        physical["region"] = dict(zip(names, region, strict=True))
    return {"physicalLocation": physical}


def test_a_result_with_its_places() -> None:
    (result,) = run_of([SAMPLE])["results"]
    assert result == {
        "ruleId": "unknown-type",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "there is no `value`\nnote: and besides\nhelp: did you mean `valve`?"},
        "locations": [place("sub/intent.yaml", 2, 6, 2, 11)],
        "relatedLocations": [
            {
                "id": 0,
                **place("sub/intent.yaml", 1, 1, 1, 2),
                "message": {"text": "the other place"},
            }
        ],
    }


def test_rules_say_what_they_are_about() -> None:
    own = Diagnostic(Severity.NOTICE, "our-policy", "no")
    worse = Diagnostic(Severity.WARNING, "our-policy", "not at all")
    run = run_of([own, worse, SAMPLE])
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("orun", "1.2.3")
    ours, known = driver["rules"]
    assert (ours["id"], ours["defaultConfiguration"]) == ("our-policy", {"level": "warning"})
    assert "a rule of this workspace" in ours["help"]["text"]
    assert known["help"] == {"text": "# unknown-type\n", "markdown": "# unknown-type\n"}
    assert [each["ruleIndex"] for each in run["results"]] == [0, 0, 1]
    assert [each["level"] for each in run["results"]] == ["note", "warning", "error"]


def test_what_has_no_place_in_a_file_is_shown_at_the_intent() -> None:
    built_in = Span(RULES, 0, 4)
    notes = (Note("a built-in rule", built_in),)
    found = [
        Diagnostic(Severity.ERROR, "a", "nowhere"),
        Diagnostic(Severity.ERROR, "a", "not here", built_in, notes),
    ]
    first, second = run_of(found)["results"]
    assert first["locations"] == second["locations"] == [place("sub/intent.yaml")]
    assert second["message"]["text"] == "not here\nnote: a built-in rule"


def test_paths_become_uris() -> None:
    found = Diagnostic(Severity.ERROR, "a", "b", Span(Source("a b/ü:#%.yaml", "x"), 0, 1))
    (result,) = run_of([found])["results"]
    assert result["locations"] == [place("sub/a%20b/%C3%BC%3A%23%25.yaml", 1, 1, 1, 2)]


def test_more_results_than_fit_are_counted_and_the_worst_stay() -> None:
    notices = [*some(MOST_RESULTS, Severity.NOTICE)]
    run = run_of([*notices[:-3], SAMPLE, *notices[-3:]])
    assert len(run["results"]) == MOST_RESULTS
    assert [each["level"] for each in run["results"]].index("error") == MOST_RESULTS - 3
    (invocation,) = run["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 more results do not fit")
    assert run_of([SAMPLE])["invocations"][0]["toolExecutionNotifications"] == []


def test_more_places_than_are_shown_become_words() -> None:
    notes = tuple(Note(f"edge {at}", Span(INTENT, 0, 1)) for at in range(MOST_PLACES + 2))
    (result,) = run_of([Diagnostic(Severity.ERROR, "a", "cycle", None, notes)])["results"]
    assert len(result["relatedLocations"]) == MOST_PLACES
    assert result["message"]["text"] == "cycle\nnote: edge 100\nnote: edge 101"


@given(st.lists(diagnostics(), max_size=3))
@example([Diagnostic(Severity.ERROR, "\ud800", "\ud800", None, (), "\udc80")])
def test_whatever_is_found_the_log_is_valid(found: list[Diagnostic]) -> None:
    results = run_of(found)["results"]
    assert [each["ruleId"] for each in results] == [whole(each.code) for each in found]
