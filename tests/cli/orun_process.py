"""Running orun on a small workspace: inside the process of the tests, or in one of its own.

A process of its own takes three times as long; it is for what only a process can show.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from in_process import run_orun

import orun

ROOT = Path(orun.__file__).resolve().parents[1]

STACK = """\
apiVersion: orun.io/v1
kind: Stack
metadata: {name: tasks}
"""
TASK = """\
apiVersion: orun.io/v1
kind: Composition
metadata: {name: task}
spec:
  type: task
  defaultJob: run
  parameterSchema: {type: object}
  jobs: [{name: run, steps: [{id: go, run: go}]}]
"""
INTENT = """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: demo}
compositions: {sources: [{name: stack, kind: dir, path: ./stack}]}
environments:
  dev: {}
  prod: {promotion: {dependsOn: [{environment: dev}]}}
components:
  - {name: web, type: task, subscribe: {environments: [dev, prod]}}
"""
BROKEN = INTENT.replace("type: task", "type: tsak")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A directory with an intent, and a home that is nobody's."""

    path: Path
    cache: Path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def environ(self, **env: str) -> dict[str, str]:
        """Return all that a run may know of its surroundings."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path.parent),
            "XDG_CACHE_HOME": str(self.cache),
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", str(self.cache)),
            "GIT_CEILING_DIRECTORIES": str(self.path.parent),
            "SOURCE_DATE_EPOCH": "1700000000",
            **env,
        }

    def start(self, *arguments: str, cwd: str = ".", **env: str) -> CompletedProcess[bytes]:
        """Run orun to its end."""
        outcome = run_orun(arguments, self.path / cwd, self.environ(**env))
        return CompletedProcess(arguments, outcome.status, outcome.stdout, outcome.stderr)

    def spawn(self, *arguments: str, cwd: str = ".", **env: str) -> CompletedProcess[bytes]:
        """Run orun to its end in a process of its own."""
        return subprocess.run(
            [*ORUN, *arguments],
            cwd=self.path / cwd,
            env=self.environ(**env),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )


ORUN = (sys.executable, "-m", "orun")


def talk(run: CompletedProcess[bytes]) -> str:
    """Return what a run said to people, after checking that it did not break down."""
    text = run.stderr.decode()
    assert "Traceback" not in text
    assert "mistake of its own" not in text
    return text
