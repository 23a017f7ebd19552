"""The plan from the fixpoint and the rendered values: sorting and copying, nothing else."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from orun.plan import (
    API_VERSION,
    KIND,
    CompositionUse,
    EnvironmentState,
    Execution,
    Gate,
    GateMatch,
    Job,
    Metadata,
    Plan,
    PrunedEdge,
    RulesFile,
    SecretRef,
    Selection,
    SourceState,
    Spec,
    Trigger,
    with_checksum,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.compiler.render import Rendered
    from orun.compiler.rules import RulesFile as LoadedRules
    from orun.compiler.workspace import Workspace
    from orun.engine.evaluate import Result
    from orun.facts.request import Request
    from orun.rendering.values import Values

DEFAULT_CONCURRENCY = 4
DEFAULT_STATE_FILE = ".orun-state.json"


class Circumstances(Struct, frozen=True):
    """What a plan says about the run that made it."""

    generated_at: str
    source: SourceState | None


def build(
    workspace: Workspace,
    request: Request,
    result: Result,
    rendered: Rendered,
    rules: Iterable[LoadedRules],
    circumstances: Circumstances,
) -> Plan:
    """Return the plan with its checksum."""
    intent = workspace.intent
    metadata = intent.metadata
    jobs = _Jobs(result, rendered).all()
    plan = Plan(
        api_version=API_VERSION,
        kind=KIND,
        metadata=Metadata(
            name=(metadata.name if metadata else None) or "",
            description=metadata.description if metadata else None,
            namespace=metadata.namespace if metadata else None,
            generated_at=circumstances.generated_at,
            source=circumstances.source,
            trigger=_trigger(request, result),
            selection=_selection(request, result, jobs),
        ),
        execution=_execution(workspace),
        spec=Spec(
            environments=_environments(workspace, result),
            compositions=_compositions(workspace, result),
            rules=tuple(
                RulesFile(path=file.source.name, digest=file.digest)
                for file in sorted(rules, key=lambda file: file.source.name)
            ),
        ),
        jobs=jobs,
    )
    return with_checksum(plan)


def _execution(workspace: Workspace) -> Execution:
    stated = workspace.intent.execution
    return Execution(
        concurrency=(stated.concurrency if stated else None) or DEFAULT_CONCURRENCY,
        fail_fast=stated is None or stated.fail_fast is not False,
        state_file=(stated.state_file if stated else None) or DEFAULT_STATE_FILE,
    )


def _trigger(request: Request, result: Result) -> Trigger:
    matched = tuple(sorted(name for (name,) in result.rows("matched")))
    event = request.event
    compared: dict[str, str] = dict(iter(result.rows("compared_revision")))
    if not compared:
        compared = _compared_commits(result)
    by_trigger = event is not None or request.trigger is not None
    active = sorted(name for (name,) in result.rows("active")) if by_trigger else []
    return Trigger(
        mode="event" if event else "named" if request.trigger is not None else "none",
        provider=event.provider if event else None,
        event=event.name if event else None,
        action=event.action if event else None,
        branch=event.branch if event else None,
        base_branch=event.base_branch if event else None,
        tag=event.tag if event else None,
        matched_bindings=matched,
        active_environments=tuple(active),
        scope=_scope(request, result),
        base=compared.get("base"),
        head=compared.get("head"),
    )


def _scope(request: Request, result: Result) -> str:
    """Return what the trigger says of the scope, or without one the options."""
    if request.trigger is None and request.event is None:
        return "changed" if request.changed else "full"
    return "changed" if ("changed",) in result.rows("scope_of_trigger") else "full"


def _compared_commits(result: Result) -> dict[str, str]:
    """Return the commits that git compared, if it was asked; the work tree is none."""
    commits = {}
    for _, _, base, head in result.rows("comparison"):
        commits = {"base": base, "head": head}
    return {side: commit for side, commit in commits.items() if commit is not None}


def _selection(request: Request, result: Result, jobs: tuple[Job, ...]) -> Selection:
    pruned = [
        PrunedEdge(kind=kind, from_=source, to=target, reason=reason)
        for kind, source, target, reason in sorted(result.rows("pruned"))
    ]
    known = {row[1] for row in result.rows("instance_job")}
    return Selection(
        envs=tuple(sorted(name for (name,) in result.rows("active"))),
        components=tuple(sorted({job.component for job in jobs} & known)),
        mode="scoped" if _is_narrowed(request, result) else "full",
        all_envs=request.all_environments,
        pruned_edges=tuple(pruned),
    )


def _is_narrowed(request: Request, result: Result) -> bool:
    asked = request.environments or request.components
    return bool(asked or result.rows("change_detection"))


def _environments(workspace: Workspace, result: Result) -> dict[str, EnvironmentState]:
    members: dict[str, set[str]] = {name: set() for name in workspace.intent.environments}
    for component, environment, _ in result.rows("subscribed"):
        members[environment].add(component)
    active = result.rows("active")
    return {
        name: EnvironmentState(active=(name,) in active, components=tuple(sorted(components)))
        for name, components in sorted(members.items())
    }


def _compositions(workspace: Workspace, result: Result) -> tuple[CompositionUse, ...]:
    """Return the types that jobs are of, as their components call them, and where each is from."""
    sources = {source.source.name: source for source in workspace.sources}
    types = {row[0]: row[3] for row in result.rows("job")}
    used = {
        (types[row[0]], workspace.definitions[row[3]].source)
        for row in result.rows("instance_job")
        if row[0] in types
    }
    return tuple(
        CompositionUse(
            type=type_,
            source=source,
            kind=sources[source].source.kind or "",
            digest=sources[source].digest,
        )
        for type_, source in sorted(used)
    )


class _Jobs:
    """The jobs of a plan, from rows grouped by job."""

    def __init__(self, result: Result, rendered: Rendered) -> None:
        self._result = result
        self._rendered = rendered
        self._edges = _targets(result.rows("edge"))
        self._advisory = _targets(result.rows("advisory_edge"))
        self._conditions: dict[str, dict[str, str]] = defaultdict(dict)
        for (job, on), won in result.database.values["edge_condition"].items():
            self._conditions[job][on] = won[1]
        self._gates: dict[str, list[Any]] = defaultdict(list)
        for row in result.rows("gate"):
            self._gates[row[0]].append(row)
        self._profiles = {row[:2]: row[3] for row in result.rows("chosen_profile")}
        self._profile_triggers = {row[:2]: row[2] for row in result.rows("profile_trigger")}
        self._mode_triggers = {row[:2]: row[2] for row in result.rows("mode_trigger")}
        self._definitions = {row[0]: row[3] for row in result.rows("instance_job")}

    def all(self) -> tuple[Job, ...]:
        """Return all jobs, sorted by id."""
        return tuple(self._job(*row) for row in sorted(self._result.rows("job")))

    def _job(self, job: str, component: str, environment: str, type_: str, name: str) -> Job:
        of_instance = job in self._definitions
        key = (component, environment)
        result = self._result
        values = self._rendered.values.get(key) if of_instance else None
        depends = self._edges.get(job, set())
        advisory = self._advisory.get(job, set()) - depends
        profile = self._profiles.get(key) if of_instance else None
        source = result.layer("profile_of", key) or "none"
        mode_source = result.layer("dependency_mode", key) if of_instance else None
        return Job(
            id=job,
            name=name,
            component=component,
            environment=environment,
            composition=type_,
            profile=f"{type_}.{profile}" if profile else None,
            profile_source=source if of_instance else None,
            profile_rule_trigger_ref=(
                self._profile_triggers.get(key) if source == "subscription-rule" else None
            ),
            runs_on=result.value("runs_on", job),
            path=values.path if values else "./",
            depends_on=tuple(sorted(depends)),
            advisory_depends_on=tuple(sorted(advisory)) or None,
            dependency_mode=(result.value("dependency_mode", key) if of_instance else None)
            or "enforced",
            dependency_source=mode_source or "default",
            dependency_rule_trigger_ref=(
                self._mode_triggers.get(key) if mode_source == "subscription-rule" else None
            ),
            dependency_conditions=self._conditions.get(job),
            gates=self._gates_of(job),
            timeout=result.value("timeout", job),
            retries=result.value("retries", job),
            env=(values.env if values else None) or None,
            secret_refs=_secrets(values),
            labels=result.value("labels", job) or None,
            parameters=(values.parameters if values else None) or None,
            policies=(result.value("policies", key) if of_instance else None) or None,
            steps=self._rendered.steps[job],
        )

    def _gates_of(self, job: str) -> tuple[Gate, ...] | None:
        rows = self._gates.get(job)
        if not rows:
            return None
        return tuple(
            Gate(
                type=kind,
                environment=environment,
                component=component,
                condition=condition,
                match=GateMatch(revision=revision) if revision is not None else None,
            )
            for _, kind, environment, component, condition, revision in sorted(
                rows, key=lambda row: tuple((value is not None, value or "") for value in row)
            )
        )


def _targets(rows: Iterable[tuple[Any, ...]]) -> dict[str, set[str]]:
    targets: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        targets[row[0]].add(row[1])
    return targets


def _secrets(values: Values | None) -> tuple[SecretRef, ...] | None:
    if values is None:
        return None
    references = {
        name: SecretRef(as_env=name, ref=reference, optional=True)
        for name, reference in values.optional_secrets.items()
    }
    references |= {
        name: SecretRef(as_env=name, ref=reference) for name, reference in values.secrets.items()
    }
    return tuple(references[name] for name in sorted(references)) or None
