from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from updating import OPTION, refuse_in_ci

if TYPE_CHECKING:
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, action="store_true", help="write what orun gives into golden/")


def pytest_configure(config: pytest.Config) -> None:
    refuse_in_ci(update=bool(config.getoption(OPTION, default=False)))


@pytest.fixture(scope="session")
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written instead of compared."""
    return bool(request.config.getoption(OPTION, default=False))


@pytest.fixture(scope="session")
def cache(compiled: Path) -> str:
    """A cache directory for compiled rules, shared by all runs."""
    return str(compiled)
