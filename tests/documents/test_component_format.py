from documents_check import check, fine

from orun.documents.component import (
    ChangePolicy,
    ComponentManifest,
    ComponentSpec,
    Dependency,
    InlineComponent,
)
from orun.sources import Scalar

EVERYTHING = """
    name: web
    type: app
    domain: front
    enabled: false
    path: apps/web
    compositionRef: {source: core, name: app}
    parameters: {size: 1, list: [a, 1.5, null], map: {on: off}}
    labels: {tier: 1, v: 1.10, on: yes}
    env: {A: 0o17}
    secretEnv: {B: "secret://b"}
    optionalSecretEnv: {C: "secret://c"}
    change:
      watches: [environments, groups, env, automation, compositions, discovery, execution]
    subscribe:
      environments:
        - dev
        - name: prod-*
          profile: release
          profileRules: [{profile: check, when: {triggerRef: pr}}]
          dependencyMode: disabled
          dependencyRules: [{mode: enforced, when: {triggerRef: push}}]
          parameters: {size: 2}
          env: {A: x}
          secretEnv: {B: "secret://d"}
    dependsOn:
      - component: db
        environment: shared
        scope: cross-environment
        condition: always
        include: always
        reason: because
        input: true
    overrides:
      steps:
        - id: lint
          name: Lint
          capability: app.lint
          phase: pre
          order: -1
          run: make lint
          env: {A: 1}
          shell: bash
          working-directory: sub
          timeout: 5m
          retry: 2
          onFailure: continue
        - {name: act, use: acme/act@v1, with: {a: 1, b: {c: d}}}
    owner: team
    title: Web
    lifecycle: production
    system: shop
    links: [{title: Runbook, url: "https://example.com"}]
    docs: {techdocs: docs/}
    integrations: {pager: {id: 1}}
    extensions: {x-demo: {tier: gold}}
    tags: [a]
    version: 1.0
    description: a site
    x-mine: 1
"""


def test_every_field_is_accepted() -> None:
    component = fine(InlineComponent, EVERYTHING)
    assert (component.name, component.type, component.enabled) == ("web", "app", False)
    assert component.labels == {"tier": "1", "v": "1.10", "on": "yes"}
    assert component.env == {"A": "0o17"}
    assert component.parameters["list"] == ["a", 1.5, None]
    assert component.parameters["map"] == {"on": "off"}
    assert component.subscribe is not None
    first, second = component.subscribe.environments
    assert (first.name, first.profile, second.name) == ("dev", None, "prod-*")
    assert second.profile_rules[0].when is not None
    assert second.profile_rules[0].when.trigger_ref == "pr"
    assert second.dependency_rules[0].mode == "enforced"
    assert component.depends_on[0].input is True
    assert component.overrides is not None
    lint, act = component.overrides.steps
    assert (lint.working_directory, lint.on_failure, lint.order) == ("sub", "continue", -1)
    assert act.with_ == {"a": 1, "b": {"c": "d"}}
    assert component.change is not None
    assert len(component.change.watches) == 7


def test_what_is_not_stated_is_none() -> None:
    component = fine(ComponentSpec, "type: app")
    stated = [component.enabled, component.path, component.subscribe, component.change]
    assert stated == [None] * 4
    dependency = fine(Dependency, "component: db")
    assert {dependency.scope, dependency.condition, dependency.include} == {None}
    assert {dependency.environment, dependency.input} == {None}


def test_places_are_kept() -> None:
    component = fine(
        InlineComponent,
        """
        name: web
        type: app
        env: {A: x}
        subscribe:
          environments:
            - dev
        """,
    )
    env = component.node.entries["env"]
    assert str(env.span) == "x.yaml:3:6"
    assert str(component.node.keys["type"].span) == "x.yaml:2:1"
    assert component.subscribe is not None
    short = component.subscribe.environments[0].node.entries["name"]
    assert isinstance(short, Scalar)
    assert (short.text, str(short.span)) == ("dev", "x.yaml:6:7")


def test_a_component_without_a_type_is_a_component() -> None:
    component = check(
        InlineComponent,
        "{name: untyped, subscribe: {environments: [dev]}}",
        "error missing-field x.yaml:1:1 the component `untyped` needs the field `type`",
    )
    assert component is not None
    assert component.type is None
    assert component.subscribe is not None
    check(
        InlineComponent,
        "{name: untyped, type: }",
        "error missing-field x.yaml:1:17 the component `untyped` needs the field `type`, which is "
        "empty",
    )


def test_a_component_without_a_name_is_none() -> None:
    found = check(
        InlineComponent,
        "{type: app, dependsOn: [{}]}",
        "error missing-field x.yaml:1:1 the component needs the field `name`",
        "error missing-field x.yaml:1:25 the dependency needs the field `component`",
    )
    assert found is None


