"""Composition sources of kind `archive`."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest
from documents_check import intent_of, said, sources_of
from packing import tgz

from orun.diagnostics import Diagnostics

if TYPE_CHECKING:
    from pathlib import Path

    from orun.documents.compositions import LoadedSource

STACK = "apiVersion: orun.io/v1\nkind: Stack\nmetadata: {name: core}\n"
SOURCE = "compositions: {sources: [{name: core, kind: archive, path: ./lib/core.tgz}]}\n"
PLACE = "intent.yaml:4:60"


def composition(type_: str) -> str:
    return f"""\
apiVersion: orun.io/v1
kind: Composition
metadata: {{name: {type_}}}
spec:
  type: {type_}
  defaultJob: run
  jobs: [{{name: run, steps: [{{run: make}}]}}]
"""


def load(root: Path, packed: bytes | dict[str, str]) -> tuple[LoadedSource | None, list[str]]:
    (root / "lib").mkdir()
    content = packed if isinstance(packed, bytes) else tgz(packed)
    (root / "lib/core.tgz").write_bytes(content)
    diagnostics = Diagnostics()
    sources, complete = sources_of(intent_of(root, SOURCE), root, diagnostics)
    for source in sources:
        assert source.complete == complete
        for definition in source.definitions:
            for each in definition.diagnostics:
                diagnostics.add(each)
    return sources[0] if sources else None, said(diagnostics)


def types(root: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    source, problems = load(root, files)
    assert problems == []
    assert source is not None
    return [(each.type, each.path) for each in source.definitions]


def test_a_stack_is_walked(tmp_path: Path) -> None:
    files = {
        "stack.yaml": STACK,
        "app/composition.yaml": composition("app"),
        "b/infra/compositions.yaml": composition("infra"),
        "node_modules/x/composition.yaml": "not: [read",
    }
    assert types(tmp_path, files) == [
        ("app", "lib/core.tgz/app/composition.yaml"),
        ("infra", "lib/core.tgz/b/infra/compositions.yaml"),
    ]


def test_the_order_of_members_changes_nothing_but_the_digest(tmp_path: Path) -> None:
    files = {"stack.yaml": STACK}
    files |= {f"{name}/composition.yaml": composition(name) for name in ("b", "a", "c")}
    found = []
    for place, order in (("x", list(files)), ("y", list(reversed(files)))):
        (tmp_path / place).mkdir()
        found.append(types(tmp_path / place, {name: files[name] for name in order}))
    assert found[0] == found[1]


def test_one_directory_may_hold_everything(tmp_path: Path) -> None:
    files = {"core-1.2/stack.yaml": STACK, "core-1.2/app/composition.yaml": composition("app")}
    assert types(tmp_path, files) == [("app", "lib/core.tgz/core-1.2/app/composition.yaml")]


def test_a_composition_at_the_top_is_called_like_the_directory_or_the_source(
    tmp_path: Path,
) -> None:
    for place, prefix, name in (("x", "", "core"), ("y", "site/", "site")):
        (tmp_path / place).mkdir()
        files = {f"{prefix}stack.yaml": STACK, f"{prefix}composition.yaml": composition(name)}
        assert types(tmp_path / place, files) == [
            (name, f"lib/core.tgz/{prefix}composition.yaml"),
        ]


def test_a_package(tmp_path: Path) -> None:
    package = "apiVersion: orun.io/v1\nkind: CompositionPackage\nmetadata: {name: core}\n"
    exports = "spec: {version: 1.0.0, exports: [{composition: svc, path: all/svc.yaml}]}\n"
    files = {"orun.yaml": package + exports, "all/svc.yaml": composition("svc")}
    assert types(tmp_path, files) == [("svc", "lib/core.tgz/all/svc.yaml")]


def test_split_documents(tmp_path: Path) -> None:
    files = {
        "stack.yaml": STACK,
        "app/composition.yaml": composition("app").replace(
            "steps: [{run: make}]", "templateRef: {name: build}"
        ),
        "app/jobs/build.yaml": """\
            apiVersion: orun.io/v1
            kind: JobTemplate
            metadata: {name: build}
            spec: {steps: [{run: make}]}
            """,
    }
    source, problems = load(tmp_path, files)
    assert problems == []
    assert source is not None
    (definition,) = source.definitions
    assert definition.composition is not None
    assert [each.run for each in definition.composition.jobs["run"].steps] == ["make"]
    assert definition.files == (
        "lib/core.tgz/app/composition.yaml",
        "lib/core.tgz/app/jobs/build.yaml",
    )


def test_problems_are_shown_inside_of_the_archive(tmp_path: Path) -> None:
    files = {
        "core/stack.yaml": STACK,
        "core/app/composition.yaml": composition("app").replace("steps:", "retries: -1, steps:"),
    }
    _, problems = load(tmp_path, files)
    assert problems == [
        (
            "error out-of-range lib/core.tgz/core/app/composition.yaml:7:31 `retries` must be at "
            "least 0, not -1"
        )
    ]


def test_documents_have_the_limits_of_other_documents(tmp_path: Path) -> None:
    large = "x" * (1024 * 1024)
    _, problems = load(tmp_path, {"stack.yaml": STACK, "app/composition.yaml": f"# {large}\n"})
    assert problems == [
        (
            "error file-too-large lib/core.tgz/app/composition.yaml:1:1 "
            "lib/core.tgz/app/composition.yaml is larger than 1,024 KiB, the limit for one file"
        )
    ]


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    packed = tgz({"stack.yaml": STACK, "app/composition.yaml": composition("app")})
    source, problems = load(tmp_path, packed)
    assert problems == []
    assert source is not None
    assert source.digest == f"sha256-{hashlib.sha256(packed).hexdigest()}"


def test_neither_stack_nor_package(tmp_path: Path) -> None:
    files = {"a/stack.yaml": STACK, "b/stack.yaml": STACK}
    source, problems = load(tmp_path, files)
    assert problems == [
        (
            f"error no-stack {PLACE} the source `core` has neither stack.yaml nor orun.yaml "
            "[`lib/core.tgz` needs stack.yaml of kind `Stack` or orun.yaml of kind "
            "`CompositionPackage`]"
        )
    ]
    assert source is not None
    assert not source.complete


def test_a_path_that_leads_out_of_the_archive(tmp_path: Path) -> None:
    stack = STACK + "spec: {compositions: [{path: ../../x.yaml}, {path: /etc/passwd}]}\n"
    _, problems = load(tmp_path, {"stack.yaml": stack})
    assert problems == [
        (
            "error path-outside-source lib/core.tgz/stack.yaml:4:30 the path `../../x.yaml` "
            "leads out of the source"
        ),
        (
            "error path-outside-source lib/core.tgz/stack.yaml:4:52 the path `/etc/passwd` "
            "leads out of the source"
        ),
    ]


def test_a_refused_archive(tmp_path: Path) -> None:
    source, problems = load(tmp_path, {"stack.yaml": STACK, "../x\x1b[31m": "", "/y": ""})
    assert source is None
    assert problems == [
        (
            f"error unsafe-member {PLACE} the archive lib/core.tgz is refused: its member "
            "`../x\x1b[31m` has a path with `..` [do not use it: see who packed it]"
        ),
        (
            f"error unsafe-member {PLACE} the archive lib/core.tgz is refused: its member "
            "`/y` has an absolute path [do not use it: see who packed it]"
        ),
    ]


def test_an_archive_that_is_cut_off(tmp_path: Path) -> None:
    source, problems = load(tmp_path, tgz({"stack.yaml": STACK})[:-9])
    assert source is None
    assert problems == [
        (
            f"error corrupt-archive {PLACE} the archive lib/core.tgz ends in the middle [it may "
            "be cut off: pack or download it again]"
        )
    ]


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/cores.tgz").write_bytes(b"")
    diagnostics = Diagnostics()
    assert sources_of(intent_of(tmp_path, SOURCE), tmp_path, diagnostics) == ([], False)
    assert said(diagnostics) == [
        (
            f"error missing-source {PLACE} there is no archive `./lib/core.tgz` [did you mean "
            "`./lib/cores.tgz`?]"
        )
    ]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (
            ".",
            (
                "the archive . cannot be read: is a directory "
                "[a stack that is not packed is of kind `dir`]"
            ),
        ),
        ("/dev/null", "the archive @ is no file, or larger than 64 MiB"),
        ("intent.yaml/x", "the archive intent.yaml/x cannot be read: not a directory"),
        ("x" * 300, f"the archive {'x' * 300} cannot be read: file name too long"),
    ],
)
def test_what_is_no_file(tmp_path: Path, path: str, problem: str) -> None:
    diagnostics = Diagnostics()
    source = SOURCE.replace("./lib/core.tgz", path)
    assert sources_of(intent_of(tmp_path, source), tmp_path, diagnostics) == ([], False)
    outside = os.path.relpath(path, tmp_path)
    problem = problem.replace("@", outside)
    assert said(diagnostics) == [f"error unreadable-file {PLACE} {problem}"]
