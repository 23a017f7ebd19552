"""What is told although something could not be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orun.compiler.compile import Task, compile_intent
from orun.compiler.rules import built_in

if TYPE_CHECKING:
    from pathlib import Path


def test_reports_that_are_judged_exist() -> None:
    text = "".join(file.source.text for file in built_in())
    rules = set(re.findall(r"^rule (\S+)", text, re.MULTILINE))
    doubts = next(file for file in built_in("checks") if file.source.name.endswith("doubts.rules"))
    judged = set(re.findall(r'^fact \w+\(code: "([^"]+)"', doubts.source.text, re.MULTILINE))
    assert judged
    assert judged <= rules


def test_a_warning_about_discovery_keeps_nobody_from_planning(tmp_path: Path) -> None:
    intent = tmp_path / "work" / "intent.yaml"
    intent.parent.mkdir()
    intent.write_text("apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: demo}\n")
    outside = tmp_path / "component.yaml"
    outside.write_text("apiVersion: orun.io/v1\nkind: Component\nmetadata: {name: web}\n")
    (intent.parent / "component.yaml").symlink_to(outside)
    compilation = compile_intent(Task(intent=intent))
    assert [each.code for each in compilation.diagnostics] == ["link-outside"]
    assert compilation.plan is not None
