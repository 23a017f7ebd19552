"""The YAML form of a plan is read alike by readers of YAML 1.1 and of YAML 1.2."""

import json
import re

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from plan_samples import bare_job, bare_plan, full_plan

from orun.plan import Step, decode, encode, encode_yaml, verify, with_checksum


class CoreSchemaLoader(yaml.SafeLoader):
    """PyYAML with the scalars of the YAML 1.2 core schema instead of those of YAML 1.1."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's


def _number(_: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(str(node.value), 0)


for tag, pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.nan",
}.items():
    CoreSchemaLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), None
    )
CoreSchemaLoader.add_constructor("tag:yaml.org,2002:int", _number)

READERS = [yaml.SafeLoader, yaml.CSafeLoader, CoreSchemaLoader]

# Words and pieces that readers disagree about, and those that quoting goes wrong with.
WORDS = """
    on off yes no y n Y N true TRUE null Null NULL NaN Infinity ~ = <<
    - ? : # ! & * | > % @ ` ' [ ] { } , --- ... -- ./ ../a a:b secret://v/k a@b.c C:\\x é 😀
    1_000 12:30 12:30:45 2024-01-01 0o17 017 0x1F 0b11 1e3 1.0 .5 1. +1 -1 .inf -.INF .nan
    {{x}} ${{y}} $HOME
"""
AWKWARD = [
    *WORDS.split(),
    *["", " ", "a ", " a", "a: b", "a:", "a #b", "a\tb", "\ta", "- a", "? a", "a\r\nb", "\ufeffa"],
    *["a\n", "a\n\n", "\na", "a\nb", "a\n  b\n", "  a\nb", "a \nb\n", "a\n\n\nb", "\n", "a\n#b\n"],
    *[
        "a\n---\nb\n",
        "a\n\tb\n",
        "a\n \n",
        "a\x85b",
        "a\u2028b",
        "a\x00b",
        "\x7f",
        "\u202ea",
        "x" * 1100,
    ],
]
TEXT = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


def check(parameters: dict[str, object]) -> str:
    plan = bare_plan(bare_job(parameters=parameters))
    text = encode_yaml(plan).decode()
    expected = json.loads(encode(plan))
    for reader in READERS:
        # Comparing as text tells 1 from 1.0 and from True, which are equal in Python.
        assert json.dumps(yaml.load(text, reader)) == json.dumps(expected)  # noqa: S506 - safe ones
    return text.partition("parameters:\n")[2].partition("    steps:")[0]


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_every_reader_sees_the_content_of_the_json(parameters: dict[str, object]) -> None:
    check(parameters)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_survive_as_key_value_and_item(text: str) -> None:
    check({text: text, "list": [text, [text], {text: {text: text}}]})


def test_keys_and_order_are_those_of_the_json() -> None:
    plan = with_checksum(full_plan())
    assert yaml.safe_load(encode_yaml(plan)) == json.loads(encode(plan))
    assert json.dumps(yaml.safe_load(encode_yaml(plan))) == json.dumps(json.loads(encode(plan)))


def test_names_are_plain_and_what_could_be_misread_is_quoted() -> None:
    assert check(
        {"a": "web-app", "b": "on", "c": "12:30", "d": 1e16, "e": [], "f": {}, "g": "a b"}
    ) == (
        "      a: web-app\n"
        '      b: "on"\n'
        '      c: "12:30"\n'
        "      d: 1.0e+16\n"
        "      e: []\n"
        "      f: {}\n"
        "      g: a b\n"
    )


def test_scripts_are_literal_blocks() -> None:
    step = Step(id="go", phase="main", run="set -e\nif x; then\n  y: z # w\nfi\n")
    text = encode_yaml(bare_plan(bare_job(steps=(step,)))).decode()
    assert text.endswith(
        "    steps:\n"
        "      - id: go\n"
        "        phase: main\n"
        "        run: |\n"
        "          set -e\n"
        "          if x; then\n"
        "            y: z # w\n"
        "          fi\n"
    )


def test_hidden_characters_are_escaped() -> None:
    assert check({"a": "x\u202ey\x1b[0m\nz"}) == '      a: "x\\u202ey\\x1b[0m\\nz"\n'


def yaml_plan() -> bytes:
    return encode_yaml(with_checksum(full_plan()))


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_what_was_written_reads_back_and_verifies(parameters: dict[str, object]) -> None:
    plan = with_checksum(bare_plan(bare_job(parameters=parameters)))
    data = encode_yaml(plan)
    assume(b"\\x00" not in data)  # No input can bring NUL into a plan.
    assert decode(data, "plan.yaml") == plan
    assert not list(verify(data, "plan"))


def test_a_plan_of_any_size_verifies() -> None:
    data = encode_yaml(with_checksum(bare_plan(bare_job(parameters={"x": ["y" * 9] * 210_000}))))
    assert len(data) > 2**20
    assert not list(verify(data, "plan.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"retries: 0", b"retries: 1", "checksum-mismatch"),
        (b"kind: Plan", b"kind:  Plan", "not-canonical"),
        (b"kind: Plan", b"kind: Plan # reviewed", "not-canonical"),
        (b"kind: Plan", b"kind: Plan\nkind: Plan", "duplicate-key"),
        (b"kind: Plan", b"kind: &a Plan", "not-canonical"),
        (b"kind: Plan", b"kind: [Plan", "yaml-syntax"),
        (b"kind: Plan", b"kind: 1", "plan-shape"),
        (b"kind: Plan", b"kind: Plan\nnew: 1", "plan-shape"),
        (b"apiVersion: orun.io/v1", b"apiVersion: orun.io/v2", "plan-version"),
        (b"kind: Plan", b"kind: Pl\xffan", "invalid-encoding"),
    ],
)
def test_a_changed_plan_does_not_verify(old: bytes, new: bytes, code: str) -> None:
    data = yaml_plan()
    assert old in data
    assert [each.code for each in verify(data.replace(old, new, 1), "plan.yaml")] == [code]


def test_whatever_byte_is_changed_is_found() -> None:
    """Every byte in every bit; of a date, that it is one is all to see."""
    data = encode_yaml(with_checksum(bare_plan(bare_job(env={"A": "é"}))))
    assert not list(verify(data, "plan.yaml"))
    unseen = [
        at
        for at, byte in enumerate(data)
        for bit in range(8)
        if not len(verify(data[:at] + bytes([byte ^ 1 << bit]) + data[at + 1 :], "plan.yaml"))
    ]
    start = data.index(b'generatedAt: "') + len(b'generatedAt: "')
    assert set(unseen) <= set(range(start, start + 20))