def test_everything_wrong_is_told_at_once() -> None:
    component = check(
        ComponentSpec,
        """
        type: [app]
        enabled: "false"
        path: 1.10
        labels: {a: [1], b: 2}
        dependOn: [{component: web}]
        inputs: {a: 1}
        subscribe: [dev]
        dependsOn:
          - component: db
            include: sometimes
            conditon: always
          - api
        change: {watches: [weather, envronments]}
        """,
        "error wrong-type x.yaml:1:7 `type` must be text, not a list "
        "[write it without brackets: app]",
        "error wrong-type x.yaml:2:10 `enabled` must be true or false, not text [write false]",
        "error wrong-type x.yaml:3:7 `path` must be text, not a number "
        '[write it in quotes: "1.10"]',
        "error wrong-type x.yaml:4:13 a value of `labels` must be text, not a list",
        "warning unknown-field x.yaml:5:1 the component has no field `dependOn`, which is ignored "
        "[it has `change`, `compositionRef`, `dependsOn`, `domain`, `enabled`, `env`, `labels`, "
        "`optionalSecretEnv`, `overrides`, `parameters`, `path`, `secretEnv`, `subscribe` and "
        "`type`]",
        "warning unknown-field x.yaml:6:1 the component has no field `inputs`, which is ignored "
        "[`inputs` is now called `parameters`]",
        "error wrong-type x.yaml:7:12 `subscribe` must be a map, not a list",
        "error wrong-value x.yaml:10:14 `include` must be `if-selected` or `always`, "
        "not `sometimes`",
        "warning unknown-field x.yaml:11:5 the dependency has no field `conditon`, "
        "which is ignored [did you mean `condition`?]",
        "error wrong-type x.yaml:12:5 an item of `dependsOn` must be a map, not text "
        "[write {component: api}]",
        "error wrong-value x.yaml:13:20 an item of `watches` must be `environments`, `groups`, "
        "`env`, `automation`, `compositions`, `discovery` or `execution`, not `weather`",
        "error wrong-value x.yaml:13:29 an item of `watches` must be `environments`, `groups`, "
        "`env`, `automation`, `compositions`, `discovery` or `execution`, not `envronments` "
        "[did you mean `environments`?]",
    )
    assert component is not None
    assert component.labels == {"b": "2"}
    assert [each.component for each in component.depends_on] == ["db"]


def test_the_value_of_a_secret_is_never_told() -> None:
    check(
        ComponentSpec,
        """
        type: app
        secretEnv: {TOKEN: {hunter2: hunter2}}
        optionalSecretEnv: hunter2
        """,
        "error wrong-type x.yaml:2:20 a value of `secretEnv` must be text, not a map",
        "error wrong-type x.yaml:3:20 `optionalSecretEnv` must be a map, not text",
    )


def test_a_step_does_one_thing() -> None:
    check(
        ComponentSpec,
        """
        type: app
        overrides:
          steps:
            - {id: both, run: a, use: b}
            - {name: none}
            - {shell: bash}
            - {id: wrong, run: [a]}
            - {id: when, run: a, phase: mian, onFailure: stp, retry: -1}
        """,
        "error step-action x.yaml:4:26 the step `both` has both `run` and `use` "
        "[make two steps of it]",
        "error step-action x.yaml:5:7 the step `none` has neither `run` nor `use`",
        "error step-action x.yaml:6:7 the step has neither `run` nor `use`",
        "error wrong-type x.yaml:7:24 `run` must be text, not a list "
        "[write it without brackets: a]",
        "error wrong-value x.yaml:8:33 `phase` must be `pre`, `main` or `post`, not `mian` "
        "[did you mean `main`?]",
        "error wrong-value x.yaml:8:50 `onFailure` must be `stop` or `continue`, not `stp` "
        "[did you mean `stop`?]",
        "error out-of-range x.yaml:8:62 `retry` must be at least 0, not -1",
    )


def test_a_manifest_keeps_its_parts_apart() -> None:
    manifest = fine(
        ComponentManifest,
        """
        apiVersion: orun.io/v1
        kind: Component
        metadata: {name: web, description: a site}
        spec: {type: app, labels: {a: b}}
        """,
    )
    assert manifest.spec is not None
    assert manifest.spec.labels == {"a": "b"}
    check(
        ComponentManifest,
        """
        metadata: {name: my site}
        type: app
        """,
        "error missing-field x.yaml:1:1 the component needs the field `spec`",
        "error illegal-name x.yaml:1:18 `name` `my site` is not a legal name [names consist of "
        "letters, digits, `.`, `_` and `-`, and begin with a letter or digit]",
        "warning unknown-field x.yaml:2:1 the component has no field `type`, which is ignored "
        "[it has `metadata` and `spec`]",
    )


def test_watches_are_the_sections_of_an_intent() -> None:
    policy = fine(ChangePolicy, "watches: [env]")
    assert policy.watches == ["env"]
