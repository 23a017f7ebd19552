from pathlib import Path

import pytest
from documents_check import fine, load_core, write

from orun.documents.composition import Composition
from orun.documents.resolved import Definition

STACK = "apiVersion: orun.io/v1\nkind: Stack\n"


def document(kind: str, name: str, spec: str) -> str:
    return f"apiVersion: orun.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n{spec}"


def load(root: Path, files: dict[str, str]) -> tuple[Definition, list[str]]:
    """Load the one type `app`, whose composition stands in `app/composition.yaml`."""
    source, problems = load_core(root, {"stack.yaml": STACK} | files)
    assert source is not None
    (definition,) = source.definitions
    assert definition.type == "app"
    return definition, [line.replace("core/app/composition.yaml", "@") for line in problems]


def inline(root: Path, spec: str) -> tuple[Definition, list[str]]:
    """Load a composition written in one document; its first line of `spec` is line 6."""
    head = "  type: app\n"
    return load(root, {"app/composition.yaml": document("Composition", "app", head + spec)})


EVERYTHING = """
    apiVersion: sourceplane.io/v1alpha1
    kind: Composition
    metadata: {name: app}
    spec:
      type: app
      description: a service
      version: 2.3.0
      lifecycle: stable
      effects: {provides: [a]}
      defaultJob: deploy
      defaultProfile: verify
      parameterSchema: {type: object, x-mine: 1}
      jobs:
        - name: deploy
          description: ship it
          runsOn: ubuntu-22.04
          timeout: 15m
          retries: 2
          labels: {scope: infra, n: 1}
          capabilities: [app.ship]
          dependsOn: [test]
          steps:
            - {id: ship, name: Ship, capability: app.ship, use: acme/ship@v1, with: {a: 1}}
        - {name: test, steps: []}
        - {name: other, templateRef: {name: other}}
      executionProfiles:
        verify:
          description: d
          policies: {requireApproval: true}
          jobs:
            deploy:
              includeCapabilities: [app.ship]
              stepOverrides:
                ship: {with: {a: null, b: [1]}, env: {A: 3, B: null}}
            test: {stepsEnabled: []}
            other: {}
      profiles:
        - {name: release, profileRef: {name: app-release}}
"""


def test_every_field_is_accepted() -> None:
    spec = fine(Composition, EVERYTHING).spec
    assert spec is not None
    deploy = spec.jobs[0]
    assert (deploy.runs_on, deploy.retries, deploy.labels) == (
        "ubuntu-22.04",
        2,
        {"scope": "infra", "n": "1"},
    )
    jobs = spec.execution_profiles["verify"].jobs
    patch = jobs["deploy"].step_overrides["ship"]
    assert patch.with_ == {"a": None, "b": [1]}
    assert patch.env == {"A": "3", "B": None}
    assert (jobs["test"].steps_enabled, jobs["test"].include_capabilities) == ([], None)
    assert spec.parameter_schema == {"type": "object", "x-mine": 1}


def test_an_inline_composition(tmp_path: Path) -> None:
    definition, problems = inline(
        tmp_path,
        """\
  defaultJob: plan
  defaultProfile: app.full
  parameterSchema: {type: object}
  jobs:
    - {name: plan, steps: [{run: a}, {id: b, run: b}, {name: c, run: c}, {run: d}]}
    - {name: apply, dependsOn: [plan], steps: [{id: a, run: a}]}
  executionProfiles:
    full: {jobs: {plan: {stepsEnabled: [step-1, c]}, apply: }}
""",
    )
    assert problems == []
    composition = definition.composition
    assert composition is not None
    assert (composition.type, composition.default_job) == ("app", "plan")
    assert composition.default_profile == "full"
    assert list(composition.jobs) == ["plan", "apply"]
    assert [step.id for step in composition.jobs["plan"].steps] == ["step-1", "b", "c", "step-4"]
    assert composition.jobs["apply"].depends_on == ["plan"]
    assert composition.profiles["full"].jobs["apply"].steps_enabled is None
    assert composition.schema == {"type": "object"}
    assert composition.schema_node is not None
    assert str(composition.schema_node.span) == "core/app/composition.yaml:8:20"
    assert definition.files == ("core/app/composition.yaml",)


