"""The pages of `docs/codes`: taking them apart, and doing what they show.

A page is about one code. Its text ends with an example: files, and a `console` block with commands
and what they print. Under the heading `## Instead` the files stand as they should be; the others
stay, and the same commands no longer report the code.

A fenced block that names a file behind its language (```yaml intent.yaml) is that file. It shows
what matters: keys of the top level that it leaves out are those of a small workspace that all pages
share (`STANDARD`), put behind what is shown, so that lines are counted as on the page. A third word
`whole` says that there is nothing to add.

`python tests/diagnostics/code_pages.py` runs all pages, writes what the commands really print into
them, and the index.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "codes"
INDEX = FOLDER / "README.md"

FENCE = re.compile(r"^```(\S*)(?: (\S+))?(?: (whole))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTEAD = "\n## Instead\n"
ANYTHING = "..."
KEY = re.compile(r"^([A-Za-z]\w*):", re.MULTILINE)

STANDARD = {
    "intent.yaml": """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: demo}
compositions: {sources: [{name: stack, kind: dir, path: stack}]}
environments:
  dev: {}
  prod: {}
components:
  - {name: web, type: service, subscribe: {environments: [dev, prod]}}
""",
    "stack/stack.yaml": """\
apiVersion: orun.io/v1
kind: Stack
metadata: {name: stack}
""",
    "stack/service/composition.yaml": """\
apiVersion: orun.io/v1
kind: Composition
metadata: {name: service}
spec:
  type: service
  defaultJob: deploy
  jobs:
    - name: deploy
      steps:
        - {id: build, run: make}
        - {id: ship, run: make ship}
  executionProfiles:
    release: {jobs: {deploy: {stepsEnabled: [build, ship]}}}
""",
}
"""The workspace of every page: one component in two environments, of a type with one job."""

MANIFEST = """\
apiVersion: orun.io/v1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, subscribe: {{environments: [dev]}}}}
"""
PLAIN = {
    "composition.yaml": STANDARD["stack/service/composition.yaml"],
    "stack.yaml": STANDARD["stack/stack.yaml"],
}


@dataclass(frozen=True, slots=True)
class Example:
    """Files by path, and commands with the lines that they print."""

    files: dict[str, str]
    commands: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its code, its text, what is wrong and, on most pages, how it should be."""

    code: str
    text: str
    wrong: Example
    right: Example | None


def read_page(path: Path) -> Page:
    """Take a page apart."""
    text = path.read_text(encoding="utf-8")
    before, instead, after = text.partition(INSTEAD)
    wrong = _example(before)
    right = None
    if instead:
        changed = _example(after)
        again = [(command, list[str]()) for command, _ in wrong.commands]
        right = Example({**wrong.files, **changed.files}, changed.commands or again)
    return Page(path.stem, text, wrong, right)


def pages() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.md") if path != INDEX)


def _example(text: str) -> Example:
    files, found = {}, []
    for language, name, whole, block in FENCE.findall(text):
        if name:
            files[name] = block if whole else block + _missing(name, block)
        elif language == "console":
            found += commands(block)
    return Example(files, found)


def _missing(name: str, shown: str) -> str:
    """Return the entries of the standard file that a shown one leaves out."""
    path = Path(name)
    standard = STANDARD.get(name) or PLAIN.get(path.name, "")
    if path.name in ("component.yaml", "component.yml"):
        standard = MANIFEST.format(name=path.parent.name)
    stated = set(KEY.findall(shown))
    entries = re.split(r"^(?=[A-Za-z]\w*:)", standard, flags=re.MULTILINE)
    return "".join(entry for entry in entries if entry and entry.partition(":")[0] not in stated)


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Return each command of a console block with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def pattern(lines: list[str]) -> str:
    """Return the regular expression of an output: `...` stands for anything."""
    return "".join(
        "(?:.*\n)*"
        if line.strip() == ANYTHING
        else ".*".join(map(re.escape, line.split(ANYTHING))) + "\n"
        for line in lines
    )


def run(example: Example, directory: Path, cache_home: Path) -> list[str]:
    """Write the files of an example and run its commands; return what each prints."""
    files = {**STANDARD, **example.files}
    rules = sorted(name for name in example.files if name.endswith(".rules"))
    intent = files["intent.yaml"]
    if (
        rules
        and "rules:" not in intent
        and not any("--rules" in each for each, _ in example.commands)
    ):
        files["intent.yaml"] = f"{intent}rules: [{', '.join(rules)}]\n"
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    environ = _environ(directory, cache_home)
    return [
        re.sub(r"[ \t]+$", "", _output(command, directory, environ), flags=re.MULTILINE)
        for command, _ in example.commands
    ]


