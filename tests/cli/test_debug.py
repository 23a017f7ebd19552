"""`orun debug` shows what a run saw, the same on every run but for the times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
import typer.main
from orun_process import BROKEN, INTENT, TASK, talk

from orun.cli.app import app

if TYPE_CHECKING:
    from orun_process import Workspace

RULES = """\
relation slow(environment: text) size 5
  "An environment in which everything takes its time."

rule prod-is-slow
  "Production takes its time."
  when environment(name: $environment) and $environment matches "prod*"
  then slow($environment)

rule slow-jobs
  when slow($environment) and job($id, $environment)
  then set timeout(job: $id) = "45m"

rule never
  when slow($environment) and job($id, $environment)
   and not edge(job: $id) and edge(job: $id, via: barrier)
  then gate(job: $id, type: waiver)

rule prod-waits-for-nobody
  when proposed edge($job, $on) and job(id: $job, environment: prod)
  then drop edge($job, $on)
"""


@pytest.fixture
def ruled(workspace: Workspace) -> Workspace:
    workspace.write("slow.rules", RULES)
    return workspace


def shown(workspace: Workspace, *arguments: str) -> str:
    """Return what a run shows, after checking that it says nothing besides."""
    run = workspace.start("debug", "--no-times", "--rules", "slow.rules", *arguments)
    assert run.returncode == 0, run.stderr
    assert talk(run) == ""
    return run.stdout.decode()


def row(text: str, *start: str) -> list[str]:
    """Return the words of the one line that begins with some."""
    (found,) = (
        line.split() for line in text.splitlines() if line.split()[: len(start)] == [*start]
    )
    return found[len(start) :]


def test_conditions_are_shown_as_they_are_written(workspace: Workspace) -> None:
    condition = "and $m = ($n + 1) * 2 - $n * 3 and $k = 9 - ($m - 2) + length($id)"
    workspace.write(
        "slow.rules",
        "rule sums when job($id) and retries(job: $id) = $n\n"
        f'{condition} and $k > 99 then error "${{id}}"\n',
    )
    text = shown(workspace, "--rule", "sums")
    for each in condition.removeprefix("and ").split(" and "):
        assert f"and {each} " in text


def test_the_overview_counts_documents_facts_and_rules(ruled: Workspace) -> None:
    text = shown(ruled)
    assert "  1 intent with 1 component\n    intent.yaml\n" in text
    assert (
        "  1 file of composition source stack, which exports task\n"
        "    stack/task/composition.yaml\n" in text
    )
    assert "  1 rules file\n    slow.rules\n" in text
    assert row(text, "environment") == ["2", "·"]
    assert row(text, "instance_job") == ["·", "2"]
    assert row(text, "slow") == ["·", "1"]
    assert row(text, "prod-is-slow", "slow")[0] == "1"
    assert row(text, "slow-jobs", "set", "timeout")[0] == "1"
    assert row(text, "never", "gate")[0] == "·"
    assert row(text, "prod-waits-for-nobody", "drop", "edge")[0] == "1"
    assert row(text, "=", "edge") == ["1", "proposed", "-", "1", "dropped", "·"]


def test_several_files_of_a_source_are_files(ruled: Workspace) -> None:
    ruled.write("stack/chore/composition.yaml", TASK.replace("task", "chore"))
    assert "  2 files of composition source stack, which exports chore, task\n" in shown(ruled)


def test_whatever_says_what_to_plan_says_what_to_debug() -> None:
    """Options of `plan` that are about its output alone are no options of `debug`."""
    commands = typer.main.get_group(app)
    options = {
        name: {option for each in command.params for option in each.opts}
        for name in ("plan", "debug")
        if (command := commands.get_command(click.Context(commands), name)) is not None
    }
    about_output = {"-o", "--output", "-f", "--format", "--view", "--explain", "-q", "--quiet"}
    assert options["plan"] - options["debug"] == about_output


def test_options_of_a_plan_are_heeded(ruled: Workspace) -> None:
    """What `--env`, `--strict` and the like mean is the compiler's; here, that it is told."""
    changed = ("--changed", "--files", "stack/task/composition.yaml")
    text = shown(ruled, "web", "--env", "dev", *changed)
    assert row(text, "active") == ["·", "1"]
    assert row(text, "changed") == ["·", "1"]
    run = ruled.start("debug", "--no-times", *changed, "--composition-impact", "none")
    assert "notice[nothing-listed]" in talk(run)
    assert ruled.start("debug", "--all-envs", "--env", "dev").returncode == 2
    ruled.write("intent.yaml", INTENT + "enviroments: {}\n")
    run = ruled.start("debug", "--no-times", "--strict")
    assert run.returncode == 1
    assert "error[unknown-field]" in talk(run)


