"""The user's cache directory, and what must hold of a file in it before orun trusts it."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
INSTALLED = "installed"
"""The state of code that comes from a wheel and so never changes."""


def cache_directory() -> Path:
    """Return the user's cache directory for orun: `$XDG_CACHE_HOME/orun` or `~/.cache/orun`."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path("~/.cache").expanduser()) / "orun"


def make_directory(path: Path) -> None:
    """Make a directory, and those above it that are missing, for nobody but this user.

    Whatever the umask: what others could write is not read again.
    """
    for each in (*reversed(path.parents), path):
        each.mkdir(mode=0o700, exist_ok=True)


def is_ours(path: Path) -> bool:
    """Whether nobody but this user, or root, could have written a file or replaced it."""
    try:
        owners = {path.stat().st_uid, path.parent.stat().st_uid}
        writable = (path.stat().st_mode | path.parent.stat().st_mode) & 0o022
    except OSError:
        return False
    return owners <= {os.getuid(), 0} and not writable


def state_of(*folders: str) -> str:
    """Return what tells one state of orun's code from another: sizes and times in a checkout."""
    if (PACKAGE / "_data").is_dir():
        return INSTALLED
    states = []
    for folder in folders:
        for path in sorted((PACKAGE / folder).glob("*.py")):
            status = path.stat()
            states.append(f"{path.name}:{status.st_size}:{status.st_mtime_ns}")
    return " ".join(states)
