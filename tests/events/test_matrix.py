"""What each trigger would plan, counted by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activation_check import write_workspace

from orun.compiler.compile import Task, compile_intent
from orun.compiler.matrix import promotion_order, survey_triggers
from orun.facts.request import Request

if TYPE_CHECKING:
    from pathlib import Path

BINDINGS = """\
automation:
  triggerBindings:
    all: {on: {provider: github}}
    main: {on: {provider: github, event: push, branches: [main]}, plan: {scope: changed}}
    pr: {on: {provider: github, event: pull_request}}
    tag: {on: {provider: github, event: push, tags: ["v*"]}}
    unused: {on: {provider: gitlab}}
"""


def environments_of(text: str) -> str:
    """Return YAML for lines such as `prod [tag] after staging; dev, strategy: …`."""
    yaml = "environments:\n"
    for line in text.strip().splitlines():
        head, _, earlier = line.strip().partition(" after ")
        name, _, triggers = head.partition(" ")
        yaml += f"  {name}:\n    activation: {{triggerRefs: {triggers or '[]'}}}\n"
        yaml += "    promotion:\n      dependsOn:\n" if earlier else ""
        for each in filter(None, earlier.split("; ")):
            yaml += f"        - {{environment: {each}}}\n"
    return yaml


def check(
    directory: Path,
    environments: str,
    expected: str,
    *,
    bindings: str = BINDINGS,
    further: str = "",
) -> None:
    """Check rows as `environment components/jobs; from becomes count reason` below each trigger.

    `further` are environments as YAML.
    """
    intent = write_workspace(directory, bindings + environments_of(environments) + further)
    survey = survey_triggers(Task(intent))
    assert survey.matrix is not None, [each.message for each in survey.diagnostics]
    found = [f"environments {' '.join(survey.matrix.environments)}"]
    if survey.matrix.untriggered:
        found.append(f"untriggered {' '.join(survey.matrix.untriggered)}")
    for row in survey.matrix.triggers:
        found.append(f"{row.name} {row.scope}")
        for each in row.environments:
            shown = [
                " ".join(filter(None, [one.from_, one.becomes, str(one.count), one.reason]))
                for one in each.promotions
            ]
            found.append(f"  {'; '.join([f'{each.name} {each.components}/{each.jobs}', *shown])}")
        found += [f"  ! {problem}" for problem in row.problems]
    assert found == [line for line in expected.splitlines() if line]


def test_a_release_flow(tmp_path: Path) -> None:
    check(
        tmp_path,
        """
        production [tag, all] after staging
        staging [main, all] after preview
        preview [pr, all]
        """,
        """
environments preview staging production
all full
  preview 1/1
  staging 1/1; preview edge 1
  production 1/1; staging edge 1
pr full
  preview 1/1
main changed
  staging 1/1; preview gate 1
tag full
  production 1/1; staging gate 1
unused full
""",
    )


def test_a_promotion_that_a_rule_drops_is_none(tmp_path: Path) -> None:
    environments = "production [tag] after staging\nstaging [main]"
    intent = write_workspace(tmp_path, BINDINGS + environments_of(environments))
    rules = tmp_path / "own.rules"
    rules.write_text(
        "rule at-once when proposed promotion_declared(environment: $one, $on)\n"
        "then drop promotion_declared(environment: $one, $on)\n"
    )
    survey = survey_triggers(Task(intent, rules=(rules,)))
    assert survey.matrix is not None, [each.message for each in survey.diagnostics]
    found = [each for row in survey.matrix.triggers for each in row.environments]
    assert [each.name for each in found] == ["staging", "production"]
    assert [each.promotions for each in found] == [(), ()]


def test_barriers_and_what_must_be_in_the_same_plan(tmp_path: Path) -> None:
    check(
        tmp_path,
        """
        a [all]
        b [all, main] after a, strategy: environment-barrier
        c [all, tag] after b, satisfy: same-plan
        d [tag] after c, satisfy: previous-success
        e [pr] after a, strategy: environment-barrier; lab
        lab
        """,
        """
environments a lab b e c d
untriggered lab
all full
  a 1/1
  b 1/1; a edge 1
  c 1/1; b edge 1
main changed
  b 1/1; a gate 1
pr full
  e 1/1; a gate 1; lab gate 1
tag full
  c 1/1; b error 0
  d 1/1; c gate 1
  ! "c" must follow "b" in the same plan (satisfy: same-plan), but "b" is not active
unused full
""",
    )


def test_a_joined_barrier_counts_as_a_job(tmp_path: Path) -> None:
    check(
        tmp_path,
        """
        a [all]
        b [all] after a, strategy: environment-barrier
        """,
        """
environments a b
all full
  a 1/1
  b 1/2; a edge 1
""",
        bindings="execution: {barriers: join}\n"
        "automation: {triggerBindings: {all: {on: {provider: github}}}}\n",
    )


def test_promotions_of_which_nothing_comes(tmp_path: Path) -> None:
    check(
        tmp_path,
        "b [all] after a",
        """
