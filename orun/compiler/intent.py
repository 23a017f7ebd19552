"""The effective intent for people: what the compiler sees, and who contributed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from orun.compiler.workspace import stack_cache
from orun.diagnostics import Diagnostics
from orun.documents.contributions import Contribution, Statement, contributions
from orun.documents.effective import load_effective_intent
from orun.documents.intent import Intent
from orun.documents.plain import plain
from orun.plan.yaml import to_yaml
from orun.sources import Trees

if TYPE_CHECKING:
    from pathlib import Path


class IntentReport(Struct):
    """An effective intent as YAML and value by value, empty if there are errors."""

    diagnostics: Diagnostics
    text: bytes = b""
    contributions: list[Contribution] = field(default_factory=list)


def report_intent(path: Path) -> IntentReport:
    """Read the intent at `path`, merge its presets in and take the outcome apart."""
    report = IntentReport(Diagnostics())
    effective = load_effective_intent(path, stack_cache(), Trees(), report.diagnostics)
    if effective is None or report.diagnostics.has_errors:
        return report
    merged = effective.intent.node
    data = plain(Intent, merged)
    if isinstance(data, dict):
        data.pop("extends", None)  # What it names is in the rest now.
        report.text = to_yaml(data)
    layers = [preset.sections for preset in effective.presets if preset.sections is not None]
    report.contributions = list(contributions(merged, [effective.own, *reversed(layers)]))
    return report


__all__ = ["Contribution", "IntentReport", "Statement", "report_intent"]
