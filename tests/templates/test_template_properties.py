"""What holds for every template: it renders as the reference says, or is refused with places."""

import json
from typing import Any

import template_reference as reference
from hypothesis import example, given
from hypothesis import strategies as st

from orun.templates import Template

SPACE = " \t\r\n"

TOKENS = st.sampled_from(
    [
        *("{{", "}}", "{{-", "-}}", " ", "\n", ".", "$", "$x", ":=", "=", ",", "|", "(", ")"),
        *(".a", ".parameters.x", "if", "else", "end", "range", "with", "break", "continue"),
        *("define", "1", "-", "3.5", "'", '"', '"a"', "`b`", "print", "printf", "index", "len"),
        *("upper", "default", "eq", "nil", "true", "/*", "*/", "${{", "{", "é", "\\", '"%d"'),
    ]
)
EXACT = st.none() | st.booleans() | st.integers() | st.text()
DATA = st.recursive(
    EXACT | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_braces_is_unchanged(text: str) -> None:
    assert Template(text).render({}) == text


@given(st.lists(TOKENS, max_size=30), DATA)
@example(["{{", "range", " ", "$x", ",", "$x", ":=", "3", "}}"], None)
def test_any_text_renders_or_is_refused_with_places(tokens: list[str], data: Any) -> None:
    text = "".join(tokens)
    rendered = Template(text).render({"parameters": {"x": data}, "a": data})
    if isinstance(rendered, str):
        return
    assert rendered
    for problem in rendered:
        assert 0 <= problem.start <= problem.end <= len(text)


@given(
    st.sampled_from(
        [
            *("{{ .v }}", "{{ print .v }}", "{{ printf `%v` .v }}", "{{ join `,` .v }}"),
            *(
                "{{ range .v }}{{ . }}{{ end }}",
                "{{ len .v }}",
                "{{ index .v 0 }}",
                "{{ upper .v }}",
            ),
            *("{{ if lt .v 1 }}{{ end }}", "{{ with .v }}{{ .x }}{{ end }}", "{{ .v.x.y }}"),
            *("{{ printf `%+08.3d %-5x %q %t %e` .v .v .v .v .v }}", "{{ replace `` .v `a` }}"),
            "{{ quote .v }}",
        ]
    ),
    DATA,
)
def test_any_value_renders_or_is_refused(text: str, value: Any) -> None:
    rendered = Template(text).render({"v": value})
    assert isinstance(rendered, str) or rendered


@given(reference.BODIES)
def test_renders_as_the_reference_says(body: list[reference.Tree]) -> None:
    rendered = Template(reference.spell(body)).render(reference.VALUES)
    assert rendered == reference.expected(body)


@given(st.text("a \t\r\n\v"), st.text("b \t\r\n\v"), st.booleans(), st.booleans())
def test_trim_markers_remove_white_space(before: str, after: str, left: bool, right: bool) -> None:
    text = f"{before}{{{{{'-' if left else ''} 1 {'-' if right else ''}}}}}{after}"
    kept_before = before.rstrip(SPACE) if left else before
    kept_after = after.lstrip(SPACE) if right else after
    assert Template(text).render({}) == f"{kept_before}1{kept_after}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_in_quotes_print_themselves(text: str) -> None:
    escaped = json.dumps(text, ensure_ascii=False).replace("\\/", "/")
    assert Template(f"{{{{ {escaped} }}}}").render({}) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back_as_themselves(value: float) -> None:
    for text in ("{{ .v }}", "{{ toJson .v }}", "{{ printf `%g` .v }}"):
        rendered = Template(text).render({"v": value})
        assert isinstance(rendered, str)
        assert float(rendered) == value


@given(st.recursive(EXACT, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_reads_back_as_the_value(value: Any) -> None:
    rendered = Template("{{ toJson .v }}").render({"v": value})
    assert isinstance(rendered, str)
    assert json.loads(rendered) == value
