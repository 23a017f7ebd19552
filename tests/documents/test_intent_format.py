from documents_check import check, fine, parse, said

from orun.diagnostics import Diagnostics
from orun.documents.header import decode_document
from orun.documents.intent import (
    Environment,
    Execution,
    Intent,
    PromotionDependency,
    TriggerBinding,
)

EVERYTHING = """
    apiVersion: orun.io/v1
    kind: Intent
    metadata: {name: demo, description: d, namespace: n, annotations: {a: b}}
    x-anchors: [1, 2]
    extends:
      - {source: core, preset: base}
    discovery: {roots: [apps, infra]}
    compositions:
      sources:
        - {name: core, kind: dir, path: ./core}
        - {name: packed, kind: archive, path: core.tgz}
        - {name: remote, kind: oci, ref: "oci://example.com/core:1"}
      resolution: {precedence: [core, packed], bindings: {app: core}}
    automation:
      triggerBindings:
        push:
          description: to main
          on:
            provider: github
            event: push
            actions: [opened]
            branches: [main]
            baseBranches: [main]
            tags: ["v*"]
          plan: {scope: changed, base: before, head: after}
    groups:
      front:
        path: apps
        policies: {approval: 2}
        parameterDefaults: {"*": {a: 1}, app: {b: [2]}}
    environments:
      dev:
        path: envs/dev
        activation: {triggerRefs: [push]}
        promotion:
          dependsOn:
            - environment: dev
              strategy: environment-barrier
              condition: success
              satisfy: previous-success
              match: {revision: source}
        selectors: {components: ["a-*"], domains: [front]}
        parameterDefaults: {app: {a: 1}}
        policies: {approval: false}
        env: {A: 1.10}
        secretEnv: {B: "secret://b"}
        dependencyMode: advisory
    components:
      - {name: web, type: app}
    execution:
      concurrency: 8
      failFast: false
      stateFile: s.json
      barriers: join
      state: {mode: remote, backendUrl: "https://example.com", workspace: w}
    env: {GO: 1.10, N: 3, T: true, E: }
    secretEnv: {C: "secret://c"}
    rules: [rules/a.rules]
"""


def test_every_field_is_accepted() -> None:
    intent = fine(Intent, EVERYTHING)
    assert intent.env == {"GO": "1.10", "N": "3", "T": "true", "E": ""}
    assert intent.rules == ["rules/a.rules"]
    assert intent.extends[0].preset == "base"
    assert intent.compositions is not None
    assert [source.kind for source in intent.compositions.sources] == ["dir", "archive", "oci"]
    assert intent.compositions.resolution is not None
    assert intent.compositions.resolution.bindings == {"app": "core"}
    assert intent.groups["front"].parameter_defaults == {"*": {"a": 1}, "app": {"b": [2]}}
    dev = intent.environments["dev"]
    assert dev.promotion is not None
    assert dev.promotion.depends_on[0].satisfy == "previous-success"
    assert dev.policies == {"approval": False}
    assert intent.automation is not None
    on = intent.automation.trigger_bindings["push"].on
    assert on is not None
    assert on.base_branches == ["main"]
    assert intent.execution is not None
    assert (intent.execution.concurrency, intent.execution.fail_fast) == (8, False)


def test_what_is_not_stated_is_none() -> None:
    promotion = fine(PromotionDependency, "environment: dev")
    stated = (promotion.strategy, promotion.condition, promotion.satisfy, promotion.match)
    assert set(stated) == {None}
    execution = fine(Execution, "{}")
    assert {execution.concurrency, execution.fail_fast, execution.barriers} == {None}
    assert fine(Environment, "dependencyMode: ").dependency_mode is None
    on = fine(TriggerBinding, "on: {provider: github, tags: []}").on
    assert on is not None
    assert (on.tags, on.branches) == ([], None)


def test_a_name_with_nothing_behind_it_is_an_empty_map() -> None:
    intent = fine(
        Intent,
        """
        metadata: {name: demo}
        groups: {front: }
        environments:
          dev:
          prod: {parameterDefaults: {app: }}
        components:
        """,
    )
    assert list(intent.environments) == ["dev", "prod"]
    assert intent.environments["dev"].env == {}
    assert intent.environments["prod"].parameter_defaults == {"app": {}}
    assert list(intent.groups) == ["front"]
    assert intent.components == []


def test_a_name_with_something_wrong_behind_it_still_exists() -> None:
    intent = check(
        Intent,
        """
        metadata: {name: demo}
        environments:
          dev: [1]
        automation:
          triggerBindings:
            push: yes
        """,
        "error wrong-type x.yaml:3:8 a value of `environments` must be a map, not a list",
        "error wrong-type x.yaml:6:11 a value of `triggerBindings` must be a map, not text",
    )
    assert intent is not None
    assert list(intent.environments) == ["dev"]
    assert intent.automation is not None
    assert list(intent.automation.trigger_bindings) == ["push"]