SPLIT = """\
  type: app
  schemaRef: {name: app-component}
  defaultJob: deploy
  defaultProfile: verify
  jobs: [{name: deploy, templateRef: {name: app-deploy}, dependsOn: [test], timeout: 1m}, TEST]
  profiles:
    - {name: verify, profileRef: {name: app-verify}}
""".replace("TEST", "{name: test, steps: []}")

JOB = document(
    "JobTemplate",
    "app-deploy",
    "  timeout: 9m\n  labels: {a: b}\n  capabilities: [x]\n"
    "  steps: [{id: go, capability: x, run: make}]\n",
)
PROFILE = document(
    "ExecutionProfile", "app-verify", "  jobs: {deploy: {includeCapabilities: [x]}}\n"
)
SCHEMA = document("ComponentSchema", "app-component", "  type: app\n  schema: {type: object}\n")


@pytest.mark.parametrize(
    ("job", "profile", "schema"),
    [
        ("jobs/app-deploy.yaml", "profiles/app-verify.yaml", "schema.yaml"),
        ("app-deploy.yaml", "app-verify.yaml", "app-component.yaml"),
        ("jobs/any.yml", "some.yaml", "profiles/oddly.yaml"),
    ],
)
def test_a_split_composition(tmp_path: Path, job: str, profile: str, schema: str) -> None:
    definition, problems = load(
        tmp_path,
        {
            "app/composition.yaml": document("Composition", "app", SPLIT),
            f"app/{job}": JOB,
            f"app/{profile}": PROFILE,
            f"app/{schema}": SCHEMA,
            "app/jobs/broken-but-of-no-concern.yaml": "kind: [",
        },
    )
    assert problems == []
    composition = definition.composition
    assert composition is not None
    deploy = composition.jobs["deploy"]
    assert [step.run for step in deploy.steps] == ["make"]
    assert (deploy.timeout, deploy.labels, deploy.depends_on) == ("1m", {"a": "b"}, ["test"])
    places = {key: str(deploy.node.entries[key].span) for key in ("timeout", "labels")}
    assert places == {"timeout": "core/app/composition.yaml:9:86", "labels": f"core/app/{job}:6:11"}
    assert list(composition.profiles) == ["verify"]
    assert composition.schema == {"type": "object"}
    names = sorted({"composition.yaml", job, profile, schema})
    assert list(definition.files) == sorted(f"core/app/{name}" for name in names)


def test_references_to_nothing(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {
            "app/composition.yaml": document("Composition", "app", SPLIT),
            "app/jobs/app-deploy.yaml": JOB.replace("JobTemplate", "Job"),
            "app/profiles/verify.yaml": PROFILE.replace("app-verify", "app-verfy"),
        },
    )
    others = "and the other YAML files of `core/app`"
    assert problems == [
        (
            "error unknown-document @:6:21 there is no document of kind `ComponentSchema` named "
            "`app-component` [looked in `core/app/schema.yaml` and `core/app/app-component.yaml` "
            f"{others}]"
        ),
        (
            "error unknown-document @:9:45 there is no document of kind `JobTemplate` named "
            "`app-deploy` [looked in `core/app/jobs/app-deploy.yaml` and "
            f"`core/app/app-deploy.yaml` {others}]"
        ),
        "  this is a document of kind `Job`, named `app-deploy` core/app/jobs/app-deploy.yaml:1:1",
        (
            "error unknown-document @:11:41 there is no document of kind `ExecutionProfile` named "
            "`app-verify` [did you mean `app-verfy`? (looked in "
            f"`core/app/profiles/app-verify.yaml` and `core/app/app-verify.yaml` {others})]"
        ),
    ]


