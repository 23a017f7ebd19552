"""A line in the wrong column is the one that is told, with the column that is right."""

from __future__ import annotations

import pytest

from orun.diagnostics import Diagnostics, Source
from orun.sources import read_yaml


def said(text: str) -> str:
    """Return the line of the one error in a text, and its advice."""
    found = Diagnostics()
    read_yaml(Source("f.yaml", text), found)
    (error,) = found.found
    assert error.span is not None
    return f"{error.span.position[0]}: {error.help}"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        # What stands below a line says how deep it is.
        ("spec:\n  a: 1\n jobs:\n    deploy: x\n", 3, 3),
        ("spec:\n  a:\n    b: 1\n   c:\n      d: 1\n", 4, 5),
        ("a:\n  b:\n    c: 1\n   d:\n    e: 1\n", 4, 3),
        ("a:\n  b:\n    c: 1\n    d: 1\n   e: 1\n", 5, 5),
        ("a:\n  b:\n    - c: 1\n\td:\n    - e\n", 4, 3),
        ("a:\n  b:\n\t- c: 1\n      d: 1\n", 3, 5),
        # The first of some lines, deeper than what it belongs to by more than a level.
        ("a:\n    b:\n    c: 1\n    d: 2\n\n  e:\n    c: 1\n", 2, 3),
        ("a:\n  b:\n      c: 1\n    d: 1\n", 3, 5),
        ("a:\n    - b: 1\n  - b: 2\n", 2, 3),
        # Nothing else begins in the column that is right.
        ("a:\n  b:\n     - c: 1\n      d: 1\n", 3, 5),
        ("a:\n  b: 1\n c: 1\n  d: 1\n", 3, 3),
    ],
)
def test_the_line_and_its_column(text: str, line: int, column: int) -> None:
    assert said(text) == f"{line}: begin this line in column {column}"


def test_no_advice_where_no_move_helps() -> None:
    assert "column" not in said("a: 1\n  b: [\n c: 2\n")
