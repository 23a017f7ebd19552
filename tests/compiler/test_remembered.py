"""What earlier runs have left in the cache directory changes the time a run takes, nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from workspaces import RULES, SHOP, WRONG, compile_in, files, write

from orun.compiler.cache import is_ours
from orun.diagnostics.render import render
from orun.facts.request import Request
from orun.plan import encode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the directory of the trees, empty and of this test only."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "orun" / "trees"


def outcome(root: Path) -> tuple[bytes, str]:
    found = compile_in(root, Request())
    plan = b"" if found.plan is None else encode(found.plan)
    return plan, render(found.diagnostics, colour=False)


@pytest.mark.parametrize("document", [SHOP, WRONG], ids=["shop", "wrong"])
def test_the_second_run_says_what_the_first_one_said(
    tmp_path: Path, cache: Path, document: object
) -> None:
    write(tmp_path / "shop", files(document))
    first = outcome(tmp_path / "shop")
    (left,) = cache.iterdir()
    content = left.read_bytes()
    assert outcome(tmp_path / "shop") == first
    assert left.read_bytes() == content
    assert left.stat().st_mode & 0o777 == 0o600


def test_a_changed_file_is_read_anew(tmp_path: Path, cache: Path) -> None:
    root = tmp_path / "shop"
    write(root, files(SHOP))
    before, _ = outcome(root)
    write(root, files({**SHOP, "metadata": {"name": "demo", "namespace": "x"}}))
    after, _ = outcome(root)
    assert b'"namespace": "x"' in after
    assert b'"namespace": "x"' not in before
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"\x81\xa1a\x01"])
def test_what_cannot_be_read_is_made_anew(tmp_path: Path, cache: Path, content: bytes) -> None:
    write(tmp_path / "shop", files(SHOP))
    expected = outcome(tmp_path / "shop")
    (left,) = cache.iterdir()
    good = left.read_bytes()
    left.write_bytes(content)
    assert outcome(tmp_path / "shop") == expected
    assert left.read_bytes() == good


def test_what_others_may_write_is_not_read(tmp_path: Path, cache: Path) -> None:
    root = tmp_path / "shop"
    write(root, files(SHOP))
    expected = outcome(root)
    (left,) = cache.iterdir()
    good = left.read_bytes()
    # A tree under the digest of another text is what somebody could forge.
    left.write_bytes(good.replace(b"staging", b"stagimg").replace(b"live", b"1ive"))
    assert outcome(root) != expected
    left.chmod(0o666)
    assert outcome(root) == expected


def test_the_next_run_trusts_what_this_one_leaves_whatever_the_umask(
    tmp_path: Path, cache: Path
) -> None:
    write(tmp_path / "shop", files(SHOP) | {"own.rules": RULES})
    before = os.umask(0)
    try:
        compile_in(tmp_path / "shop", Request(), "own.rules")
    finally:
        os.umask(before)
    left = [*cache.iterdir(), *cache.parent.glob("*.py")]
    assert len(left) > 1
    assert all(map(is_ours, left))
    assert {path.stat().st_mode & 0o777 for path in (cache, *cache.parents[:2])} == {0o700}


def test_a_cache_that_cannot_be_written_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "shop", files(SHOP))
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    plan, said = outcome(tmp_path / "shop")
    assert plan
    assert said == ""
