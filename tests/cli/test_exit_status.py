from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from orun_process import BROKEN, ORUN, talk

if TYPE_CHECKING:
    from orun_process import Workspace

PATIENCE = 30.0
"""Seconds to wait for a process on a machine that has other things to do."""


def test_0_for_a_plan(workspace: Workspace) -> None:
    run = workspace.spawn("plan", "-i", "intent.yaml", "-o", "plan.json")
    assert run.returncode == 0
    assert talk(run) == "2 jobs, 1 edge, 0 gates, 2 environments, 0 warnings -> plan.json\n"


def test_0_for_an_empty_plan(workspace: Workspace) -> None:
    workspace.write("intent.yaml", "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: x}\n")
    run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json")
    assert run.returncode == 0, talk(run)


def test_1_for_wrong_input(workspace: Workspace) -> None:
    workspace.write("intent.yaml", BROKEN)
    for command in (("plan", "-o", "plan.json"), ("validate",)):
        run = workspace.spawn(*command, "-i", "intent.yaml")
        assert run.returncode == 1
        assert "intent.yaml:9:23" in talk(run)
        assert run.stdout == b""


def test_1_for_a_directory_where_the_intent_belongs(workspace: Workspace) -> None:
    run = workspace.start("plan", "-i", ".")
    assert run.returncode == 1
    assert talk(run) == (
        "error[no-intent]: . is a directory\n  help: name the file of the intent in it\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "--no-such-option"), "--no-such-option"),
        (("plan", "-o"), "-o"),
        (("pln",), "pln"),
        (("plan", "-o", "-", "--view", "dag"), "--view"),
        (("plan", "--env", "dev", "--all-envs"), "--all-envs"),
        (("plan", "--view", "pie"), "pie"),
        (("plan", "--env", ""), "--env names nothing"),
        (("plan", "-i", ""), "--intent needs a value, and is given none"),
        (("plan", "-o", ""), "--output needs a value, and is given none"),
        (("plan", "--trigger="), "--trigger needs a value, and is given none"),
        (("plan", "--rules", "a.rules", "--rules", ""), "--rules needs a value"),
        (("validate", "-i", ""), "--intent needs a value"),
        (("verify", ""), "PLAN needs a value, and is given none"),
        (("plan", "--env", ",", "--env", " "), "--env names nothing"),
        (("plan", "--component", ""), "--component names nothing"),
        (("plan", ""), "--component names nothing"),
        (("debug", "--env", ""), "--env names nothing"),
        (("plan", "-f", "xml"), "xml"),
        (("plan", "--max-facts", "many"), "many"),
        (("verify",), "PLAN"),
    ],
)
def test_2_for_wrong_options(workspace: Workspace, arguments: tuple[str, ...], said: str) -> None:
    run = workspace.start(*arguments)
    assert run.returncode == 2
    assert said in talk(run)
    assert run.stdout == b""
    assert not (workspace.path / ".orun").exists()


def test_3_when_the_budget_of_facts_is_spent(workspace: Workspace) -> None:
    components = "\n".join(
        f"  - {{name: c{number}, type: task, subscribe: {{environments: [dev, prod]}}}}"
        for number in range(40)
    )
    text = (workspace.path / "intent.yaml").read_text()
    barrier = text.replace("environment: dev}", "environment: dev, strategy: environment-barrier}")
    workspace.write("intent.yaml", f"{barrier}{components}\n")
    run = workspace.start("plan", "-i", "intent.yaml", "-o", "plan.json", "--max-facts", "1500")
    assert run.returncode == 3
    assert "1,500 facts" in talk(run)
    assert "barriers: join" in talk(run)
    assert not (workspace.path / "plan.json").exists()


def test_130_when_interrupted(workspace: Workspace) -> None:
    """Git is a good moment to interrupt: a stand-in for it says when it has begun, and waits."""
    begun = workspace.path / "begun"
    git = workspace.write("bin/git", f"#!/bin/sh\ntouch '{begun}'\nexec sleep {PATIENCE}\n")
    git.chmod(0o755)
    environ = workspace.environ(PATH=f"{git.parent}:{os.environ['PATH']}")
    with subprocess.Popen(
        [*ORUN, "plan", "-i", "intent.yaml", "-o", "plan.json"],
        cwd=workspace.path,
        env=environ,
        stderr=subprocess.PIPE,
    ) as process:
        end = time.monotonic() + PATIENCE
        while not begun.exists() and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert not (workspace.path / "plan.json").exists()


def test_a_reader_that_goes_away_is_no_error(workspace: Workspace) -> None:
    with subprocess.Popen(
        [*ORUN, "plan", "-i", "intent.yaml", "-o", "-", "-q"],
        cwd=workspace.path,
        env=workspace.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=PATIENCE)
    assert process.returncode == 0
    assert said == b""


DATA = (("plan", "-o", "-", "-q"), ("debug", "--no-times"), ("plan", "--help"), ("--version",), ())
"""Commands that write data by every way there is."""


def run_with_stdout(workspace: Workspace, arguments: tuple[str, ...], where: str) -> str:
    """Run orun with stdout as a shell makes it; return its status and what it said."""
    run = subprocess.run(
        ["sh", "-c", f'"$@" {where}; echo "status $?" >&2', "sh", *ORUN, *arguments],
        cwd=workspace.path,
        env=workspace.environ(),
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    return run.stderr.decode()


@pytest.mark.parametrize("arguments", DATA)
def test_a_closed_stdout_is_no_error(workspace: Workspace, arguments: tuple[str, ...]) -> None:
    assert run_with_stdout(workspace, arguments, ">&-") == "status 0\n"


@pytest.mark.parametrize("arguments", [("--help",), ("plan", "--help")])
def test_help_that_nobody_reads_is_no_error(
    workspace: Workspace, arguments: tuple[str, ...]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [*ORUN, *arguments],
        cwd=workspace.path,
        env=workspace.environ(),
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("arguments", DATA)
def test_1_for_a_stdout_that_takes_no_more(
    workspace: Workspace, arguments: tuple[str, ...]
) -> None:
    said = run_with_stdout(workspace, arguments, "> /dev/full")
    assert said == "error: stdout cannot be written: No space left on device\nstatus 1\n"


def test_a_closed_stderr_changes_no_status(workspace: Workspace) -> None:
    """The plan must not be written where talk would have gone."""
    run = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *ORUN, "plan", "-i", "intent.yaml", "-o", "plan.json"],
        cwd=workspace.path,
        env=workspace.environ(),
        stdout=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, b"")
    assert workspace.start("verify", "plan.json").returncode == 0
