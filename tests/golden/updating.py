"""The one command that writes golden files: `pytest tests/golden --update-golden`."""

from __future__ import annotations

import os

import pytest

OPTION = "--update-golden"


def refuse_in_ci(*, update: bool) -> None:
    """Raise pytest.UsageError if golden files would be written where nobody reads them."""
    if update and os.environ.get("CI"):
        raise pytest.UsageError(f"{OPTION} is for people, who read what changes; CI is set")
