"""A plan in which every field of the format is set."""

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
    Step,
    Trigger,
)


def bare_job(name: str = "web@dev.deploy", **fields: object) -> Job:
    component, _, rest = name.partition("@")
    environment, _, job = rest.partition(".")
    return Job(
        **{
            "id": name,
            "name": job,
            "component": component,
            "environment": environment,
            "composition": "app",
            "path": "./",
            "depends_on": (),
            "dependency_mode": "enforced",
            "dependency_source": "default",
            "steps": (),
            **fields,
        }
    )


def bare_plan(*jobs: Job, **metadata: object) -> Plan:
    return Plan(
        api_version=API_VERSION,
        kind=KIND,
        metadata=Metadata(
            **{
                "name": "shop",
                "generated_at": "2024-01-02T00:00:00Z",
                "trigger": Trigger(
                    mode="none", matched_bindings=(), active_environments=(), scope="full"
                ),
                "selection": Selection(
                    envs=(), components=(), mode="full", all_envs=False, pruned_edges=()
                ),
                **metadata,
            }
        ),
        execution=Execution(concurrency=4, fail_fast=False, state_file=".orun-state.json"),
        spec=Spec(environments={}, compositions=(), rules=()),
        jobs=jobs,
    )


def full_job() -> Job:
    return bare_job(
        "web@prod.deploy",
        profile="app.release",
        profile_source="subscription-rule",
        profile_rule_trigger_ref="release",
        runs_on="ubuntu-22.04",
        path="apps/web",
        depends_on=("api@prod.deploy",),
        advisory_depends_on=("docs@prod.build",),
        dependency_rule_trigger_ref="release",
        dependency_conditions={"api@prod.deploy": "always"},
        gates=(
            Gate(
                type="environment-promotion",
                environment="staging",
                component="web",
                condition="success",
                match=GateMatch(revision="source"),
            ),
            Gate(type="change-approval"),
        ),
        timeout="30m",
        retries=0,
        env={"B": "2", "A": "1"},
        secret_refs=(
            SecretRef(as_env="TOKEN", ref="secret://vault/token"),
            SecretRef(as_env="EXTRA", ref="secret://vault/extra", optional=True),
        ),
        labels={"team": "shop", "tier": "1"},
        parameters={"z": [1, {"y": None, "x": 1.5}], "a": {"d": True, "c": 1e16}, "é": ""},
        policies={"requireApproval": "true"},
        steps=(
            Step(  # noqa: S604 - `shell` is a field of a step, nothing is started
                id="lint",
                name="Lint",
                phase="pre",
                order=0,
                run="npm ci\nnpm run lint\n",
                env={"CI": "1"},
                shell="bash",
                working_directory="apps/web",
                timeout="5m",
                retry=0,
                on_failure="continue",
            ),
            Step(id="deploy", phase="main", use="actions/deploy@v4", with_={"b": "2", "a": 1}),
        ),
    )


def full_plan() -> Plan:
    bare = bare_plan(full_job())
    return Plan(
        api_version=API_VERSION,
        kind=KIND,
        metadata=Metadata(
            name="shop",
            description="<a> & b — ü",
            namespace="default",
            generated_at="2023-11-14T22:13:20Z",
            source=SourceState(revision="a" * 40, ref="main", dirty=False, intent="intent.yaml"),
            trigger=Trigger(
                mode="event",
                provider="github",
                event="push",
                action="opened",
                branch="main",
                base_branch="main",
                tag="v1",
                matched_bindings=("release",),
                active_environments=("prod",),
                scope="changed",
                base="b" * 40,
                head="a" * 40,
            ),
            selection=Selection(
                envs=("prod",),
                components=("web",),
                mode="scoped",
                all_envs=False,
                pruned_edges=(
                    PrunedEdge(
                        kind="component", from_="web@prod", to="db@prod", reason="not-selected"
                    ),
                ),
            ),
        ),
        execution=bare.execution,
        spec=Spec(
            environments={
                "staging": EnvironmentState(active=False, components=("web",)),
                "prod": EnvironmentState(active=True, components=()),
            },
            compositions=(
                CompositionUse(type="app", source="shop", kind="dir", digest="sha256-00"),
            ),
            rules=(RulesFile(path="rules/team.rules", digest="sha256-11"),),
        ),
        jobs=bare.jobs,
    )