def test_rules_stand_in_the_order_in_which_they_ran(ruled: Workspace) -> None:
    text = shown(ruled)
    order = ["subscribed", "instance", "instance_job", "edge", "job"]
    made = [line.split() for line in text.partition("\nRules: ")[2].splitlines()]
    places = [min(at for at, words in enumerate(made) if words[1:2] == [each]) for each in order]
    assert places == sorted(places)


def test_rules_that_did_not_fire_are_shown_if_they_are_the_users_or_asked_for(
    ruled: Workspace,
) -> None:
    assert "unknown-type" not in shown(ruled)
    text = shown(ruled, "--all")
    assert row(text, "unknown-type", "a", "report")[0] == "·"
    assert row(text, "gate") == ["·", "·"]


def test_output_is_the_same_on_every_run(ruled: Workspace) -> None:
    outputs = {
        ruled.spawn("debug", "--all", "--rules", "slow.rules", PYTHONHASHSEED=seed).stdout
        for seed in "12"
    }
    assert len(outputs) == 1


def test_times_are_talk(ruled: Workspace) -> None:
    run = ruled.start("debug", "--rules", "slow.rules")
    assert " ms: documents " in talk(run)
    assert b" ms" not in run.stdout


def test_facts_of_a_relation_with_their_origins(ruled: Workspace) -> None:
    text = shown(ruled, "--relation", "edge", "--relation", "environment")
    first, second = text.split("\n\n")
    assert first.startswith("edge: 0 facts, 1 dropped. Job `job` starts only after ")
    assert first.splitlines()[1] == (
        '  edge(job: "web@prod.run", on: "web@dev.run", via: "promotion")'
        "  dropped by rule prod-waits-for-nobody"
    )
    assert second.splitlines()[1:] == [
        '  environment(name: "dev")   intent.yaml:6:3',
        '  environment(name: "prod")  intent.yaml:7:3',
    ]


def test_values_of_an_attribute_with_layers_and_losers(ruled: Workspace) -> None:
    task = (ruled.path / "stack/task/composition.yaml").read_text()
    ruled.write(
        "stack/task/composition.yaml", task.replace("name: run,", "name: run, timeout: 5m,")
    )
    lines = shown(ruled, "--relation", "timeout").splitlines()
    assert lines[0].startswith("timeout: 2 values, layers template < ")
    assert [" ".join(line.split()) for line in lines[1:]] == [
        'timeout(job: "web@dev.run") = "5m" at template rule timeout-of-template',
        'timeout(job: "web@prod.run") = "45m" at rule rule slow-jobs',
        'timeout(job: "web@prod.run") = "5m" at template rule timeout-of-template beaten',
    ]


def test_a_literal_secret_is_not_shown(ruled: Workspace) -> None:
    secrets = 'secretEnv: {A: hunter2, B: "secret://vault/b"}\n'
    ruled.write("intent.yaml", INTENT + secrets)
    run = ruled.start("debug", "--rules", "slow.rules", "--relation", "intent_secret_env")
    assert run.returncode == 1
    assert b"hunter2" not in run.stdout + run.stderr
    assert b'{A: ***, B: "secret://vault/b"}' in run.stdout


def test_what_a_rule_matched(ruled: Workspace) -> None:
    lines = shown(ruled, "--rule", "slow-jobs").splitlines()
    assert lines[0] == "rule slow-jobs  slow.rules:9:6"
    assert lines[1].startswith("  It made 1, looking at 2 tuples.")
    assert [line.split()[-1] for line in lines[4:6]] == ["1", "1"]
    assert lines[-2].split() == ["$environment", "$id"]
    assert lines[-1].split() == ['"prod"', '"web@prod.run"']


def test_where_a_rule_that_did_not_fire_ran_out_of_matches(ruled: Workspace) -> None:
    text = shown(ruled, "--rule", "never")
    stuck = [line for line in text.splitlines() if "here nothing is left" in line]
    (line,) = stuck
    assert line.split() == [
        *("and", "edge(job:", "$id,", "via:", '"barrier")'),
        *("0", "<-", "here", "nothing", "is", "left"),
    ]
    assert "It made 0" in text