def _environ(directory: Path, cache_home: Path) -> dict[str, str]:
    bytecode = "PYTHONPYCACHEPREFIX"
    return {
        **({bytecode: os.environ[bytecode]} if bytecode in os.environ else {}),
        "PATH": f"{_tools()}:{os.environ['PATH']}",
        "HOME": str(directory.parent),
        "XDG_CACHE_HOME": str(cache_home),
        "GIT_CEILING_DIRECTORIES": str(directory.parent),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_NAME": "demo" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "demo@example.org" for who in ("AUTHOR", "COMMITTER")},
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1767225600",
        "COLUMNS": "100",
    }


@cache
def _tools() -> str:
    """Return a directory with a command `orun`, for what only a shell can do with it."""
    keeper = TemporaryDirectory()
    _KEPT.append(keeper)
    script = Path(keeper.name) / "orun"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m orun "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return keeper.name


_KEPT: list[TemporaryDirectory[str]] = []


def _output(command: str, directory: Path, environ: dict[str, str]) -> str:
    if re.fullmatch(r"orun [\w ./:=,-]+", command):
        return _orun(command.split()[1:], directory, environ)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=environ,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return done.stdout.decode()


def _orun(arguments: list[str], directory: Path, environ: dict[str, str]) -> str:
    """Run orun in this process, which is many times faster than one of its own."""
    with warnings.catch_warnings():
        # Typer uses names that click has deprecated, which pytest would make an error of orun's.
        warnings.simplefilter("ignore", DeprecationWarning)
        from orun.cli.app import run as _  # noqa: F401, PLC0415 - not needed to read pages
    from once import importing_once, parsing_once  # noqa: PLC0415 - the same

    from orun.cli import answer  # noqa: PLC0415 - the same

    terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        patch.dict(os.environ, environ, clear=True),
        patch.object(sys, "argv", ["orun", *arguments]),
        patch.object(sys, "stdout", terminal),
        patch.object(sys, "stderr", terminal),
        parsing_once(),
        importing_once(),
        _working_in(directory),
    ):
        answer()
        terminal.flush()
    buffer = terminal.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@contextmanager
def _working_in(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


def index() -> str:
    """Return the page that lists all pages."""
    rows = "".join(
        f"| [`{path.stem}`]({path.name}) | {first_sentence(path)} |\n" for path in pages()
    )
    shown = "".join(f"```yaml {name}\n{text}```\n\n" for name, text in STANDARD.items())
    return f"{HEADING}{shown}{TABLE}{rows}"


HEADING = """\
# Diagnostic codes

The code in brackets behind `error`, `warning` or `notice` names the kind of a problem. `orun explain
CODE` prints its page. Codes of your own rules are their names, and have no page.

Every page shows files as they are wrong, and what orun says of them. Of a file it shows what
matters; the rest is that of one small workspace:

"""
TABLE = """\
A page that shows a rules file lists it under `rules` of the intent.

| code | meaning |
| --- | --- |
"""


def first_sentence(path: Path) -> str:
    """Return the first sentence of a page, in one line."""
    paragraph = path.read_text(encoding="utf-8").split("\n\n")[1]
    return re.split(r"(?<=\.) ", " ".join(paragraph.split()))[0]


def rewrite(path: Path, cache_home: Path) -> bool:
    """Write what the commands of a page print into it; return whether that changed it."""
    page = read_page(path)
    text = page.text
    for example, part in ((page.wrong, 0), (page.right, 1)):
        halves = text.split(INSTEAD)
        if example is None or "```console" not in halves[part]:
            continue
        with TemporaryDirectory() as directory:
            outputs = run(example, _inside(directory), cache_home)
        halves[part] = _with_outputs(halves[part], outputs)
        text = INSTEAD.join(halves)
    changed = text != page.text
    if changed:
        path.write_text(text, encoding="utf-8")
    return changed


def _inside(directory: str) -> Path:
    inside = Path(directory) / "demo"
    inside.mkdir()
    return inside


def _with_outputs(text: str, outputs: list[str]) -> str:
    pending = iter(outputs)

    def block(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        parts = []
        for command, lines in commands(match[4]):
            output = next(pending)
            kept = "".join(f"{line}\n" for line in lines)
            fits = bool(lines) and re.fullmatch(pattern(lines), output)
            parts.append(f"$ {command}\n" + (kept if fits else _opened(output, lines)))
        return f"```console\n{''.join(parts)}```"

    return FENCE.sub(block, text)


def _opened(output: str, shown: list[str]) -> str:
    """Return an output with the lines that a page leaves open, in part, as the page has them."""
    left_open = [line for line in shown if ANYTHING in line and line.strip() != ANYTHING]
    return "".join(
        next((f"{each}\n" for each in left_open if re.fullmatch(pattern([each]), line)), line)
        for line in output.splitlines(keepends=True)
    )


def main() -> None:
    """Bring all pages, or those named, up to date."""
    named = [FOLDER / f"{code}.md" for code in sys.argv[1:]]
    with TemporaryDirectory() as cache_home:
        for path in named or pages():
            if rewrite(path, Path(cache_home)):
                sys.stdout.write(f"{path.relative_to(ROOT)} has changed\n")
    INDEX.write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    main()
