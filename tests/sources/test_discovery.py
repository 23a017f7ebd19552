"""Walking for files below the discovery roots."""

import os
from pathlib import Path
from typing import Any

import pytest

from orun.diagnostics import Diagnostics, Source, Span
from orun.sources import Root, find_files, find_intent

NAMES = ("component.yaml", "component.yml")


def make(top: Path, *files: str, links: dict[str, str] | None = None) -> None:
    for file in files:
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).touch()
    for name, target in (links or {}).items():
        (top / name).symlink_to(target)


def check(top: Path, *roots: str) -> tuple[list[str], list[str]]:
    """Return the files found and `code: message (help)` of the problems."""
    diagnostics = Diagnostics()
    found = find_files(top, [Root(root) for root in roots], NAMES, diagnostics)
    return found, [f"{each.code}: {each.message} ({each.help})" for each in diagnostics]


def test_files_are_sorted_and_relative(tmp_path: Path) -> None:
    make(tmp_path, "b/component.yml", "a/x/component.yaml", "component.yaml", "a/other.yaml")
    expected = ["a/x/component.yaml", "b/component.yml", "component.yaml"]
    assert check(tmp_path, ".") == (expected, [])


def test_some_directories_are_skipped(tmp_path: Path) -> None:
    skipped = [f"s/{name}/x/component.yaml" for name in (".git", ".orun", "node_modules")]
    make(tmp_path, *skipped, "s/.hidden/component.yaml")
    assert check(tmp_path, "s") == (["s/.hidden/component.yaml"], [])


def test_overlapping_roots_give_a_file_once(tmp_path: Path) -> None:
    top = tmp_path / "top"
    make(top, "a/b/component.yaml")
    assert check(top, "a/b", ".", "./a", "a/../a/", "..") == (["a/b/component.yaml"], [])


def test_roots_above_the_intent(tmp_path: Path) -> None:
    make(tmp_path, "deploy/intent.yaml", "services/a/component.yaml", "deploy/b/component.yaml")
    found = ["../services/a/component.yaml", "b/component.yaml"]
    assert check(tmp_path / "deploy", "../services", ".") == (found, [])


def test_a_directory_called_like_a_manifest_is_none(tmp_path: Path) -> None:
    make(tmp_path, "component.yaml/component.yml")
    assert check(tmp_path, ".") == (["component.yaml/component.yml"], [])


def test_missing_roots_are_errors_with_a_suggestion(tmp_path: Path) -> None:
    make(tmp_path, "services/a/component.yaml", "file")
    span = Span(Source("intent.yaml", "x"), 0, 1)
    diagnostics = Diagnostics()
    assert find_files(tmp_path, [Root("servcies", span)], NAMES, diagnostics) == []
    (each,) = diagnostics
    assert (each.code, each.span) == ("missing-root", span)
    assert each.help == 'did you mean "services"?'
    assert "not a directory" in check(tmp_path, "file")[1][0]
    assert check(tmp_path, "a\0b")[1][0].startswith("missing-root")


def test_links_inside_are_followed_to_where_they_lead(tmp_path: Path) -> None:
    make(tmp_path, "libs/x/component.yaml", "services/a/component.yaml")
    make(tmp_path, links={"services/lib": "../libs", "services/again": "../libs/x"})
    assert check(tmp_path, "services")[0] == ["libs/x/component.yaml", "services/a/component.yaml"]


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "out/x/component.yaml", "top/a/component.yml")
    links = {"away": "../out", "a/component.yaml": "../../out/x/component.yaml"}
    make(tmp_path / "top", links=links)
    found, said = check(tmp_path / "top", ".")
    assert found == ["a/component.yml"]
    assert [each.split(":")[0] for each in said] == ["link-outside"]
    make(tmp_path, "other/component.yml", "other/component.yaml")
    make(tmp_path / "top", links={"b": "../other"})
    assert check(tmp_path / "top", ".")[1][1:] == [
        'link-outside: "b" is a link that leaves the tree; component.yaml in it is not read (None)'
    ]
    found, said = check(tmp_path / "top", "away")
    assert found == []
    assert said[0].startswith("root-outside")


def test_links_in_circles_end(tmp_path: Path) -> None:
    make(tmp_path, "a/b/component.yaml")
    make(tmp_path, links={"a/b/up": "../..", "a/self": ".", "loop": "loop", "no": "nowhere"})
    assert check(tmp_path, ".") == (["a/b/component.yaml"], [])


def test_links_into_skipped_directories_are_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "node_modules/x/component.yaml", "s/component.yaml")
    make(tmp_path, links={"s/x": "../node_modules/x"})
    assert check(tmp_path, "s") == (["s/component.yaml"], [])


def test_the_top_may_be_reached_by_a_link(tmp_path: Path) -> None:
    make(tmp_path, "real/a/component.yaml", links={"top": "real"})
    assert check(tmp_path / "top", ".") == (["a/component.yaml"], [])


def test_unreadable_directories_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/component.yaml", "secret/component.yaml")
    scandir: Any = os.scandir

    def refusing(path: str) -> Any:
        if path.endswith("secret"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found, said = check(tmp_path, ".")
    assert found == ["a/component.yaml"]
    assert said[0].startswith('unreadable-directory: the directory "secret"')


def test_paths_that_are_not_utf_8_are_errors(tmp_path: Path) -> None:
    make(tmp_path, "a/component.yaml")
    try:
        (tmp_path / "b\udcff").mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    make(tmp_path, "b\udcff/component.yaml")
    found, said = check(tmp_path, ".")
    assert found == ["a/component.yaml"]
    assert [each.split(":")[0] for each in said] == ["invalid-encoding"]


def test_the_nearest_intent_above(tmp_path: Path) -> None:
    make(tmp_path, "intent.yaml", "a/intent.yml", "a/b/c/x")
    assert find_intent(tmp_path / "a/b/c") == tmp_path / "a/intent.yml"
    make(tmp_path, "a/intent.yaml")
    assert find_intent(tmp_path / "a/b/c") == tmp_path / "a/intent.yaml"


def test_the_search_for_an_intent_ends_at_the_top_of_the_work_tree(tmp_path: Path) -> None:
    make(tmp_path, "intent.yaml", "repo/.git/HEAD", "repo/a/x")
    assert find_intent(tmp_path / "repo/a") is None
    make(tmp_path, "repo/intent.yaml")
    assert find_intent(tmp_path / "repo/a") == tmp_path / "repo/intent.yaml"
