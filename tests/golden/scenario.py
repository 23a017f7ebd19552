"""The format of a golden case: `case.yaml`, and which files beside it are what.

    description: One sentence that says what the case shows.
    bases: [stack]                # directories of golden/bases that are copied first
    git: [init -b main, add ., commit -m one]     # git commands to run before orun
    unread: [old/component.yaml]  # files that orun must leave alone
    runs:
      - name: production          # a directory for its outputs; else the case's own
        args: --env production    # after `plan -i intent.yaml -o plan.json`
        command: validate -i intent.yaml          # the whole command, in place of `args`
        exit: 1
        gives: [stderr.txt]       # default: plan.json if `exit` is 0, else stderr.txt
        env: {CI: "true"}
        cwd: apps

Everything else in the directory is input. A view (`view-dag.txt`, `view-component-web.txt`) is a
run of its own, with `--view` after the arguments.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

CASE = "case.yaml"
PLAN, PLAN_YAML, STDOUT, STDERR = "plan.json", "plan.yaml", "stdout.txt", "stderr.txt"
CASE_KEYS = {"description", "bases", "git", "unread", "runs"}
RUN_KEYS = {"name", "args", "command", "exit", "gives", "env", "cwd"}


class CaseError(Exception):
    """A golden case is not written as this module describes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of orun: how it is started, how it must end and what it must give."""

    name: str
    command: tuple[str, ...]
    status: int
    gives: tuple[str, ...]
    env: dict[str, str]
    cwd: str

    @property
    def views(self) -> tuple[str, ...]:
        return tuple(name for name in self.gives if is_view(name))

    def path_of(self, output: str) -> str:
        """Return where an expected output stands, relative to the case."""
        return f"{self.name}/{output}" if self.name else output


@dataclass(frozen=True, slots=True)
class Case:
    """A golden case."""

    directory: Path
    description: str
    runs: tuple[Run, ...]
    bases: tuple[str, ...] = ()
    git: tuple[str, ...] = ()
    unread: frozenset[str] = field(default_factory=frozenset)

    @property
    def expected(self) -> set[str]:
        """The files that say what the runs must give, relative to the case."""
        return {run.path_of(output) for run in self.runs for output in run.gives}

    @property
    def inputs(self) -> list[str]:
        """The files that the runs work on, relative to the case."""
        expected = self.expected
        found = (
            path.relative_to(self.directory).as_posix()
            for path in sorted(self.directory.rglob("*"))
            if not path.is_dir()
        )
        return [path for path in found if path not in expected and path != CASE]


def is_view(output: str) -> bool:
    return output.startswith("view-") and output.endswith(".txt")


def is_output(output: str) -> bool:
    return output in {PLAN, PLAN_YAML, STDOUT, STDERR} or is_view(output)


def view_of(output: str) -> str:
    """Return the argument of `--view`: `view-component-web.txt` shows `component=web`."""
    name = output.removeprefix("view-").removesuffix(".txt")
    return name.replace("component-", "component=", 1)


def read_case(directory: Path) -> Case:
    """Read `case.yaml`. Raises CaseError if it is missing or says something unknown."""
    try:
        data = yaml.safe_load((directory / CASE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CaseError(f"{directory} has no {CASE}") from error
    _only(data, CASE_KEYS, str(directory))
    if not str(data.get("description", "")).strip().endswith("."):
        raise CaseError(f"{directory}: a case begins with a sentence that says what it shows")
    runs = tuple(_run(each, str(directory)) for each in data.get("runs") or [{}])
    names = [run.name for run in runs]
    if len(set(names)) < len(names):
        raise CaseError(f"{directory}: two runs have one name")
    return Case(
        directory=directory,
        description=data["description"],
        runs=runs,
        bases=tuple(data.get("bases", ())),
        git=tuple(data.get("git", ())),
        unread=frozenset(data.get("unread", ())),
    )


def _run(data: dict[str, Any], where: str) -> Run:
    _only(data, RUN_KEYS, where)
    if "command" in data and "args" in data:
        raise CaseError(f"{where}: a run has either args or a command")
    status = data.get("exit", 0)
    gives = tuple(data.get("gives", [STDERR if status else PLAN]))
    if bad := [name for name in gives if not is_output(name)]:
        raise CaseError(f"{where}: no output is called {', '.join(bad)}")
    command = data.get("command") or f"plan -i intent.yaml -o {PLAN} {data.get('args', '')}"
    return Run(
        name=data.get("name", ""),
        command=tuple(shlex.split(command)),
        status=status,
        gives=gives,
        env=data.get("env", {}),
        cwd=data.get("cwd", "."),
    )


def _only(data: object, keys: set[str], where: str) -> None:
    if not isinstance(data, dict):
        raise CaseError(f"{where}: a map is wanted, not {data!r}")
    if unknown := set(data) - keys:
        raise CaseError(f"{where}: unknown keys {sorted(unknown)}")
