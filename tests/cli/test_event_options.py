"""`--from-ci`, `--event-file` and `orun triggers`, as they are typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from orun_process import INTENT, talk

if TYPE_CHECKING:
    from orun_process import Workspace

TRIGGERED = INTENT.replace(
    "environments:\n  dev: {}",
    """\
automation:
  triggerBindings:
    pr: {on: {provider: github, event: pull_request}}
    main: {on: {provider: github, event: push, branches: [main]}}
    lab: {on: {provider: gitlab, event: tag_push, tags: ["v*"]}}
environments:
  dev: {activation: {triggerRefs: [pr, lab]}}""",
).replace("prod: {", "prod: {activation: {triggerRefs: [main]}, ")


@pytest.fixture
def triggered(workspace: Workspace) -> Workspace:
    workspace.write("intent.yaml", TRIGGERED)
    workspace.write("push.json", json.dumps({"ref": "refs/heads/main"}))
    workspace.write("broken.json", '{"ref": }')
    return workspace


def planned(workspace: Workspace, *arguments: str, **env: str) -> list[str]:
    """Return the environments that a plan is for."""
    run = workspace.start("plan", "-q", "-o", "plan.json", *arguments, **env)
    assert run.returncode == 0, talk(run)
    plan = json.loads((workspace.path / "plan.json").read_bytes())
    active = plan["metadata"]["trigger"]["activeEnvironments"]
    assert isinstance(active, list)
    return active


def test_an_event_file(triggered: Workspace) -> None:
    assert planned(triggered, "--from-ci", "github", "--event-file", "push.json") == ["prod"]


def test_variables_of_github(triggered: Workspace) -> None:
    variables = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": "push.json"}
    assert planned(triggered, "--from-ci", "github", **variables) == ["prod"]


def test_variables_of_gitlab(triggered: Workspace) -> None:
    variables = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1"}
    assert planned(triggered, "--from-ci", "gitlab", **variables) == ["dev"]


def test_an_event_that_matches_nothing_gives_an_empty_plan_and_a_notice(
    triggered: Workspace,
) -> None:
    triggered.write("wip.json", json.dumps({"ref": "refs/heads/wip"}))
    run = triggered.start(
        "plan", "-q", "-o", "plan.json", "--from-ci", "github", "--event-file", "wip.json"
    )
    assert run.returncode == 0
    assert "notice[event-matches-nothing]" in talk(run)
    assert json.loads((triggered.path / "plan.json").read_bytes())["jobs"] == []


@pytest.mark.parametrize(
    "options",
    [
        ("--event-file", "push.json"),
        ("--from-ci", "github", "--trigger", "main"),
        ("--from-ci", "github", "--all-envs"),
        ("--trigger", "main", "--all-envs"),
        ("--from-ci", "jenkins"),
    ],
)
def test_options_that_contradict_each_other(triggered: Workspace, options: tuple[str, ...]) -> None:
    run = triggered.start("plan", *options)
    assert run.returncode == 2
    assert options[0] in talk(run)


@pytest.mark.parametrize(
    ("provider", "file", "said"),
    [
        ("github", "broken.json", "broken.json:1:9"),
        ("gitlab", "push.json", "push.json:1:1"),
        ("generic", "none.json", "none.json does not exist"),
        ("github", None, "$GITHUB_EVENT_PATH"),
        ("gitlab", None, "$CI_PIPELINE_SOURCE"),
        ("generic", None, "--event-file"),
    ],
)
def test_an_event_that_cannot_be_read(
    triggered: Workspace, provider: str, file: str | None, said: str
) -> None:
    options = ("--event-file", file) if file is not None else ()
    run = triggered.start("plan", "-o", "plan.json", "--from-ci", provider, *options)
    assert run.returncode == 1
    assert said in talk(run)
    assert not (triggered.path / "plan.json").exists()


def test_a_broken_event_and_a_broken_intent_are_told_together(triggered: Workspace) -> None:
    triggered.write("intent.yaml", TRIGGERED.replace("type: task", "type: tsak"))
    text = talk(triggered.start("plan", "--from-ci", "github", "--event-file", "broken.json"))
    assert "json-syntax" in text
    assert "unknown-type" in text


def test_a_variable_that_is_no_text(triggered: Workspace) -> None:
    variables = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "caf\udce9"}
    run = triggered.start("plan", "--from-ci", "gitlab", **variables)
    assert run.returncode == 1
    assert "unfit-name" in talk(run)


@pytest.mark.parametrize(
    ("typed", "pointed_at"),
    [
        ("--from-ci github --event-file push.json", "--from-ci github --event-file push.json"),
        ("--env prod --trigger main", "--trigger main"),
        ("--env prod --trigger main --head x", "--head x"),
        ("--env prod --changed", "--changed"),
    ],
)
def test_what_asks_for_changes_is_pointed_at_among_all_options(
    triggered: Workspace, typed: str, pointed_at: str
) -> None:
    changed = "branches: [main]}, plan: {scope: changed}}"
    triggered.write("intent.yaml", TRIGGERED.replace("branches: [main]}}", changed))
    text = talk(triggered.start("plan", *typed.split()))
    line = f" 1 | orun plan {typed}\n"
    marks = f"   | {' ' * (len(f'orun plan {typed}') - len(pointed_at))}{'^' * len(pointed_at)}\n"
    assert text.startswith("error[no-work-tree]")
    assert line + marks in text


def test_triggers_as_a_table(triggered: Workspace) -> None:
    run = triggered.start("triggers")
    assert run.returncode == 0
    assert talk(run) == ""
    assert run.stdout.decode().splitlines()[2:] == [
        "trigger  on                   scope  environment  components  jobs  promotion",
        "lab      gitlab tag_push      full   dev                   1     1",
        "         tags v*",
        "",
        "pr       github pull_request  full   dev                   1     1",
        "",
        "main     github push          full   prod                  1     1  1 gate on dev",
        "         branches main",
    ]


def test_triggers_as_json(triggered: Workspace) -> None:
    run = triggered.start("triggers", "--json")
    matrix = json.loads(run.stdout)
    assert [each["name"] for each in matrix["triggers"]] == ["lab", "pr", "main"]
    assert matrix["triggers"][2]["environments"][0]["promotions"][0]["becomes"] == "gate"


def test_triggers_of_a_broken_intent(triggered: Workspace) -> None:
    triggered.write("intent.yaml", TRIGGERED.replace("[main]}, p", "[mian]}, p"))
    run = triggered.start("triggers")
    assert run.returncode == 1
    assert run.stdout == b""
    assert 'did you mean "main"?' in talk(run)


def test_triggers_warn_as_a_plan_does(triggered: Workspace) -> None:
    stack = (triggered.path / "stack/task/composition.yaml").read_text()
    triggered.write(
        "stack/task/composition.yaml", stack.replace("run: go", 'run: "{{if .fast}}go{{end}}"')
    )
    run = triggered.start("triggers")
    assert run.returncode == 0
    assert talk(run) == talk(triggered.start("plan", "-q", "-o", "plan.json"))
    assert "warning[unknown-root]" in talk(run)
    run = triggered.start("triggers", "--strict")
    assert (run.returncode, run.stdout) == (1, b"")
    assert talk(run).endswith("\nno table: 1 error\n")


def test_triggers_tell_all_that_is_wrong_beside_a_broken_file(triggered: Workspace) -> None:
    triggered.write("apps/component.yaml", "kind: [Component\n")
    broken = TRIGGERED.replace("type: task", "type: tsak")
    triggered.write("intent.yaml", broken + "discovery: {roots: [apps]}\n")
    said = [talk(triggered.start(command)).splitlines()[:-1] for command in ("triggers", "plan")]
    assert said[0] == said[1]
    assert any("error[unknown-type]" in line for line in said[0])


def test_triggers_with_a_spent_budget(triggered: Workspace) -> None:
    assert triggered.start("triggers", "--max-facts", "1").returncode == 3


@pytest.mark.parametrize("arguments", [("--env", ""), ("--env", " ,"), ("--component", ""), ("",)])
def test_an_option_that_names_nothing_does_not_mean_everything(
    triggered: Workspace, arguments: tuple[str, ...]
) -> None:
    run = triggered.start("plan", *arguments)
    assert run.returncode == 2, talk(run)
    assert "names nothing" in talk(run)


def test_blanks_between_names_are_passed_over(triggered: Workspace) -> None:
    run = triggered.start("plan", "--env", "dev,", "--component", ",web")
    assert run.returncode == 0, talk(run)
