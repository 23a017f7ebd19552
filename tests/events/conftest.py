from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from event_check import Reader

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def events(tmp_path: Path) -> Reader:
    return Reader(tmp_path)
