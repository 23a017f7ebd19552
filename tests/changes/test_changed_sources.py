"""What a change of an archive, or of what is locked of a registry, touches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Archives and registries are made as for the tests of documents.
sys.path.append(str(Path(__file__).resolve().parents[1] / "documents"))

from packing import publish, tgz
from repository_check import (
    HEADER,
    ONE_ENVIRONMENT,
    STACK,
    composition,
    manifest,
    planned,
    reasons,
)

from orun.cli.changes import explanation
from orun.compiler.lock import lock_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from repository_check import Shop

SOURCES = """\
compositions:
  sources:
    - {name: base, kind: oci, ref: "ghcr.io/acme/base:v1"}
    - {name: more, kind: oci, ref: "ghcr.io/acme/more:v1"}
    - {name: packed, kind: archive, path: packed.tgz}
    - {name: stack, kind: dir, path: ./stack}
"""
INTENT = HEADER[: HEADER.index("compositions:")] + SOURCES + ONE_ENVIRONMENT


def packed(type_: str, note: str = "") -> bytes:
    """Return an archive of a stack with one type; `note` makes another one of it."""
    text = composition(type_) + (f"# {note}\n" if note else "")
    return tgz({"stack.yaml": STACK, f"{type_}/composition.yaml": text})


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of stacks from registries with those of the intent."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    registry = tmp_path / "cache" / "orun" / "oci" / "ghcr.io" / "acme"
    for name in ("base", "more"):
        (registry / name).mkdir(parents=True)
        publish(registry / name, "v1", packed(name))
    return registry


@pytest.fixture
def sourced(make_shop: Callable[..., Shop], cache: Path) -> Shop:
    """A workspace with a component of a type from each of four sources, all of them locked."""
    assert cache.is_dir()
    shop = make_shop()
    (shop.root / "packed.tgz").write_bytes(packed("packed"))
    shop.write({"apps/api/component.yaml": None, "apps/web/component.yaml": None})
    types = ("base", "more", "packed", "app")
    shop.write(
        {f"apps/{type_}/component.yaml": manifest(type_, f"type: {type_}") for type_ in types}
    )
    shop.commit({"intent.yaml": INTENT})
    lock(shop)
    shop.commit()
    return shop


def lock(shop: Shop) -> None:
    locking = lock_sources(shop.root / "intent.yaml")
    assert locking.text is not None, list(locking.diagnostics)
    locking.path.write_bytes(locking.text)


def test_another_archive_changes_the_components_of_its_types(sourced: Shop) -> None:
    before = sourced.shas[-1]
    (sourced.root / "packed.tgz").write_bytes(packed("packed", "changed"))
    found = sourced.plan(base=before)
    assert planned(found) == ["packed"]
    assert reasons(found) == [("packed", "composition", "packed.tgz")]
    lock(sourced)
    assert planned(sourced.plan(base=before)) == ["packed"]
    assert planned(sourced.plan(base=before, composition_impact="none")) == []


def test_another_lock_of_a_registry_changes_the_components_of_its_types(
    sourced: Shop, cache: Path
) -> None:
    before = sourced.shas[-1]
    publish(cache / "base", "v1", packed("base", "changed"))
    assert planned(sourced.plan(base=before)) == []
    lock(sourced)
    for commit in (False, True):
        head = sourced.commit() if commit else None
        found = sourced.plan(base=before, head=head)
        assert planned(found) == ["base"]
        assert reasons(found) == [("base", "lock", "base")]
        assert found.plan is not None
        assert "base  orun.lock says something else of its composition source base" in explanation(
            found, found.plan
        )
    assert planned(sourced.plan(base=before, composition_impact="none")) == []


def test_a_lock_that_was_only_laid_out_anew_changes_nothing(sourced: Shop) -> None:
    path = sourced.root / "orun.lock"
    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert planned(sourced.plan(base=sourced.shas[-1])) == []


def test_without_an_earlier_lock_every_stack_of_a_registry_may_be_another(sourced: Shop) -> None:
    assert planned(sourced.plan(base=sourced.shas[-2])) == ["base", "more"]
    listed = sourced.plan(files=(str(sourced.root / "orun.lock"),))
    assert planned(listed) == ["base", "more"]
    sourced.commit({"orun.lock": "kind: [\n"})
    lock(sourced)
    assert planned(sourced.plan(base=sourced.shas[-1])) == ["base", "more"]
