"""The scan for codes sees each way in which the sources say one, and refuses what it cannot see."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
import reported_codes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def found_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Scan two modules, the first of which can be imported by the second."""

    def scan(text: str) -> list[str]:
        modules = {"orun/first.py": ast.parse(FIRST), "orun/second.py": ast.parse(text)}
        monkeypatch.setattr(reported_codes, "_modules", lambda: modules)
        reported_codes.forget()
        return sorted(reported_codes.of_python())

    yield scan
    reported_codes.forget()


FIRST = """
SYNTAX = "first-code"
class Diagnostics:
    def error(self, code: str, message: str) -> None: ...
    def warning(self, code: str, message: str) -> None: ...
class Diagnostic:
    severity: str
    code: str
def fail(message: str, code: str = "default-code") -> None: ...
"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("found.error('a-b', 'A message.')", ["a-b"]),
        ("Diagnostic('error', 'a-b')", ["a-b"]),
        ("Diagnostic('error', code='a-b')", ["a-b"]),
        ("replace(problem, code='a-b')", ["a-b"]),
        ("from orun.first import SYNTAX\nfound.error(SYNTAX, 'x')", ["first-code"]),
        ("CODE = 'a-b'\nfail('A message.', CODE)", ["a-b"]),
        ("found.error('a-b' if x else 'c-d', 'x')", ["a-b", "c-d"]),
        ("code = 'a-b' if x else 'c-d'", ["a-b", "c-d"]),
        ("report = found.error if bad else found.warning\nreport('a-b', 'x')", ["a-b"]),
        ("def told(code: str) -> None:\n    found.error(code, 'x')", []),
        ("found.error(refused.code, refused.message)", []),
    ],
)
def test_ways_to_say_a_code(found_in: object, text: str, codes: list[str]) -> None:
    assert callable(found_in)
    assert found_in(text) == sorted(["default-code", *codes])


def test_a_code_that_could_be_anything_is_refused(found_in: object) -> None:
    assert callable(found_in)
    with pytest.raises(reported_codes.UnclearCodeError, match=r"second\.py:1"):
        found_in("found.error(f(x), told)")


def test_rules_that_report() -> None:
    codes = reported_codes.of_rules()
    assert {"unknown-type", "promotion-cycle", "disabled-components", "unknown-profile"} <= {*codes}
    assert "promotion-edge" not in codes
