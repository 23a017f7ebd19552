"""Trees read by several processes, or left by an earlier run: the same as those that are parsed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orun.diagnostics import Diagnostics, Source
from orun.sources import Trees, to_data
from orun.sources.ahead import Other

ROOT = Path(__file__).resolve().parents[2]

SEVERAL = """
import os
from orun.diagnostics import Diagnostics, Source
from orun.sources import Trees, to_data
from orun.sources import ahead

ahead._processors = lambda: 3
forked = []
fork = ahead._fork
ahead._fork = lambda texts: forked.append(len(texts)) or fork(texts)
KINDS = ["a: {}", "a: [{}, 1.0]", "a: &x {}\\nb: *x", "a: 1\\na: {}", "[{}", "? [{}]\\n: 1"]
sources = [Source(f"{n}.yaml", KINDS[n % len(KINDS)].format(n)) for n in range(900)]
sources += [Source("same.yaml", sources[1].text), Source("same-too.yaml", sources[1].text)]

def read(trees):
    found = Diagnostics()
    nodes = [trees.read(source, found) for source in sources]
    assert all(node is None or node.source is source for node, source in zip(nodes, sources))
    told = [(each.code, str(each.span), each.message) for each in found]
    return [None if node is None else to_data(node) for node in nodes], told

several = Trees()
several.prepare(sources)
assert forked == [300, 300], forked
expected = read(Trees())
assert read(several) == expected
assert len(expected[1]) == 450, len(expected[1])
news = several.news()
assert len(news) == 300, len(news)  # Each third text is neither wrong nor has an anchor.
again = Trees(news)
assert read(again) == expected
assert again.news() == {}

def refused():
    raise BlockingIOError("no further process")

os.fork = refused
alone = Trees()
alone.prepare(sources)
assert read(alone) == expected
print("the same")
"""


def test_other_processes_change_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "the same\n", done.stderr


@pytest.mark.parametrize("written", [b"", b"\x81", b"\x81\xa1a\x01", b"nothing"])
def test_a_process_that_dies_gives_nothing_back(written: bytes) -> None:
    reading, writing = os.pipe()
    os.write(writing, written)
    os.close(writing)
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert Other(child.pid, reading).collect() == {}
    child.wait()


def test_few_texts_are_parsed_here() -> None:
    sources = [Source(f"{number}.yaml", f"a: {number}") for number in range(30)]
    trees = Trees()
    trees.prepare(sources)
    nodes = [trees.read(source, Diagnostics()) for source in sources]
    assert [None if node is None else to_data(node) for node in nodes] == [
        {"a": number} for number in range(30)
    ]


def test_a_tree_that_cannot_be_unpacked_is_parsed() -> None:
    trees = Trees()
    trees.read(Source("f.yaml", "a: 1"), Diagnostics())
    (digest,) = trees.news()
    spoilt = Trees({digest: b"\xff"})
    node = spoilt.read(Source("f.yaml", "a: 1"), Diagnostics())
    assert node is not None
    assert to_data(node) == {"a": 1}
