"""What all tests have in common: nobody's cache is read or written, and time decides nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from once import parsing_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A deadline, or the check for slow examples, fails for what else the machine does. The same code is
# tried with the same examples, so that a change fails for what it does;
# `--hypothesis-profile=search` looks for new ones.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("orun", derandomize=True, **PATIENT)
settings.register_profile("search", **PATIENT)
settings.load_profile("orun")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache directory for compiled rules, shared by all processes of a run of the tests."""
    base = tmp_path_factory.getbasetemp()
    home = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    directory = home / "compiled"
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


@pytest.fixture(scope="session", autouse=True)
def _own_cache(compiled: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, parsing_once():
        patch.setenv("XDG_CACHE_HOME", str(compiled))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage in properties, where it costs most and the figure would be of chance."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("no_cover")