environments a b
all full
  a 0/0
  b 1/1; a nothing 0 not-subscribed
""",
        bindings="automation: {triggerBindings: {all: {on: {provider: github}}}}\n",
        further="  a: {activation: {triggerRefs: [all]}, selectors: {domains: [none]}}\n",
    )


def test_no_triggers(tmp_path: Path) -> None:
    check(tmp_path, "dev", "environments dev\nuntriggered dev", bindings="")


def test_numbers_are_those_of_the_plan(tmp_path: Path) -> None:
    environments = "environments:\n  dev: {activation: {triggerRefs: [all]}}\n  prod: {}\n"
    intent = write_workspace(tmp_path, BINDINGS + environments)
    survey = survey_triggers(Task(intent))
    plan = compile_intent(Task(intent, Request(trigger="all"))).plan
    assert survey.matrix is not None
    assert plan is not None
    assert [each.jobs for each in survey.matrix.triggers[0].environments] == [len(plan.jobs)]


def test_what_is_wrong_whatever_is_planned_leaves_no_matrix(tmp_path: Path) -> None:
    wrong = "environments: {dev: {activation: {triggerRefs: [mian]}}}\n"
    survey = survey_triggers(Task(write_workspace(tmp_path, BINDINGS + wrong)))
    assert survey.matrix is None
    assert "unknown-trigger-ref" in {each.code for each in survey.diagnostics}


def test_what_is_wrong_in_one_environment_concerns_its_triggers(tmp_path: Path) -> None:
    component = """
  - name: web
    type: noop
    subscribe: {environments: ["*"]}
    dependsOn: [{component: lib, include: always}]
  - {name: lib, type: noop, subscribe: {environments: [dev]}}
"""
    intent = write_workspace(
        tmp_path,
        BINDINGS
        + "environments:\n"
        + "  dev: {activation: {triggerRefs: [pr]}}\n"
        + "  prod: {activation: {triggerRefs: [tag]}}\n"
        + "  idle: {}\n",
    )
    text = intent.read_text(encoding="utf-8")
    single = 'components: [{name: web, type: noop, subscribe: {environments: ["*"]}}]\n'
    assert single in text
    intent.write_text(text.replace(single, f"components:{component}"), encoding="utf-8")
    survey = survey_triggers(Task(intent))
    assert survey.matrix is not None, list(survey.diagnostics)
    problems = {each.name: each.problems for each in survey.matrix.triggers if each.environments}
    assert problems["pr"] == ()
    assert len(problems["tag"]) == 1
    assert '"lib" in "prod"' in problems["tag"][0]
    assert compile_intent(Task(intent, Request(trigger="pr"))).plan is not None
    assert compile_intent(Task(intent, Request(trigger="tag"))).plan is None


def test_values_are_checked_for_each_trigger(tmp_path: Path) -> None:
    intent = write_workspace(
        tmp_path,
        BINDINGS
        + "environments:\n"
        + "  dev: {activation: {triggerRefs: [pr]}, env: {A: x}}\n"
        + "  prod: {activation: {triggerRefs: [tag]}, env: {A: '{{ .nothing }}'}}\n"
        + "  idle: {}\n",
    )
    survey = survey_triggers(Task(intent))
    assert survey.matrix is not None, list(survey.diagnostics)
    problems = {each.name: each.problems for each in survey.matrix.triggers if each.environments}
    assert problems["pr"] == ()
    assert len(problems["tag"]) == 1
    assert problems["tag"][0].endswith(" is no placeholder, in web@prod")
    for trigger, planned in (("pr", True), ("tag", False)):
        plan = compile_intent(Task(intent, Request(trigger=trigger))).plan
        assert (plan is not None) is planned


def test_warnings_are_told_and_with_strict_are_errors(tmp_path: Path) -> None:
    unused = "environments: {dev: {activation: {triggerRefs: [all]}}}\n"
    intent = write_workspace(tmp_path, BINDINGS + unused)
    assert survey_triggers(Task(intent)).matrix is not None
    survey = survey_triggers(Task(intent, strict=True))
    assert survey.matrix is None
    assert {str(each.severity) for each in survey.diagnostics} == {"error"}


def test_a_spent_budget_is_told(tmp_path: Path) -> None:
    intent = write_workspace(tmp_path, BINDINGS + "environments: {dev: {}}\n")
    survey = survey_triggers(Task(intent, budget=1))
    assert survey.exhausted
    assert survey.matrix is None


def test_the_order_of_promotion_counts_what_comes_before() -> None:
    follows = {"d": ["b", "c"], "c": ["b"], "b": ["a"], "a": [], "x": ["y"], "z": ["nowhere"]}
    order = promotion_order(follows)
    assert order == {"d": 3, "c": 2, "b": 1, "a": 0, "x": 0, "z": 0}


def test_the_order_of_a_cycle_ends() -> None:
    assert set(promotion_order({"a": ["b"], "b": ["a"]})) == {"a", "b"}
