"""Which components a change touches, and what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from repository_check import (
    HEADER,
    ONE_ENVIRONMENT,
    STACK,
    codes,
    composition,
    inline,
    intent,
    manifest,
    planned,
    reasons,
)

from orun.changes.options import ChangeOptions
from orun.compiler.compile import Task, compile_intent
from orun.facts.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from repository_check import Shop


def listed(shop: Shop, *files: str, **options: object) -> list[str]:
    """Return what is planned if these files of the workspace have changed."""
    return planned(shop.plan(files=tuple(str(shop.root / file) for file in files), **options))


# Owners.


def test_the_deepest_directory_owns(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(
        {
            "db/component.yaml": manifest("db"),
            "db/src/migrations/component.yaml": manifest("migrations"),
            "db/src/migrations/deep/x": "",
        }
    )
    assert listed(shop, "db/src/x") == ["db"]
    assert listed(shop, "db/src/migrations/deep/x") == ["migrations"]
    assert listed(shop, "db/src/migrations.md") == ["db"]
    assert listed(shop, "dbx/y", "d", "apps/z") == []


def test_a_component_at_the_root_owns_what_is_directly_there(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop({"component.yaml": manifest("root")})
    assert listed(shop, "README.md") == ["root"]
    assert listed(shop, "component.yaml") == ["root"]
    assert listed(shop, "lib/x", "../README.md") == []


def test_files_of_ignored_folders_have_no_owner(shop: Shop) -> None:
    for folder in (".git", ".orun", "node_modules", "vendor", "dist", "build"):
        assert listed(shop, f"apps/api/{folder}/x", f"apps/api/{folder}/y/z") == []
    assert listed(shop, "apps/api/build") == ["api"]
    assert listed(shop, "apps/api/builds/x") == ["api"]


def test_a_workspace_inside_of_an_ignored_folder(make_shop: Callable[..., Shop]) -> None:
    assert listed(make_shop(below="build/platform"), "apps/api/x") == ["api"]


def test_a_component_in_an_ignored_folder_is_told_of(shop: Shop) -> None:
    shop.write({"vendor/lib/component.yaml": manifest("lib")})
    found = shop.plan(files=(str(shop.root / "vendor/lib/x"),))
    assert planned(found) == []
    assert "component-in-ignored-folder" in codes(found)


def test_manifest_and_stated_path_both_own(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(
        {"deploy/cron/component.yaml": manifest("cron", "type: app, path: ./src/cron/")}
    )
    assert listed(shop, "deploy/cron/values") == ["cron"]
    assert listed(shop, "src/cron/main.go") == ["cron"]
    assert listed(shop, "src/main.go") == []


@pytest.mark.parametrize(
    ("stated", "extra"),
    [
        ("path: services/one", ""),
        ('path: "services/{{ .component }}"', ""),
        ("parameters: {path: services/one}", ""),
        ("domain: g", "groups: {g: {path: 'services/{{ .component }}'}}\n"),
        ("domain: g", "groups: {g: {parameterDefaults: {app: {path: services/one}}}}\n"),
        ("domain: services", "groups: {services: {path: '{{ .group }}/one'}}\n"),
        ("domain: g, path: ''", "groups: {g: {path: services/one}}\n"),
    ],
)
def test_an_inline_component_owns_its_path(shop: Shop, stated: str, extra: str) -> None:
    one = f"name: one, type: app, {stated}"
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT, extra, inline(one))})
    assert listed(shop, "services/one/x") == ["one"]
    assert listed(shop, "services/x", "README.md") == []


def test_a_path_may_depend_on_the_environment(shop: Shop) -> None:
    one = 'name: one, type: app, path: "env/{{ .environment }}"'
    shop.write(
        {
            "intent.yaml": intent(
                "environments: {dev: {selectors: {components: ['*']}}, prod: {}}\n", inline(one)
            )
        }
    )
    assert listed(shop, "env/dev/x") == ["one"]
    assert listed(shop, "env/prod/x") == ["one"]
    assert listed(shop, "env/other/x") == []


def test_a_component_without_any_path_owns_nothing(shop: Shop) -> None:
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT, inline("name: one, type: app"))})
    assert listed(shop, "README.md") == []


def test_components_outside_of_the_intent_s_directory(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(below="platform")
    one = "name: one, type: app, path: ../services/one"
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT, inline(one))})
    assert listed(shop, "../services/one/x") == ["one"]
    assert listed(shop, "../services/x") == []


def test_a_removed_component_leaves_its_files_to_the_one_above(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(
        {"db/component.yaml": manifest("db"), "db/old/component.yaml": manifest("old")}
    )
    assert shop.since({"db/old/component.yaml": None}) == ["db"]


# The intent.

SECTIONS = ["environments", "groups", "env", "automation", "compositions", "discovery", "execution"]

CHANGED = {
    "environments": "environments: {dev: {selectors: {components: ['*']}, env: {A: b}}}\n",
    "groups": "groups: {g: {}}\n",
    "env": "env: {A: b}\n",
    "automation": "automation: {triggerBindings: {t: {on: {provider: github}}}}\n",
    "compositions": "",
    "discovery": "discovery: {roots: [apps]}\n",
    "execution": "execution: {concurrency: 2}\n",
}


def with_section(section: str) -> str:
    if section == "compositions":
        return intent().replace("path: ./stack}", "path: stack}")
    parts = [ONE_ENVIRONMENT] if section != "environments" else []
    return intent(*parts, CHANGED[section])


@pytest.mark.parametrize("section", SECTIONS)
def test_a_changed_section_changes_who_watches_it(
    make_shop: Callable[..., Shop], section: str
) -> None:
    others = ", ".join(each for each in SECTIONS if each != section)
    shop = make_shop(
        {
            "apps/api/component.yaml": manifest(
                "api", f"type: app, change: {{watches: [{section}]}}"
            ),
            "apps/web/component.yaml": manifest(
                "web", f"type: app, change: {{watches: [{others}]}}"
            ),
            "apps/lib/component.yaml": manifest("lib"),
        }
    )
    before = shop.shas[0]
    assert shop.since({"intent.yaml": with_section(section)}) == ["api"]
    assert planned(shop.plan(base=before, intent_impact="none")) == []
    everyone = shop.plan(base=before, intent_impact="all")
    assert planned(everyone) == ["api", "lib", "web"]
    assert ("lib", "section", section) in reasons(everyone)


def test_a_secret_of_the_intent_counts_to_its_env(make_shop: Callable[..., Shop]) -> None:
    watching = manifest("api", "type: app, change: {watches: [env]}")
    shop = make_shop({"apps/api/component.yaml": watching})
    changed = intent(ONE_ENVIRONMENT, "secretEnv: {A: 'secret://a'}\n")
    assert shop.since({"intent.yaml": changed}) == ["api"]


def test_formatting_changes_nothing(shop: Shop) -> None:
    after = "# Hello.\n" + HEADER.replace("path: ./stack", 'path: "./stack"')
    after += "environments:\n  dev:\n    selectors:\n      components:\n        - '*'\n"
    found = shop.since({"intent.yaml": after}, intent_impact="all")
    assert found == []


def test_a_component_at_the_root_does_not_own_the_intent(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop({"component.yaml": manifest("root")})
    assert shop.since({"intent.yaml": "# Hello.\n" + intent()}) == []


def test_inline_components_are_compared(make_shop: Callable[..., Shop]) -> None:
    old = inline("name: a, type: app", "name: b, type: app", "name: c, type: app")
    shop = make_shop({"intent.yaml": intent(ONE_ENVIRONMENT, old)})
    before = shop.shas[0]
    new = inline("name: d, type: app", "name: b, type: app, env: {A: b}", "type: app, name: a")
    assert shop.since({"intent.yaml": intent(ONE_ENVIRONMENT, new)}) == ["b", "d"]
    assert planned(shop.plan(base=before, intent_impact="none")) == ["b", "d"]
    assert reasons(shop.plan(base=before)) == [
        ("b", "component", "changed"),
        ("d", "component", "added"),
    ]


def test_component_and_section_at_once_count_both(make_shop: Callable[..., Shop]) -> None:
    watching = manifest("api", "type: app, change: {watches: [env]}")
    shop = make_shop({"apps/api/component.yaml": watching})
    after = intent(ONE_ENVIRONMENT, "env: {A: b}\n", inline("name: a, type: app"))
    assert shop.since({"intent.yaml": after}) == ["a", "api"]


@pytest.mark.parametrize("before", [None, "kind: [", "kind: Other\n"])
def test_an_intent_that_could_not_be_read_changes_everything(
    make_shop: Callable[..., Shop], before: str | None
) -> None:
    shop = make_shop({"intent.yaml": before or "-"})
    if before is None:
        shop.commit({"intent.yaml": None})
    since = shop.shas[-1]
    shop.commit({"intent.yaml": intent()})
    found = shop.plan(base=since)
    assert planned(found) == ["api", "web"]
    assert "intent-not-compared" in codes(found)


def test_a_list_with_the_intent_changes_everything(shop: Shop) -> None:
    found = shop.plan(files=(str(shop.root / "intent.yaml"),))
    assert planned(found) == ["api", "web"]
    assert "intent-of-list-not-compared" in codes(found)


def test_a_preset_may_have_changed_any_section(make_shop: Callable[..., Shop]) -> None:
    preset = """\
