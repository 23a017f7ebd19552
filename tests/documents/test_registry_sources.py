"""Composition sources of kind `oci`, which come from a cache that other tools fill."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from documents_check import intent_of, said, write
from packing import blob, publish, tgz

from orun.diagnostics import Diagnostics
from orun.documents.compositions import load_sources
from orun.documents.layout import Cache
from orun.documents.lock import read_lock
from orun.documents.oci import Reference, parse_reference
from orun.documents.opening import open_sources
from orun.documents.registry import Surroundings
from orun.sources import Trees

if TYPE_CHECKING:
    from pathlib import Path

    from orun.documents.compositions import LoadedSource

REF = "ghcr.io/acme/stack:v1"
LAYOUT = "cache/oci/ghcr.io/acme/stack"
PLACE = "intent.yaml:4:55"
FILL = 'fill the cache by `oras cp --to-oci-layout ghcr.io/acme/stack:v1 "$C/oci/ghcr.io/acme/'
NOTE = "then note its digest by `orun lock`"


def stack(run: str) -> bytes:
    return tgz(
        {
            "stack.yaml": "apiVersion: orun.io/v1\nkind: Stack\nmetadata: {name: core}\n",
            "app/composition.yaml": f"""\
                apiVersion: orun.io/v1
                kind: Composition
                metadata: {{name: app}}
                spec:
                  type: app
                  defaultJob: run
                  jobs: [{{name: run, steps: [{{run: {run}}}]}}]
                """,
        }
    )


def load(
    root: Path, ref: str = REF, *, anew: bool = False
) -> tuple[LoadedSource | None, list[str]]:
    """Load a source with this reference, from the cache and by the lock file below `root`."""
    intent = intent_of(
        root, f"compositions: {{sources: [{{name: core, kind: oci, ref: '{ref}'}}]}}"
    )
    diagnostics = Diagnostics()
    lock = read_lock(root, Trees(), diagnostics)
    surroundings = Surroundings(root, Cache(root / "cache", "$C"), Trees(), lock, anew)
    sources, _ = load_sources(open_sources(intent, surroundings, diagnostics), diagnostics)
    return sources[0] if sources else None, said(diagnostics)


def run_of(source: LoadedSource | None) -> str | None:
    assert source is not None
    (definition,) = source.definitions
    assert definition.composition is not None
    return definition.composition.jobs["run"].steps[0].run


def write_lock(root: Path, digest: str, ref: str = REF) -> None:
    lock = f"""\
        apiVersion: orun.io/v1
        kind: Lock
        sources: [{{name: core, kind: oci, ref: '{ref}', digest: {digest}}}]
        """
    write(root, {"orun.lock": lock})


# ---- References --------------------------------------------------------------------------------

SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ghcr.io/acme/stack:v1", Reference("ghcr.io", "acme/stack", "v1", None)),
        ("oci://ghcr.io/acme/stack:v1", Reference("ghcr.io", "acme/stack", "v1", None)),
        ("localhost:5000/stack", Reference("localhost:5000", "stack", "latest", None)),
        (
            f"example.com/a/b_c/d--e@sha256:{SHA}",
            Reference("example.com", "a/b_c/d--e", "latest", f"sha256-{SHA}"),
        ),
        (
            f"example.com/a:1@sha256:{SHA}",
            Reference("example.com", "a", "1", f"sha256-{SHA}"),
        ),
    ],
)
def test_references(text: str, expected: Reference) -> None:
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stack:v1",
        "acme/stack:v1",
        "ghcr.io/Acme/stack",
        "ghcr.io/../stack",
        "ghcr..io/stack",
        "../x/stack",
        "./x/stack",
        "ghcr.io//stack",
        "ghcr.io/stack/",
        "ghcr.io/stack:",
        "ghcr.io/stack:../x",
        "ghcr.io/stack@sha256:0",
        "ghcr.io/stack@md5:0",
        "https://ghcr.io/stack",
        "ghcr.io/" + "a" * 600,
        "ghcr.io/stack\n",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


def test_the_layout_of_a_reference() -> None:
    reference = parse_reference("localhost:5000/acme/stack:v1")
    assert reference is not None
    assert reference.directory == "oci/localhost_5000/acme/stack"
    assert reference.at(None) == "localhost:5000/acme/stack:v1"
    assert reference.at(f"sha256-{SHA}") == f"localhost:5000/acme/stack@sha256:{SHA}"


def test_a_wrong_reference_is_shown(tmp_path: Path) -> None:
    _, problems = load(tmp_path, "stack:v1")
    assert problems == [
        (
            f"error invalid-reference {PLACE} `stack:v1` is no reference to a stack in a registry "
            "[write it as `ghcr.io/acme/stack:v1` or `ghcr.io/acme/stack@sha256:…`]"
        )
    ]


# ---- Looking up --------------------------------------------------------------------------------


def test_by_tag(tmp_path: Path) -> None:
    publish(tmp_path / LAYOUT, "v2", stack("two"))
    digest = publish(tmp_path / LAYOUT, "v1", stack("one"))
    source, problems = load(tmp_path)
    assert problems == []
    assert source is not None
    assert source.digest == digest
    assert run_of(source) == "one"
    assert source.definitions[0].path == "ghcr.io/acme/stack:v1/app/composition.yaml"


def test_by_digest(tmp_path: Path) -> None:
    digest = publish(tmp_path / LAYOUT, None, stack("one"))
    publish(tmp_path / LAYOUT, "v1", stack("two"))
    source, problems = load(tmp_path, f"oci://{REF}@{digest.replace('-', ':')}")
    assert problems == []
    assert run_of(source) == "one"


def test_the_lock_decides_and_not_the_tag(tmp_path: Path) -> None:
    digest = publish(tmp_path / LAYOUT, "v1", stack("one"))
    publish(tmp_path / LAYOUT, "v1", stack("two"))
    assert run_of(load(tmp_path)[0]) == "two"
    write_lock(tmp_path, digest)
    assert run_of(load(tmp_path)[0]) == "one"
    assert run_of(load(tmp_path, anew=True)[0]) == "two"


def test_the_lock_of_another_reference_decides_nothing(tmp_path: Path) -> None:
    digest = publish(tmp_path / LAYOUT, "v0", stack("zero"))
    publish(tmp_path / LAYOUT, "v1", stack("one"))
    write_lock(tmp_path, digest, "ghcr.io/acme/stack:v0")
    assert run_of(load(tmp_path)[0]) == "one"


def test_looking_anew_without_the_tag_keeps_what_is_locked(tmp_path: Path) -> None:
    digest = publish(tmp_path / LAYOUT, None, stack("one"))
    write_lock(tmp_path, digest)
    source, problems = load(tmp_path, anew=True)
    assert problems == []
    assert run_of(source) == "one"


def test_other_annotations_of_a_tag(tmp_path: Path) -> None:
    digest = publish(tmp_path / LAYOUT, None, stack("one")).replace("-", ":")
    index = [
        {"digest": "sha256:0"},
        {"digest": "sha256:1", "annotations": {"other": "v1"}},
        {"digest": digest, "annotations": {"org.opencontainers.image.ref.name": REF}},
    ]
    write(tmp_path, {f"{LAYOUT}/index.json": json.dumps({"manifests": index})})
    assert run_of(load(tmp_path)[0]) == "one"


def test_the_one_layer_that_is_packed_is_taken(tmp_path: Path) -> None:
    layout = tmp_path / LAYOUT
    layers = [
        {"mediaType": "text/markdown", "digest": blob(layout, b"# Read me")},
        {"mediaType": "application/vnd.acme.stack.v1+gzip", "digest": blob(layout, stack("one"))},
    ]
    publish(layout, "v1", layers=layers)
    assert run_of(load(tmp_path)[0]) == "one"
    publish(layout, "v1", layers=[{"mediaType": "x/y", "digest": blob(layout, stack("two"))}])
    assert run_of(load(tmp_path)[0]) == "two"


# ---- What can be missing or wrong --------------------------------------------------------------


def test_neither_cache_nor_lock(tmp_path: Path) -> None:
    source, problems = load(tmp_path)
    assert source is None
    assert problems == [
        (
            f"error uncached-source {PLACE} the stack `{REF}` is not in the cache: "
            f'$C/oci/ghcr.io/acme/stack/index.json does not exist [{FILL}stack:v1"`, {NOTE}]'
        )
    ]


def test_a_lock_without_a_cache(tmp_path: Path) -> None:
    write_lock(tmp_path, f"sha256-{SHA}")
    publish(tmp_path / LAYOUT, "v1", stack("other"))
    _, problems = load(tmp_path)
    assert problems == [
        (
            f"error uncached-source {PLACE} the stack `ghcr.io/acme/stack@sha256:{SHA}` is not in "
            f"the cache: $C/oci/ghcr.io/acme/stack/blobs/sha256/{SHA} does not exist [fill the "
            f"cache by `oras cp --to-oci-layout ghcr.io/acme/stack@sha256:{SHA} "
            '"$C/oci/ghcr.io/acme/stack"`]'
        )
    ]


def test_a_tag_that_is_not_there(tmp_path: Path) -> None:
    publish(tmp_path / LAYOUT, "v2", stack("two"))
    _, problems = load(tmp_path)
    assert problems == [
        (
            f"error uncached-source {PLACE} the stack `{REF}` is not in the cache: "
            f'$C/oci/ghcr.io/acme/stack has no tag `v1` [{FILL}stack:v1"`, {NOTE}]'
        )
    ]


def broken(root: Path, problem: str) -> None:
    source, problems = load(root)
    assert source is None
    assert problems == [
        (
            f"error corrupt-cache {PLACE} the stack `{REF}` is damaged in the cache: "
            f'$C/oci/ghcr.io/acme/stack{problem} [{FILL}stack:v1"`, {NOTE}]'
        )
    ]


def test_blobs_that_are_not_what_their_digest_says(tmp_path: Path) -> None:
    digest = publish(tmp_path / LAYOUT, "v1", stack("one")).removeprefix("sha256-")
    blobs = tmp_path / LAYOUT / "blobs/sha256"
    (layer,) = (each.name for each in blobs.iterdir() if each.name != digest)
    content = (blobs / layer).read_bytes()
    (blobs / layer).write_bytes(stack("other"))
    broken(tmp_path, f"/blobs/sha256/{layer} is not what its digest says")
    (blobs / layer).unlink()
    broken(tmp_path, f"/blobs/sha256/{layer} does not exist")
    (blobs / layer).write_bytes(content)
    (blobs / digest).write_bytes(b"{}")
    broken(tmp_path, f"/blobs/sha256/{digest} is not what its digest says")


def test_layouts_that_are_none(tmp_path: Path) -> None:
    index = tmp_path / LAYOUT / "index.json"
    for text in ("", "[]", "{}", '{"manifests": 3}', "[" * 100_000):
        write(tmp_path, {f"{LAYOUT}/index.json": text})
        broken(tmp_path, "/index.json is not of the OCI format")
    index.unlink()
    index.mkdir()
    broken(tmp_path, "/index.json cannot be read: is a directory")


@pytest.mark.parametrize("digest", ["sha512:0", "sha256:../../../secret", "../x", ""])
def test_digests_that_are_no_names_of_blobs(tmp_path: Path, digest: str) -> None:
    publish(tmp_path / LAYOUT, "v1", layers=[{"mediaType": "x", "digest": digest}])
    broken(tmp_path, " names a blob by something else than a SHA-256")
    ref = {"org.opencontainers.image.ref.name": "v1"}
    index = {"manifests": [{"digest": digest, "annotations": ref}]}
    write(tmp_path, {f"{LAYOUT}/index.json": json.dumps(index)})
    broken(tmp_path, " names a blob by something else than a SHA-256")


def test_manifests_that_hold_no_stack(tmp_path: Path) -> None:
    publish(tmp_path / LAYOUT, "v1")
    broken(tmp_path, " has 0 layers that are gzip-compressed, where a stack is one")
    publish(tmp_path / LAYOUT, "v1", stack("one"), stack("two"))
    broken(tmp_path, " has 2 layers that are gzip-compressed, where a stack is one")
    publish(tmp_path / LAYOUT, "v1", manifests=[])
    broken(tmp_path, " holds an image for several platforms, which is no stack")


def test_a_tag_for_two_manifests(tmp_path: Path) -> None:
    ref = {"org.opencontainers.image.ref.name": "v1"}
    listed = [{"digest": f"sha256:{digit * 64}", "annotations": ref} for digit in "ab"]
    write(tmp_path, {f"{LAYOUT}/index.json": json.dumps({"manifests": listed})})
    broken(tmp_path, " has the tag `v1` twice")


def test_a_layer_that_is_no_archive(tmp_path: Path) -> None:
    publish(tmp_path / LAYOUT, "v1", b"no gzip")
    _, problems = load(tmp_path)
    assert problems == [
        f"error corrupt-archive {PLACE} the archive {REF} is no gzip file [pack it by `tar czf`]"
    ]
