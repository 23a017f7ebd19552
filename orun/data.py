"""Where grammars, built-in rules and pages of codes stand: beside the package, or inside it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """Return the directory `grammar`, `rules` or `docs/codes`.

    A wheel carries it as `orun/_data/NAME` (see `force-include` in pyproject.toml); a checkout has
    it at its top. Raises FileNotFoundError if neither exists: the installation is broken.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"orun is not installed completely: its directory {name!r} is missing")
