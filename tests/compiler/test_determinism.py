"""Same inputs, same bytes: of plans and views, and of what is said about mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
import variants
from variants import BLOCK, PROCESSES, SHUFFLED, in_order, outputs
from workspaces import RULES, SHOP, files, plan_bytes, write

import orun

ROOT = Path(orun.__file__).resolve().parents[1]
PLAINEST = variants.variants(0)[0]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What comes of the plainest variant."""
    return outputs(tmp_path_factory.mktemp("plain"), PLAINEST)


def test_there_are_200_variants_that_differ_in_everything() -> None:
    drawn = [each for number in range(len(PROCESSES)) for each in variants.variants(number)]
    assert len(set(drawn)) == len(drawn) >= 200
    for field in ("process", "locale", "zone", "umask", "root", "start", "files", "keys"):
        assert len({getattr(each, field) for each in drawn}) >= 4, field


def test_what_is_compared_has_something_of_everything(expected: dict[str, str]) -> None:
    assert '"type": "freeze"' in expected["all.json"]
    assert '"timeout": "45m"' in expected["all.json"]
    assert "= é\n" in expected["live as component"]
    assert "◇ freeze" in expected["live as dag"]
    assert '"push"' in expected["triggers"]
    assert "promotion-cycle" in expected["mistakes"]
    assert expected["mistakes"].count("\n\n") > 10
    assert len(set(expected.values())) == len(expected) == 9


@pytest.mark.parametrize("process", range(len(PROCESSES)))
def test_whatever_surrounds_it(process: int, tmp_path: Path, expected: dict[str, str]) -> None:
    """Hash seeds, locales, time zones, umasks, directories; orders of files, keys and rules."""
    shared = Path(os.environ["XDG_CACHE_HOME"])
    said = said_by(process, tmp_path, tmp_path / "cache" if process in SHUFFLED else shared)
    assert sum(map(len, said.values())) == variants.VARIANTS
    for text, names in said.items():
        given = json.loads(text)
        assert given.keys() == expected.keys()
        for name, wanted in expected.items():
            difference = unified_diff(
                wanted.splitlines(), given[name].splitlines(), "plain", names[0], lineterm=""
            )
            assert given[name] == wanted, "\n".join([name, *difference])


def said_by(process: int, directory: Path, cache: Path) -> dict[str, list[str]]:
    """Start a process of variants; in an empty cache it finds no rules and compiles them anew."""
    run = subprocess.run(
        [sys.executable, variants.__file__, str(process), str(directory)],
        cwd=directory,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
            "PYTHONHASHSEED": str(process),
            "PYTHONPYCACHEPREFIX": str(cache),
            "XDG_CACHE_HOME": str(cache),
            "SOURCE_DATE_EPOCH": "1700000000",
            "GIT_CEILING_DIRECTORIES": str(directory.parent),
            **PROCESSES[process],
        },
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert run.stderr.decode(errors="replace") == ""
    said: dict[str, list[str]] = json.loads(run.stdout)
    return said


def without_rules(plan: bytes) -> Any:
    """Return a plan without what depends on the text of rules files."""
    data = json.loads(plan)
    del data["spec"]["rules"], data["metadata"]["checksum"]
    return data


def test_the_order_of_a_users_rules(tmp_path: Path) -> None:
    write(tmp_path, files(SHOP) | {"own.rules": RULES})
    expected = plan_bytes(tmp_path, None, "own.rules")
    blocks = BLOCK.split(RULES)[1:]
    in_order(1).shuffle(blocks)
    half = len(blocks) // 2
    write(tmp_path, {"b.rules": "\n".join(blocks[:half]), "a.rules": "\n".join(blocks[half:])})
    either_way = [
        plan_bytes(tmp_path, None, *names)
        for names in (["a.rules", "b.rules"], ["b.rules", "a.rules"])
    ]
    assert either_way[0] == either_way[1]
    assert without_rules(either_way[0]) == without_rules(expected)
