"""The pages of the project and what they show.

A fenced block that names a file behind its language (```rules approvals.rules) is written to that
file. In a `console` block, lines that begin with `$ ` are commands and the rest is what they print,
stdout and stderr as a terminal shows them; `...` stands for anything, on a line of its own for any
lines, but behind `]` for itself, as help writes an argument that repeats. The directory of a page
holds a copy of `examples/`. A block of nothing but plain runs of orun is run inside the process of
the tests; a shell runs all others, each `orun` a process.

`python tests/project/pages.py` writes what commands print now into all pages.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from checkout import COPIED, ROOT, environment

sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "golden")]

from in_process import run_orun  # noqa: E402 - found where the line above says

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
PLAIN = re.compile(r"orun (?:[\w ./:=,-]|'[^'$\\]*'|\\\n)+")
FENCE = re.compile(r"^```(\S*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "..."
_HOLE = re.compile(r"(?<!\])\.\.\.")
_MARK = "--- end of command ---"
_DIGEST = re.compile(r"\bsha256-[0-9a-f]{12,}")


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the lines that it must print, and those that it does print."""

    text: str
    shown: list[str]
    printed: str

    def agrees(self) -> bool:
        return re.fullmatch(pattern(self.shown), self.printed) is not None


def pattern(lines: list[str]) -> str:
    """Return the regular expression of an output as a page shows it."""
    parts = []
    for line in lines:
        if line.strip() == ANYTHING:
            parts.append("(?:.*\n)*")
        else:
            parts.append(".*".join(map(re.escape, _HOLE.split(line.rstrip()))) + "\n")
    return "".join(parts)


def blocks(page: Path, directory: Path, cache: Path) -> Iterator[tuple[str, list[Command]]]:
    """Run a page in an empty directory; yield the text of each console block, and its commands."""
    env = environment(cache)
    env["PATH"] = f"{_tools(directory)}:{env['PATH']}"
    shutil.copytree(ROOT / "examples", directory / "examples", ignore=COPIED)
    for language, name, text in FENCE.findall(page.read_text(encoding="utf-8")):
        if name:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text(text, encoding="utf-8")
        elif language == "console":
            run = _run_here if _is_plain(text) else _run
            yield text, run(text, directory, env)


def _tools(directory: Path) -> Path:
    """Return a directory with the command `orun` of this checkout."""
    tools = directory / ".tools"
    tools.mkdir()
    script = tools / "orun"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m orun "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return tools


def _run(block: str, cwd: Path, env: dict[str, str]) -> list[Command]:
    """Run the commands of a block in one shell."""
    stated = list(_split(block))
    script = "".join(f"{text}\nstatus=$?; echo '{_MARK}'; (exit $status)\n" for text, _ in stated)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=cwd,
        env=env,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    outputs = re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE).split(f"{_MARK}\n")
    return [
        Command(text, shown, printed)
        for (text, shown), printed in zip(stated, outputs[:-1], strict=True)
    ]


def _is_plain(block: str) -> bool:
    """Tell whether each command is orun with words, for which no shell is needed."""
    return all(PLAIN.fullmatch(text) for text, _ in _split(block))


def _run_here(block: str, cwd: Path, env: dict[str, str]) -> list[Command]:
    """Run commands of orun inside this process, which is many times faster than one for each."""
    done = []
    for text, shown in _split(block):
        _, *words = shlex.split(text.replace("\\\n", " "))
        printed = run_orun(words, cwd, env, one_stream=True).stdout.decode()
        done.append(Command(text, shown, re.sub(r"[ \t]+$", "", printed, flags=re.MULTILINE)))
    return done


def _split(block: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines below it."""
    command: list[str] = []
    shown: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command:
                yield "\n".join(command), shown
            command, shown = [line[2:]], []
        elif command and command[-1].endswith("\\") and not shown:
            command.append(line)
        else:
            shown.append(line)
    if command:
        yield "\n".join(command), shown


def refreshed(page: Path, directory: Path, cache: Path) -> str:
    """Return the text of a page with what its commands print now; digests are left open."""
    text = page.read_text(encoding="utf-8")
    for block, commands in blocks(page, directory, cache):
        new = ""
        for command in commands:
            printed = "".join(f"{line}\n" for line in command.shown)
            if not command.agrees():
                printed = _DIGEST.sub(f"sha256-{ANYTHING}", command.printed)
            new += f"$ {command.text}\n{printed}"
        text = text.replace(f"```console\n{block}```", f"```console\n{new}```")
    return text


def main() -> None:
    """Refresh all pages."""
    with TemporaryDirectory() as temporary:
        for page in PAGES:
            directory = Path(temporary) / page.stem
            directory.mkdir()
            page.write_text(refreshed(page, directory, Path(temporary)), encoding="utf-8")


if __name__ == "__main__":
    main()
