"""Did you mean."""

import pytest

from orun.diagnostics import meant, nearest


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("stagin", ["prod", "staging"], "staging"),
        ("STAGING", ["staging"], "staging"),
        ("x", ["staging"], None),
        ("prod", [], None),
        ("prd", ["prod", "prod", "pred"], "pred"),
    ],
)
def test_nearest(word: str, candidates: list[str], expected: str | None) -> None:
    assert nearest(word, candidates) == expected
    assert nearest(word, reversed(candidates)) == expected


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("prod", ["staging", "production"], "production"),
        ("Prod", ["production"], "production"),
        ("production", ["dev", "prod"], "prod"),
        ("stagin", ["staging", "sta"], "staging"),
        ("prod", ["production-eu", "production-us"], None),
        ("prod", ["production-us", "production"], "production"),
        ("p", ["production"], None),
        ("production", ["p"], None),
        ("", ["production"], None),
    ],
)
def test_what_is_meant(word: str, candidates: list[str], expected: str | None) -> None:
    assert meant(word, candidates) == expected
    assert meant(word, reversed(candidates)) == expected
