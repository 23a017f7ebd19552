"""YAML documents with the place of every value."""

from pathlib import Path
from textwrap import indent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orun.diagnostics import Diagnostics, Source
from orun.sources import AnyNode, Mapping, Scalar, Sequence, read_yaml, to_data
from orun.sources.builder import build
from orun.sources.events import EventParser, PythonParser
from orun.sources.scalars import Refused

PARSERS = pytest.mark.parametrize("parser", [EventParser, PythonParser], ids=["fastest", "python"])


def check(text: str) -> object:
    """Return the data of a text that has no problems."""
    diagnostics = Diagnostics()
    node = read_yaml(Source("f.yaml", text), diagnostics)
    assert list(diagnostics) == []
    assert node is not None
    return to_data(node)


def problems(text: str) -> list[str]:
    """Return `line:column code` of each problem of a text, and that its tree can be read."""
    diagnostics = Diagnostics()
    node = read_yaml(Source("f.yaml", text), diagnostics)
    if node is None:
        assert diagnostics.has_errors
    else:
        to_data(node)
    return [f"{str(each.span).removeprefix('f.yaml:')} {each.code}" for each in diagnostics]


def only(text: str) -> tuple[str, str, str]:
    """Return code, message and help of the one problem of a text."""
    diagnostics = Diagnostics()
    read_yaml(Source("f.yaml", text), diagnostics)
    (each,) = diagnostics
    return each.code, each.message, each.help or ""


def walk(node: AnyNode) -> list[Scalar]:
    """Return all scalars of a tree, keys too."""
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [each for item in node.items for each in walk(item)]
    values = [each for item in node.entries.values() for each in walk(item)]
    return [*node.keys.values(), *values]


def read(text: str) -> AnyNode:
    node = read_yaml(Source("f.yaml", text), Diagnostics())
    assert node is not None
    return node


def shown(node: AnyNode) -> str:
    return node.source.text[node.start : node.end]


def test_the_core_schema_and_not_yaml_1_1() -> None:
    text = "on: [yes, 12:30, 017, 0o17, 2024-01-31, ~, True, 1_000]"
    assert check(text) == {"on": ["yes", "12:30", 17, 15, "2024-01-31", None, True, "1_000"]}


def test_keys_keep_their_text() -> None:
    assert check("1.10: a\ntrue: b\n'q': c\n") == {"1.10": "a", "true": "b", "q": "c"}


def test_quoted_and_block_scalars_are_text() -> None:
    assert check("a: '1'\nb: \"\\ttrue\"\nc: |\n  2\nd: >-\n  x\n  y\n") == {
        "a": "1",
        "b": "\ttrue",
        "c": "2\n",
        "d": "x y",
    }


def test_places_count_characters_behind_wide_ones_and_carriage_returns() -> None:
    node = read("a: 😀\r\nbé: [x, 'q😀', \"w\"]\r\nc:  plain text # comment\r\n")
    assert [shown(each) for each in walk(node)] == [
        "a", "bé", "c", "😀", "x", "'q😀'", '"w"', "plain text",
    ]  # fmt: skip


def test_a_place_is_without_anchor_tag_and_comments() -> None:
    node = read("a: &x !!str 1\nb: !!int # why\n  7\nc: &y\nd: *x\n")
    assert isinstance(node, Mapping)
    assert [shown(each) for each in node.entries.values()] == ["1", "7", "", "1"]
    assert to_data(node) == {"a": "1", "b": 7, "c": None, "d": "1"}


def test_collections_end_at_their_bracket_or_last_item() -> None:
    node = read("a: [1, 2]  \nb:\n  - x\n  - y: {z: 1}  # c\n\n\nc: 1\n")
    assert isinstance(node, Mapping)
    assert shown(node.entries["a"]) == "[1, 2]"
    assert shown(node.entries["b"]) == "- x\n  - y: {z: 1}"


def test_a_collection_that_ends_with_an_alias_ends_there() -> None:
    node = read("a: &a x\nb:\n  - *a\nc:\n  k: *a\n")
    assert isinstance(node, Mapping)
    assert shown(node.entries["b"]) == "- *a"
    assert shown(node.entries["c"]) == "k: *a"


def test_aliases_share_nodes() -> None:
    node = read("a: &x {k: 1}\nb: *x\n")
    assert isinstance(node, Mapping)
    assert node.entries["a"] is node.entries["b"]


def test_an_alias_can_be_a_key() -> None:
    assert check("a: &x k\n*x : 2\n") == {"a": "k", "k": 2}


