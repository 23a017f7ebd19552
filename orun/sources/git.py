"""Asking git, without ever changing the repository or running its code.

A repository may be hostile: git is started with its hooks and monitors off, and finds no bare
repository that was committed as ordinary files. The content filters of `.git/config` do run, since
without them nothing could be compared; no clone and no checkout brings any along.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from orun.sources.limits import GIT_SECONDS

_COMMAND = (
    "git",
    "--no-pager",
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.quotePath=false",
    "-c", "diff.autoRefreshIndex=true",
    "-c", "log.showSignature=false",
    "-c", "safe.bareRepository=explicit",
)  # fmt: skip

_FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
"""Variables that hooks and tools set for another repository than the one of the directory."""

_NO_WORK_TREE = ("not a git repository", "must be run in a work tree", "cannot use bare repository")


class GitFailure(NamedTuple):
    """Why git gave no answer, in its own words or ours."""

    reason: str


class GitAnswer(NamedTuple):
    """What a git command wrote, and its exit status."""

    status: int
    output: bytes
    error: str

    @property
    def reason(self) -> str:
        """Why the command failed, as git says it."""
        lines = self.error.strip().splitlines()
        said = next((line for line in lines if line.startswith(("fatal: ", "error: "))), None)
        return (said or "".join(lines[:1]) or f"git exits with {self.status}").split(": ", 1)[-1]

    @property
    def outside(self) -> bool:
        """Whether the command failed because there is no work tree to run it in."""
        return any(phrase in self.error for phrase in _NO_WORK_TREE)


def ask_git(directory: Path, *commands: Sequence[str]) -> list[GitAnswer] | GitFailure | None:
    """Run git commands in `directory`, side by side, and return their answers in order.

    The commands have to be ones that only read. None means that git is not installed.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            started.append(_start(directory, command, environment))  # noqa: PERF401 - see finally
        return [_answer(process) for process in started]
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return GitFailure(f"git cannot be started: {error}")
    except subprocess.TimeoutExpired:
        return GitFailure(f"git did not answer within {GIT_SECONDS:.0f} seconds")
    finally:
        for process in started:
            _end(process)


def _start(
    directory: Path, command: Sequence[str], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - fixed words and refs, no shell
        [*_COMMAND, "-C", str(directory), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


def _answer(process: subprocess.Popen[bytes]) -> GitAnswer:
    output, error = process.communicate(timeout=GIT_SECONDS)
    return GitAnswer(process.returncode, output, error.decode("utf-8", errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process and no pipe behind, whatever happened."""
    if process.poll() is None:
        process.kill()
        process.communicate()
