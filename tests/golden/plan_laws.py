"""What holds of every plan, checked on its bytes with nothing but the standard library."""

from __future__ import annotations

import json
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from typing import Any

TOP = ["apiVersion", "kind", "metadata", "execution", "spec", "jobs"]
JOB = [
    "id", "name", "component", "environment", "composition", "profile", "profileSource",
    "profileRuleTriggerRef", "runsOn", "path", "dependsOn", "advisoryDependsOn", "dependencyMode",
    "dependencySource", "dependencyRuleTriggerRef", "dependencyConditions", "gates", "timeout",
    "retries", "env", "secretRefs", "labels", "parameters", "policies", "steps",
]  # fmt: skip
STEP = [
    "id", "name", "phase", "order", "run", "use", "with", "env", "shell", "working-directory",
    "timeout", "retry", "onFailure",
]  # fmt: skip
MAPS = ["env", "labels", "parameters", "policies", "dependencyConditions"]
PHASES = ["pre", "main", "post"]


def broken_by(data: bytes) -> list[str]:
    """Return a sentence for each law that a plan breaks."""
    plan = json.loads(data)
    jobs = plan["jobs"]
    broken = [*_layout(plan, data), *_order(jobs), *_graph(jobs)]
    if plan["metadata"]["checksum"] != checksum(plan):
        broken.append("the checksum is wrong")
    return [f"plan: {each}" for each in broken]


def checksum(plan: dict[str, Any]) -> str:
    """Return the checksum of a plan, of whatever checksum it has."""
    left_out = ("generatedAt", "checksum")
    metadata = {key: value for key, value in plan["metadata"].items() if key not in left_out}
    text = json.dumps(plan | {"metadata": metadata}, ensure_ascii=False, separators=(",", ":"))
    return "sha256-" + sha256(text.encode()).hexdigest()


def _layout(plan: dict[str, Any], data: bytes) -> list[str]:
    broken = []
    if json.dumps(plan, ensure_ascii=False, indent=2).encode() + b"\n" != data:
        broken.append("it is not laid out with an indent of two and a final newline")
    if list(plan) != TOP:
        broken.append("its keys are in another order")
    for job in plan["jobs"]:
        keys = list(job)
        if keys != [key for key in JOB if key in keys]:
            broken.append(f"the keys of {job['id']} are in another order")
        broken += [
            f"the keys of step {step['id']} of {job['id']} are in another order"
            for step in job["steps"]
            if list(step) != [key for key in STEP if key in step]
        ]
        broken += [
            f"{field} of {job['id']} is not sorted"
            for field in MAPS
            if list(job.get(field, {})) != sorted(job.get(field, {}))
        ]
    return broken


def _order(jobs: list[dict[str, Any]]) -> list[str]:
    broken = []
    ids = [job["id"] for job in jobs]
    if ids != sorted(set(ids)):
        broken.append("jobs are not sorted by id, each once")
    for job in jobs:
        broken += [
            f"{field} of {job['id']} is not sorted, each once"
            for field in ("dependsOn", "advisoryDependsOn")
            if (names := job.get(field, [])) != sorted(set(names))
        ]
        steps = [(PHASES.index(step["phase"]), step.get("order", 0)) for step in job["steps"]]
        if steps != sorted(steps):
            broken.append(f"the steps of {job['id']} are not in order")
        names = [step["id"] for step in job["steps"]]
        if len(set(names)) < len(names):
            broken.append(f"two steps of {job['id']} have one id")
    return broken


def _graph(jobs: list[dict[str, Any]]) -> list[str]:
    broken = []
    ids = {job["id"] for job in jobs}
    for job in jobs:
        waits = {*job["dependsOn"], *job.get("advisoryDependsOn", [])}
        if waits - ids:
            broken.append(f"{job['id']} waits for what is not in the plan")
        if set(job["dependsOn"]) & set(job.get("advisoryDependsOn", [])):
            broken.append(f"{job['id']} waits for a job twice")
        if set(job.get("dependencyConditions", {})) - waits:
            broken.append(f"{job['id']} has conditions for jobs it does not wait for")
    try:
        TopologicalSorter({job["id"]: job["dependsOn"] for job in jobs}).prepare()
    except CycleError as error:
        broken.append(f"jobs wait for each other: {error.args[1]}")
    return broken
