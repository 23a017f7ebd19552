"""Secrets that are written out where references belong: no line of a text shows them."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from written_secrets import CORE, damaged, documents

from orun.diagnostics import Diagnostic, Diagnostics, Note, Severity, Source, Span
from orun.diagnostics.private import private_parts
from orun.diagnostics.render import render


def shown(text: str) -> str:
    return Source("f.yaml", text).shown(0, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("secretEnv: {A: hunter2, A: hunter3}", "secretEnv: {A: ***, A: ***}"),
        ("secretEnv: hunter2", "secretEnv: ***"),
        ("secretEnv: [hunter2, b]", "secretEnv: [***, ***]"),
        ("secretEnv: {A: hunter2, B: [}", "secretEnv: {A: ***, B: [}"),
        ("secretEnv: {A: 'it''s', B: x y, C: \"a\\\"b\"}", "secretEnv: {A: ***, B: ***, C: ***}"),
        ("secretEnv:\n  A: hun, ter: {2  # why\n  B: x", "secretEnv:\n  A: ***\n  B: ***"),
        ("secretEnv:\n- A=hunter2\n- B: x\nenv: x", "secretEnv:\n- ***\n- B: ***\nenv: x"),
        ("secretEnv:\n  A: |\n    b: x\n\n    c\n  D: y", "secretEnv:\n  A: |\n    ***\n\n    ***\n  D: ***"),  # noqa: E501 - a table
        ("secretEnv:\n  A: 'x\n    b: y'\nenv: z", "secretEnv:\n  A: ***\nenv: z"),
        ("secretEnv: &a !b\n  A: !c *d\n  B: &e f", "secretEnv: ***\n  A: ***\n  B: ***"),
        ("? secretEnv\n: A: x\n? env\n: y", "? secretEnv\n: A: ***\n? env\n: y"),
        ('{"secretEnv":{"A":"x"},"env":{"B":"y"}}', '{"secretEnv":{"A":***},"env":{"B":"y"}}'),
        ("secretEnv: {A:hunter2}", "secretEnv: {***}"),
        ("# secretEnv:\n#   A: hunter2\nenv: x", "# secretEnv:\n#   A: ***\nenv: x"),
        ("secretEnv:\r\n  A: x\r\nenv: y\r\n", "secretEnv:\r\n  A: ***\r\nenv: y\r\n"),
        ("secretEnv:\r  A: x\renv: y", "secretEnv:\r  A: ***\renv: y"),
    ],
)  # fmt: skip
def test_values_in_every_style(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "secretEnv: {A: secret://a/b, B: 'secret://c,d', C: \"secret://{{ .group }}/e\"}",
        "secretEnv:\n  A: secret://a,b\n  B: secret://{{ .environment }}/c\n  <<: {}\n",
        "dev: {secretEnv: {A: secret://a}, env: {B: plain}}",
        "dev: {optionalSecretEnv: {},\n  env: {B: plain}}",
        '{"secretEnv": {}, "odd name": 1, "env": "plain"}',
        "- secretEnv: {A: secret://a}\n  env: {B: plain}\n- name: b",
        "secretName: a\nsecret: b\nsecretRef: {name: c}\nenvironments: {d: e}",
        "run: echo secretEnv (is) here\nsee: '`secretEnv`, or else'",
    ],
)
def test_keys_references_and_what_is_beside_are_shown(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    "name",
    ["secretenv", "secret_env", "secret-env", "secretEnvs", "sercetEnv", "scretEnv", "secrets",
     "optionalSecret", "SECRET_ENV", "secret Env", "se:cretEnv", "secretEnvironment"],
)  # fmt: skip
def test_names_that_are_nearly_right(name: str) -> None:
    assert shown(f"{name}: {{A: hunter2}}") == f"{name}: {{A: ***}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # No colon, no space, no line break.
        ("secretEnv\n  A: x", "secretEnv\n  A: ***"),
        ("secretEnv {A: x}", "secretEnv {A: ***}"),
        ("secretEnv:{A: x}", "secretEnv:{A: ***}"),
        ("secretEnv: A: x", "secretEnv: ***"),
        # Lines in the wrong column.
        ("dev:\n  secretEnv:\n  A_B: x\n  type: y", "dev:\n  secretEnv:\n  A_B: ***\n  type: y"),
        ("- secretEnv:\n    A: >\nx\nenv: y", "- secretEnv:\n    A: >\n***\nenv: y"),
        # Brackets and quotes too many or too few.
        ("{secretEnv: {A: x}, B: y}}", "{secretEnv: {A: ***}, B: ***}}"),
        ("{secretEnv: {A: x}, B: y}", "{secretEnv: {A: ***}, B: ***}"),
        ("{secretEnv: {A: x} y, env: z}", "{secretEnv: {A: ***} ***, env: ***}"),
        ("secretEnv: {A: x}y}\nenv: z", "secretEnv: {A: ***}***}\nenv: z"),
        ("secretEnv: {A: 'x, B: y\n }\nenv: 'a'", "secretEnv: {A: ***, B: ***\n }\nenv: 'a'"),
        ('secretEnv:\n  A: "x\n  B: y\nenv: "z"', 'secretEnv:\n  A: ***\n  B: ***\nenv: "z"'),
    ],
)  # fmt: skip
def test_slips(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_what_aliases_refer_to() -> None:
    text = "x: &x {A: hunter2, A: [}\ny: &y\n  B: *z\nz: &z hunter3\nsecretEnv: {<<: [*x, *y]}"
    expected = "x: &x {A: ***, A: [}\ny: &y\n  B: ***\nz: &z ***\nsecretEnv: {<<: [***, ***]}"
    assert shown(text.replace("[}", "b}")) == expected.replace("[}", "***}")


def test_what_rules_set() -> None:
    rule = 'then set secret_env($component, $environment)["A"] = "%s"'
    assert shown(rule % "hunter2") == rule.replace('"%s"', "***")
    assert shown(rule % "secret://a") == rule % "secret://a"


def words(beginning: str, count: int) -> str:
    """Return keys that all differ in letters."""
    letters = (f"{number:016b}".translate({48: "o", 49: "l"}) for number in range(count))
    return "".join(f"{beginning}{each}: 1\n" for each in letters)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("secretEnv:\n" + "  A: hunter2\n" * 10_000, id="lines"),
        pytest.param("secretEnv: {" + "A: hunter2, " * 10_000, id="entries"),
        pytest.param("secretEnv: x\n" * 10_000, id="sections"),
        pytest.param("secretEnv: 'x\n" + "\n" * 10_000 + "'\n", id="line breaks"),
        pytest.param("secretEnv: " + "!x " * 30_000, id="tags"),
        pytest.param("secretEnv: {A: *a}\n" + "b: &a {A: x}\n" * 10_000, id="maps at anchors"),
        pytest.param("secretEnv: *a\n" + "b: &b x\n" * 30_000, id="anchors"),
        pytest.param("secretEnv: " + "*a" * 30_000, id="aliases"),
        pytest.param(words("", 30_000), id="words"),
        pytest.param(words("secret_", 30_000).replace("oo", "en"), id="likely words"),
    ],
)
def test_a_text_with_too_much_to_look_at_is_hidden_as_a_whole(text: str) -> None:
    text = f"before: hunter2\n{text}\nbehind: x\n"
    assert private_parts(text) == [(0, len(text))]
    source = Source("f.yaml", text)
    assert source.shown(0, len(text)) == "***"
    assert source.line(1).text == source.line(2).text == "***"


@pytest.mark.parametrize(
    "text",
    [
        "- secretEnv:\n    A: hunter2\n    B: secret://b\n    C: x\n" * 1_300,
        "- secretEnv: {A: hunter2, B: secret://b, C: x}\n" * 900,
        "secretEnv:\n" + "  A: hunter2\n" * 6_000,
    ],
    ids=["lines", "braces", "one"],
)
def test_a_text_is_looked_at_up_to_what_the_page_on_security_says(text: str) -> None:
    assert private_parts(text)[0] != (0, len(text))


def test_a_text_that_people_write_is_looked_at_however_long_it_is() -> None:
    component = """\
  - name: component-%d
    type: service
    subscribe:
      environments:
        - name: production
          secretEnv:
            TOKEN: hunter2
            PASSWORD: "hunter2"
          optionalSecretEnv:
            KEY: secret://vault/key
