"""Same inputs, same bytes: of the plan, and of what is said about mistakes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from workspaces import RULES, SHOP, WRONG, compile_in, files, plan_bytes, write

import orun
from orun.compiler import compile as stages
from orun.compiler import rules as loading
from orun.compiler.rules import RulesFile
from orun.diagnostics import Source
from orun.diagnostics.render import render
from orun.facts.request import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(orun.__file__).resolve().parents[1]
SEEDS = 20
ORDERS = range(2)
BLOCK = re.compile(r"^(?=(?:relation|attribute|rule|fact) )", re.MULTILINE)

SCRIPT = """\
import sys
from pathlib import Path
from workspaces import compile_in
from orun.diagnostics.render import render
from orun.facts.request import Request
from orun.plan import encode

live = Request(environments=("live",), trigger="push")
for name, request in (("shop", Request()), ("shop", live), ("wrong", Request())):
    found = compile_in(Path(sys.argv[1]) / name, request, "own.rules")
    said = render(found.diagnostics, colour=False)
    plan = b"" if found.plan is None else encode(found.plan)
    sys.stdout.buffer.write(said.encode() + plan)
"""
"""Compiles a good workspace and a bad one with a user's rules; prints all that comes of it."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write(tmp_path, files(SHOP) | {"own.rules": RULES})
    return tmp_path


def test_seeds_locales_time_zones_and_directories(tmp_path: Path, surroundings: Path) -> None:
    for name, document in (("shop", SHOP), ("wrong", WRONG)):
        write(tmp_path / name, files(document) | {"own.rules": RULES})
    surroundings_of_runs = [
        {"PYTHONHASHSEED": str(seed), "XDG_CACHE_HOME": str(surroundings)} | other
        for seed, other in zip(
            range(SEEDS),
            [
                {},
                {"TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8"},
                {"TZ": "America/New_York", "LC_ALL": "C"},
                # Two that compile the rules anew.
                {"XDG_CACHE_HOME": str(tmp_path / "cache-1")},
                {"XDG_CACHE_HOME": str(tmp_path / "cache-2")},
                *[{}] * (SEEDS - 5),
            ],
            strict=True,
        )
    ]
    outputs = set()
    for number, env in enumerate(surroundings_of_runs):
        cwd = tmp_path if number % 2 else tmp_path / "shop" / "stack"
        outputs.add(output_of_script(tmp_path, cwd, env))
    assert len(outputs) == 1
    (output,) = outputs
    assert b'"kind": "Plan"' in output
    assert b"promotion-cycle" in output


def output_of_script(workspaces: Path, cwd: Path, env: dict[str, str]) -> bytes:
    """Run `SCRIPT` in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, os.path.relpath(workspaces, cwd)],
        cwd=cwd,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(workspaces),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}",
            "SOURCE_DATE_EPOCH": "1700000000",
            "GIT_CEILING_DIRECTORIES": str(workspaces.parent),
            "PYTHONPYCACHEPREFIX": env["XDG_CACHE_HOME"],
            **env,
        },
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert run.stderr == b""
    return run.stdout


def in_order(seed: int) -> Random:
    """Return what shuffles things always in the same way."""
    return Random(seed)  # noqa: S311 - nothing is kept secret by an order


def shuffled(value: Any, order: Random) -> Any:
    """Return data with the keys of every map in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    if isinstance(value, list):
        return [shuffled(item, order) for item in value]
    return value


@pytest.mark.parametrize("seed", ORDERS)
def test_the_order_of_keys_and_of_writing_files(shop: Path, tmp_path: Path, seed: int) -> None:
    expected = plan_bytes(shop, None, "own.rules")
    order = in_order(seed)
    texts = list((files(shuffled(SHOP, order)) | {"own.rules": RULES}).items())
    order.shuffle(texts)
    write(tmp_path / "other", dict(texts))
    assert plan_bytes(tmp_path / "other", None, "own.rules") == expected


def shuffled_blocks(files_: Sequence[RulesFile], order: Random) -> list[RulesFile]:
    """Return rules files over which the same relations, attributes, rules and facts are strewn."""
    blocks = [block for file in files_ for block in BLOCK.split(file.source.text)[1:]]
    order.shuffle(blocks)
    names = [file.source.name for file in files_]
    texts = {
        name: "".join(f"{block}\n" for block in blocks[n :: len(names)])
        for n, name in enumerate(names)
    }
    return [RulesFile(Source(name, texts[name]), user=False) for name in names]


def without_rules(plan: bytes) -> Any:
    """Return a plan without what depends on the text of rules files."""
    data = json.loads(plan)
    del data["spec"]["rules"], data["metadata"]["checksum"]
    return data


@pytest.mark.parametrize("seed", ORDERS)
def test_the_order_of_built_in_rules(
    shop: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    requests = (Request(), Request(trigger="push", environments=("live",)))
    expected = [plan_bytes(shop, request, "own.rules") for request in requests]
    rules = shuffled_blocks(loading.built_in(), in_order(seed))
    monkeypatch.setattr(stages, "built_in", lambda: rules)
    assert [plan_bytes(shop, request, "own.rules") for request in requests] == expected


@pytest.mark.parametrize("seed", ORDERS)
def test_the_order_of_a_users_rules(shop: Path, seed: int) -> None:
    expected = plan_bytes(shop, None, "own.rules")
    blocks = BLOCK.split(RULES)[1:]
    in_order(seed).shuffle(blocks)
    half = len(blocks) // 2
    write(shop, {"b.rules": "\n".join(blocks[:half]), "a.rules": "\n".join(blocks[half:])})
    either_way = [
        plan_bytes(shop, None, *names) for names in (["a.rules", "b.rules"], ["b.rules", "a.rules"])
    ]
    assert either_way[0] == either_way[1]
    assert without_rules(either_way[0]) == without_rules(expected)


@pytest.mark.parametrize("seed", ORDERS)
def test_mistakes_are_told_alike_in_whatever_order_rules_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    write(tmp_path, files(WRONG))
    expected = render(compile_in(tmp_path).diagnostics, colour=False)
    assert expected.count("\n\n") > 10
    rules = shuffled_blocks(loading.built_in(), in_order(seed))
    monkeypatch.setattr(stages, "built_in", lambda: rules)
    assert render(compile_in(tmp_path).diagnostics, colour=False) == expected
