"""The built-in rules look at few tuples: 200 components in 3 environments, 1,800 jobs."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from running import executed, visited_by

from orun.compiler.outputs import PLAN
from orun.compiler.rules import built_in, check_rules
from orun.compiler.workspace import facts_of, load_workspace
from orun.diagnostics import Diagnostics
from orun.engine.evaluate import Result, evaluate
from orun.engine.generate import generate
from orun.engine.strata import schedule
from orun.facts.request import Event, Request, add_request

if TYPE_CHECKING:
    from pathlib import Path

    from orun.compiler.rules import RulesFile
    from orun.engine.clause import Clauses
    from orun.language.program import Program

ENVIRONMENTS = ("dev", "staging", "production")
HEADER = {"apiVersion": "orun.io/v1"}
JOBS = ("build", "ship", "check")


def environment(name: str, **more: Any) -> dict[str, Any]:
    return {
        "activation": {"triggerRefs": ["push", "pull"]},
        "parameterDefaults": {"*": {"lane": name}, "app": {"replicas": 1}},
        "env": {"LEVEL": name},
        "policies": {"approvals": 1},
        **more,
    }


def intent(strategy: str, barriers: str) -> dict[str, Any]:
    follows = {"strategy": strategy, "satisfy": "same-plan-or-previous-success"}
    return {
        **HEADER,
        "kind": "Intent",
        "metadata": {"name": "large"},
        "compositions": {"sources": [{"name": "stack", "kind": "dir", "path": "./stack"}]},
        "automation": {
            "triggerBindings": {
                "push": {
                    "on": {"provider": "github", "event": "push", "branches": ["main", "v*"]},
                    "plan": {"scope": "full"},
                },
                "pull": {"on": {"provider": "github", "event": "pull_request"}},
            }
        },
        "groups": {
            f"domain-{number}": {"parameterDefaults": {"*": {"region": number}}, "path": "apps"}
            for number in range(5)
        },
        "environments": {
            "dev": environment("dev"),
            "staging": environment(
                "staging", promotion={"dependsOn": [{"environment": "dev", **follows}]}
            ),
            "production": environment(
                "production", promotion={"dependsOn": [{"environment": "staging", **follows}]}
            ),
        },
        "env": {"ALWAYS": "1"},
        "execution": {"barriers": barriers},
        "components": [component(number) for number in range(200)],
    }


def component(number: int) -> dict[str, Any]:
    subscriptions = [
        {
            "name": name,
            "profile": "all" if number % 3 else "some",
            "profileRules": [{"profile": "some", "when": {"triggerRef": "push"}}],
        }
        for name in ENVIRONMENTS
    ]
    needs: list[dict[str, Any]] = [
        {"component": f"c{other:03}"}
        for other in (number // 2, number // 3 + 1, number // 5 + 2)
        if other < number
    ]
    if needs and number % 7 == 0:
        needs[0]["environment"] = "dev"
    return {
        "name": f"c{number:03}",
        "type": f"type-{number % 2}",
        "domain": f"domain-{number % 5}",
        "path": f"apps/c{number:03}",
        "subscribe": {"environments": subscriptions},
        "parameters": {"port": number},
        "labels": {"team": f"team-{number % 9}", "tier": f"{number % 3}"},
        "env": {"NAME": f"c{number:03}"},
        "dependsOn": needs,
    }


def composition(name: str) -> dict[str, Any]:
    jobs: list[dict[str, Any]] = [
        {
            "name": job,
            "timeout": "30m",
            "capabilities": ["run", "log"],
            "steps": [
                {"id": "run", "capability": "run", "run": job},
                {"id": "log", "capability": "log", "run": "true"},
            ],
            "dependsOn": list(JOBS[:number]),
        }
        for number, job in enumerate(JOBS)
    ]
    return {
        **HEADER,
        "kind": "Composition",
        "metadata": {"name": name},
        "spec": {
            "type": name,
            "defaultJob": "build",
            "defaultProfile": "all",
            "parameterSchema": {"type": "object"},
            "jobs": jobs,
            "executionProfiles": {
                "all": {"jobs": {job: {} for job in JOBS}},
                "some": {"jobs": {job: {"includeCapabilities": ["run"]} for job in JOBS}},
            },
        },
    }


@cache
def built_in_files() -> list[RulesFile]:
    return built_in()


@cache
def checked_rules() -> tuple[Program, Clauses]:
    found = check_rules(built_in_files(), Diagnostics())
    assert found is not None
    return found


def built_in_result(directory: Path, strategy: str, barriers: str, request: Request) -> Result:
    """Evaluate the built-in rules on the workspace, counting visits."""
    files = {"intent.yaml": intent(strategy, barriers)}
    files["stack/stack.yaml"] = {**HEADER, "kind": "Stack", "metadata": {"name": "stack"}}
    for name in ("type-0", "type-1"):
        files[f"stack/{name}/composition.yaml"] = composition(name)
    for name, document in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
    diagnostics = Diagnostics()
    workspace = load_workspace(directory / "intent.yaml", diagnostics)
    program, clauses = checked_rules()
    steps = schedule(program, clauses, PLAN, diagnostics)
    sources = [file.source for file in built_in_files()]
    text = generate(program, clauses, steps, sources, counted=True)
    assert not diagnostics.has_errors, [each.message for each in diagnostics]
    assert workspace is not None
    facts = facts_of(workspace)
    add_request(facts, request)
    result = evaluate(executed(text), facts.relations, count=True)
    assert not result.database.reports
    return result


PUSH = Request(event=Event("github", "push", branch="main"))
CASES = {
    "everything": ("same-component", "fan-out", Request()),
    "everything with joined barriers": ("environment-barrier", "join", Request()),
    "a push": ("same-component", "fan-out", PUSH),
    "some components": ("same-component", "fan-out", Request(components=("c1*",))),
    "few components": ("environment-barrier", "fan-out", Request(components=("c01*",))),
    "one environment": ("environment-barrier", "fan-out", Request(environments=("production",))),
}


@pytest.mark.parametrize("case", CASES)
def test_built_in_rules_visit_little(tmp_path: Path, case: str) -> None:
    """No rule looks at many more tuples than it makes facts and its largest relation has."""
    result = built_in_result(tmp_path, *CASES[case])
    rules = reads_of_built_in_rules()
    made = dict(result.busiest_rules())
    sizes = {name: len(rows) for name, rows in result.database.rows.items()}
    excess = {
        name: (visits, made.get(name, 0), largest)
        for name, visits in visited_by(result).items()
        if visits
        > 3 * ((largest := max(sizes[read] for read in rules[name])) + made.get(name, 0)) + 10
    }
    assert not excess
    assert case != "everything" or len(result.rows("job")) == 200 * 3 * 3


@cache
def reads_of_built_in_rules() -> dict[str, set[str]]:
    """Return the predicates that each rule loops over."""
    _, clauses = checked_rules()
    reads: dict[str, set[str]] = {}
    for clause in clauses.clauses:
        found = {name for name, _ in clauses.reads(clause) if not name.startswith("@")}
        reads.setdefault(clause.rule.name, set()).update(found)
    return reads
