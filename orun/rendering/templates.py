"""What is wrong with the templates of compositions before anything is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orun.diagnostics import Diagnostic, Severity
from orun.rendering.problems import Problem, Problems, problem_of_text, span_inside
from orun.sources.nodes import Mapping, Node, Sequence
from orun.templates import compile_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as AnyMapping

    from orun.documents.composition import StepPatch
    from orun.documents.resolved import Definition, ResolvedComposition
    from orun.documents.step import Step

TEXTS = ("run", "use", "shell", "working-directory")
"""The fields of a step that are templates, besides all texts in `with` and `env`."""


def check_templates(definitions: AnyMapping[str, Definition], problems: Problems) -> None:
    """Report syntax errors, and keys that no template has, once for each template."""
    for name, definition in definitions.items():
        if definition.composition is None:
            continue
        for step, node in _steps(definition.composition):
            for text, place in _texts(node):
                _check(text, place, f"step {step}", name, problems)


def check_override_templates(
    steps: Iterable[Step], definition: str | None, problems: Problems
) -> None:
    """Report the same of the steps that a component overrides."""
    for step in steps:
        for text, place in _texts(step.node):
            _check(text, place, f"step {step.id or step.name}", definition, problems)


def _steps(composition: ResolvedComposition) -> Iterator[tuple[str, Mapping]]:
    for job in composition.jobs.values():
        for step in job.steps:
            yield step.id or "", step.node
    for profile in composition.profiles.values():
        for settings in profile.jobs.values():
            patches: dict[str, StepPatch] = settings.step_overrides
            for name in sorted(patches):
                yield name, patches[name].node


def _texts(node: Mapping) -> Iterator[tuple[str, Node]]:
    """Yield every text of a step that is a template."""
    for name in TEXTS:
        yield from _inner(node.entries.get(name))
    for name in ("with", "env"):
        yield from _inner(node.entries.get(name))


def _inner(node: Any) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Mapping):
        for inner in node.entries.values():
            yield from _inner(inner)
    elif isinstance(node, Sequence):
        for inner in node.items:
            yield from _inner(inner)
    elif node is not None and "{{" in node.text:
        yield node.text, node


def _check(text: str, node: Node, step: str, definition: str | None, problems: Problems) -> None:
    template = compile_template(text)
    for problem in template.problems:
        found = problem_of_text(problem, text, node)
        diagnostic = Diagnostic(
            found.severity, found.code, f"{step}: {found.message}", found.span, (), found.help
        )
        problems.add(Problem("composition", definition, None, diagnostic))
    names: dict[str, tuple[int, int]] = {}
    for root in template.unknown_roots:
        names.setdefault(root.name, (root.start, root.end))
    for name, (start, end) in names.items():
        diagnostic = Diagnostic(
            Severity.WARNING,
            "unknown-root",
            f"{step}: templates have no .{name}, so nothing is ever found there",
            span_inside(node, text, start, end),
            (),
            f"parameters are read as .parameters.{name}",
        )
        problems.add(Problem("composition", definition, None, diagnostic))
