"""Trees as bytes: what is unpacked is what was packed, places and all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import Diagnostics, Source
from orun.sources import AnyNode, Mapping, Scalar, read_yaml
from orun.sources.packed import Unpacker, pack

DOCUMENT = """\
# What a component may look like.
spec:
  type: app
  enabled: true
  nothing:
  count: 1
  ratio: 1.0
  octal: 0o17
  list: [a, 'b c', "d\\te", {x: 1.10}]
  text: |
    two
    lines
  empty: {}
  ? quoted key
  : 日本
"""


def read(text: str) -> AnyNode:
    node = read_yaml(Source("f.yaml", text), Diagnostics())
    assert node is not None
    return node


def flat(node: AnyNode) -> object:
    """Return all that a tree says, types and places included."""
    place = (node.source.name, node.start, node.end)
    if isinstance(node, Scalar):
        return place, node.text, node.value, type(node.value)
    if isinstance(node, Mapping):
        entries = [(key, flat(value)) for key, value in node.entries.items()]
        return place, entries, [(key, flat(value)) for key, value in node.keys.items()]
    return place, [flat(item) for item in node.items]


def test_nothing_is_lost() -> None:
    packed = pack(read(DOCUMENT))
    assert packed is not None
    back = Unpacker().unpack(packed, Source("f.yaml", DOCUMENT))
    assert back is not None
    assert flat(back) == flat(read(DOCUMENT))


SCALARS = st.sampled_from(["a", "1", "1.0", "0x1F", "true", "~", "''", '"\\u00e9"', "9" * 18, "é"])
TEXTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(SCALARS, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        )
    ),
    max_leaves=12,
)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_one_unpacker_serves_many_texts(texts: list[str]) -> None:
    unpacker = Unpacker()
    for text in texts:
        node = read_yaml(Source("f.yaml", text), Diagnostics())
        if node is None:
            continue
        packed = pack(node)
        assert packed is not None
        back = unpacker.unpack(packed, Source("f.yaml", text))
        assert back is not None
        assert flat(back) == flat(node)


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x\n", "- &a 1\n", "{a: &b c}", "a: " + "9" * 30, 'a: "\\ud800"'],
)
def test_what_bytes_cannot_say_is_not_packed(text: str) -> None:
    node = read_yaml(Source("f.yaml", text), Diagnostics())
    assert node is None or pack(node) is None


@pytest.mark.parametrize("text", ["run: make && make install", "run: a 2>&1 & wait", "u: /?a&b"])
def test_an_ampersand_is_no_anchor(text: str) -> None:
    assert pack(read(text)) is not None


@given(st.binary(max_size=40))
def test_other_bytes_are_no_tree(data: bytes) -> None:
    node = Unpacker().unpack(data, Source("f.yaml", ""))
    assert node is None or pack(node) is not None
