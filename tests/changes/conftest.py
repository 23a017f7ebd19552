"""A repository for each test that wants one, away from the configuration of whoever runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The golden cases run orun inside their process too; pytest finds helpers beside a test only.
sys.path.append(str(Path(__file__).resolve().parents[1] / "golden"))

from repository_check import FILES, Shop

if TYPE_CHECKING:
    from collections.abc import Callable

CI_PREFIXES = ("GIT_", "GITHUB_", "CI_", "BUILDKITE_")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith(CI_PREFIXES)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def make_shop(tmp_path: Path) -> Callable[..., Shop]:
    """Make a repository with one commit; `below` is the directory of the intent in it."""

    def make(files: dict[str, str | None] | None = None, below: str = ".") -> Shop:
        top = tmp_path.resolve() / "répo dir"
        shop = Shop(top, top / below)
        shop.root.mkdir(parents=True)
        shop.git("init", "-q", "-b", "main")
        shop.commit(FILES | (files or {}))
        return shop

    return make


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    return make_shop()
