"""Feeds orun with damaged inputs and says how it took them.

    python tests/reliability/fuzz.py --target yaml --count 100000 --seed 1

Targets are yaml, intent, rules, template, event and plan. An input is made from the seed and its
number alone: `--first N --count 1 --show` makes it again and prints it. What counts as a failure
is an exception, the death of the process, a diagnostic without a place inside of its text, text
for a terminal with a control character in it, or something said about nothing. CPU time is that
of reading one input and of making text of what is said about it; one that takes longer than 50 ms
is read twice more, and the least counts, since the first time may have paid for something else.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import sys
import time
import traceback
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from targets import TARGETS  # noqa: E402 - a program finds the package in its checkout first

from orun.diagnostics.render import render  # noqa: E402 - the same

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from targets import Target

SUSPECT = 50_000_000
"""Nanoseconds of CPU from which on a measurement is repeated."""

_MOST_FAILURES = 20


@dataclass(slots=True)
class Outcome:
    """What came of some inputs."""

    inputs: int = 0
    accepted: int = 0
    nanoseconds: int = 0
    worst: tuple[int, int, int] = (0, 0, 0)  # Nanoseconds, number, length.
    codes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Add what came of further inputs."""
        self.inputs += other.inputs
        self.accepted += other.accepted
        self.nanoseconds += other.nanoseconds
        self.worst = max(self.worst, other.worst)
        self.codes.update(other.codes)
        self.failures += other.failures


def run(target: Target, seed: int, numbers: range, progress: Any = None) -> Outcome:
    """Read the inputs of these numbers."""
    outcome = Outcome()
    random = Random()  # noqa: S311 - chance that can be repeated
    for number in numbers:
        if progress is not None:
            progress.value = number
        random.seed((seed << 40) + number)
        data = target.make(random)
        try:
            _read(target, data, number, outcome)
        except Exception:  # noqa: BLE001 - whatever comes out of orun is a failure to be shown
            outcome.failures.append((number, traceback.format_exc()))
        if len(outcome.failures) >= _MOST_FAILURES:
            break
    return outcome


def _read(target: Target, data: Any, number: int, outcome: Outcome) -> None:
    used, result, shown = _timed(target, data)
    if used > SUSPECT:
        used = min(used, _timed(target, data)[0], _timed(target, data)[0])
    outcome.inputs += 1
    outcome.nanoseconds += used
    outcome.accepted += target.accepted(result)
    if used > outcome.worst[0]:
        outcome.worst = used, number, _length(data)
    diagnostics = target.diagnostics(result)
    if diagnostics is not None and diagnostics.found:
        outcome.codes.update({each.code for each in diagnostics.found})
    outcome.failures += [(number, each) for each in _unfit(shown)]
    outcome.failures += [(number, each) for each in target.broken(data, result)]


def _timed(target: Target, data: Any) -> tuple[int, Any, str]:
    """Return nanoseconds of CPU, what came of an input, and what a terminal gets of it."""
    start = time.process_time_ns()
    result = target.run(data)
    diagnostics = target.diagnostics(result)
    shown = "" if diagnostics is None else render(diagnostics, colour=False)
    return time.process_time_ns() - start, result, shown


_UNFIT = frozenset({"Cc", "Cf", "Cs"})


def _unfit(text: str) -> list[str]:
    """Return a complaint about each kind of character that must not reach a terminal."""
    hostile = {each for each in set(text) if unicodedata.category(each) in _UNFIT} - {"\n"}
    return [f"the terminal gets U+{ord(each):04X}" for each in sorted(hostile)]


def _length(data: Any) -> int:
    if isinstance(data, tuple):
        return max(_length(each) for each in data)
    return len(data) if isinstance(data, str | bytes) else 0


def run_in_processes(name: str, seed: int, numbers: range, jobs: int) -> Outcome:
    """Read inputs in child processes, so that not even a crash of the interpreter goes unseen."""
    context = multiprocessing.get_context("fork")
    children = []
    for part in range(jobs):
        progress = context.Value("q", numbers.start, lock=False)
        receiver, sender = context.Pipe(duplex=False)
        mine = numbers[part::jobs]
        child = context.Process(target=_child, args=(name, seed, mine, progress, sender))
        child.start()
        sender.close()
        children.append((child, progress, receiver))
    total = Outcome()
    for child, progress, receiver in children:
        try:
            total.add(receiver.recv())
        except EOFError:
            total.failures.append((progress.value, "the process died"))
        child.join()
    return total


def _child(name: str, seed: int, numbers: range, progress: Any, sender: Connection) -> None:
    faulthandler.enable()
    sender.send(run(TARGETS[name](), seed, numbers, progress))
    sender.close()


def report(name: str, outcome: Outcome, seconds: float) -> str:
    """Return the figures as text."""
    used, number, length = outcome.worst
    average = outcome.nanoseconds / max(outcome.inputs, 1) / 1000
    common = ", ".join(f"{code} {count:,}" for code, count in outcome.codes.most_common(12))
    lines = [
        f"{name}: {outcome.inputs:,} inputs in {seconds:,.0f} s, {len(outcome.failures)} failures",
        f"  accepted {outcome.accepted:,}, refused {outcome.inputs - outcome.accepted:,}",
        f"  CPU {outcome.nanoseconds / 1e9:,.1f} s, {average:,.0f} us an input on average",
        f"  worst input: number {number:,}, {length:,} long, {used / 1e6:.1f} ms of CPU",
    ]
    if common:
        lines.append(f"  inputs by code: {common}")
    lines += [f"  FAILURE at {number}: {text}" for number, text in outcome.failures]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the options, run, and print; the status is 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", choices=sorted(TARGETS), required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the first input and run nothing")
    options = parser.parse_args()
    if options.show:
        random = Random((options.seed << 40) + options.first)  # noqa: S311 - as above
        sys.stdout.write(f"{TARGETS[options.target]().make(random)!r}\n")
        return 0
    numbers = range(options.first, options.first + options.count)
    start = time.monotonic()
    outcome = run_in_processes(options.target, options.seed, numbers, options.jobs)
    sys.stdout.write(report(options.target, outcome, time.monotonic() - start))
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
