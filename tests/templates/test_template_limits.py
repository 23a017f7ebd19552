"""Hostile templates end soon, with a problem that names the limit."""

from typing import Any

import pytest

from orun.templates import Template
from orun.templates.expression import Expressions
from orun.templates.limits import DEPTH, EXPRESSION, OUTPUT, PARENTHESES, PARTS

VALUES: dict[str, Any] = {
    "parameters": {
        "text": "x" * OUTPUT,
        "texts": ["x" * OUTPUT, "x"],
        "wide": "é" * 100_000,
        "list": list(range(20_000)),
        "map": {str(number): number for number in range(20_000)},
    }
}


def _short(text: str) -> str:
    return text[:30]


@pytest.mark.parametrize(
    "text",
    [
        "{{ if 1 }}" * (DEPTH + 1) + "{{ end }}" * (DEPTH + 1),
        "{{ " + "(" * (PARENTHESES + 1) + "1" + ")" * (PARENTHESES + 1) + " }}",
        "{{ .parameters.text }}" * PARTS,
        "{{ print" + " 1" * PARTS + " }}",
        "{{/* */}} " * (PARTS + 1),
        "${{ }}{{ 1 }}" * PARTS,
        "{{ range 1000000000 }}x{{ end }}",
        "{{ range 10000 }}{{ range 10000 }}{{ end }}{{ end }}",
        "{{ range 90000 }}" + "{{ print 1 }}" * 1000 + "{{ end }}",
        "{{ range 1000 }}{{ range $.parameters.map }}{{ break }}{{ end }}{{ end }}",
        '{{ $x := "aaaa" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}',
        '{{ $x := "aaaa" }}{{ range 100 }}{{ $x = replace "a" "aaaa" $x }}{{ end }}',
        '{{ $x := "aaaa" }}{{ range 100 }}{{ $x = printf "%s%s" $x $x }}{{ end }}',
        '{{ $x := `"` }}{{ range 100 }}{{ $x = quote $x }}{{ end }}',
        "{{ range 90000 }}{{ $x := upper $.parameters.wide }}{{ end }}",
        "{{ range 90000 }}{{ $x := toJson $.parameters.map }}{{ end }}",
        '{{ range 90000 }}{{ $x := join "" $.parameters.list }}{{ end }}',
        "{{ range 90000 }}{{ $.parameters.text }}{{ end }}",
        "{{ .parameters.text }}{{ .parameters.text }}",
        "{{ .parameters.text }}!",
        '{{ join "" .parameters.texts }}',
        '{{ printf "%s%v" "" .parameters.texts }}',
        '{{ printf "%1000d" .parameters.list }}',
        '{{ printf "%1001d" 1 }}',
        '{{ printf "%.99999999999d" 1 }}',
    ],
    ids=_short,
)
def test_ends_with_the_limit(text: str) -> None:
    problems = Template(text).render(VALUES)
    assert isinstance(problems, tuple)
    assert problems[-1].code == "template-limit"
    assert 0 <= problems[-1].start <= problems[-1].end <= len(text)


def test_what_fails_in_every_round_stops_early() -> None:
    problems = Template("{{ range 90000 }}{{ upper 3 }}{{ end }}").render(VALUES)
    assert isinstance(problems, tuple)
    assert len(problems) == 20


@pytest.mark.parametrize(
    "text",
    [
        "{{ if 1 }}" * DEPTH + "x" + "{{ end }}" * DEPTH,
        "{{ " + "(" * PARENTHESES + '"x"' + ")" * PARENTHESES + " }}",
        "{{ if 0 }}" + "{{ else if 0 }}" * 2000 + "{{ else }}x{{ end }}",
        '{{ "x"' + " | print" * 2000 + " }}",
        "{{ range 90000 }}{{ end }}x",
    ],
    ids=_short,
)
def test_what_is_within_the_limits_renders(text: str) -> None:
    assert Template(text).render(VALUES) == "x"


@pytest.mark.parametrize(
    "text",
    [
        "${{'}}' " * 20_000,
        "${{{ }} " * 20_000,
        "${{ " * 40_000,
        "{{" * 50_000,
        '{{"' * 50_000,
        "{{ - " * 40_000,
        "{{ end }}" * 20_000,
        "{{$a := 1}}" + "{{$v := 1}}" * 10_000 + "{{$a}}" * 10_000,
        "{{ .parameters.x }}" * 20_000,
        "{{ " + "9" * 100_000 + " }}",
        "{{ " + " " * 100_000,
    ],
    ids=_short,
)
def test_long_texts_take_linear_time(text: str) -> None:
    """Each of these would take minutes if its cost grew with the square of its length."""
    rendered = Template(text).render(VALUES)
    assert rendered


@pytest.mark.parametrize(("length", "rest"), [(EXPRESSION - 10, ""), (EXPRESSION, "') }}")])
def test_an_expression_of_the_runner_is_balanced_up_to_a_length(length: int, rest: str) -> None:
    """In the longer one the first `}}` is its end, and what stands behind that is text."""
    text = "${{ f('" + " " * length + "}}') }}"
    assert Template(text + "{{ 1 }}").render(VALUES) == text + "1"
    balanced = Expressions(text).end(0)
    assert text[balanced:] == rest


def test_values_nested_too_deep_are_refused() -> None:
    value: Any = 1
    for _ in range(100):
        value = [value]
    for text in ("{{ .v }}", "{{ toJson .v }}", '{{ printf "%d" .v }}'):
        problems = Template(text).render({"v": value})
        assert isinstance(problems, tuple)
        assert problems[0].code == "template-limit"