def test_a_reference_cannot_leave_the_source(tmp_path: Path) -> None:
    write(tmp_path, {"outside.yaml": JOB.replace("app-deploy", "../../../outside")})
    definition, problems = inline(
        tmp_path,
        "  defaultJob: go\n  jobs: [{name: go, templateRef: {name: ../../../outside}}]\n",
    )
    assert [line.split()[1] for line in problems] == ["unknown-document"]
    assert definition.files == ("core/app/composition.yaml",)


def test_a_broken_sibling_is_told_when_it_may_be_what_is_meant(tmp_path: Path) -> None:
    spec = "  type: app\n  defaultJob: go\n  jobs: [{name: go, templateRef: {name: go}}]\n"
    definition, problems = load(
        tmp_path,
        {
            "app/composition.yaml": document("Composition", "app", spec),
            "app/jobs/go.yaml": "kind: [",
        },
    )
    codes = [line.split()[1:3] for line in problems]
    assert ["unknown-document", "@:7:41"] in codes
    assert any(place.startswith("core/app/jobs/go.yaml") for _, place in codes)
    assert definition.composition is not None
    assert list(definition.composition.jobs) == ["go"]


def test_what_is_wrong_in_a_template_is_told_once_for_each_type(tmp_path: Path) -> None:
    bad = JOB.replace("run: make", "rum: make")
    spec = """\
  type: app
  defaultJob: one
  jobs:
    - {name: one, templateRef: {name: app-deploy}}
    - {name: two, templateRef: {name: app-deploy}}
"""
    _, problems = load(
        tmp_path,
        {"app/composition.yaml": document("Composition", "app", spec), "app/app-deploy.yaml": bad},
    )
    assert [line.split()[1] for line in problems] == ["step-action", "unknown-field"]


def test_steps_of_a_job(tmp_path: Path) -> None:
    _, problems = inline(
        tmp_path,
        """\
  defaultJob: ship
  jobs:
    - name: ship
      steps:
        - {id: both, run: x, use: acme/y@v1}
        - {id: none, name: nothing}
        - {id: same, run: x}
        - {id: same, run: y}
        - {name: both, run: z}
        - {id: when, run: z, phase: mian}
""",
    )
    twins = "[give each an `id` of its own; a step without one has its name for id]"
    assert problems == [
        "error step-action @:10:30 the step `both` has both `run` and `use` [make two steps of it]",
        "error step-action @:11:11 the step `none` has neither `run` nor `use`",
        f"error duplicate-step @:13:16 two steps of the job have the id `same` {twins}",
        "  the other one @:12:16",
        f"error duplicate-step @:14:18 two steps of the job have the id `both` {twins}",
        "  the other one @:10:16",
        (
            "error wrong-value @:15:37 `phase` must be `pre`, `main` or `post`, not `mian` "
            "[did you mean `main`?]"
        ),
    ]


def test_jobs(tmp_path: Path) -> None:
    _, problems = inline(
        tmp_path,
        """\
  defaultJob: shp
  defaultProfile: fll
  schemaRef: {name: a}
  parameterSchema: {}
  jobs:
    - {name: ship, steps: [], dependsOn: [tst]}
    - {name: test}
    - {name: test, steps: [], templateRef: {name: x}}
    - {name: "a b", steps: [], retries: -1}
    - {steps: []}
    - {name: caps, capabilities: [a.lint], steps: [{run: x, capability: a.lnt}]}
  executionProfiles: {full: {jobs: {ship: {}}}}
""",
    )
    assert [line for line in problems if "unknown-document" not in line] == [
        "error unknown-job @:6:15 the composition has no job named `shp` [did you mean `ship`?]",
        (
            "error unknown-profile @:7:19 the composition has no profile named `fll` "
            "[did you mean `full`?]"
        ),
        "error two-schemas @:8:3 a composition has one schema, `parameterSchema` or `schemaRef`",
        "error unknown-job @:11:43 the composition has no job named `tst` [did you mean `test`?]",
        "error job-steps @:12:7 the job `test` has neither `steps` nor `templateRef`",
        "error duplicate-job @:13:14 there are two jobs named `test`",
        "  the other one @:12:14",
        "error job-steps @:13:31 the job `test` has both `steps` and `templateRef`",
        (
            "error illegal-name @:14:14 `name` `a b` is not a legal name [names consist of "
            "letters, digits, `.`, `_` and `-`, and begin with a letter or digit]"
        ),
        "error out-of-range @:14:41 `retries` must be at least 0, not -1",
        "error missing-field @:15:7 the job needs the field `name`",
        (
            "warning undeclared-capability @:16:73 the job `caps` does not declare the capability "
            "`a.lnt` [did you mean `a.lint`?]"
        ),
    ]


