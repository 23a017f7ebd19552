"""What is wrong with a template: code, place and words of every problem, all of a text at once."""

import pytest
from template_check import refused

from orun.templates import compile_template

SYNTAX = "template-syntax"
VALUE = "template-value"
FUNCTION = "unknown-function"
UNSUPPORTED = "unsupported-template"


@pytest.mark.parametrize(
    ("text", "code", "marked", "said"),
    [
        ("a {{ .x", SYNTAX, "{{", "never closed by `}}`"),
        ("{{ if 1 }}never closed", SYNTAX, "{{ if 1 }}", "never closed by {{ end }}"),
        ("a {{ end }}", SYNTAX, "{{ end }}", "no block here for {{ end }}"),
        ("{{ else }}", SYNTAX, "{{ else }}", "no block here for {{ else }}"),
        ("{{ if 1 }}{{ else }}{{ else }}{{ end }}", SYNTAX, "{{ else }}", "an {{ else }} already"),
        ("{{ if 1 }}{{ end 1 }}", SYNTAX, "{{ end 1 }}", "takes no value"),
        ("{{ if 1 }}{{ else 1 }}{{ end }}", SYNTAX, "{{ else 1 }}", "only {{ else if … }}"),
        ("{{ range 1 }}{{ else if 1 }}{{ end }}", SYNTAX, "{{ else if 1 }}", "takes no value"),
        ("{{ if }}{{ end }}", SYNTAX, "{{ if }}", "a value or function is missing"),
        ("{{ }}", SYNTAX, "{{ }}", "a value or function is missing"),
        ("{{ .a-b }}", SYNTAX, "-", 'index .parameters "my-key"'),
        ("{{ /* c */ }}", SYNTAX, "/", "{{/* … */}}"),
        ("{{/* c }}", SYNTAX, "{{/*", "never closed by `*/`"),
        ("{{/* c */ }}", SYNTAX, "*/", "directly before"),
        ("{{{ .a }}}", SYNTAX, "{", '{{ "{{" }}'),
        ('{{ "abc }}', SYNTAX, '"', "never closed"),
        (r'{{ "\q" }}', SYNTAX, r'"\q"', "backquotes"),
        (r'{{ "\xff" }}', SYNTAX, r'"\xff"', "escape"),
        ("{{ 08 }}", SYNTAX, "08", "no number"),
        ("{{ (.env }}", SYNTAX, "(", "never closed"),
        ("{{ .env) }}", SYNTAX, ")", "no parenthesis to close"),
        ("{{ print(1) }}", SYNTAX, "(", "put a space"),
        ("{{ .env 3 }}", SYNTAX, ".env", "only a function takes arguments"),
        ("{{ 3 | 4 }}", SYNTAX, "4", "only a function can take a piped value"),
        ("{{ nil }}", SYNTAX, "nil", "nil alone"),
        ("{{ print end }}", SYNTAX, "end", "unexpected keyword end"),
        ("{{ break }}", SYNTAX, "{{ break }}", "outside of a range"),
        ("{{ $ := 3 }}", SYNTAX, "$", "cannot be set"),
        ("{{ 'a' }}", UNSUPPORTED, "'", "double quotes"),
        ('{{ template "x" }}', UNSUPPORTED, '{{ template "x" }}', "not supported"),
        ('{{ define "x" }}{{ .a }}{{ end }}', UNSUPPORTED, '{{ define "x" }}', "not supported"),
        ("{{ uper .env }}", FUNCTION, "uper", "did you mean upper?"),
        ("{{ env.REGION }}", FUNCTION, "env", "did you mean .env?"),
        ("{{ wwwwww }}", FUNCTION, "wwwwww", "values begin with a dot"),
        ("{{ upper }}", FUNCTION, "upper", "takes 1 argument, not 0"),
        ('{{ replace "a" }}', FUNCTION, 'replace "a"', "write replace OLD NEW TEXT"),
        ("{{ eq upper 1 }}", FUNCTION, "upper", "parentheses"),
        ("{{ $replcas }}", "undefined-variable", "$replcas", "declare it before"),
        ("{{ $abc := 1 }}{{ $abd }}", "undefined-variable", "$abd", "did you mean $abc?"),
        ("{{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }}", "undefined-variable", "$x", "no variable"),
        ("{{ if 1 }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}", "undefined-variable", "$x", "no "),
        (
            "{{ upper .parameters.replicas }}",
            VALUE,
            "upper .parameters.replicas",
            "upper (print …)",
        ),
        (
            "{{ .parameters.image.tag }}",
            VALUE,
            ".parameters.image.tag",
            "is a string, which has no",
        ),
        ('{{ eq 3 "3" }}', VALUE, 'eq 3 "3"', "an integer cannot be compared with a string"),
        ("{{ lt true false }}", VALUE, "lt true false", "a boolean has no order"),
        ("{{ eq .env .env }}", VALUE, "eq .env .env", "lists and maps"),
        ("{{ index .parameters.list 9 }}", VALUE, "index .parameters.list 9", "the length is 2"),
        ("{{ range .parameters.image }}{{ end }}", VALUE, ".parameters.image", "not a string"),
        ("{{ range $i, $v := 3 }}{{ end }}", VALUE, "3", "name one variable"),
        ('{{ printf "%d" "a" }}', VALUE, 'printf "%d" "a"', "for this value use %v or %s"),
        ('{{ printf "%d" }}', VALUE, 'printf "%d"', "no value for %d"),
        ('{{ printf "a" 1 }}', VALUE, 'printf "a" 1', "1 values but only 0 directives"),
        ('{{ printf "%y" 1 }}', VALUE, 'printf "%y" 1', "directives are %v, %t"),
        ('{{ printf "%[1]d" 1 }}', UNSUPPORTED, 'printf "%[1]d" 1', "does not support"),
        ('{{ printf "%c" -1 }}', VALUE, 'printf "%c" -1', "number of a Unicode character"),
        ('{{ printf "%#v" "a" }}', UNSUPPORTED, 'printf "%#v" "a"', "does not support"),
    ],
)
def test_one_problem(text: str, code: str, marked: str, said: str) -> None:
    refused(text, (code, marked, said))


def test_range_points_at_its_value() -> None:
    text = "{{ range $k, $v := .parameters.image }}{{ end }}"
    refused(text, (VALUE, ".parameters.image", "range takes"))


def test_all_problems_of_a_text_are_found_in_order() -> None:
    refused(
        "{{ foo }} {{ if 'x' }}{{ $x := 'y' }}{{ $x }}{{ end }} {{ .a-b }} {{ end }}",
        (FUNCTION, "foo", "no function"),
        (UNSUPPORTED, "'", "single quotes"),
        (UNSUPPORTED, "'", "single quotes"),
        (SYNTAX, "-", "unexpected"),
        (SYNTAX, "{{ end }}", "no block"),
    )


def test_an_open_action_is_the_only_problem_of_its_block() -> None:
    refused("{{ if 1 }}a{{ end }", (SYNTAX, "{{", "never closed"))


def test_problems_of_the_text_are_known_before_rendering() -> None:
    template = compile_template("{{ if .parameters.x }}{{ nope }}{{ end }}")
    assert [each.code for each in template.problems] == [FUNCTION]
    assert compile_template("{{ .parameters.none }}").problems == ()


def test_the_same_text_is_the_same_template() -> None:
    assert compile_template("{{ .env }}!") is compile_template("{{ .env }}" + "!")
