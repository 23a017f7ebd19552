"""The benchmarks, which no run of the tests measures, still do what they measure."""

from __future__ import annotations

import sys
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))
STAGES = import_module("bench_stages")
NAMES = [name for name in vars(STAGES) if name.startswith("test_")]


class Once:
    """What pytest-benchmark gives a benchmark, but for the clock and all repetitions."""

    def __call__(self, function: Callable[..., Any], *args: Any, **more: Any) -> None:
        function(*args, **more)

    def pedantic(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        setup: Callable[[], None] = lambda: None,
        **_: int,
    ) -> None:
        setup()
        function(*args, **(kwargs or {}))


@pytest.mark.parametrize("name", NAMES)
def test_it_runs(
    name: str, tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(compiled))
    function = getattr(STAGES, name)
    given = {"benchmark": Once(), "intent": STAGES.write_workspace(tmp_path / "workspace", 3)}
    function(**{each: given[each] for each in signature(function).parameters})
