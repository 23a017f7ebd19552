"""The lock file: reading it, comparing it with the sources, writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from documents_check import intent_of, said, sources_of, write

from orun.diagnostics import Diagnostics
from orun.documents.lock import (
    Digested,
    check_lock,
    format_lock,
    read_lock,
    report_leftovers,
    report_missing_lock,
)
from orun.sources import Trees

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "apiVersion: orun.io/v1\nkind: Lock\n"
SOURCES = """\
compositions:
  sources:
    - {name: b, kind: dir, path: ./b}
    - {name: a, kind: dir, path: a}
"""
RELOCK = "[`orun lock` writes it anew]"


def check(root: Path, lock: str, *expected: str, locked: bool = False) -> None:
    """Compare what is said about a lock file of the sources `a` and `b`, digests `1` and `2`."""
    write(root, {"orun.lock": HEADER + lock})
    diagnostics = Diagnostics()
    intent = intent_of(root, SOURCES)
    assert intent.compositions is not None
    b, a = intent.compositions.sources
    found = read_lock(root, Trees(), diagnostics)
    if found is not None:
        check_lock(found, [Digested(a, "1"), Digested(b, "2")], diagnostics, locked=locked)
        report_leftovers(found, intent, diagnostics)
    assert said(diagnostics) == list(expected)


A = "{name: a, kind: dir, path: a, digest: '1'}"
B = "{name: b, kind: dir, path: ./b, digest: '2'}"


@pytest.mark.parametrize("locked", [True, False])
def test_sources_as_they_were_locked(tmp_path: Path, *, locked: bool) -> None:
    check(tmp_path, f"sources: [{A}, {B}]\n", locked=locked)
    check(tmp_path, f"sources: [{B}, {A}]\n", locked=locked)


@pytest.mark.parametrize(("locked", "level"), [(True, "error"), (False, "warning")])
def test_another_digest(tmp_path: Path, level: str, *, locked: bool) -> None:
    check(
        tmp_path,
        f"sources: [{A.replace('1', '0')}, {B}]\n",
        (
            f"{level} lock-difference intent.yaml:7:14 the source `a` is not what orun.lock says: "
            f"it has 1 {RELOCK}"
        ),
        "  this is locked orun.lock:3:49",
        locked=locked,
    )


@pytest.mark.parametrize(("locked", "level"), [(True, "error"), (False, "warning")])
def test_a_source_that_is_not_locked(tmp_path: Path, level: str, *, locked: bool) -> None:
    message = f"{level} lock-difference intent.yaml:7:14 the source `a` is not in orun.lock"
    check(tmp_path, f"sources: [{B}]\n", f"{message} {RELOCK}", locked=locked)
    moved = A.replace("path: a", "path: z")
    check(
        tmp_path,
        f"sources: [{moved}, {B}]\n",
        f"{message} {RELOCK}",
        "  this is another source of that name orun.lock:3:18",
        locked=locked,
    )


@pytest.mark.parametrize("locked", [True, False])
def test_an_entry_of_a_source_that_is_gone_is_a_warning(tmp_path: Path, *, locked: bool) -> None:
    check(
        tmp_path,
        f"sources: [{A}, {B}, {{name: c, kind: dir, path: c, digest: '3'}}]\n",
        (
            "warning lock-leftover orun.lock:3:108 the intent has no source `c`, which is locked "
            f"here {RELOCK}"
        ),
        locked=locked,
    )


def test_files_that_are_no_lock(tmp_path: Path) -> None:
    check(
        tmp_path,
        "sources: [{name: a}]\n",
        "warning lock-difference intent.yaml:6:14 the source `b` is not in orun.lock " + RELOCK,
        "warning lock-difference intent.yaml:7:14 the source `a` is not in orun.lock " + RELOCK,
        "error missing-field orun.lock:3:11 the locked source `a` needs the field `digest`",
    )
    write(tmp_path, {"orun.lock": "<<<<<<< HEAD\n"})
    diagnostics = Diagnostics()
    assert read_lock(tmp_path, Trees(), diagnostics) is None
    assert [line.split(" ")[:3] for line in said(diagnostics)] == [
        ["error", "wrong-type", "orun.lock:1:1"]
    ]


def test_no_lock(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    assert read_lock(tmp_path, Trees(), diagnostics) is None
    assert said(diagnostics) == []
    report_missing_lock(intent_of(tmp_path), diagnostics)
    assert said(diagnostics) == []
    report_missing_lock(intent_of(tmp_path, SOURCES), diagnostics)
    assert said(diagnostics) == [
        (
            "error missing-lock intent.yaml:5:3 there is no orun.lock, so nothing says which "
            "sources are meant [`orun lock` writes one, to be committed]"
        )
    ]


def test_a_lock_is_sorted_and_says_where_sources_are(tmp_path: Path) -> None:
    body = """
        compositions:
          sources:
            - {name: z, kind: oci, ref: "ghcr.io/a/b:1", path: ignored}
            - {name: b, kind: archive, path: b.tgz}
        """
    intent = intent_of(tmp_path, body)
    assert intent.compositions is not None
    assert format_lock([Digested(each, "1") for each in intent.compositions.sources]) == {
        "apiVersion": "orun.io/v1",
        "kind": "Lock",
        "sources": [
            {"name": "b", "kind": "archive", "path": "b.tgz", "digest": "1"},
            {"name": "z", "kind": "oci", "ref": "ghcr.io/a/b:1", "digest": "1"},
        ],
    }


def test_the_digest_of_a_directory_covers_its_presets_whether_extended_or_not(
    tmp_path: Path,
) -> None:
    stack = """
        apiVersion: orun.io/v1
        kind: Stack
        spec: {compositions: [], intentPresets: [{name: base, path: base.yaml}]}
        """
    preset = "apiVersion: orun.io/v1\nkind: IntentPreset\nspec: {env: {A: '1'}}\n"
    body = "compositions: {sources: [{name: core, kind: dir, path: core}]}\n"
    digests = []
    for text in (preset, preset.replace("1'", "2'")):
        write(tmp_path, {"core/stack.yaml": stack, "core/base.yaml": text})
        sources, _ = sources_of(intent_of(tmp_path, body), tmp_path, Diagnostics())
        digests.append(sources[0].digest)
    assert digests[0] != digests[1]
