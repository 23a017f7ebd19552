from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The golden cases run orun inside their process too; pytest finds helpers beside a test only.
sys.path.append(str(Path(__file__).resolve().parents[1] / "golden"))

from orun_process import INTENT, STACK, TASK, Workspace


@pytest.fixture(scope="session")
def cache(compiled: Path) -> Path:
    """A cache directory for compiled rules, shared by all runs."""
    return compiled


@pytest.fixture
def workspace(tmp_path: Path, cache: Path) -> Workspace:
    """A workspace of one component in two environments."""
    directory = tmp_path / "work"
    directory.mkdir()
    workspace = Workspace(directory, cache)
    workspace.write("stack/stack.yaml", STACK)
    workspace.write("stack/task/composition.yaml", TASK)
    workspace.write("intent.yaml", INTENT)
    return workspace
