from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Path]:
    """A cache directory and a date for all runs in this process; nothing else reaches them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("GIT_", "ORUN_"))]:
            patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(compiled))
        # Compiled rules are modules; where bytecode is not kept, each run would translate them.
        patch.setattr(sys, "pycache_prefix", str(compiled))
        patch.setattr(sys, "dont_write_bytecode", False)
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        patch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
        yield compiled
