from pathlib import Path

import pytest
from documents_check import intent_of, load_core, said, sources_of, write

from orun.diagnostics import Diagnostics

STACK = "apiVersion: orun.io/v1\nkind: Stack\nmetadata: {name: core}\n"
PACKAGE = "apiVersion: orun.io/v1\nkind: CompositionPackage\nmetadata: {name: core}\n"


COMPOSITION = "composition.yaml"


def composition(type_: str) -> str:
    return (
        "apiVersion: orun.io/v1\n"
        "kind: Composition\n"
        f"metadata: {{name: {type_}}}\n"
        "spec:\n"
        f"  type: {type_}\n"
        "  defaultJob: run\n"
        "  jobs: [{name: run, steps: [{run: make}]}]\n"
    )


def types(root: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    source, problems = load_core(root, files)
    assert problems == []
    assert source is not None
    return [(each.type, each.path) for each in source.definitions]


def test_a_stack_is_walked(tmp_path: Path) -> None:
    files = {
        "stack.yaml": STACK + "registry: {host: example.com}\n",
        "b/app/composition.yaml": composition("app"),
        "infra/compositions.yaml": composition("infra"),
        "infra/schema.yaml": "not: [read",
        ".git/x/composition.yaml": "not: [read",
    }
    assert types(tmp_path, files) == [
        ("app", "core/b/app/composition.yaml"),
        ("infra", "core/infra/compositions.yaml"),
    ]


def test_a_stack_that_lists_its_compositions(tmp_path: Path) -> None:
    files = {
        "stack.yaml": STACK
        + """spec:
  compositions:
    - {path: here/app}
    - {path: ./here/svc.yaml}
    - {path: x/compositions.yaml, name: infra}
  intentPresets: [{name: base, path: presets/base.yaml}]
""",
        "here/app/composition.yaml": composition("app"),
        "here/svc.yaml": composition("svc"),
        "x/compositions.yaml": composition("infra"),
        "not/listed/composition.yaml": composition("other"),
    }
    assert types(tmp_path, files) == [
        ("app", "core/here/app/composition.yaml"),
        ("infra", "core/x/compositions.yaml"),
        ("svc", "core/here/svc.yaml"),
    ]


def test_a_package_exports(tmp_path: Path) -> None:
    files = {
        "orun.yaml": PACKAGE
        + "spec: {version: 1.0.0, exports: [{composition: svc, path: all/svc.yaml}]}\n",
        "all/svc.yaml": composition("svc"),
    }
    assert types(tmp_path, files) == [("svc", "core/all/svc.yaml")]


def test_neither_stack_nor_package(tmp_path: Path) -> None:
    source, problems = load_core(tmp_path, {"stack.yml": STACK})
    assert problems == [
        (
            "error no-stack intent.yaml:4:56 the source `core` has neither stack.yaml nor "
            "orun.yaml [`core` needs stack.yaml of kind `Stack` or orun.yaml of kind "
            "`CompositionPackage`; there is `stack.yml`]"
        )
    ]
    assert source is not None
    assert not source.complete


def test_both_stack_and_package(tmp_path: Path) -> None:
    files = {"stack.yaml": STACK, "orun.yaml": "[", "a/composition.yaml": composition("a")}
    _, problems = load_core(tmp_path, files)
    assert problems == [
        (
            "warning two-manifests core/orun.yaml:1:1 core/orun.yaml is not read, since there is "
            "stack.yaml beside it"
        )
    ]


def test_an_empty_stack(tmp_path: Path) -> None:
    _, problems = load_core(tmp_path, {"stack.yaml": STACK})
    assert problems == [
        (
            "warning empty-source core/stack.yaml:1:1 the source `core` has no compositions: no "
            "`composition.yaml` or `compositions.yaml` in it"
        )
    ]
    presets = STACK + "spec: {intentPresets: [{name: a, path: a.yaml}]}\n"
    assert load_core(tmp_path, {"stack.yaml": presets})[1] == []


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        ("kind: [", "yaml-syntax"),
        (PACKAGE, "wrong-kind"),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path: Path, manifest: str, problem: str) -> None:
    source, problems = load_core(tmp_path, {"stack.yaml": manifest})
    assert [line.split()[:2] for line in problems if line.startswith("error")] == [
        ["error", problem]
    ]
    assert source is not None
    assert not source.complete


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core/link").symlink_to(tmp_path)
    files = {
        "../outside/composition.yaml": composition("outside"),
        "orun.yaml": PACKAGE
        + """spec:
  exports:
    - {composition: a, path: ../outside/composition.yaml}
    - {composition: b, path: /etc/passwd}
    - {composition: c, path: link/outside/composition.yaml}
    - {composition: d, path: all/scv.yaml}
    - {composition: e, path: all}
    - {composition: svc, path: all/svc.yaml}
""",
        "all/svc.yaml": composition("svc"),
    }
    source, problems = load_core(tmp_path, files)
    place = "core/orun.yaml"
    outside = "leads out of the source"
    assert problems == [
        f"error path-outside-source {place}:6:30 the path `../outside/composition.yaml` {outside}",
        f"error path-outside-source {place}:7:30 the path `/etc/passwd` {outside}",
        f"error path-outside-source {place}:8:30 the path `link/outside/composition.yaml` "
        + outside,
        (
            f"error missing-composition {place}:9:30 there is no file `core/all/scv.yaml` "
            "[did you mean `all/svc.yaml`?]"
        ),
        (
            f"error missing-composition {place}:10:30 the directory `core/all` has no "
            "`composition.yaml` or `compositions.yaml`"
        ),
    ]
    assert source is not None
    assert [each.type for each in source.definitions if each.composition] == ["svc"]
    # Each of these problems belongs to one type, and only matters to those who use it.
    assert [len(each.diagnostics) for each in source.definitions] == [1, 1, 1, 1, 1, 0]


