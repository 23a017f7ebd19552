"""Did you mean."""

import pytest

from orun.diagnostics import nearest


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