"""
    text = "components:\n" + "".join(component % number for number in range(800))
    seen = shown(text)
    assert "hunter2" not in seen
    assert seen.count("***") == 1600
    assert "name: component-799\n" in seen


def test_what_may_take_long_grows_with_the_text_and_not_with_its_square() -> None:
    # Each of these has two parts that are long, and looked at the first again for the second.
    for text in (
        "- " * 300_000 + "{" + "secretEnv: a, x: 1, " * 10_000,
        "a: {secretEnv: {}" + ",\n" * 300_000 + "A: b}",
        "a: {secretEnv: {\n}" + ",A: b" * 100_000,
    ):
        assert private_parts(text) in ([], [(0, len(text))])


@settings(max_examples=1000)
@given(damaged())
def test_no_line_shows_a_secret(text: str) -> None:
    assert CORE not in shown(text)


@settings(max_examples=300)
@given(documents())
def test_a_file_without_slips_shows_everything_else(text: str) -> None:
    assume("]swordfish}" not in text)  # Brackets that do not agree hide more than has to be.
    seen = shown(text)
    # Secrets in block style may look as if keys or references were in them.
    kept = r"REGION: eu|execution: \{concurrency: 2\}|TOKEN|KEY_2|type: task|path: \."
    assert re.findall(kept, seen) == re.findall(kept, text)
    if "|\n" not in text and ">\n" not in text:
        assert seen.count("secret://vault") == text.count("secret://vault")


@given(damaged())
def test_parts_are_apart_and_in_order(text: str) -> None:
    parts = private_parts(text)
    ends = [0, *(end for _, end in parts)]
    assert all(before <= start < end for before, (start, end) in zip(ends, parts, strict=False))
    assert private_parts(text) == parts


def marks(text: str, part: str, *, last: bool = False) -> tuple[str, str]:
    start = text.rindex(part) if last else text.index(part)
    span = Span(Source("f.yaml", text), start, start + len(part))
    lines = render([Diagnostic(Severity.ERROR, "code", "message", span)], colour=False).split("\n")
    return lines[3].split("| ", 1)[1], lines[4].split("| ", 1)[1]


def test_carets_stand_below_what_they_mark() -> None:
    text = "secretEnv: {A: hunter2-and-more, B: x, A: y}"
    line = "secretEnv: {A: ***, B: ***, A: ***}"
    assert marks(text, "A", last=True) == (line, " " * 28 + "^")
    assert marks(text, "x") == (line, " " * 23 + "^^^")
    assert marks(text, "more") == (line, " " * 15 + "^^^")
    assert marks(text, "A: hunter2-and-more") == (line, " " * 12 + "^^^^^^")
    assert marks(text, "and-more, B") == (line, " " * 15 + "^^^^^^")
    assert marks(text, "secretEnv") == (line, "^" * 9)


def test_places_are_those_of_the_file() -> None:
    text = "secretEnv: {A: hunter2, B: x}"
    assert str(Span(Source("f.yaml", text), 24, 25)) == "f.yaml:1:25"


def test_the_length_of_a_secret_is_not_told() -> None:
    assert shown("secretEnv: {A: x}") == shown("secretEnv: {A: " + "x" * 200 + "}")


def test_messages_quote_nothing_that_is_hidden_at_their_places() -> None:
    text = "name: web\n  \"secretEnv\":{'A':'swordfish'}\nsecretEnv: {A: two words}"
    source = Source("f.yaml", text)
    found = Diagnostics()
    note = Note('as "two words" are', Span(source, text.index("two"), len(text)))
    found.error("a", "no name: swordfish", Span(source, 6, 45), notes=(note,), help="not swordfish")
    found.error("b", "swordfish", Span(source, 0, 4))
    first, second = found
    assert second.message == "no name: ***"
    assert second.help == "not ***"
    assert second.notes[0].message == 'as "***" are'
    assert first.message == "swordfish"  # It is a word like any other here.
