from pathlib import Path

from documents_check import intent_of, load_intent, said, write

from orun.diagnostics import Diagnostics
from orun.documents.load import LoadedComponents, load_components
from orun.sources import Trees


def manifest(name: str, spec: str = "{type: app}") -> str:
    return f"apiVersion: orun.io/v1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def load(root: Path, files: dict[str, str], intent: str = "") -> tuple[LoadedComponents, list[str]]:
    write(root, files)
    diagnostics = Diagnostics()
    return load_components(intent_of(root, intent), root, Trees(), diagnostics), said(diagnostics)


def test_manifests_and_inline_components_sorted_by_name(tmp_path: Path) -> None:
    loaded, problems = load(
        tmp_path,
        {
            "component.yml": manifest("top"),
            "apps/web/component.yaml": manifest("web", "{type: app, path: elsewhere}"),
            "apps/api/component.yml": manifest("api"),
            "apps/web/composition.yaml": "kind: [",
            "apps/node_modules/x/component.yaml": "not: [a manifest",
        },
        "components: [{name: db, type: infra}]",
    )
    assert problems == []
    assert loaded.complete
    assert [(c.name, c.type, c.directory, c.path) for c in loaded.components] == [
        ("api", "app", "apps/api", None),
        ("db", "infra", None, None),
        ("top", "app", ".", None),
        ("web", "app", "apps/web", "elsewhere"),
    ]
    assert [str(c.place.span) for c in loaded.components] == [
        "apps/api/component.yml:3:18",
        "intent.yaml:4:21",
        "component.yml:3:18",
        "apps/web/component.yaml:3:18",
    ]
    assert str(loaded.components[0].node.keys["type"].span) == "apps/api/component.yml:4:8"


def test_only_below_the_roots_and_each_file_once(tmp_path: Path) -> None:
    files = {
        "apps/api/component.yaml": manifest("api"),
        "infra/net/component.yaml": manifest("net"),
    }
    loaded, problems = load(tmp_path, files, "discovery: {roots: [apps/, ./apps/api]}")
    assert problems == []
    assert [c.name for c in loaded.components] == ["api"]
    loaded, problems = load(tmp_path, files, "discovery: {roots: []}")
    assert (loaded.components, problems) == ([], [])


def test_a_missing_root(tmp_path: Path) -> None:
    loaded, problems = load(
        tmp_path, {"services/a/component.yaml": manifest("a")}, "discovery: {roots: [servcies]}"
    )
    assert len(problems) == 1
    assert problems[0].startswith("error missing-root intent.yaml:4:21 ")
    assert "services" in problems[0]
    assert loaded == LoadedComponents([], complete=False)


def test_two_manifests_in_one_directory(tmp_path: Path) -> None:
    loaded, problems = load(
        tmp_path, {"a/component.yaml": manifest("one"), "a/component.yml": manifest("two")}
    )
    assert problems == [
        (
            "error two-manifests a/component.yml:1:1 one directory has one manifest, and there is "
            "a/component.yaml beside a/component.yml [remove one of them, or move one to a "
            "directory of its own]"
        ),
        "  the other manifest a/component.yaml:1:1",
    ]
    assert [c.name for c in loaded.components] == ["one", "two"]


def test_a_manifest_and_its_copy_are_one_mistake(tmp_path: Path) -> None:
    loaded, problems = load(
        tmp_path, {"a/component.yaml": manifest("one"), "a/component.yml": manifest("one")}
    )
    assert [each.split()[1] for each in problems if each.startswith("error")] == ["two-manifests"]
    assert [c.name for c in loaded.components] == ["one"]


def test_one_name_twice(tmp_path: Path) -> None:
    loaded, problems = load(
        tmp_path,
        {"b/component.yaml": manifest("web", "{type: b}"), "z/component.yaml": manifest("web")},
        "components: [{name: web, type: inline}]",
    )
    assert problems == [
        "error duplicate-component intent.yaml:4:21 the component `web` is declared twice",
        "  it is declared here too b/component.yaml:3:18",
        "error duplicate-component z/component.yaml:3:18 the component `web` is declared twice",
        "  it is declared here too b/component.yaml:3:18",
    ]
    assert [c.type for c in loaded.components] == ["b"]
    assert loaded.complete


def test_what_cannot_be_read_may_declare_components(tmp_path: Path) -> None:
    broken = {
        "a/component.yaml": "kind: [",
        "b/component.yaml": "",
        "c/component.yaml": manifest("c").replace("Component", "Intent"),
        "d/component.yaml": "apiVersion: orun.io/v1\nkind: Component\nspec: {type: app}\n",
        "e/component.yaml": manifest("3"),
    }
    for path, text in broken.items():
        loaded, problems = load(tmp_path / path[0], {path: text})
        assert problems, path
        assert all(problem.startswith("error ") for problem in problems)
        assert all(f" {path}:" in problem for problem in problems)
        assert loaded == LoadedComponents([], complete=False)
    loaded, _ = load(tmp_path / "f", {"f/component.yaml": manifest("f", "{}")})
    assert loaded.complete
    assert [(c.name, c.type) for c in loaded.components] == [("f", None)]


def test_an_inline_component_without_a_name_is_counted(tmp_path: Path) -> None:
    header = "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: a}\n"
    write(tmp_path, {"intent.yaml": header + "components: [{type: app}, {name: b, type: app}]\n"})
    diagnostics = Diagnostics()
    intent = load_intent(tmp_path / "intent.yaml", diagnostics)
    assert intent is not None
    loaded = load_components(intent, tmp_path, Trees(), diagnostics)
    assert [c.name for c in loaded.components] == ["b"]
    assert not loaded.complete
    assert said(diagnostics) == [
        "error missing-field intent.yaml:4:14 the component needs the field `name`"
    ]


def test_an_intent_that_is_none(tmp_path: Path) -> None:
    for text in ("kind: [", "", "- a", "apiVersion: orun.io/v1\nkind: Plan\n"):
        diagnostics = Diagnostics()
        write(tmp_path, {"intent.yaml": text})
        assert load_intent(tmp_path / "intent.yaml", diagnostics) is None
        assert diagnostics.has_errors
    diagnostics = Diagnostics()
    assert load_intent(tmp_path / "nothing.yaml", diagnostics) is None
    assert [line.split()[1] for line in said(diagnostics)] == ["missing-file"]
