"""Running a golden case in a copy of it and comparing what it gives, byte for byte."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import plan_laws
from in_process import OpenedFiles, Outcome, run_orun
from once import importing_once
from scenario import PLAN, PLAN_YAML, STDERR, STDOUT, Case, Run, is_output, view_of

SUMMARY = re.compile(rb"[\d,]+ jobs?, [^\n]+ -> [^\n]+\n")
"""The line that ends a run that wrote a plan."""

NOW = "1700000000"
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Golden",
    "GIT_AUTHOR_EMAIL": "golden@example.com",
    "GIT_AUTHOR_DATE": f"{NOW} +0000",
    "GIT_COMMITTER_NAME": "Golden",
    "GIT_COMMITTER_EMAIL": "golden@example.com",
    "GIT_COMMITTER_DATE": f"{NOW} +0000",
}

_opened = OpenedFiles()


@dataclass(slots=True)
class Harness:
    """Runs cases in `scratch`; with `update`, writes what they give instead of comparing it.

    `problems` are sentences for whoever reads the failing test.
    """

    bases: Path
    scratch: Path
    cache: str
    update: bool = False
    problems: list[str] = field(default_factory=list)

    def check(self, case: Case) -> list[str]:
        """Run a case and return everything that is not as it must be."""
        read: set[str] = set()
        for number, run in enumerate(case.runs):
            workspace = self.scratch / str(number)
            self._copy(case, workspace)
            with importing_once(), _opened.recorded():
                self._check_run(case, run, workspace)
            read |= self._inputs_read(case, workspace)
        self._check_inputs(case, read)
        return self.problems

    def _copy(self, case: Case, workspace: Path) -> None:
        workspace.mkdir()
        for base in case.bases:
            shutil.copytree(self.bases / base, workspace, dirs_exist_ok=True)
        for path in case.inputs:
            target = workspace / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(case.directory / path, target, follow_symlinks=False)
        for command in case.git:
            subprocess.run(
                ["git", *command.split()],
                cwd=workspace,
                env=self._environ({}, workspace),
                check=True,
                capture_output=True,
            )

    def _environ(self, env: dict[str, str], workspace: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(workspace.parent),
            "XDG_CACHE_HOME": self.cache,
            "GIT_CEILING_DIRECTORIES": str(workspace.parent),
            "SOURCE_DATE_EPOCH": NOW,
            **GIT,
            **env,
        }

    def _check_run(self, case: Case, run: Run, workspace: Path) -> None:
        plain = [name for name in run.gives if name not in run.views]
        if plain or not run.views:
            self._check_outputs(case, run, workspace, plain)
        for view in run.views:
            outcome = self._start(run, workspace, ("--view", view_of(view)))
            self._expect_status(run, outcome)
            self._compare(case, run, view, outcome.stdout)

    def _check_outputs(self, case: Case, run: Run, workspace: Path, outputs: list[str]) -> None:
        outcome = self._start(run, workspace, ())
        self._expect_status(run, outcome)
        given = {STDOUT: outcome.stdout, STDERR: outcome.stderr}
        for name in (PLAN, PLAN_YAML):
            path = workspace / run.cwd / name
            if path.is_file():
                given[name] = path.read_bytes()
        for output in outputs:
            self._compare(case, run, output, given.get(output))
        self._check_rest(run, given, outputs)
        if PLAN in given:
            self.problems += plan_laws.broken_by(given[PLAN])

    def _start(self, run: Run, workspace: Path, more: tuple[str, ...]) -> Outcome:
        environ = self._environ(run.env, workspace)
        outcome = run_orun((*run.command, *more), workspace / run.cwd, environ)
        for stream in (outcome.stdout, outcome.stderr):
            if str(workspace.parent).encode() in stream:
                self._complain(run, "an absolute path is shown")
        return outcome

    def _expect_status(self, run: Run, outcome: Outcome) -> None:
        if outcome.status != run.status:
            said = outcome.stderr.decode(errors="replace")
            self._complain(run, f"exit {outcome.status}, not {run.status}, saying\n{said}")

    def _check_rest(self, run: Run, given: dict[str, bytes], outputs: list[str]) -> None:
        """What is not compared must not be there: a plan, any data, any talk but the summary."""
        if PLAN_YAML not in outputs and PLAN not in outputs and given.keys() & {PLAN, PLAN_YAML}:
            self._complain(run, "a plan was written")
        if STDOUT not in outputs and given[STDOUT]:
            self._complain(run, f"stdout is not empty: {given[STDOUT]!r}")
        if STDERR not in outputs and not SUMMARY.fullmatch(given[STDERR]):
            talk = given[STDERR].decode(errors="replace")
            self._complain(run, f"stderr is more than the summary:\n{talk}")

    def _compare(self, case: Case, run: Run, output: str, given: bytes | None) -> None:
        path = case.directory / run.path_of(output)
        if given is None:
            self._complain(run, f"{output} was not written")
        elif self.update:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(given)
        elif not path.is_file():
            self._complain(run, f"{run.path_of(output)} is missing")
        elif (wanted := path.read_bytes()) != given:
            name = f"{case.directory.name}/{run.path_of(output)}"
            self._complain(run, _difference(name, wanted, given))

    def _inputs_read(self, case: Case, workspace: Path) -> set[str]:
        return {path for path in case.inputs if os.path.realpath(workspace / path) in _opened.paths}

    def _check_inputs(self, case: Case, read: set[str]) -> None:
        for path in case.inputs:
            if is_output(Path(path).name):
                self.problems.append(f"{path} is an expected output that no run gives")
            elif path not in read and path not in case.unread:
                self.problems.append(f"{path} is stray: no run reads it")
            elif path in read and path in case.unread:
                self.problems.append(f"{path} was read, and should not have been")

    def _complain(self, run: Run, problem: str) -> None:
        self.problems.append(f"[orun {' '.join(run.command)}] {problem}")


def _difference(name: str, wanted: bytes, given: bytes) -> str:
    before, after = (
        each.decode(errors="backslashreplace").splitlines() for each in (wanted, given)
    )
    return "\n".join(difflib.unified_diff(before, after, name, "given", lineterm=""))
