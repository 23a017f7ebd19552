"""The content of a tree: the same for all spellings of the same data, and for no other."""

import pytest

from orun.diagnostics import Diagnostics, Source
from orun.sources import read_yaml
from orun.sources.content import content


def content_of(text: str) -> str:
    diagnostics = Diagnostics()
    node = read_yaml(Source("x.yaml", text), diagnostics)
    assert node is not None
    assert not diagnostics.has_errors
    return content(node)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a: 1\nb: [x, 'y']", '{"b": ["x", "y"], "a": 1} # later'),
        ("a: &x {c: 1, b: 2}\nd: *x", "d: {b: 2, c: 1}\na: {c: 1, b: 2}"),
        ("a: |\n  x\n  y\n", 'a: "x\\ny\\n"'),
    ],
)
def test_layout_and_order_of_keys_do_not_count(one: str, other: str) -> None:
    assert content_of(one) == content_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a: 1", "a: '1'"),
        ("a: 1.10", "a: 1.1"),
        ("a: ~", "a: ''"),
        ("[a, b]", "[b, a]"),
        ("[[a], b]", "[[a, b]]"),
        ("[a, '1:b']", "[a1:b]"),
        ("{a: {b: c}}", "{a: {}, b: c}"),
        ("['\"1:x']", "[[x]]"),
        ("{}", "[]"),
    ],
)
def test_other_data_has_other_content(one: str, other: str) -> None:
    assert content_of(one) != content_of(other)
