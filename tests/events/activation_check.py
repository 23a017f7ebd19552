"""Planning for an event in tests: bindings as YAML and a payload in, what the plan says out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orun.compiler.compile import Task, compile_intent
from orun.diagnostics import Diagnostics
from orun.events.read import read_event
from orun.facts.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from orun.plan import Plan

COMPOSITION = """\
apiVersion: orun.io/v1
kind: Composition
metadata: {name: noop}
spec:
  type: noop
  defaultJob: run
  parameterSchema: {type: object}
  jobs: [{name: run, steps: [{id: go, run: "true"}]}]
"""
STACK = """\
apiVersion: orun.io/v1
kind: Stack
metadata: {name: own}
spec: {compositions: [{name: noop, path: composition.yaml}]}
"""
INTENT = """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: demo}
compositions: {sources: [{name: own, kind: dir, path: compositions}]}
components: [{name: web, type: noop, subscribe: {environments: ["*"]}}]
"""


def write_workspace(directory: Path, text: str) -> Path:
    """Write an intent of one component, with `text` for the rest, and return its path."""
    source = directory / "compositions"
    source.mkdir(exist_ok=True)
    (source / "stack.yaml").write_text(STACK, encoding="utf-8")
    (source / "composition.yaml").write_text(COMPOSITION, encoding="utf-8")
    intent = directory / "intent.yaml"
    intent.write_text(INTENT + text, encoding="utf-8")
    return intent


@dataclass(frozen=True)
class Planned:
    """What came of an event: the plan, and complaints as `code line text of that line`."""

    plan: Plan | None
    said: list[str]

    @property
    def matched(self) -> list[str]:
        assert self.plan is not None, self.said
        return list(self.plan.metadata.trigger.matched_bindings)

    @property
    def active(self) -> list[str]:
        assert self.plan is not None, self.said
        return list(self.plan.metadata.trigger.active_environments)

    @property
    def compared(self) -> tuple[str | None, str | None]:
        assert self.plan is not None, self.said
        return self.plan.metadata.trigger.base, self.plan.metadata.trigger.head


def plan_for(
    directory: Path,
    bindings: str,
    payload: object,
    *,
    provider: str = "github",
    environments: str | None = None,
    asked: tuple[str, ...] = (),
) -> Planned:
    """Plan for an event; `bindings` are lines such as `pr: {on: {…}}`.

    Unless `environments` says otherwise, there is one, which refers to every binding.
    """
    names = [line.partition(":")[0].strip() for line in bindings.strip().splitlines()]
    if environments is None:
        environments = f"dev: {{activation: {{triggerRefs: [{', '.join(names)}]}}}}"
    rest = "automation:\n  triggerBindings:\n"
    rest += "".join(f"    {line.strip()}\n" for line in bindings.strip().splitlines())
    rest += "environments:\n"
    rest += "".join(f"  {line.strip()}\n" for line in environments.strip().splitlines())
    intent = write_workspace(directory, rest)
    file = directory / "event.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    found = Diagnostics()
    event = read_event(provider, file, {}, found)
    assert event is not None, [each.message for each in found]
    request = Request(environments=asked, event=event)
    compilation = compile_intent(Task(intent, request, found=tuple(found)))
    said = []
    for each in compilation.diagnostics:
        shown = each.span.source.line(each.span.position[0]).text[each.span.position[1] - 1 :]
        said.append(f"{each.severity}[{each.code}] {shown[: each.span.end - each.span.start]}")
    return Planned(compilation.plan, said)
