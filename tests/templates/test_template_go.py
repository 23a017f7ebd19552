"""Templates whose outputs were printed by Go's own text/template, and those that it refuses.

`go_cases.json` holds the values, pairs of template and output, and templates that Go refuses or
answers with `%!`; sprig's functions among them were written out in Go.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from orun.templates import Template

CASES: dict[str, Any] = json.loads(
    Path(__file__).with_name("go_cases.json").read_text(encoding="utf-8")
)


def test_the_table_is_not_empty() -> None:
    assert len(CASES["printed"]) > 600
    assert len(CASES["refused"]) > 300


@pytest.mark.parametrize(("text", "expected"), CASES["printed"])
def test_prints_what_go_prints(text: str, expected: str) -> None:
    assert Template(text).render(CASES["values"]) == expected


@pytest.mark.parametrize("text", CASES["refused"])
def test_refuses_what_go_refuses(text: str) -> None:
    problems = Template(text).render(CASES["values"])
    assert isinstance(problems, tuple)
    assert problems
    for problem in problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.message
