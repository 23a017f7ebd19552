"""Running orun from this checkout, as the tests of the project do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "shop"

KEPT = ("PATH", "HOME", "TMPDIR", "PYTHONPYCACHEPREFIX")
COPIED = shutil.ignore_patterns(".orun")


def environment(cache: Path, **more: str) -> dict[str, str]:
    """Return an environment in which output is the same for everybody.

    `cache` is where compiled rules go; orun is imported from this checkout.
    """
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": "1767225600",
        "XDG_CACHE_HOME": str(cache),
        **more,
    }


def python(*arguments: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the interpreter of the tests and return what it wrote."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=env,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def copy_shop(directory: Path) -> Path:
    """Copy the example workspace, outside of any git repository, and return its directory."""
    return Path(shutil.copytree(SHOP, directory / "shop", ignore=COPIED))