def test_profiles(tmp_path: Path) -> None:
    _, problems = inline(
        tmp_path,
        """\
  defaultJob: go
  jobs:
    - name: go
      steps:
        - {id: setup, capability: a.setup, use: acme/a@v1}
        - {id: lint, name: Lint it, run: lint}
  executionProfiles:
    none: {jobs: {}}
    nothing:
    two: {jobs: {go: {includeCapabilities: [], stepsEnabled: []}}}
    wrong:
      jobs:
        og: {}
        go:
          includeCapabilities: [a.stup]
          stepOverrides: {lnt: {run: x}, setup: {run: x}, lint: {run: y, wiht: {}}}
    steps: {jobs: {go: {stepsEnabled: [setup, Lint it, Lint]}}}
  profiles:
    - {name: two, profileRef: {name: x}}
    - {name: bare}
""",
    )
    assert [line for line in problems if "unknown-document" not in line] == [
        "error empty-profile @:13:18 a profile needs at least one job under `jobs`",
        "error empty-profile @:14:13 a profile needs at least one job under `jobs`",
        (
            "error two-step-filters @:15:48 a job of a profile has one filter, "
            "`includeCapabilities` or `stepsEnabled`"
        ),
        "error unknown-job @:18:9 the composition has no job named `og`",
        (
            "error unknown-capability @:20:33 no step of the job `go` has the capability `a.stup` "
            "[did you mean `a.setup`?]"
        ),
        "error unknown-step @:21:27 the job `go` has no step `lnt` [did you mean `lint`?]",
        (
            "error run-on-use-step @:21:50 the step `setup` uses an action and has no `run` to "
            "override"
        ),
        "  the step @:10:44",
        (
            "warning unknown-field @:21:74 the step override has no field `wiht`, which is ignored "
            "[did you mean `with`?]"
        ),
        ("error unknown-step @:22:56 the job `go` has no step `Lint` [did you mean `lint`?]"),
        "error duplicate-profile @:24:14 there are two profiles named `two`",
        "  the other one @:15:5",
        "error missing-field @:25:7 the profile `bare` needs the field `profileRef`",
    ]


def test_a_missing_template_does_not_make_its_profiles_wrong(tmp_path: Path) -> None:
    definition, problems = inline(
        tmp_path,
        """\
  defaultJob: go
  defaultProfile: p
  jobs: [{name: go, templateRef: {name: gone}}]
  executionProfiles: {p: {jobs: {go: {stepsEnabled: [a], stepOverrides: {b: {}}}}}}
""",
    )
    assert [line.split()[1] for line in problems] == ["unknown-document"]
    assert definition.composition is not None
    assert definition.composition.default_profile == "p"


def test_a_document_that_is_no_composition(tmp_path: Path) -> None:
    definition, problems = load(tmp_path, {"app/composition.yaml": JOB})
    assert problems == [
        "error wrong-kind @:2:7 the document is of kind `JobTemplate`, `Composition` is wanted here"
    ]
    assert definition.composition is None
    definition, problems = load(
        tmp_path, {"app/composition.yaml": document("Composition", "app", "  {}\n")}
    )
    assert problems == [
        "error missing-field @:5:3 the composition needs the field `defaultJob`",
        "error missing-field @:5:3 the composition needs the field `type`",
    ]
    assert definition.composition is not None
    assert definition.composition.default_job is None
