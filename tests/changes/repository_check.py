"""A small workspace in a git repository, and what a search or a compilation finds in it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orun.changes.find import find_changes
from orun.changes.options import ChangeOptions
from orun.compiler.compile import Compilation, Task, compile_intent
from orun.facts.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from orun.changes.found import Changes
    from orun.changes.revisions import Range

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",  # a commit would start a process that finds nothing to tidy up
    "GIT_CONFIG_KEY_0": "maintenance.auto",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "c",
    "GIT_COMMITTER_EMAIL": "c@example.com",
    "GIT_AUTHOR_DATE": "1600000000 +0000",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
}

STACK = """\
apiVersion: orun.io/v1
kind: Stack
metadata: {name: stack}
"""

HEADER = """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: shop}
compositions: {sources: [{name: stack, kind: dir, path: ./stack}]}
"""

ONE_ENVIRONMENT = 'environments: {dev: {selectors: {components: ["*"]}}}\n'


def composition(type_: str) -> str:
    return f"""\
apiVersion: orun.io/v1
kind: Composition
metadata: {{name: {type_}}}
spec:
  type: {type_}
  defaultJob: run
  jobs: [{{name: run, steps: [{{name: one, run: "true"}}]}}]
"""


def manifest(name: str, spec: str = "type: app") -> str:
    return f"""\
apiVersion: orun.io/v1
kind: Component
metadata: {{name: {name}}}
spec: {{{spec}}}
"""


def intent(*parts: str) -> str:
    return "".join((HEADER, *(parts or (ONE_ENVIRONMENT,))))


def inline(*components: str) -> str:
    return "components:\n" + "".join(f"  - {{{each}}}\n" for each in components)


FILES = {
    "stack/stack.yaml": STACK,
    "stack/app/composition.yaml": composition("app"),
    "stack/job/composition.yaml": composition("job"),
    "intent.yaml": intent(),
    "apps/api/component.yaml": manifest("api"),
    "apps/web/component.yaml": manifest("web", "type: job"),
}


@dataclass
class Shop:
    """A workspace at `root`, in a repository whose top is `top`."""

    top: Path
    root: Path
    shas: list[str] = field(default_factory=list)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.top, env=ENVIRONMENT, check=True, capture_output=True
        )
        return os.fsdecode(done.stdout.strip())

    def write(self, files: dict[str, str | None]) -> None:
        """Write files of the workspace; None takes one away."""
        for path, text in files.items():
            file = self.root / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")

    def commit(self, files: dict[str, str | None] | None = None) -> str:
        """Commit the whole work tree with these files written, and return the commit."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        self.shas.append(self.git("rev-parse", "HEAD"))
        return self.shas[-1]

    def find(
        self, event: Range | None = None, ci: Range | None = None, **options: object
    ) -> Changes:
        return find_changes(
            self.root / "intent.yaml",
            ChangeOptions(**options),  # type: ignore[arg-type]  # checked by the class itself
            event,
            ci,
            [self.root / "plan.json"],
        )

    def plan(
        self, *components: str, rules: tuple[Path, ...] = (), **options: object
    ) -> Compilation:
        """Compile what changed; `options` are those of `ChangeOptions`."""
        changes = ChangeOptions(**options)  # type: ignore[arg-type]  # as above
        request = Request(components=components, changed=True, changes=changes)
        return compile_intent(Task(self.root / "intent.yaml", request, rules=rules))

    def since(self, files: dict[str, str | None], **options: object) -> list[str]:
        """Commit files and return the components that are planned because of them."""
        before = self.git("rev-parse", "HEAD")
        self.commit(files)
        return planned(self.plan(base=before, **options))


def planned(compilation: Compilation) -> list[str]:
    """Return the components of the plan."""
    assert compilation.plan is not None, list(compilation.diagnostics)
    return list(compilation.plan.metadata.selection.components)


def codes(compilation: Compilation) -> list[str]:
    return [each.code for each in compilation.diagnostics]


def reasons(compilation: Compilation) -> list[tuple[str, str, str | None]]:
    assert compilation.result is not None
    return sorted(compilation.result.rows("reason_selected"))
