"""Colour is for terminals, and only for those that want it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from orun_process import BROKEN, ORUN

if TYPE_CHECKING:
    from orun_process import Workspace

ESCAPE = "\x1b["
PLAN = ("plan", "-i", "intent.yaml", "-o", "plan.json")


def on_terminal(workspace: Workspace, *arguments: str, **env: str) -> str:
    """Run orun with stdout and stderr on a terminal, and return what stands there then."""
    terminal, side = pty.openpty()
    with subprocess.Popen(
        [*ORUN, *arguments],
        cwd=workspace.path,
        env=workspace.environ(**({"TERM": "xterm"} | env)),
        stdin=subprocess.DEVNULL,
        stdout=side,
        stderr=side,
    ) as process:
        os.close(side)
        shown = b""
        while chunk := read(terminal):
            shown += chunk
        process.wait(timeout=60)
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says EIO once nobody holds the other side.
        return b""


def test_a_terminal_gets_colour(workspace: Workspace) -> None:
    assert ESCAPE in on_terminal(workspace, *PLAN, "--view", "dag", "-q")
    workspace.write("intent.yaml", BROKEN)
    assert ESCAPE in on_terminal(workspace, *PLAN)


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_none_gets_none(workspace: Workspace, env: dict[str, str]) -> None:
    assert ESCAPE not in on_terminal(workspace, *PLAN, "--view", "dag", **env)
    workspace.write("intent.yaml", BROKEN)
    assert ESCAPE not in on_terminal(workspace, *PLAN, **env)


def test_an_empty_no_color_means_nothing(workspace: Workspace) -> None:
    assert ESCAPE in on_terminal(workspace, *PLAN, "--view", "dag", NO_COLOR="")


def test_colour_changes_no_letter(workspace: Workspace) -> None:
    coloured = on_terminal(workspace, *PLAN, "--view", "dag", "-q")
    plain = workspace.start(*PLAN, "--view", "dag", "-q").stdout.decode()
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_pipe_gets_no_colour(workspace: Workspace) -> None:
    run = workspace.start(*PLAN, "--view", "dag", TERM="xterm")
    assert ESCAPE.encode() not in run.stdout + run.stderr
    workspace.write("intent.yaml", BROKEN)
    assert ESCAPE.encode() not in workspace.start(*PLAN, TERM="xterm").stderr
