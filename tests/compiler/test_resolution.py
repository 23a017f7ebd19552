"""Which source's composition a component uses, where several export its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from orun.compiler.compile import Task, compile_intent

if TYPE_CHECKING:
    from pathlib import Path

COMPOSITION = """\
apiVersion: orun.io/v1
kind: Composition
metadata: {{name: {type}}}
spec:
  type: {type}
  defaultJob: run
  jobs: [{{name: run, steps: [{{run: {type} of {source}}}]}}]
"""
SOURCES = {"a": ["svc", "web"], "b": ["svc", "job"], "c": ["svc"]}
"""What each source exports."""


def write(root: Path, resolution: str, components: list[str]) -> Path:
    """Write an intent with the sources above; components are inline, or `@` and the inside of one
    that is discovered.
    """
    for source, types in SOURCES.items():
        for type_ in types:
            path = root / source / type_ / "composition.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(COMPOSITION.format(type=type_, source=source), encoding="utf-8")
        stack = f"apiVersion: orun.io/v1\nkind: Stack\nmetadata: {{name: {source}}}\n"
        (root / source / "stack.yaml").write_text(stack, encoding="utf-8")
    inline = []
    for number, each in enumerate(components):
        if each.startswith("@"):
            path = root / f"found{number}" / "component.yaml"
            path.parent.mkdir()
            head = "apiVersion: orun.io/v1\nkind: Component\n"
            body = f"metadata: {{name: x{number}}}\nspec: {{{each[1:]}, subscribe: {DEV}}}\n"
            path.write_text(head + body, encoding="utf-8")
        else:
            inline.append(f"{{name: x{number}, {each}, subscribe: {DEV}}}")
    sources = ", ".join(f"{{name: {name}, kind: dir, path: {name}}}" for name in SOURCES)
    intent = root / "intent.yaml"
    intent.write_text(
        "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: demo}\n"
        f"compositions:\n  sources: [{sources}]\n  resolution: {{{resolution}}}\n"
        f"environments: {{dev: }}\ncomponents: [{', '.join(inline)}]\n",
        encoding="utf-8",
    )
    return intent


DEV = "{environments: [dev]}"


def chosen(root: Path, resolution: str, *components: str) -> list[str]:
    """Return what the step of each component runs, or the errors."""
    compilation = compile_intent(Task(write(root, resolution, list(components))))
    if compilation.plan is None:
        return [each.message for each in compilation.diagnostics if each.severity == "error"]
    return [job.steps[0].run or "" for job in compilation.plan.jobs]


@pytest.mark.parametrize(
    ("resolution", "component", "expected"),
    [
        ("", "type: web", "web of a"),
        ("precedence: [b, a]", "type: svc", "svc of b"),
        ("precedence: [c]", "type: svc", "svc of c"),
        ("precedence: [b, a]", "type: web", "web of a"),
        ("precedence: [b, a], bindings: {svc: c}", "type: svc", "svc of c"),
        ("bindings: {svc: a}", "type: svc", "svc of a"),
        ("bindings: {svc: a}", "type: svc, compositionRef: {source: b}", "svc of b"),
        ("precedence: [a]", "type: svc, compositionRef: {source: b}", "svc of b"),
        ("", "type: svc, compositionRef: {source: c}", "svc of c"),
        ("", "type: svc, compositionRef: {source: c, name: svc}", "svc of c"),
        ("", "type: svc, compositionRef: {source: b, name: job}", "job of b"),
        ("bindings: {svc: b}", "type: svc, compositionRef: {name: svc}", "svc of b"),
        ("precedence: [c]", "type: web, compositionRef: {name: svc}", "svc of c"),
    ],
)
@pytest.mark.parametrize("form", ["", "@"])
def test_what_decides(
    tmp_path: Path, resolution: str, component: str, expected: str, form: str
) -> None:
    assert chosen(tmp_path, resolution, form + component) == [expected]


def test_each_component_may_have_its_own(tmp_path: Path) -> None:
    found = chosen(
        tmp_path,
        "precedence: [a, b, c]",
        "type: svc",
        "type: svc, compositionRef: {source: b}",
        "@type: svc, compositionRef: {source: c}",
    )
    assert found == ["svc of a", "svc of b", "svc of c"]


@pytest.mark.parametrize("form", ["", "@"])
def test_nothing_decides(tmp_path: Path, form: str) -> None:
    (message,) = chosen(tmp_path, "", f"{form}type: svc")
    assert message == 'component "x0" is of type "svc", which several sources export: a, b, c'


@pytest.mark.parametrize(
    ("resolution", "component"),
    [
        ("", "type: svc, compositionRef: {source: d}"),
        ("", "type: svc, compositionRef: {source: a, name: job}"),
        ("", "type: job, compositionRef: {source: a}"),
        ("", "type: svc, compositionRef: {name: svc}"),
        ("", "type: svc, compositionRef: {}"),
        ("bindings: {svc: d}", "type: svc"),
        ("bindings: {web: b}", "type: web"),
        ("precedence: [d, a]", "type: svc"),
    ],
)
@pytest.mark.parametrize("form", ["", "@"])
def test_what_decides_and_leads_nowhere(
    tmp_path: Path, resolution: str, component: str, form: str
) -> None:
    compilation = compile_intent(Task(write(tmp_path, resolution, [form + component])))
    assert compilation.plan is None
    errors = [each for each in compilation.diagnostics if each.severity == "error"]
    assert errors
    assert all(each.span is not None for each in errors)


def test_a_composition_that_cannot_be_read_does_not_give_way_to_another(tmp_path: Path) -> None:
    intent = write(tmp_path, "precedence: [a, b]", ["type: svc"])
    (tmp_path / "a/svc/composition.yaml").write_text("kind: [", encoding="utf-8")
    compilation = compile_intent(Task(intent))
    assert compilation.plan is None
    (error,) = [each for each in compilation.diagnostics if each.severity == "error"]
    assert (error.code, str(error.span)) == ("yaml-syntax", "a/svc/composition.yaml:1:8")


def test_a_composition_that_cannot_be_read_and_is_not_chosen_is_a_warning(tmp_path: Path) -> None:
    intent = write(tmp_path, "bindings: {svc: b}", ["type: svc"])
    (tmp_path / "a/svc/composition.yaml").write_text("kind: [", encoding="utf-8")
    compilation = compile_intent(Task(intent))
    assert compilation.plan is not None
    assert [job.steps[0].run for job in compilation.plan.jobs] == ["svc of b"]
    assert {each.severity.value for each in compilation.diagnostics} == {"warning"}
