from __future__ import annotations

from pathlib import Path

import pytest
from harness import Harness
from scenario import CASE, read_case

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
BASES = GOLDEN / "bases"
CASES = sorted(path.parent for path in GOLDEN.glob(f"*/*/{CASE}"))


@pytest.mark.parametrize("directory", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden(directory: Path, tmp_path: Path, cache: str, *, update: bool) -> None:
    harness = Harness(BASES, tmp_path, cache, update)
    problems = harness.check(read_case(directory))
    assert not problems, "\n".join(problems)


def test_every_file_belongs_to_a_case_or_a_base() -> None:
    homes = [*CASES, *(path for path in BASES.iterdir() if path.is_dir())]
    stray = [
        str(path.relative_to(GOLDEN))
        for path in GOLDEN.rglob("*")
        if path.is_file()
        and path != GOLDEN / "README.md"
        and not any(path.is_relative_to(home) for home in homes)
    ]
    assert stray == []


def test_every_base_is_used() -> None:
    used = {base for directory in CASES for base in read_case(directory).bases}
    assert {path.name for path in BASES.iterdir()} == used