def test_the_anchor_that_begins_last_counts() -> None:
    assert check("a: &x 1\nb: &x 2\nc: *x\n")["c"] == 2  # type: ignore[index]
    assert check("a: &x [&x 1, *x]\nb: *x\n") == {"a": [1, 1], "b": 1}


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n",
        "a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a}\n",
        "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc:\n  <<: [*a, *b]\n  w: 1\n",
        "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n",
        "c: {<<: {x: 1}}\n",
    ],
)
def test_merge_keys_do_what_they_do_elsewhere(text: str) -> None:
    assert check(text) == yaml.safe_load(text)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert check('"<<": 1\n') == {"<<": 1}


def test_merged_keys_stand_where_they_are_written() -> None:
    node = read("a: &a {x: 1}\nb: {<<: *a}\n")
    assert isinstance(node, Mapping)
    merged = node.entries["b"]
    assert isinstance(merged, Mapping)
    assert str(merged.keys["x"].span) == "f.yaml:1:8"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ["3:1 duplicate-key"]),
        ("{a: 1, 'a': 2}", ["1:8 duplicate-key"]),
        ("a: &a {}\nb:\n  <<: *a\n  <<: *a\n", ["4:3 duplicate-key"]),
        ("a: 1\n---\nb: 2\n", ["2:1 several-documents"]),
        ("---\n---\na: 1\n", ["2:1 several-documents"]),
        ("a: *b\n", ["1:4 unknown-anchor"]),
        ("a: [*b, *c]\n", ["1:5 unknown-anchor", "1:9 unknown-anchor"]),
        ("a: &a [*a]\n", ["1:8 unknown-anchor"]),
        ("a: !!python/object/apply:os.system [x]", ["1:4 unknown-tag"]),
        ("a: !foo 1", ["1:4 unknown-tag"]),
        ("a: !!seq {}", ["1:4 unknown-tag"]),
        ("a: !!set {x}", ["1:4 unknown-tag"]),
        ("a: !!timestamp 2024-01-01", ["1:4 unknown-tag"]),
        ("a: !!int x", ["1:10 unsupported-scalar"]),
        ("? [a]\n: 1\nb: 2\n", ["1:3 complex-key"]),
        ("a: {{ .x }}", ["1:5 complex-key"]),
        ("<<: 1", ["1:5 merge-key"]),
        ("<<: [{}, x]", ["1:10 merge-key"]),
        ('a: "x\\0y"', ["1:4 nul-byte"]),
        ("", ["1:1 empty-document"]),
        ("# nothing\n", ["1:1 empty-document"]),
        ("---\n", ["1:1 empty-document"]),
    ],
)
def test_problems_and_their_places(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


@PARSERS
@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: [1, 2\n", "1:4", "never closed"),
        ("a: {x: 1\n", "1:4", "never closed"),
        ('a: "x\n', "1:4", "never closed"),
        ("a: [1\nb: 2\n", "2:2", "missing here"),
        ("a: b: c\n", "1:5", '":" is not possible here'),
        ("a:\n  b: 1\n c: 2\n", "3:2", None),
        ("a:\n\t- x\n", "2:1", "tab"),
        ("a: @x\n", "1:4", 'cannot begin with "@"'),
        ("a: `x\n", "1:4", 'cannot begin with "`"'),
        ('a: "\\q"\n', None, "escape"),
        ("a: *\n", None, "anchor"),
        ("a: \x01\n", "1:4", "U+0001"),
        ("😀: \x7f\n", "1:4", "U+007F"),
        ("a: |x\n", None, None),
        ("%YAML 3.0\n---\na: 1\n", None, "version"),
        ('a: "\\ud800"\n', None, "escape"),
    ],
)
def test_syntax_errors_are_one_message_with_a_place(
    text: str, place: str | None, says: str | None, parser: type
) -> None:
    diagnostics = Diagnostics()
    assert build(Source("f.yaml", text), diagnostics, parser) is None
    (each,) = diagnostics
    assert each.code == "yaml-syntax"
    assert place is None or str(each.span) == f"f.yaml:{place}"
    assert says is None or says in each.message


def test_what_to_do_is_said() -> None:
    assert only("a: {{ .x }}")[2] == "quote a text that begins with {{"
    assert only("a: &base 1\nb: *bse\n")[2] == 'did you mean "*base"?'
    assert only("a: !!python/x 1")[1].startswith('the tag "!!python/x"')


def test_problems_of_single_values_leave_a_tree() -> None:
    diagnostics = Diagnostics()
    node = read_yaml(Source("f", "a: 1\na: 2\nb: *x\nc: !x [1]\nd: .inf\n"), diagnostics)
    assert node is not None
    assert to_data(node) == {"a": 1, "b": None, "c": [1], "d": ".inf"}
    assert len(diagnostics) == 3