def test_wrong_words() -> None:
    check(
        Environment,
        """
        dependencyMode: loose
        promotion:
          dependsOn:
            - environment: dev
              strategy: same-componet
              condition: always
              match: {revision: branch}
            - {strategy: same-component}
            - dev
        """,
        "error wrong-value x.yaml:1:17 `dependencyMode` must be `enforced`, `advisory` or "
        "`disabled`, not `loose`",
        "error wrong-value x.yaml:5:17 `strategy` must be `same-component` or "
        "`environment-barrier`, not `same-componet` [did you mean `same-component`?]",
        "error wrong-value x.yaml:6:18 `condition` must be `success`, not `always`",
        "error wrong-value x.yaml:7:25 `revision` must be `source`, not `branch`",
        "error missing-field x.yaml:8:7 the promotion dependency needs the field `environment`",
        "error wrong-type x.yaml:9:7 an item of `dependsOn` must be a map, not text "
        "[write {environment: dev}]",
    )


def test_a_trigger_binding_needs_a_provider_and_its_filters_in_their_place() -> None:
    binding = check(
        TriggerBinding,
        """
        on: {event: push}
        tags: ["v*"]
        plan: {scope: ful}
        """,
        "error missing-field x.yaml:1:5 the trigger needs the field `provider`",
        "warning unknown-field x.yaml:2:1 the trigger binding has no field `tags`, "
        "which is ignored [it has `description`, `on` and `plan`]",
        "error wrong-value x.yaml:3:15 `scope` must be `full` or `changed`, not `ful` "
        "[did you mean `full`?]",
    )
    assert binding is not None
    assert binding.on is not None
    assert binding.on.event == "push"


def test_sources_say_where_they_are() -> None:
    check(
        Intent,
        """
        metadata: {name: demo}
        compositions:
          sources:
            - {name: a, kind: dir}
            - {name: b, kind: oci, path: x}
            - {name: c}
            - {name: d, kind: git}
        """,
        "error missing-field x.yaml:4:7 the composition source `a` needs the field `path`",
        "error missing-field x.yaml:5:7 the composition source `b` needs the field `ref`",
        "error missing-field x.yaml:6:7 the composition source `c` needs the field `kind`",
        "error wrong-value x.yaml:7:23 `kind` must be `dir`, `archive` or `oci`, not `git`",
    )


def test_numbers_have_their_limits() -> None:
    check(
        Execution,
        "{concurrency: 0, failFast: 1}",
        "error out-of-range x.yaml:1:15 `concurrency` must be at least 1, not 0",
        "error wrong-type x.yaml:1:28 `failFast` must be true or false, not a number",
    )
    check(
        Execution,
        "{concurrency: true}",
        "error wrong-type x.yaml:1:15 `concurrency` must be a whole number, not true or false",
    )


def test_names() -> None:
    check(
        Intent,
        """
        metadata: {name: Any name will do}
        environments:
          "dev env": {}
          -dev: {}
          ok-1.2_3: {}
          x-anchors: 3
        """,
        "error illegal-name x.yaml:3:3 the key of `environments` `dev env` is not a legal name "
        "[names consist of letters, digits, `.`, `_` and `-`, and begin with a letter or digit]",
        "error illegal-name x.yaml:4:3 the key of `environments` `-dev` is not a legal name "
        "[names consist of letters, digits, `.`, `_` and `-`, and begin with a letter or digit]",
    )


def header(text: str) -> tuple[bool, list[str]]:
    diagnostics = Diagnostics()
    found = decode_document(Intent, "Intent", parse(text), diagnostics)
    return found is not None, said(diagnostics)


def test_the_header_says_what_a_document_is() -> None:
    assert header("{apiVersion: sourceplane.io/v1alpha1, kind: Intent, metadata: {name: a}}") == (
        True,
        [],
    )
    assert header("{apiVersion: orun.io/v1, kind: Plan, jobs: []}") == (
        False,
        ["error wrong-kind x.yaml:1:32 the document is of kind `Plan`, `Intent` is wanted here"],
    )
    known = (
        "[it is read as `sourceplane.io/v1`, `sourceplane.io/v1alpha1`, `orun.io/v1` or "
        "`orun.io/v1alpha1`]"
    )
    assert header("{apiVersion: orun.io/v2, kind: Intent, metadata: {name: a}}") == (
        True,
        [
            (
                "warning unknown-api-version x.yaml:1:14 the version `orun.io/v2` of the format is "
                f"unknown {known}"
            )
        ],
    )
    assert header("metadata: {name: a}") == (
        True,
        [
            (
                "error wrong-kind x.yaml:1:1 the document does not say its kind, `kind: Intent` is "
                "wanted here"
            ),
            f"warning unknown-api-version x.yaml:1:1 the document states no `apiVersion` {known}",
        ],
    )
    assert header("- kind: Intent") == (
        False,
        ["error wrong-type x.yaml:1:1 the document must be a map with `kind: Intent`, not a list"],
    )
    assert header("{kind: {a: b}, apiVersion: [1]}") == (
        False,
        ["error wrong-kind x.yaml:1:8 the document is of kind a map, `Intent` is wanted here"],
    )