def test_two_compositions_in_one_directory(tmp_path: Path) -> None:
    files = {
        "stack.yaml": STACK,
        "a/composition.yaml": composition("a"),
        "a/compositions.yaml": composition("a"),
    }
    source, problems = load_core(tmp_path, files)
    assert problems == [
        (
            "error two-compositions core/a/compositions.yaml:1:1 one directory has one "
            "composition, and there is core/a/compositions.yaml too"
        ),
        "  the other one core/a/composition.yaml:1:1",
    ]
    assert source is not None
    assert [each.path for each in source.definitions] == ["core/a/composition.yaml"]


def test_a_composition_in_the_source_itself(tmp_path: Path) -> None:
    listed = STACK + "spec: {compositions: [{path: .}]}\n"
    for place, stack in (("a", STACK), ("b", listed)):
        files = {"stack.yaml": stack, "composition.yaml": composition("core")}
        assert types(tmp_path / place, files) == [("core", "core/composition.yaml")]
        write(tmp_path / place, {"stack.yaml": stack, "composition.yaml": composition("own")})
        body = "compositions: {sources: [{name: own, kind: dir, path: .}]}"
        diagnostics = Diagnostics()
        loaded = sources_of(intent_of(tmp_path / place, body), tmp_path / place, diagnostics)
        assert [
            each.type for each in loaded.sources[0].definitions if each.path == COMPOSITION
        ] == ["own"]


def test_one_name_exported_twice(tmp_path: Path) -> None:
    files = {
        "stack.yaml": STACK,
        "x/app/composition.yaml": composition("app"),
        "y/app/composition.yaml": composition("app").replace("run: make", "rum: make"),
    }
    source, problems = load_core(tmp_path, files)
    assert problems == [
        (
            "error duplicate-export core/y/app/composition.yaml:5:3 the source `core` exports "
            "`app` twice"
        ),
        (
            "  also from core/x/app/composition.yaml, beside core/y/app/composition.yaml "
            "core/x/app/composition.yaml:5:3"
        ),
        (
            "error step-action core/y/app/composition.yaml:7:31 the step has neither `run` nor "
            "`use` [did you mean `run`?]"
        ),
        (
            "warning unknown-field core/y/app/composition.yaml:7:31 the step has no field `rum`, "
            "which is ignored [did you mean `run`?]"
        ),
    ]
    assert source is not None
    assert len(source.definitions) == 1


