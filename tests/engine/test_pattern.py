"""Glob patterns: `*` is any run of characters, `?` one; never exponential."""

from __future__ import annotations

import re
import time

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
        ("a" * 20_000, "a*" * 50 + "b"),
        ("a" * 20_000, "*a" * 50 + "*b"),
        ("a" * 20_000, "**" * 2_000 + "b"),
        ("ab" * 10_000, "*ab*ab*ab*ba*c"),
        ("a" * 20_000 + "b", "*" + "a" * 50 + "c"),
    ],
)
def test_nothing_is_tried_again_and_again(text: str, pattern: str) -> None:
    before = time.process_time()
    assert not matches(text, pattern)
    assert time.process_time() - before < 2


def test_none_matches_nothing() -> None:
    assert not glob(None, "*")
    assert not glob("a", None)
    assert glob("a", "*")
