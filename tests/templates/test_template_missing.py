"""Missing keys: empty where something is decided, an error with a suggestion where printed."""

import pytest
from template_check import VALUES, check, problems_of, refused

from orun.templates import compile_template


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ if .parameters.none }}yes{{ else }}no{{ end }}", "no"),
        ("{{ if .parameters.none.deeper.still }}yes{{ else }}no{{ end }}", "no"),
        ("{{ if .parameters.nothing.deeper }}yes{{ else }}no{{ end }}", "no"),
        ("{{ with .parameters.none }}yes{{ else }}no{{ end }}", "no"),
        ("{{ range .parameters.none }}x{{ else }}nothing{{ end }}", "nothing"),
        ("{{ if not .parameters.none }}not{{ end }}", "not"),
        ('{{ .parameters.none | default "d" }}', "d"),
        ('{{ default "d" .parameters.none }}', "d"),
        ('{{ .parameters.none | upper | default "d" }}', "d"),
        ('{{ index .parameters.map "none" | default "d" }}', "d"),
        ('{{ index .parameters.none "k" 3 | default "d" }}', "d"),
        ("{{ or .parameters.none .parameters.image }}", "web"),
        ('{{ eq .parameters.none "x" }} {{ ne .parameters.none "x" }}', "false true"),
        ("{{ eq .parameters.none nil }} {{ eq .parameters.none .env.none }}", "true true"),
        ("{{ gt .parameters.none 2 }} {{ lt .parameters.none 2 }}", "false false"),
        ("{{ if gt (len .parameters.none) 2 }}many{{ else }}few{{ end }}", "few"),
        ("{{ if and .parameters.image .parameters.none }}both{{ end }}", ""),
        ("{{ $x := .parameters.none }}{{ if $x }}yes{{ else }}no{{ end }}", "no"),
        ('{{ $x := .parameters.none }}{{ $x.y.z | default "d" }}', "d"),
        ("{{ if .typecheckCommand }}yes{{ else }}no{{ end }}", "no"),
    ],
)
def test_is_empty_where_something_is_decided(text: str, expected: str) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ("a {{ .parameters.imgae }}", ".parameters.imgae", "did you mean .parameters.image?"),
        ("{{ $.parameters.imgae }}", "$.parameters.imgae", "did you mean $.parameters.image?"),
        ("{{ .paramters.image }}", ".paramters.image", "did you mean .parameters.image?"),
        ("{{ .nodeVersion }}", ".nodeVersion", "did you mean .parameters.nodeVersion?"),
        ("{{ .image }}", ".image", "did you mean .parameters.image?"),
        ("{{ .imagee }}", ".imagee", "did you mean .parameters.image?"),
        ("{{ .REGION }}", ".REGION", "did you mean .env.REGION?"),
        ("{{ .parameters.REGION }}", ".parameters.REGION", "did you mean .env.REGION?"),
        ("{{ .orun.name }}", ".orun.name", "did you mean .orun.component.name?"),
        ("{{ .orun.component.nme }}", ".orun.component.nme", "did you mean .orun.component.name?"),
        ("{{ .parameters.map.alpah.deep }}", ".parameters.map.alpah.deep", ".map.alpha.deep?"),
        ("{{ .parameters.node_version }}", ".parameters.node_version", ".parameters.nodeVersion?"),
        ("{{ .parameters.map.ab }}", ".parameters.map.ab", '(index .parameters.map "a-b")'),
        ("{{ .parameters.zzzzzz }}", ".parameters.zzzzzz", "there is image, list, map"),
        ("{{ .parameters.nothing.x }}", ".parameters.nothing.x", "`.parameters.nothing` is null"),
        ("{{ upper .parameters.imgae }}", ".parameters.imgae", "did you mean"),
        ("{{ print 1 .parameters.imgae }}", ".parameters.imgae", "did you mean"),
        ("{{ and 1 .parameters.imgae }}", ".parameters.imgae", "did you mean"),
        ("{{ .env.none | default .parameters.imgae }}", ".parameters.imgae", "did you mean"),
        ('{{ index .parameters "imgae" }}', 'index .parameters "imgae"', 'did you mean "image"?'),
        ("{{ (index .parameters.people 0).nam }}", "(index .parameters.people 0).nam", "0).name?"),
        ("{{ $p := .parameters }}{{ $p.imgae }}", "$p.imgae", "did you mean $p.image?"),
        ("{{ $x := .parameters.imgae }}{{ $x }}", ".parameters.imgae", "did you mean"),
        (
            "{{ with .env }}{{ .parameters.image }}{{ end }}",
            ".parameters.image",
            "$.parameters.image",
        ),
        ("{{ range .parameters.people }}{{ .nme }}{{ end }}", ".nme", "did you mean .name?"),
    ],
)
def test_is_an_error_where_it_is_printed(text: str, marked: str, said: str) -> None:
    refused(text, ("missing-key", marked, said))


