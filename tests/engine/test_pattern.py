"""Glob patterns: `*` is any run of characters, `?` one; never exponential."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orun.engine.functions import glob
from orun.engine.pattern import matches

LETTERS = st.text(alphabet="ab\n.", max_size=8)
PATTERNS = st.text(alphabet="ab*?.\n[", max_size=7)


@settings(max_examples=1000, deadline=None)
@given(LETTERS, PATTERNS)
@example("aab", "a*ab")
@example("abab", "*ab")
@example("abcab", "a**b")
@example("", "**")
@example("a", "*?*")
def test_it_matches_what_a_regular_expression_matches(text: str, pattern: str) -> None:
    parts = {"*": ".*", "?": "."}
    expression = "".join(parts.get(each, re.escape(each)) for each in pattern)
    expected = re.fullmatch(expression, text, re.DOTALL) is not None
    assert matches(text, pattern) is expected


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("a" * 500_000, "a*" * 5_000 + "b"),
        ("a" * 500_000, "*a" * 5_000 + "*b"),
        ("a" * 500_000, "**" * 200_000 + "b"),
        ("ab" * 200_000, "*ab*ab*ab*ba*c"),
        ("a" * 500_000 + "b", "*" + "a" * 250_000 + "c*"),
        ("a" * 500_000, "*a" * 5_000 + "*" + "?" * 5_000 + "*b"),
    ],
)
def test_nothing_is_tried_again_and_again(text: str, pattern: str) -> None:
    # Whoever tries again does not come to an end here: not in minutes, and with stars never.
    assert not matches(text, pattern)


def test_none_matches_nothing() -> None:
    assert not glob(None, "*")
    assert not glob("a", None)
    assert glob("a", "*")