def test_why_a_fact_holds(ruled: Workspace) -> None:
    assert shown(ruled, "--why", "slow()").splitlines() == [
        'slow(environment: "prod")',
        "└─ rule prod-is-slow",
        '   └─ environment(name: "prod")  intent.yaml:7:3',
    ]
    lines = shown(ruled, "--why", 'job(id: "web@prod.run")').splitlines()
    assert lines[0].startswith('job(id: "web@prod.run", component: "web", environment: "prod"')
    assert lines[1] == "└─ rule job-of-instance"
    assert sum(line.endswith("  intent.yaml:7:3") for line in lines) > 0


def test_what_stands_in_a_tree_twice_is_explained_once(workspace: Workspace) -> None:
    run = workspace.start("debug", "--no-times", "--why", "edge()")
    lines = [line.lstrip("├└│─ ") for line in run.stdout.decode().splitlines()]
    assert lines.count('selected(component: "web")') == 1
    assert lines.count('selected(component: "web")  (see above)') == 1
    assert lines.count("rule everything-is-selected") == 1


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("jbo()", "error[unknown-relation]: there is no relation `jbo`"),
        ("job(idd: x)", "error[unknown-column]: `job` has no column `idd`"),
        ("job(id: x", "found the end\n"),
        ("gate", "help: `gate()` is all of them, `gate(job: …)` some"),
        ("timeout", "help: `timeout(job: …) = $value` is a value of the attribute"),
        ("timeout(job: x)", "help: `timeout(job: …) = $value` is a value of the attribute"),
        ("web@dev.run", 'help: a job is `job(id: "web@dev.run")`'),
        ("gat", "help: did you mean `gate()`?"),
        ("xyzzy", "help: `orun debug --all` lists all relations"),
        ("xyzzy()", "help: `orun debug --all` lists all relations"),
        ("job(id: web@dev.run)", 'needs quotes: `"web@dev.run"`'),
        ("job(id: nothing)", "no fact fits job(id: nothing)"),
        ("not job()", "no fact fits not job()"),
        ("\x1b[2J", r"\x1b[2J"),
    ],
)
def test_what_cannot_be_explained(ruled: Workspace, fact: str, message: str) -> None:
    run = ruled.start("debug", "--no-times", "--why", fact)
    assert (run.returncode, run.stdout) == (1, b"")
    assert message in talk(run)
    assert "\x1b" not in talk(run)


@pytest.mark.parametrize(
    ("option", "name", "guess"),
    [("--relation", "edgee", "edge"), ("--rule", "promotion-ege", "promotion-edge")],
)
def test_unknown_names_are_usage_errors(
    ruled: Workspace, option: str, name: str, guess: str
) -> None:
    run = ruled.start("debug", option, name)
    assert run.returncode == 2
    assert f'did you mean "{guess}"?' in talk(run)


def test_selection_narrows_what_is_seen(ruled: Workspace) -> None:
    assert row(shown(ruled, "--env", "dev"), "job") == ["·", "1"]
    assert "unknown-component-asked-for" in talk(ruled.start("debug", "--component", "nobody"))


def test_what_is_wrong_is_told_and_the_rest_is_shown(ruled: Workspace) -> None:
    ruled.write("intent.yaml", BROKEN)
    run = ruled.start("debug", "--no-times", "--rule", "unknown-type")
    assert run.returncode == 1
    assert "error[unknown-type]" in talk(run)
    assert "It made 1" in run.stdout.decode()


def test_nothing_to_show_without_an_intent_that_can_be_read(ruled: Workspace) -> None:
    ruled.write("intent.yaml", "kind: [")
    run = ruled.start("debug", "--no-times")
    assert (run.returncode, run.stdout) == (1, b"")
    assert "error[yaml-syntax]" in talk(run)
    assert "nothing was evaluated" in talk(run)


def test_a_mistake_in_the_options_is_shown_as_it_was_typed(workspace: Workspace) -> None:
    run = workspace.start("debug", "--no-times", "--env", "nowhere")
    assert run.returncode == 1
    assert "\n 1 | orun debug --env nowhere\n" in talk(run)
