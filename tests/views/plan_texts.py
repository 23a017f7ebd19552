"""Plans written as text, so that a test shows what goes in and what comes out.

    web@dev.deploy app.verify       a job and, if there is one, its profile
      < api@dev.deploy always       it waits for that job, with a condition other than success
      ~ docs@dev.build              an advisory edge
      gate TYPE ENVIRONMENT COMPONENT CONDITION REVISION
    prune component web@dev api@dev not-selected

`dev->prod.barrier` is the joint between two environments.
"""

import re

from orun.plan import (
    API_VERSION,
    KIND,
    EnvironmentState,
    Execution,
    Gate,
    GateMatch,
    Job,
    Metadata,
    Plan,
    PrunedEdge,
    Selection,
    Spec,
    Trigger,
)


def plan_of(text: str, *, jobs: tuple[Job, ...] = (), **metadata: object) -> Plan:
    """Return the plan that `text` describes; `jobs` are added, `metadata` replaces defaults."""
    found: list[dict[str, object]] = []
    pruned: list[PrunedEdge] = []
    for line in filter(str.strip, text.splitlines()):
        words = line.split()
        if words[0] == "prune":
            pruned.append(PrunedEdge(kind=words[1], from_=words[2], to=words[3], reason=words[4]))
        elif line[0] != " ":
            found.append(_job(*words))
        else:
            _add(found[-1], *words)
    made = sorted((*(Job(**fields) for fields in found), *jobs), key=lambda job: job.id)
    return _plan(tuple(made), tuple(pruned), metadata)


def _job(name: str, profile: str | None = None) -> dict[str, object]:
    barrier = re.fullmatch(r".+->(?P<environment>.+)\.barrier", name)
    component, _, rest = (
        ("*", "", barrier["environment"] + ".barrier") if barrier else (name.partition("@"))
    )
    environment, _, job = rest.rpartition(".")
    return {
        "id": name,
        "name": job,
        "component": component,
        "environment": environment,
        "composition": "barrier" if barrier else profile.partition(".")[0] if profile else "app",
        "profile": profile,
        "profile_source": "subscription" if profile else "none",
        "path": "./",
        "depends_on": (),
        "dependency_mode": "enforced",
        "dependency_source": "default",
        "steps": (),
    }


def _add(job: dict[str, object], word: str, *rest: str) -> None:
    if word == "gate":
        kind, environment, component, condition, revision = (*rest, *[None] * 4)[:5]
        gate = Gate(
            type=kind,
            environment=environment,
            component=component,
            condition=condition,
            match=revision and GateMatch(revision=revision),
        )
        job["gates"] = (*job.get("gates", ()), gate)
        return
    field = {"<": "depends_on", "~": "advisory_depends_on"}[word]
    job[field] = (*job.get(field, ()), rest[0])
    if rest[1:]:
        job["dependency_conditions"] = job.get("dependency_conditions", {}) | {rest[0]: rest[1]}


def _plan(
    jobs: tuple[Job, ...], pruned: tuple[PrunedEdge, ...], metadata: dict[str, object]
) -> Plan:
    environments: dict[str, set[str]] = {}
    for job in jobs:
        environments.setdefault(job.environment, set()).add(job.component)
    selection = Selection(
        envs=tuple(sorted(environments)),
        components=tuple(sorted({job.component for job in jobs})),
        mode="full",
        all_envs=False,
        pruned_edges=pruned,
    )
    trigger = Trigger(mode="none", matched_bindings=(), active_environments=(), scope="full")
    return Plan(
        api_version=API_VERSION,
        kind=KIND,
        metadata=Metadata(
            **{
                "name": "shop",
                "generated_at": "2024-01-02T00:00:00Z",
                "checksum": "sha256-" + "0123456789abcdef" * 4,
                "trigger": trigger,
                "selection": selection,
                **metadata,
            }
        ),
        execution=Execution(concurrency=4, fail_fast=True, state_file=".orun-state.json"),
        spec=Spec(
            environments={
                name: EnvironmentState(active=True, components=tuple(sorted(components)))
                for name, components in environments.items()
            },
            compositions=(),
            rules=(),
        ),
        jobs=jobs,
    )
