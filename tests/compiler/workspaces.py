"""Workspaces to compile, and compiling them inside the process of the tests."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from orun.compiler.compile import Task, compile_intent
from orun.diagnostics.render import render
from orun.facts.request import Request
from orun.plan import encode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from orun.compiler.compile import Compilation

HEADER = {"apiVersion": "orun.io/v1"}
TYPES = {"one": ["run"], "two": ["build", "ship"]}
"""Component types and their jobs; of type `two`, `ship` comes after `build`."""


def composition(type_: str) -> dict[str, Any]:
    """Return the composition of one of `TYPES`, whose profile `all` runs every job."""
    jobs: list[dict[str, Any]] = [
        {"name": name, "steps": [{"id": "go", "run": f"{name} {{{{ .orun.component.name }}}}"}]}
        for name in TYPES[type_]
    ]
    for before, job in pairwise(jobs):
        job["dependsOn"] = [before["name"]]
    return {
        **HEADER,
        "kind": "Composition",
        "metadata": {"name": type_},
        "spec": {
            "type": type_,
            "defaultJob": jobs[0]["name"],
            "defaultProfile": "all",
            "parameterSchema": {"type": "object"},
            "jobs": jobs,
            "executionProfiles": {"all": {"jobs": {job["name"]: {} for job in jobs}}},
        },
    }


def intent(**sections: Any) -> dict[str, Any]:
    """Return an intent with the compositions of `TYPES`."""
    sources = [{"name": "stack", "kind": "dir", "path": "./stack"}]
    return {
        **HEADER,
        "kind": "Intent",
        "metadata": {"name": "demo"},
        "compositions": {"sources": sources},
        **sections,
    }


def files(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a workspace: JSON, which is YAML."""
    stack = {**HEADER, "kind": "Stack", "metadata": {"name": "stack"}}
    documents = {
        "intent.yaml": document,
        "stack/stack.yaml": stack,
        **{f"stack/{type_}/composition.yaml": composition(type_) for type_ in TYPES},
    }
    return {name: json.dumps(each, ensure_ascii=False) for name, each in documents.items()}


def write(directory: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def compile_in(directory: Path, request: Request | None = None, *rules: str) -> Compilation:
    """Compile the workspace in `directory` with its own rules files `rules`."""
    return compile_intent(
        Task(
            intent=directory / "intent.yaml",
            request=request or Request(),
            rules=tuple(directory / name for name in rules),
        )
    )


def plan_bytes(directory: Path, request: Request | None = None, *rules: str) -> bytes:
    """Return the plan of a workspace that has nothing wrong."""
    compilation = compile_in(directory, request, *rules)
    assert compilation.plan is not None, render(compilation.diagnostics, colour=False)
    return encode(compilation.plan)


SHOP = intent(
    env={"REGION": "eu", "LEVEL": "1"},
    groups={"front": {"path": "front/{{ .group }}", "policies": {"a": 1, "b": 2}}},
    automation={
        "triggerBindings": {
            "push": {"on": {"provider": "github", "event": "push"}},
            "pull": {"on": {"provider": "github", "event": "pull_request"}},
        }
    },
    environments={
        "dev": {"dependencyMode": "advisory", "activation": {"triggerRefs": ["pull", "push"]}},
        "qa": {
            "activation": {"triggerRefs": ["push"]},
            "promotion": {"dependsOn": [{"environment": "dev", "strategy": "environment-barrier"}]},
        },
        "live": {
            "activation": {"triggerRefs": ["push"]},
            "parameterDefaults": {"*": {"z": 1, "a": 2}, "two": {"m": {"y": 1, "x": 2}}},
            "promotion": {"dependsOn": [{"environment": "qa"}, {"environment": "dev"}]},
        },
    },
    components=[
        {
            "name": name,
            "type": type_,
            "domain": "front",
            "labels": {"tier": "1", "kind": type_},
            "parameters": {
                "size": 2,
                "deep": {"b": [1, {"d": 1, "c": 2}], "a": "{{ .component }}"},
            },
            "secretEnv": {
                "TOKEN": "secret://vault/{{ .environment }}",
                "KEY": "secret://vault/key",
            },
            "subscribe": {
                "environments": ["dev", {"name": "*", "env": {"MODE": "x", "AREA": "y"}}]
            },
            "dependsOn": [{"component": on} for on in needs],
        }
        for name, type_, needs in (
            ("web", "one", ["api", "bus"]),
            ("api", "two", ["bus", "net"]),
            ("bus", "one", ["net"]),
            ("net", "two", []),
        )
    ],
)
"""A workspace in which most things that a plan can hold occur."""

WRONG = intent(
    environments={
        "dev": {"promotion": {"dependsOn": [{"environment": "live"}]}},
        "live": {"promotion": {"dependsOn": [{"environment": "dev"}, {"environment": "lvie"}]}},
        "qa": {"env": {"ORUN_A": "x", "ORUN_B": "y"}},
    },
    components=[
        {
            "name": name,
            "type": type_,
            "secretEnv": {"B": "x", "A": "y"},
            "parameters": {"p": "{{ .x }}", "q": "{{ .y }}"},
            "subscribe": {"environments": ["qa", "qaa", "nothing-*"]},
            "dependsOn": [{"component": on} for on in needs],
        }
        for name, type_, needs in (
            ("web", "one", ["api"]),
            ("api", "two", ["web", "apii"]),
            ("bus", "ones", ["bus", "net"]),
            ("net", "two", ["bus", "web"]),
        )
    ],
)
"""A workspace with many mistakes."""

RULES = """\
relation frozen(environment: text) "An environment in which nothing may change."

fact frozen(environment: qa)

fact frozen(environment: live)

rule freeze
  when frozen($environment) and job($id, $environment)
  then gate(job: $id, type: freeze, $environment)

rule tier-1
  when job($id, $component) and label($component, key: tier, value: "1")
  then set timeout(job: $id) = "45m"
   and set labels(job: $id)["by"] = "rule"

rule scan
  when job($id, environment: live, composition: two)
  then step(job: $id, id: scan, run: "scan {{ .orun.component.name }}")

rule first-api
  when job(id: $later, component: web, $environment)
   and job(id: $earlier, component: net, $environment)
  then edge(job: $later, on: $earlier, via: order)

rule unimportant
  when proposed edge($job, $on, via: dependency) and job(id: $on, component: bus, environment: qa)
  then drop edge($job, $on)

rule remark
  when component($name) as $here
  then warning "${name} is of tier 1" at $here
"""
"""A user's rules that add, set, drop and report."""
