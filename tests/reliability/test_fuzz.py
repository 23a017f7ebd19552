"""A short run of each fuzzer; `.ci/run` has longer ones, docs/reliability.md the long ones."""

from __future__ import annotations

import re
import sys

import fuzz
import pytest
from targets import TARGETS

from orun.diagnostics import Diagnostics, Source, Span

COUNTS = [
    ("yaml", 4000),
    ("rules", 400),
    ("intent", 100),
    ("template", 4000),
    ("event", 3000),
    ("plan", 2000),
]


@pytest.mark.parametrize(("name", "count"), COUNTS)
def test_a_short_run(name: str, count: int) -> None:
    outcome = fuzz.run(TARGETS[name](), 2024, range(count))
    assert outcome.failures == [], fuzz.report(name, outcome, 0)
    assert outcome.inputs == count
    # Inputs that are all refused, or none of them, would find little.
    assert 0 < outcome.accepted < count


def test_an_input_can_be_made_again() -> None:
    for name, target in TARGETS.items():
        if name == "intent":
            continue  # Its inputs hold a workspace, which is equal to nothing but itself.
        made = []
        for _ in range(2):
            random = fuzz.Random((7 << 40) + 5)
            made.append(target().make(random))
        assert made[0] == made[1], name


class Careless:
    """A target that does everything wrong, to see that the fuzzer would notice."""

    def make(self, random: fuzz.Random) -> str:
        return "x" * random.randrange(3)

    def run(self, data: str) -> Diagnostics:
        if len(data) == 2:
            raise RecursionError
        found = Diagnostics()
        source = Source("x", data)
        found.error("no\x1bcode" if data else "code", "message", Span(source, 0, len(data) + 5))
        return found

    def broken(self, data: str, result: Diagnostics) -> list[str]:
        del data
        return [f"{each.code} misplaced" for each in result if each.span and each.span.end > 5]

    def accepted(self, result: Diagnostics) -> bool:
        return not result.has_errors

    def diagnostics(self, result: Diagnostics) -> Diagnostics:
        return result


def test_failures_are_found() -> None:
    outcome = fuzz.run(Careless(), 1, range(200))
    said = {re.sub(r"(?s)Traceback.*\n(\w+)\n", r"\1", text) for _, text in outcome.failures}
    assert said == {"RecursionError", "no\x1bcode misplaced"}
    assert len(outcome.failures) == 20


def test_the_death_of_a_process_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deadly(Careless):
        def run(self, data: str) -> Diagnostics:
            import os  # noqa: PLC0415 - only in the process that dies

            os._exit(9)
            return super().run(data)

    monkeypatch.setitem(TARGETS, "deadly", Deadly)
    monkeypatch.setattr(sys, "stdout", sys.__stdout__)
    outcome = fuzz.run_in_processes("deadly", 1, range(3, 10), 1)
    assert outcome.failures == [(3, "the process died")]
