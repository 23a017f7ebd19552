"""Triggers of scope `changed`: who turns change detection on, and between which commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from repository_check import codes, intent, planned

from orun.changes.options import ChangeOptions
from orun.compiler.compile import Compilation, Task, compile_intent
from orun.facts.request import Event, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from repository_check import Shop

TRIGGERS = """\
automation:
  triggerBindings:
    push: {on: {provider: github, event: push, branches: [main]}, plan: {scope: changed}}
    tag: {on: {provider: github, event: push, tags: ["v*"]}, plan: {scope: full}}
    pr:
      on: {provider: github, event: pull_request}
      plan: {scope: changed, base: pull_request.base.sha, head: pull_request.head.sha}
environments:
  dev: {selectors: {components: ["*"]}, activation: {triggerRefs: [push, tag, pr]}}
"""


def run(shop: Shop, event: Event | None = None, **request: object) -> Compilation:
    made = Request(event=event, **request)  # type: ignore[arg-type]  # checked by the class itself
    return compile_intent(Task(shop.root / "intent.yaml", made))


def push(base: str | None, head: str | None, **more: str) -> Event:
    return Event("github", "push", base=base, head=head, **(more or {"branch": "main"}))


def make(make_shop: Callable[..., Shop]) -> Shop:
    shop = make_shop({"intent.yaml": intent(TRIGGERS)})
    shop.commit({"apps/api/x": "1"})
    return shop


def test_a_named_trigger_compares_with_main(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    assert planned(run(shop, trigger="push")) == []
    shop.write({"apps/web/x": "1"})
    assert planned(run(shop, trigger="push")) == ["web"]
    base = ChangeOptions(base="HEAD~1")
    assert planned(run(shop, trigger="push", changes=base)) == ["api", "web"]
    assert planned(run(shop, trigger="tag")) == ["api", "web"]


def test_a_named_trigger_in_ci_compares_what_that_says(
    make_shop: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make(make_shop)
    monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", shop.shas[0])
    monkeypatch.setenv("CI_COMMIT_SHA", shop.shas[1])
    assert planned(run(shop, trigger="push")) == ["api"]


def test_an_event_brings_its_commits(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    found = run(shop, push(*shop.shas))
    assert planned(found) == ["api"]
    assert found.plan is not None
    trigger, selection = found.plan.metadata.trigger, found.plan.metadata.selection
    assert (trigger.base, trigger.head) == tuple(shop.shas)
    assert (trigger.scope, selection.mode) == ("changed", "scoped")


def test_only_the_matched_trigger_decides(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    found = run(shop, push("0" * 40, shop.shas[1], tag="v1"))
    assert (planned(found), codes(found)) == (["api", "web"], [])
    found = run(shop, push("dead" * 10, shop.shas[1], tag="v1"))
    assert (planned(found), codes(found)) == (["api", "web"], [])
    found = run(shop, push("dead" * 10, shop.shas[1]))
    assert (found.plan, codes(found)) == (None, ["unknown-revision"])
    found = run(shop, push("0" * 40, shop.shas[1]))
    assert (planned(found), codes(found)) == (["api", "web"], ["new-branch"])


def test_a_deleted_branch_has_no_commit_to_compare(make_shop: Callable[..., Shop]) -> None:
    filters = "branches: [main], actions: [deleted]"
    text = intent(TRIGGERS.replace("branches: [main]", filters))
    shop = make_shop({"intent.yaml": text})
    event = push(shop.shas[0], "0" * 40, branch="main", action="deleted")
    found = run(shop, replace(event, deletes=True))
    assert (planned(found), codes(found)) == (["api", "web"], ["deleted-branch"])


def test_a_binding_points_at_its_commits(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    sides = dict(zip(("base", "head"), ({"sha": sha} for sha in shop.shas), strict=True))
    event = Event("github", "pull_request", base_branch="main", payload={"pull_request": sides})
    assert planned(run(shop, event)) == ["api"]


def test_a_commit_of_an_event_is_never_a_ref(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    base, head = shop.shas
    for name in ("cafe", "dead" * 10):
        shop.git("update-ref", f"refs/heads/{name}", base)
        found = run(shop, push(name, head))
        assert (found.plan, codes(found)) == (None, ["unknown-revision"])
        found = run(shop, push(base, name))
        assert (found.plan, codes(found)) == (None, ["unknown-revision"])
    assert planned(run(shop, push(base[:9].upper(), head[:9]))) == ["api"]
    assert planned(run(shop, push(base, "cafe"), changes=ChangeOptions(head="cafe"))) == []
    assert planned(run(shop, push("cafe", head), changes=ChangeOptions(base="cafe"))) == ["api"]


def test_an_option_beats_the_event(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    shop.commit({"apps/web/x": "1"})
    event = push(shop.shas[0], shop.shas[1])
    assert planned(run(shop, event)) == ["api"]
    assert planned(run(shop, event, changes=ChangeOptions(base="HEAD~1"))) == ["web"]
    assert planned(run(shop, event, changes=ChangeOptions(head="HEAD"))) == ["api", "web"]


def test_nothing_matched_nothing_asked(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    found = run(shop, push("dead" * 10, None, branch="wip"))
    assert (planned(found), codes(found)) == ([], ["event-matches-nothing"])


def test_changed_narrows_a_full_trigger(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    found = run(shop, push(*shop.shas, tag="v1"), changed=True)
    assert planned(found) == ["api"]
    assert found.plan is not None
    assert found.plan.metadata.trigger.scope == "full"
    assert found.plan.metadata.selection.mode == "scoped"


def test_options_without_effect_are_told_of(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    found = run(shop, trigger="tag", changes=ChangeOptions(base="nope"))
    assert (planned(found), codes(found)) == (["api", "web"], ["changes-without-effect"])


def test_a_rule_that_asks_for_changes_alone_is_told(make_shop: Callable[..., Shop]) -> None:
    shop = make(make_shop)
    rules = shop.root / "own.rules"
    rules.write_text(
        "rule always-changed\n  when environment(name: dev)\n"
        "  then scope_of_trigger(scope: changed)\n"
    )
    found = compile_intent(Task(shop.root / "intent.yaml", rules=(rules,)))
    assert (found.plan, codes(found)) == (None, ["changes-not-looked-for"])
