"""The plan as data: what `plan.json` holds, field by field.

The order of the fields is the order of the keys in the file. A field without a default is always
there, also when it is false, zero or empty; a field with `None` for a default is written only if
it is set, and `None` means nothing else. Every value is final: nothing here is changed after it is
made, and `msgspec.structs.replace` makes a changed copy.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

API_VERSION: Final = "orun.io/v1"
KIND: Final = "Plan"


class _Part(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    rename="camel",
    gc=False,
):
    """What all parts of a plan have in common: final, camelCase keys, `None` is not written.

    `gc=False` keeps them out of the cyclic collector; a plan is a tree and has no cycles.
    """


class SourceState(_Part, frozen=True, kw_only=True):
    """Which state of the work tree was planned; there is none outside of git.

    `revision` is the commit of HEAD (40 hex digits), `ref` the branch or tag that HEAD names,
    `dirty` whether anything tracked or untracked differs from it, and `intent` the path of the
    intent from the top of the work tree, with `/`.
    """

    revision: str
    ref: str | None = None
    dirty: bool
    intent: str


class Trigger(_Part, frozen=True, kw_only=True):
    """What asked for the plan.

    `mode` is `none`, `named` for a binding asked for by name, `event` for an event of a CI system.
    `provider` to `tag` are the normalised event; `base` and `head` the revisions it compares.
    `matched_bindings` and `active_environments` are sorted; the latter are what remains after
    `--env`. `scope` is what the matched bindings ask for, or without a trigger the options:
    `changed`, or `full`, also if nobody says.
    """

    mode: str
    provider: str | None = None
    event: str | None = None
    action: str | None = None
    branch: str | None = None
    base_branch: str | None = None
    tag: str | None = None
    matched_bindings: tuple[str, ...]
    active_environments: tuple[str, ...]
    scope: str
    base: str | None = None
    head: str | None = None


class PrunedEdge(_Part, frozen=True, kw_only=True):
    """An edge that was declared and is not in the plan, with the first reason that applies.

    `from` was to wait for `to`. Of kind `component` both are `component@environment`, of kind
    `promotion` they are environments. The reason is one of `disabled`, `not-subscribed`,
    `environment-not-active`, `not-selected`, `mode-disabled` and `rule`.
    """

    kind: str
    from_: str = msgspec.field(name="from")
    to: str
    reason: str


class Selection(_Part, frozen=True, kw_only=True):
    """Which part of the intent this plan covers.

    `envs` are the active environments, `components` those with a job. `mode` is `scoped` if
    `--env`, `--component` or change detection was asked for, else `full`; `all_envs` is true only
    if `--all-envs` was said.
    """

    envs: tuple[str, ...]
    components: tuple[str, ...]
    mode: str
    all_envs: bool
    pruned_edges: tuple[PrunedEdge, ...]


class Metadata(_Part, frozen=True, kw_only=True):
    """What the plan is called, when and from what it was made.

    `name`, `description` and `namespace` are those of the intent. `generated_at` is RFC 3339 in
    UTC with `Z`; `checksum` is `sha256-` and 64 hex digits. Both are in every plan that is
    written: they are unset only while the checksum is computed, which covers neither.
    """

    name: str
    description: str | None = None
    namespace: str | None = None
    generated_at: str | None = None
    checksum: str | None = None
    source: SourceState | None = None
    trigger: Trigger
    selection: Selection


class Execution(_Part, frozen=True, kw_only=True):
    """How to run the plan: how many jobs at once, whether a failure ends all, where state goes."""

    concurrency: int
    fail_fast: bool
    state_file: str


class EnvironmentState(_Part, frozen=True, kw_only=True):
    """An environment of the intent: whether it is active, and its enabled, subscribed components.

    The components are there whatever was selected: a gate with component `*` means all of them.
    """

    active: bool
    components: tuple[str, ...]


class CompositionUse(_Part, frozen=True, kw_only=True):
    """A component type in use: the source that defines it, its kind and the source's digest."""

    type: str
    source: str
    kind: str
    digest: str


