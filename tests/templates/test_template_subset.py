"""Where templates differ from Go on purpose, and what else Go has no say in."""

from typing import Any

import pytest
from template_check import check, refused

from orun.templates import Template, compile_template


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "${{ github.sha }}",
        "${{github.sha}}",
        "a ${{ inputs.a || 'b' }} c",
        "${{ format('{0} }} {1}', x, 'it''s') }}",
        """${{ fromJSON('{"a": {"b": "}}"}}').a }}""",
        '${{ "}}" }}',
        "${{ {a: {b: 1}} }}",
        "${{ {{ nested }} }} .",
        "${{ {{{ }}} }} .",
        "${{ it's }} odd",
        "${{ { }}",
        "$${{ x }}",
        "${{ }}",
        "{ { } } }} $ {",
        "${x} $(y) $HOME",
    ],
)
def test_passes_through(text: str) -> None:
    check(text, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${{ a }}{{ 1 }}${{ b }}", "${{ a }}1${{ b }}"),
        ("$ {{ 1 }} ${{ a }}", "$ 1 ${{ a }}"),
        ("{{ 1 }}${{ a {{ 2 }} b }}{{ 3 }}", "1${{ a {{ 2 }} b }}3"),
        ("${{ a }}  {{- 1 -}}  ${{ b }}", "${{ a }}1${{ b }}"),
        ('{{ "$" }}{{ 1 }} {{ "{{" }} {{ "}}" }}', "$1 {{ }}"),
        ("${{ it's }} {{ 1 }} ${{ ' }} {{ 2 }} '", "${{ it's }} {{ 1 }} ${{ ' }} 2 '"),
        ("x   {{- 3 -}}   y {{- /* c */ -}} z", "x3yz"),
        ("first\n{{- if .env }}\n--x\n{{- end }}\nlast {{/* c */}}!\n", "first\n--x\nlast !\n"),
    ],
)
def test_mixes_with_actions(text: str, expected: str) -> None:
    check(text, expected)


def test_an_open_expression_is_a_problem() -> None:
    refused("a ${{ x", ("template-syntax", "${{", "never closed"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ eq 2 2.0 }} {{ lt 1 1.5 }} {{ ge 1.5 2 }} {{ eq 3 1 3.0 }}", "true true false true"),
        ("{{ ge nil 0 }} {{ le nil 0 }}", "false false"),
        ("{{ range $i, $v := .parameters.list }}{{ $i }}={{ $v }};{{ end }}", "0=p;1=q;"),
        ("{{ .orun.component.domain }}|{{ .orun.profile.name }}", "|"),
    ],
)
def test_differs_from_go(text: str, expected: str) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("value", "printed", "json"),
    [
        (10**30, "1" + "0" * 30, "1" + "0" * 30),
        (float("inf"), "+Inf", None),
        (float("-inf"), "-Inf", None),
        (float("nan"), "NaN", None),
        (-0.0, "-0", "-0"),
        (1e15, "1e+15", "1000000000000000"),
        (1e16, "1e+16", "10000000000000000"),
        (1.5e-5, "1.5e-05", "0.000015"),
        ((1, "a"), "[1 a]", '[1,"a"]'),
        (
            {"b": {"d": None}, "a": [True]},
            "map[a:[true] b:map[d:<nil>]]",
            '{"a":[true],"b":{"d":null}}',
        ),
        (object(), None, None),
        (b"x", None, None),
    ],
)
def test_values(value: Any, printed: str | None, json: str | None) -> None:
    for text, expected in (("{{ .v }}", printed), ("{{ toJson .v }}", json)):
        rendered = Template(text).render({"v": value})
        assert rendered == expected if expected is not None else isinstance(rendered, tuple)


def test_other_types_are_refused_everywhere() -> None:
    for text in ("{{ lt .v 1 }}", "{{ .v.x }}", "{{ printf `%d` .v }}", "{{ range .v }}{{ end }}"):
        assert isinstance(Template(text).render({"v": object()}), tuple)


def test_infinities_in_printf() -> None:
    text = "{{ printf `%v %05.1f|%-6f|%+e|% g` .i .i .i .i .i }} {{ printf `%5v %+f` .n .n }}"
    rendered = Template(text).render({"i": float("inf"), "n": float("nan")})
    assert rendered == "+Inf  +Inf|+Inf  |+Inf| Inf   NaN +NaN"


def test_integers_of_too_many_digits_are_refused() -> None:
    values = {"v": 10**5000}
    for text in ("{{ .v }}", "{{ toJson .v }}", "{{ printf `%d` .v }}"):
        assert isinstance(Template(text).render(values), tuple)
    assert Template("{{ gt .v 1 }}").render(values) == "true"


def test_fields_and_the_general_path_agree() -> None:
    values: dict[str, Any] = {"parameters": {"a": 1.0, "b": [True, None], "c": "x", "d": None}}
    plain = "<{{ .parameters.a }}{{ .parameters.b }}{{ .parameters.c }}{{ .parameters.d }}>"
    general = plain + "{{ if 0 }}{{ end }}"
    assert (
        Template(plain).render(values)
        == Template(general).render(values)
        == "<1[true <nil>]x<no value>>"
    )


def test_one_template_renders_different_values() -> None:
    template = compile_template("{{ range .env }}{{ . }}{{ end }}/{{ .parameters.x }}")
    assert template.render({"env": {"b": 2, "a": 1}, "parameters": {"x": "y"}}) == "12/y"
    assert template.render({"env": {}, "parameters": {"x": []}}) == "/[]"