def test_an_export_under_another_name(tmp_path: Path) -> None:
    files = {"stack.yaml": STACK, "apps/composition.yaml": composition("app")}
    source, problems = load_core(tmp_path, files)
    assert problems == [
        (
            "warning export-name core/apps/composition.yaml:5:9 the composition of type `app` is "
            "exported as `apps` [components use it by `type: apps`]"
        )
    ]
    assert source is not None
    assert [each.type for each in source.definitions] == ["apps"]


def test_sources_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "compositions").mkdir()
    body = """
        compositions:
          sources:
            - {name: b, kind: dir, path: compostions}
            - {name: c, kind: oci, ref: "oci://example.com/a:1"}
            - {name: b, kind: dir, path: compositions}
        """
    diagnostics = Diagnostics()
    sources, complete = sources_of(intent_of(tmp_path, body), tmp_path, diagnostics)
    assert (sources, complete) == ([], False)
    assert said(diagnostics) == [
        (
            "error missing-source intent.yaml:6:34 there is no directory `compostions` "
            "[did you mean `compositions`?]"
        ),
        (
            "error uncached-source intent.yaml:7:33 the stack `example.com/a:1` is not in the "
            "cache: $CACHE/oci/example.com/a/index.json does not exist [fill the cache by `oras cp "
            '--to-oci-layout example.com/a:1 "$CACHE/oci/example.com/a:1"`, then note its digest '
            "by `orun lock`]"
        ),
        "error duplicate-source intent.yaml:8:14 there are two composition sources named `b`",
        "  the other one intent.yaml:6:14",
    ]


def test_a_packed_stack_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "core.tgz").write_bytes(b"")
    body = "compositions: {sources: [{name: b, kind: dir, path: core.tgz}]}"
    diagnostics = Diagnostics()
    assert sources_of(intent_of(tmp_path, body), tmp_path, diagnostics) == ([], False)
    assert [each.split(maxsplit=3)[3] for each in said(diagnostics)] == [
        "there is no directory `core.tgz` [it is a file: a packed stack is of kind `archive`]"
    ]


def test_the_digest_depends_on_content_alone(tmp_path: Path) -> None:
    files = {"stack.yaml": STACK, "a/composition.yaml": composition("a")}
    digests = []
    for place in ("one", "other"):
        source, problems = load_core(tmp_path / place, files | {"README.md": place})
        assert problems == []
        assert source is not None
        digests.append(source.digest)
    assert digests[0] == digests[1]
    assert digests[0].startswith("sha256-")
    assert len(digests[0]) == len("sha256-") + 64
    write(tmp_path / "other/core", {"a/composition.yaml": composition("a") + "# more\n"})
    source, _ = load_core(tmp_path / "other", {})
    assert source is not None
    assert source.digest == digests[0]
    for changed in (
        {"a/composition.yaml": composition("a").replace("run: ", "run: sudo ")},
        {"b/composition.yaml": composition("b")},
    ):
        write(tmp_path / "other/core", changed)
        source, _ = load_core(tmp_path / "other", {})
        assert source is not None
        assert source.digest not in digests
        digests.append(source.digest)


def test_sources_are_sorted_and_may_lie_outside(tmp_path: Path) -> None:
    write(tmp_path, {"z/stack.yaml": STACK, "z/a/composition.yaml": composition("a")})
    body = """
        compositions:
          sources:
            - {name: z, kind: dir, path: ../z/}
            - {name: core, kind: dir, path: .}
        """
    root = tmp_path / "repo"
    write(root, {"stack.yaml": STACK, "b/composition.yaml": composition("b")})
    diagnostics = Diagnostics()
    sources, complete = sources_of(intent_of(root, body), root, diagnostics)
    assert complete
    assert said(diagnostics) == []
    assert [(each.source.name, each.directory) for each in sources] == [
        ("core", "."),
        ("z", "../z"),
    ]
    assert [each.definitions[0].path for each in sources] == [
        "b/composition.yaml",
        "../z/a/composition.yaml",
    ]


def test_no_sources(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    assert sources_of(intent_of(tmp_path), tmp_path, diagnostics) == ([], True)