class RulesFile(_Part, frozen=True, kw_only=True):
    """A rules file of the user's, with the digest of its declarations, whatever their layout."""

    path: str
    digest: str


class Spec(_Part, frozen=True, kw_only=True):
    """What the plan was made from: all environments by name, the types in use, the rules files."""

    environments: Mapping[str, EnvironmentState]
    compositions: tuple[CompositionUse, ...]
    rules: tuple[RulesFile, ...]


class GateMatch(_Part, frozen=True, kw_only=True):
    """What the evidence of a gate must agree with: `revision` is `source`, the planned commit."""

    revision: str


class Gate(_Part, frozen=True, kw_only=True):
    """Evidence that must exist before a job may start.

    A promotion's gate (`environment-promotion`) has every field: `component` succeeded in
    `environment`, where `*` means every component that `spec.environments` lists there. Gates of
    other types come from rules and have what the rule gives them.
    """

    type: str
    environment: str | None = None
    component: str | None = None
    condition: str | None = None
    match: GateMatch | None = None


class SecretRef(_Part, frozen=True, kw_only=True):
    """A secret by reference: the variable it becomes and its `secret://` address, never its value.

    `optional` is set if the job may run without it.
    """

    as_env: str
    ref: str
    optional: bool | None = None


class Step(_Part, frozen=True, kw_only=True):
    """One step of a job: a script (`run`) or an action (`use`, with its inputs `with`).

    The fields are those of the template's step after the profile's and the component's overrides,
    with templates rendered. `phase` is `pre`, `main` or `post`, `order` is there if it was stated,
    `on_failure` is `stop` or `continue`.
    """

    id: str
    name: str | None = None
    phase: str
    order: int | None = None
    run: str | None = None
    use: str | None = None
    with_: Mapping[str, object] | None = msgspec.field(name="with", default=None)
    env: Mapping[str, str] | None = None
    shell: str | None = None
    working_directory: str | None = msgspec.field(name="working-directory", default=None)
    timeout: str | None = None
    retry: int | None = None
    on_failure: str | None = None


class Job(_Part, frozen=True, kw_only=True):
    """One node of the plan: what one template job does for one component in one environment.

    `id` is `COMPONENT@ENVIRONMENT.JOB`, `composition` the component's type. `profile` is
    `TYPE.NAME`, `profile_source` (`subscription-rule`, `subscription`, `composition-default`,
    `rule`, `none`) says where it comes from and `profile_rule_trigger_ref` which trigger chose it.
    `dependency_mode` is `enforced`, `advisory` or `disabled`, with its source likewise.
    `runs_on`, `timeout` (`30m`) and `retries` are the template's or a rule's; `labels` the
    template's under the component's; `policies` the group's under the environment's under the
    profile's; `env`, `secret_refs` and `parameters` the merged values of the instance.

    `depends_on` holds the ids that must have ended, as `dependency_conditions` asks (`success`
    where it is silent); `advisory_depends_on` those that only order the work.
    """

    id: str
    name: str
    component: str
    environment: str
    composition: str
    profile: str | None = None
    profile_source: str | None = None
    profile_rule_trigger_ref: str | None = None
    runs_on: str | None = None
    path: str
    depends_on: tuple[str, ...]
    advisory_depends_on: tuple[str, ...] | None = None
    dependency_mode: str
    dependency_source: str
    dependency_rule_trigger_ref: str | None = None
    dependency_conditions: Mapping[str, str] | None = None
    gates: tuple[Gate, ...] | None = None
    timeout: str | None = None
    retries: int | None = None
    env: Mapping[str, str] | None = None
    secret_refs: tuple[SecretRef, ...] | None = None
    labels: Mapping[str, str] | None = None
    parameters: Mapping[str, object] | None = None
    policies: Mapping[str, object] | None = None
    steps: tuple[Step, ...]


class Plan(_Part, frozen=True, kw_only=True):
    """The whole plan: what it is made from and its jobs, sorted by id."""

    api_version: str = msgspec.field(name="apiVersion")
    kind: Literal["Plan"]
    metadata: Metadata
    execution: Execution
    spec: Spec
    jobs: tuple[Job, ...]
