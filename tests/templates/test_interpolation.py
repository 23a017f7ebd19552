"""Interpolation of values: three placeholders, everything else as it is or a problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.templates import interpolate

VALUES = {"environment": "dev", "group": "", "component": "web-app"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{{ .environment }}", "dev"),
        ("{{.environment}}", "dev"),
        ("{{\t.component  \n}}", "web-app"),
        ("a/{{ .component }}/{{.environment}} b ", "a/web-app/dev b "),
        ("[{{ .group }}]", "[]"),
        ("{{ .component }}{{ .component }}", "web-appweb-app"),
        ("  {{ .component }}  \n", "  web-app  \n"),
        ("${{ .environment }} {{ .environment }}", "${{ .environment }} dev"),
        ("${{ a || '}} {{ x' }}{{ .environment }}", "${{ a || '}} {{ x' }}dev"),
        ("${{ {{ x }} }}{{.environment}}", "${{ {{ x }} }}dev"),
        ("{{ .environment }}${{ x }}", "dev${{ x }}"),
        ("${{ x }}", "${{ x }}"),
        ("} }} { $", "} }} { $"),
    ],
)
def test_fills_placeholders(text: str, expected: str) -> None:
    assert interpolate(text, VALUES) == expected


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ("a {{ .enviroment }} b", "{{ .enviroment }}", "did you mean {{ .environment }}?"),
        ("{{ environment }}", "{{ environment }}", "did you mean {{ .environment }}?"),
        ("{{ .Component }}", "{{ .Component }}", "did you mean {{ .component }}?"),
        ("{{- .component -}}", "{{- .component -}}", "did you mean {{ .component }}?"),
        ("{{ .orun.component.name }}", "{{ .orun.component.name }}", "mean {{ .component }}?"),
        ("{{ .group | upper }}", "{{ .group | upper }}", "did you mean {{ .group }}?"),
        ("{{ .parameters.x }}", "{{ .parameters.x }}", "expressions of the runner are written ${{"),
        ("{{}}", "{{}}", "{{ .environment }}, {{ .group }} and {{ .component }}"),
        ("a {{ .component", "{{", "never closed"),
        ("a ${{ x", "${{", "never closed"),
        ("{{{ .group }}}", "{{{ .group }}", "did you mean {{ .group }}?"),
    ],
)
def test_refuses_everything_else(text: str, marked: str, said: str) -> None:
    problems = interpolate(text, VALUES)
    assert isinstance(problems, tuple)
    (problem,) = problems
    assert text[problem.start : problem.end] == marked
    assert said in f"{problem.message} {problem.help}"


def test_all_problems_of_a_text_are_collected() -> None:
    problems = interpolate("{{ .a }} {{ .group }} {{ .b }} ${{ c }} {{", VALUES)
    assert isinstance(problems, tuple)
    assert [(each.code, each.start) for each in problems] == [
        ("unknown-placeholder", 0),
        ("unknown-placeholder", 22),
        ("template-syntax", 40),
    ]


def test_the_same_text_with_other_values() -> None:
    assert interpolate("{{ .environment }}!", VALUES) == "dev!"
    assert interpolate("{{ .environment }}!", {**VALUES, "environment": "prod"}) == "prod!"


def test_a_value_is_not_interpolated_again() -> None:
    values = {**VALUES, "environment": "{{ .component }}"}
    assert interpolate("{{ .environment }}", values) == "{{ .component }}"


PIECES = st.lists(
    st.sampled_from(["{{", "}}", "$", " ", ".", ".environment", ".group", "a", "'", "{", "}", "\n"])
)


@given(PIECES)
def test_any_text_is_filled_or_refused_with_places(pieces: list[str]) -> None:
    text = "".join(pieces)
    filled = interpolate(text, VALUES)
    if isinstance(filled, str):
        assert filled == text or "{{" in text
        return
    assert filled
    for problem in filled:
        assert text[problem.start : problem.end].lstrip("$").startswith("{{")


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_braces_is_unchanged(text: str) -> None:
    assert interpolate(text, VALUES) == text


@given(st.lists(st.sampled_from(["a", " ", "${{ x }}", "{{.group}}", "{{ .environment }}"])))
def test_is_the_replacement_of_each_placeholder(pieces: list[str]) -> None:
    known = {"{{.group}}": "", "{{ .environment }}": "dev"}
    assert interpolate("".join(pieces), VALUES) == "".join(known.get(each, each) for each in pieces)