apiVersion: orun.io/v1
kind: IntentPreset
metadata: {name: p}
spec: {env: {A: b}}
"""
    stack = """\
spec:
  intentPresets: [{name: p, path: presets/p.yaml}]
  compositions: [{path: app}, {path: job}]
"""
    shop = make_shop(
        {
            "stack/stack.yaml": STACK + stack,
            "stack/presets/p.yaml": preset,
            "intent.yaml": intent(ONE_ENVIRONMENT, "extends: [{source: stack, preset: p}]\n"),
            "apps/api/component.yaml": manifest("api", "type: app, change: {watches: [groups]}"),
        }
    )
    after = preset.replace("A: b", "A: c")
    assert shop.since({"stack/presets/p.yaml": after}, composition_impact="none") == ["api"]
    moved = {"stack/stack.yaml": STACK + stack.replace("p.yaml", "q.yaml")}
    moved["stack/presets/q.yaml"] = preset
    assert shop.since(moved, composition_impact="none") == ["api"]


# Compositions and rules.


def test_what_lies_behind_a_link_counts(shop: Shop) -> None:
    (shop.root / "linked").symlink_to("stack")
    (shop.root / "web").symlink_to("src/web")
    shop.commit(
        {
            "apps/api/component.yaml": manifest("api", "type: app, path: ./web"),
            "intent.yaml": intent().replace("./stack", "linked"),
            "src/web/x": "1",
        }
    )
    assert shop.since({"src/web/x": "2"}) == ["api"]
    assert shop.since({"stack/job/composition.yaml": composition("job") + "# New.\n"}) == ["web"]
    assert listed(shop, "stack/app/other.sh") == ["api"]


def test_a_changed_composition_changes_its_type(shop: Shop) -> None:
    file = "stack/app/composition.yaml"
    before = shop.shas[0]
    assert shop.since({file: composition("app").replace("one", "two")}) == ["api"]
    assert reasons(shop.plan(base=before)) == [("api", "composition", file)]
    assert planned(shop.plan(base=before, composition_impact="none")) == []


def test_what_lies_beside_a_composition_counts_to_it(shop: Shop) -> None:
    assert listed(shop, "stack/job/scripts/deploy.sh") == ["web"]
    assert listed(shop, "stack/job/vendor/x") == []


def test_what_a_stack_shares_changes_all_its_types(shop: Shop) -> None:
    assert listed(shop, "stack/stack.yaml") == ["api", "web"]
    assert listed(shop, "stack/shared/lib.sh") == ["api", "web"]
    assert listed(shop, "stacked/x") == []


def test_a_stack_at_the_root_is_only_what_it_reads(shop: Shop) -> None:
    moved = {
        path.removeprefix("stack/"): (shop.root / path).read_text()
        for path in ("stack/stack.yaml", "stack/app/composition.yaml", "stack/job/composition.yaml")
    }
    shop.write(moved | {"intent.yaml": intent().replace("./stack", ".")})
    shop.write(dict.fromkeys(f"stack/{path}" for path in moved))
    assert listed(shop, "README.md", "docs/x") == []
    assert listed(shop, "app/composition.yaml") == ["api"]
    assert listed(shop, "stack.yaml") == ["api", "web"]


def test_components_inside_of_a_source_keep_their_files(shop: Shop) -> None:
    shop.write({"stack/examples/component.yaml": manifest("example")})
    assert listed(shop, "stack/examples/x") == ["example"]
    shop.write({"stack/app/example/component.yaml": manifest("inner", "type: job")})
    assert listed(shop, "stack/app/example/x") == ["inner"]
    assert listed(shop, "stack/app/x") == ["api", "example"]


def test_a_changed_rules_file_changes_everything(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(
        {"intent.yaml": intent(ONE_ENVIRONMENT, "rules: [x.rules]\n"), "x.rules": "# One.\n"}
    )
    before = shop.shas[0]
    assert shop.since({"x.rules": "# Two.\n"}) == ["api", "web"]
    assert ("web", "rules", "x.rules") in reasons(shop.plan(base=before))
    assert shop.since({"intent.yaml": intent()}) == ["api", "web"]
    assert listed(shop, "x.rules") == []
    given = shop.plan(files=(str(shop.root / "x.rules"),), rules=(shop.root / "x.rules",))
    assert planned(given) == ["api", "web"]


# Closure.

CHAIN = inline(
    "name: proto, type: app, path: proto",
    "name: sdk, type: app, path: sdk, dependsOn: [{component: proto, input: true}]",
    "name: shop, type: app, path: shop, dependsOn: [{component: sdk, input: true}]",
    "name: runtime, type: app, path: runtime, dependsOn: [{component: proto}]",
    "name: base, type: app, path: base",
    "name: top, type: app, path: top, dependsOn: "
    "[{component: shop, input: true}, {component: base, include: always}]",
)


def test_inputs_pass_change_on_and_always_pulls(shop: Shop) -> None:
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT, CHAIN)})
    found = shop.plan(files=(str(shop.root / "proto/x"),))
    assert reasons(found) == [
        ("base", "always", "top"),
        ("proto", "file", "proto/x"),
        ("sdk", "input", "proto"),
        ("shop", "input", "sdk"),
        ("top", "input", "shop"),
    ]
    assert planned(found) == ["base", "proto", "sdk", "shop", "top"]
    assert found.plan is not None
    assert found.plan.metadata.selection.mode == "scoped"
    assert listed(shop, "base/x") == ["base"]


def test_what_is_pruned_says_so(shop: Shop) -> None:
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT, CHAIN)})
    found = shop.plan(files=(str(shop.root / "runtime/x"),))
    assert found.plan is not None
    pruned = [
        (each.from_, each.to, each.reason) for each in found.plan.metadata.selection.pruned_edges
    ]
    assert pruned == [("runtime@dev", "proto@dev", "not-selected")]


@pytest.mark.parametrize(("mode", "expected"), [("disabled", ["a"]), ("advisory", ["a", "b"])])
def test_a_dependency_that_is_off_passes_nothing_on(
    shop: Shop, mode: str, expected: list[str]
) -> None:
    parts = inline(
        "name: a, type: app, path: a",
        "name: b, type: app, path: b, dependsOn: [{component: a, input: true}]",
    )
    environment = (
        f"environments: {{dev: {{selectors: {{components: ['*']}}, dependencyMode: {mode}}}}}\n"
    )
    shop.write({"intent.yaml": intent(environment, parts)})
    assert listed(shop, "a/x") == expected


def test_a_disabled_component_neither_runs_nor_passes_on(shop: Shop) -> None:
    parts = inline(
        "name: a, type: app, path: a, enabled: false",
        "name: b, type: app, path: b, dependsOn: [{component: a, input: true}]",
    )
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT, parts)})
    assert listed(shop, "a/x") == []


def test_a_circle_of_inputs_ends(shop: Shop) -> None:
    everyone = "{selectors: {components: ['*']}}"
    two = f"environments: {{dev: {everyone}, prod: {everyone}}}\n"
    parts = inline(
        "name: a, type: app, path: a, dependsOn: [{component: b, input: true, environment: dev}]",
        "name: b, type: app, path: b, dependsOn: [{component: a, input: true, environment: prod}]",
    )
    shop.write({"intent.yaml": intent(two, parts)})
    touched = shop.plan(files=(str(shop.root / "a/x"),)).result
    assert touched is not None
    assert {name for (name,) in touched.rows("selected")} == {"a", "b"}


# What is said.


def test_components_named_and_changed_are_intersected(shop: Shop) -> None:
    both = tuple(str(shop.root / f"apps/{name}/x") for name in ("api", "web"))
    assert planned(shop.plan("w*", files=both)) == ["web"]
    nothing = shop.plan("web", files=both[:1])
    assert planned(nothing) == []
    assert "nothing-changed-of-what-was-named" in codes(nothing)


def test_nothing_changed_is_a_notice_and_no_error(shop: Shop) -> None:
    found = shop.plan()
    assert (planned(found), codes(found)) == ([], ["nothing-changed"])
    found = shop.plan(files=(str(shop.root / "README.md"),))
    assert (planned(found), codes(found)) == ([], ["nothing-listed"])


def test_changed_in_no_environment_of_the_plan(shop: Shop) -> None:
    shop.write(
        {"apps/api/component.yaml": manifest("api", "type: app, subscribe: {environments: [prod]}")}
    )
    shop.write({"intent.yaml": intent(ONE_ENVIRONMENT.replace("}}}", "}}, prod: {}}"))})
    changes = ChangeOptions(files=(str(shop.root / "apps/api/x"),))
    request = Request(environments=("dev",), changed=True, changes=changes)
    found = compile_intent(Task(shop.root / "intent.yaml", request))
    assert (planned(found), codes(found)) == ([], ["changed-elsewhere"])


def test_a_new_branch_selects_everything(shop: Shop) -> None:
    found = shop.plan(base="0" * 40)
    assert (planned(found), codes(found)) == (["api", "web"], ["new-branch"])


@pytest.mark.parametrize(
    ("options", "code"),
    [({"base": "nope"}, "unknown-revision"), ({"head": "nope"}, "unknown-revision")],
)
def test_an_unknown_revision_is_an_error(shop: Shop, options: dict[str, str], code: str) -> None:
    found = shop.plan(**options)
    assert found.plan is None
    assert codes(found) == [code]
    [problem] = found.diagnostics
    assert "nope" in problem.message
    assert problem.span is not None
    assert problem.span.source.name == "command line"


def test_a_revision_close_to_another_is_suggested(shop: Shop) -> None:
    [problem] = shop.plan(base="mian").diagnostics
    assert problem.help == 'did you mean "main"?'


def test_other_reasons_not_to_know_are_errors(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.git("checkout", "-q", "--orphan", "other")
    shop.commit({"apps/api/x": "1"})
    assert codes(shop.plan(base="main")) == ["no-common-ancestor"]
    (shop.top / ".git").rename(shop.top / "gone")
    assert codes(shop.plan()) == ["no-work-tree"]
    monkeypatch.setenv("PATH", str(shop.top))
    assert codes(shop.plan()) == ["no-git"]


def test_the_plan_says_what_was_compared(shop: Shop) -> None:
    shop.commit({"apps/api/x": "1"})
    found = shop.plan(base="HEAD~1", head="HEAD").plan
    assert found is not None
    assert (found.metadata.trigger.base, found.metadata.trigger.head) == tuple(shop.shas)
    assert found.metadata.trigger.scope == "changed"
    since = shop.plan(base="HEAD~1").plan
    assert since is not None
    assert (since.metadata.trigger.base, since.metadata.trigger.head) == (shop.shas[0], None)


def test_users_rules_read_and_make_changes(shop: Shop) -> None:
    rules = shop.root / "own.rules"
    rules.write_text(
        """\
rule docs-concern-jobs
  when changed_file(directory: "docs") and component(name: $component, type: job)
  then changed($component, because: file, of: "docs")
""",
        encoding="utf-8",
    )
    found = shop.plan(files=(str(shop.root / "docs/x"),), rules=(rules,))
    assert planned(found) == ["web"]
