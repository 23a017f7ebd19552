"""Fields beside the empty key that they belong below."""

from __future__ import annotations

import pytest

from orun.diagnostics import Diagnostics, Source
from orun.documents.component import ComponentManifest
from orun.documents.decode import decode
from orun.sources import read_yaml


def check(text: str, *expected: str) -> ComponentManifest | None:
    """Check `place help` of what is wrong with a manifest, and return it."""
    diagnostics = Diagnostics()
    node = read_yaml(Source("x", text), diagnostics)
    assert node is not None
    found = decode(ComponentManifest, node, diagnostics)
    told = [
        f"{str(each.span).removeprefix('x:')} {each.help or ''}".strip() for each in diagnostics
    ]
    assert told == list(expected)
    return found


def test_what_is_needed_is_taken_from_where_it_stands() -> None:
    text = "metadata:\nname: a\nspec:\ntype: task\ndomain: x\n"
    found = check(
        text,
        "1:1 indent what belongs to it: `name`",
        "3:1 indent what belongs to it: `type` and `domain`",
    )
    assert found is not None
    assert found.metadata.name == "a"
    assert (found.spec.type, found.spec.domain) == ("task", "x")


def test_what_may_be_left_out_is_not_taken() -> None:
    found = check(
        "metadata: {name: a}\nspec:\n  type: task\n  labels:\n  tier: 1\n",
        "5:3 indent it if it belongs to `labels`, which is empty",
    )
    assert found is not None
    assert found.spec.labels == {}


@pytest.mark.parametrize(
    "text",
    [
        "metadata: {name: a}\nspec: {type: task}\nlabels: {}\n",
        "metadata: {name: a}\nspec: {type: task, labels: , tier: 1}\n",
        "metadata: {name: a}\nspec:\n  type: task\n  labels: null\n  tier: 1\n",
        "metadata: {name: a}\nspec:\n  tier: 1\n  type: task\n  labels:\n",
        "metadata: {name: a}\nspec:\n  type: task\n  labels:\n  domain: x\n  tier: 1\n",
    ],
)
def test_what_stands_below_no_empty_field_is_only_unknown(text: str) -> None:
    diagnostics = Diagnostics()
    node = read_yaml(Source("x", text), diagnostics)
    assert node is not None
    decode(ComponentManifest, node, diagnostics)
    (found,) = diagnostics
    assert found.code == "unknown-field"
    assert "indent" not in (found.help or "")
