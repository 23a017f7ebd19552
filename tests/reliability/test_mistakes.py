"""Mistakes of people: the first error stands on their line, and its advice mends them."""

from __future__ import annotations

import pytest
from mistakes import KINDS, Bench, Mistake, Verdict, apply, mistakes

from orun.diagnostics import Diagnostic, Severity, Source, Span

LEAST = {
    "field": (0.97, 0.97),
    "indent": (0.95, 0.88),
    "choice": (1.0, 1.0),
    "type": (1.0, 0.90),
    "reference": (1.0, 0.95),
}
"""For each kind the shares on the right line and mended. Those of all together are higher."""

IN_ALL = (0.97, 0.90)
EACH = 40


def taken(bench: Bench, kind: str) -> list[Verdict]:
    found = (bench.judge(each) for each in mistakes(bench, kind, each=EACH))
    return [each for each in found if each is not None]


def check_shares(found: list[Verdict], placed: float, mended: float) -> None:
    bad = "\n".join(str(each) for each in found if not (each.placed and each.mended))
    assert sum(each.placed for each in found) >= placed * len(found), bad
    assert sum(each.mended for each in found) >= mended * len(found), bad


def test_mistakes_are_told_on_their_line_with_advice_that_mends_them() -> None:
    bench = Bench()
    assert bench.right() == []
    verdicts = {kind: taken(bench, kind) for kind in KINDS}
    for kind, found in verdicts.items():
        assert len(found) >= 25
        check_shares(found, *LEAST[kind])
    everything = [each for found in verdicts.values() for each in found]
    assert len(everything) >= 150
    check_shares(everything, *IN_ALL)


@pytest.mark.parametrize(
    ("text", "start", "end", "advice", "mended"),
    [
        ("kind: Intnet", 6, 12, "did you mean `Intent`?", "kind: Intent"),
        ("on: stagin", 4, 10, 'did you mean "staging"?', "on: staging"),
        ("a: [b]", 3, 6, "write it without brackets: b", "a: b"),
        ("a: b", 3, 4, "write it as a list: [b]", "a: [b]"),
        ("a: yes", 3, 6, "write true", "a: true"),
        ("a:\n   b: 1", 6, 7, "begin this line in column 3", "a:\n  b: 1"),
        ("a: b", 3, 4, "think again", None),
        ("a: b", 3, 4, None, None),
    ],
)
def test_advice_is_applied(
    text: str, start: int, end: int, advice: str | None, mended: str | None
) -> None:
    span = Span(Source("x.yaml", text), start, end)
    diagnostic = Diagnostic(Severity.ERROR, "code", "message", span, help=advice)
    assert apply(diagnostic, Mistake("", "", "x.yaml", 1, "", "", text)) == mended