def test_names_the_key_and_its_holder() -> None:
    (problem,) = problems_of("{{ .parameters.map.alpah.deep }}")
    assert problem.message == (
        "`.parameters.map.alpah.deep` does not exist: `.parameters.map` has no key `alpah`"
    )


def test_all_missing_keys_of_a_text_are_reported_once_each() -> None:
    refused(
        "{{ .parameters.a1 }}{{ range .parameters.list }}{{ $.env.b2 }}{{ end }}{{ upper 3 }}",
        ("missing-key", ".parameters.a1", "a1"),
        ("missing-key", "$.env.b2", "b2"),
        ("template-value", "upper 3", "upper needs a string, but this is 3 (integer)"),
    )


def test_suggestions_of_an_empty_map_say_nothing() -> None:
    (problem,) = problems_of("{{ .env.x }}", {"parameters": {}, "env": {}, "orun": {}})
    assert problem.help is None


def test_a_long_word_is_not_compared() -> None:
    (problem,) = problems_of("{{ .parameters." + "imag" * 1000 + " }}")
    assert len(problem.message) < 400
    assert problem.help is not None
    assert problem.help.startswith("there is ")


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("{{ .parameters.x }}{{ .env.X }}{{ $.orun.job.id }}{{ . }}{{ $ }}", []),
        ("{{if .typecheckCommand}}{{.parameters.a}}{{end}}", [".typecheckCommand"]),
        ("{{ if and .a (not $.b.c) }}{{ end }}", [".a", ".b"]),
        ("{{ range .list }}{{ .name }}{{ $.x }}{{ else }}{{ .y }}{{ end }}", [".list", ".x", ".y"]),
        ("{{ with .w }}{{ .name }}{{ else with .v }}{{ .n }}{{ else }}{{ .u }}{{ end }}", None),
        (
            "{{ with .env }}{{ if .a }}{{ range .b }}{{ .c }}{{ end }}{{ end }}{{ end }}{{ .d }}",
            [".d"],
        ),
        ("{{ $x := .env }}{{ $x.name }}{{ (index .env 1).name }}", []),
        ("${{ .x }} .y", []),
    ],
)
def test_unknown_roots(text: str, roots: list[str] | None) -> None:
    found = compile_template(text).unknown_roots
    for name, start, end in found:
        assert text[start:end] == f".{name}"
    assert [f".{each.name}" for each in found] == ([".w", ".v", ".u"] if roots is None else roots)


def test_null_prints_as_in_go() -> None:
    check("{{ .parameters.nothing }} {{ print .parameters.nothing }}", "<no value> <nil>")


def test_rendering_leaves_the_values_alone() -> None:
    before = repr(VALUES)
    compile_template(
        "{{ $x := .parameters }}{{ $x = 3 }}{{ range .parameters.map }}{{ end }}"
    ).render(VALUES)
    assert repr(VALUES) == before
