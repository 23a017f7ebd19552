"""How long a whole process takes, and each stage in one process, with warm and cold caches.

Compiled rules are always in the cache, as in an installation; cold means that no YAML is.

python -m pytest tests/benchmarks -o python_files='bench_*.py' --benchmark-columns=median,iqr
"""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from workspace import write_workspace

from orun.compiler.cache import cache_directory
from orun.compiler.compile import Task, compile_intent
from orun.compiler.outputs import PLAN
from orun.compiler.render import render
from orun.compiler.rules import built_in, compile_rules, generate_module
from orun.compiler.workspace import facts_of, load_workspace
from orun.diagnostics import Diagnostics
from orun.engine.evaluate import evaluate
from orun.engine.explain import Explainer
from orun.facts.store import locate
from orun.plan import encode
from orun.rendering.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Benchmark = Callable[..., object]

SIZES = (15, 1000, 5000)


@pytest.fixture(scope="session", params=SIZES)
def intent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("workspace"), request.param)


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Use caches of these runs only, not those of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def forget_trees() -> None:
    """Remove what earlier runs have read."""
    shutil.rmtree(cache_directory() / "trees", ignore_errors=True)


@pytest.fixture(autouse=True)
def without_collector() -> Iterator[None]:
    """As the command line has it: nothing that is made here is garbage before the end."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_version(benchmark: Benchmark) -> None:
    benchmark(subprocess.run, [sys.executable, "-m", "orun", "--version"], check=True)


def test_whole_process(benchmark: Benchmark, intent: Path) -> None:
    command = [sys.executable, "-m", "orun", "plan", "-i", str(intent), "-q"]
    benchmark.pedantic(subprocess.run, (command,), {"check": True}, rounds=5, warmup_rounds=1)


def test_whole_process_cold(benchmark: Benchmark, intent: Path) -> None:
    command = [sys.executable, "-m", "orun", "plan", "-i", str(intent), "-q"]
    run = subprocess.run
    benchmark.pedantic(run, (command,), {"check": True}, setup=forget_trees, rounds=5)


def test_rules_cold(benchmark: Benchmark) -> None:
    benchmark(generate_module, built_in(), PLAN, Diagnostics())


def test_load(benchmark: Benchmark, intent: Path) -> None:
    benchmark.pedantic(load_workspace, (intent, Diagnostics()), rounds=5, warmup_rounds=1)


def test_load_cold(benchmark: Benchmark, intent: Path) -> None:
    load = load_workspace
    benchmark.pedantic(lambda: load(intent, Diagnostics()), setup=forget_trees, rounds=5)


def test_facts(benchmark: Benchmark, intent: Path) -> None:
    workspace = load_workspace(intent, Diagnostics())
    benchmark.pedantic(facts_of, (workspace,), rounds=5, warmup_rounds=1)


def test_evaluate(benchmark: Benchmark, intent: Path) -> None:
    facts = facts_of(load_workspace(intent, Diagnostics())).relations
    rules = compile_rules(built_in(), PLAN, Diagnostics())
    benchmark.pedantic(evaluate, (rules.module, facts), rounds=5, warmup_rounds=1)


def test_render(benchmark: Benchmark, intent: Path) -> None:
    workspace = load_workspace(intent, Diagnostics())
    rules = compile_rules(built_in(), PLAN, Diagnostics())
    result = evaluate(rules.module, facts_of(workspace).relations)
    explainer = Explainer(result, rules.sources, rules.premises, locate)
    benchmark.pedantic(lambda: render(workspace, explainer, Problems()), rounds=5, warmup_rounds=1)


def test_encode(benchmark: Benchmark, intent: Path) -> None:
    plan = compile_intent(Task(intent)).plan
    benchmark.pedantic(encode, (plan,), rounds=5, warmup_rounds=1)
