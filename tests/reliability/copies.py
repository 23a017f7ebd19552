"""Workspaces of the repository, copied to where their files can be changed and changed back."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import seeds
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random


class Workspace:
    """A copy of a workspace below `scratch`; `files` are the texts that orun may read."""

    def __init__(self, original: Path, scratch: Path) -> None:
        self.root = scratch / original.relative_to(seeds.ROOT).as_posix().replace("/", "-")
        for base in _bases(original):
            shutil.copytree(base, self.root, dirs_exist_ok=True)
        shutil.copytree(original, self.root, dirs_exist_ok=True)
        found = (path for path in sorted(self.root.rglob("*")) if path.suffix in _READ)
        self.files = {
            path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8")
            for path in found
            if path.name not in ("case.yaml", "plan.yaml")
        }

    @staticmethod
    def originals() -> list[Path]:
        """Return the directories of the examples and golden cases that have an intent."""
        found = (
            path
            for folder in ("examples", "golden")
            for path in sorted((seeds.ROOT / folder).rglob("intent.yaml"))
        )
        return [path.parent for path in found if _is_readable(path)]

    @staticmethod
    def scratch(name: str) -> Path:
        """Return an empty directory, in memory where there is such a place."""
        memory = Path("/dev/shm")  # noqa: S108 - the directory in it gets a name of its own
        within = memory if memory.is_dir() else None
        path = Path(tempfile.mkdtemp(prefix=f"orun-{name}-", dir=within))
        atexit.register(shutil.rmtree, path, ignore_errors=True)
        return path

    def pick(self, random: Random) -> str:
        """Return the name of a file, every other time that of the intent."""
        if random.random() < 0.5:
            return "intent.yaml"
        return random.choice(list(self.files))

    @contextmanager
    def changed(self, name: str, content: bytes) -> Iterator[Path]:
        """Give a file another content for a while; yields the path of the intent."""
        path = self.root / name
        path.write_bytes(content)
        try:
            yield self.root / "intent.yaml"
        finally:
            path.write_text(self.files[name], encoding="utf-8")


_READ = {".yaml", ".yml", ".rules"}


def _bases(original: Path) -> list[Path]:
    case = original / "case.yaml"
    if not case.is_file():
        return []
    stated = yaml.safe_load(case.read_text(encoding="utf-8")).get("bases", ())
    return [seeds.ROOT / "golden" / "bases" / name for name in stated]


def _is_readable(path: Path) -> bool:
    try:
        return isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
    except yaml.YAMLError:
        return False