def test_numbers_that_no_plan_can_hold_are_for_whoever_reads_them() -> None:
    long = "1" * 4301
    text = f"[.inf, &a -.INF, .NaN, 1e999, *a, {long}, +.5, -.nan]"
    diagnostics = Diagnostics()
    node = read_yaml(Source("f", text), diagnostics)
    assert isinstance(node, Sequence)
    held = [isinstance(item, Scalar) and isinstance(item.value, Refused) for item in node.items]
    assert held == [True] * 6 + [False] * 2
    assert to_data(node) == [".inf", "-.INF", ".NaN", "1e999", "-.INF", long, 0.5, "-.nan"]
    assert not len(diagnostics)


BOMB = "x0: &x0 [z, z, z, z, z, z, z, z, z]\n" + "".join(
    f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]\n" for i in range(1, 20)
)
CHAIN = "x0: &x0 []\n" + "".join(f"x{i}: &x{i} [*x{i - 1}]\n" for i in range(1, 1000))
MERGES = (
    "x: &x {" + ", ".join(f"k{i}: 1" for i in range(1000)) + "}\n"
    + "".join(f"x{i}: {{<<: *x}}\n" for i in range(1000))
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 50_000 + "]" * 50_000, "nesting-depth"),
        ("[" * 1_000_000, "nesting-depth"),
        ("{a: " * 200_000, "nesting-depth"),
        ("- " * 300_000, "nesting-depth"),
        ("".join(" " * i + "a:\n" for i in range(500)), "nesting-depth"),
        (BOMB, "alias-bomb"),
        (MERGES, "alias-bomb"),
        (CHAIN, "nesting-depth"),
        ("[" + "1," * 250_000 + "]", "too-many-values"),
        ("[" + "[]," * 250_000 + "]", "too-many-values"),
        ("a" * (1024 * 1024 + 1), "file-too-large"),
        (": " * 10_000, "yaml-syntax"),
        ("'" * 1_000_001, "yaml-syntax"),
    ],
    ids=range(13),
)
def test_hostile_documents_are_refused(text: str, code: str) -> None:
    assert only(text)[0] == code


def test_what_people_write_is_read_up_to_a_mebibyte() -> None:
    paths = sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))
    each = "".join(f"- {indent(path.read_text(), '  ')[2:]}" for path in paths)
    text = each * (2**20 // len(each.encode()))
    assert len(text) > 1_000_000
    assert problems(text) == []


def test_a_million_brackets_are_refused_at_the_limit() -> None:
    assert problems("[" * 1_000_000) == ["1:65 nesting-depth"]
    assert problems("[" * 64 + "]" * 64) == []


def test_an_alias_bomb_is_named() -> None:
    assert '"*x' in only(BOMB)[1]


def test_many_unknown_aliases_end() -> None:
    text = "[" + "".join(f"&a{i} x, " for i in range(5000))
    text += "".join(f"*b{i}, " for i in range(5000)) + "]"
    assert problems(text)[100:] == ["1:49482 many-problems"]


WORDS = st.text("abcxyz019._-äß日😀", min_size=1, max_size=8)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\x85\u2028\u2029")
).filter(lambda text: text[:1] not in {*"0123456789+-."})  # What YAML 1.1 and 1.2 see differently.
DATA = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXTS,
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(DATA, st.booleans())
def test_dumped_data_reads_as_safe_load_reads_it(data: object, flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    diagnostics = Diagnostics()
    node = read_yaml(Source("f", text), diagnostics)
    if node is None:
        assert text in ("---\n", "")
        return
    loaded = yaml.safe_load(text)
    assert to_data(node) == loaded


PLAIN = st.text("abcdef日😀é ", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.dictionaries(PLAIN, st.lists(PLAIN, max_size=3), min_size=1, max_size=5))
def test_spans_of_plain_scalars_slice_to_their_text(data: dict[str, list[str]]) -> None:
    text = "".join(
        f"{key}:\r\n" + "".join(f"  -  {x} # c\r\n" for x in v) for key, v in data.items()
    )
    scalars = [each for each in walk(read(text)) if each.text]
    assert [shown(each) for each in scalars] == [each.text for each in scalars]
    assert len(scalars) == sum(1 + len(values) for values in data.values())


SOUP = st.lists(
    st.sampled_from(
        ["a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&a ", "*a", "!!str ", "!x ", "|\n",
         ">", '"', "'", "#", "? ", "<<", "---\n", "...\n", "%", "@", "\t", "\r\n", "😀", "\\",
         "\u2028", "1", ".inf", "~", "\x85", "\ufeff", "\x07", "\ud800"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@PARSERS
@settings(max_examples=400)
@given(text=SOUP | st.text(max_size=60))
def test_no_text_raises_and_none_is_explained(text: str, parser: type) -> None:
    diagnostics = Diagnostics()
    node = build(Source("f", text), diagnostics, parser)
    if node is None:
        assert diagnostics.has_errors
        return
    to_data(node)
    for each in diagnostics:
        assert each.span is not None
        assert 0 <= each.span.start <= len(text)
