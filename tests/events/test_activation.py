"""Which bindings an event matches, and what follows from that: the rules, through the compiler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from activation_check import plan_for
from event_check import ONE, TWO, ZEROS

if TYPE_CHECKING:
    from pathlib import Path


def push(ref: str) -> dict[str, object]:
    return {"ref": ref, "before": ONE, "after": TWO}


BRANCH = push("refs/heads/feature/login/form")
TAG = push("refs/tags/v1.4.0")
DELETED = push("refs/heads/main") | {"deleted": True, "after": ZEROS}
PULL_REQUEST = {
    "action": "opened",
    "pull_request": {
        "base": {"ref": "main", "sha": ONE},
        "head": {"ref": "feature/x", "sha": TWO},
    },
}


@pytest.mark.parametrize(
    ("filters", "payload", "matches"),
    [
        ("branches: ['feature/**']", BRANCH, True),
        ("branches: ['feature/*']", BRANCH, True),
        ("branches: ['*']", BRANCH, True),
        ("branches: ['**']", BRANCH, True),
        ("branches: ['feature/*/form']", BRANCH, True),
        ("branches: ['feature/login/for?']", BRANCH, True),
        ("branches: ['feature/login/form']", BRANCH, True),
        ("branches: ['feature/?']", BRANCH, False),
        ("branches: ['feature/login']", BRANCH, False),
        ("branches: ['Feature/**']", BRANCH, False),
        ("branches: [main, 'release/*']", BRANCH, False),
        ("branches: ['*', '!feature/*']", BRANCH, False),
        ("branches: ['!feature/*', '*']", BRANCH, True),
        ("branches: ['*', '!feature/*', 'feature/login/*']", BRANCH, True),
        ("branches: ['!main']", BRANCH, True),
        ("branches: ['!main', '!feature/**']", BRANCH, False),
        ("branches: []", BRANCH, True),
        ("tags: ['*']", BRANCH, False),
        ("tags: ['!v1']", BRANCH, False),
        ("tags: ['v*']", TAG, True),
        ("tags: ['v*.*.*']", TAG, True),
        ("tags: ['v?.?.?']", TAG, True),
        ("tags: ['v2*']", TAG, False),
        ("tags: ['!v2*']", TAG, True),
        ("branches: ['**']", TAG, False),
        ("branches: ['!main']", TAG, False),
        ("branches: [main], tags: ['v*']", TAG, True),
        ("branches: [main], tags: ['x*']", TAG, False),
        ("branches: ['feature/**'], tags: ['x*']", BRANCH, True),
        ("branches: [main], tags: ['*']", BRANCH, False),
        ("baseBranches: [main]", BRANCH, False),
        ("actions: ['!closed']", BRANCH, False),
        ("event: push", BRANCH, True),
        ("event: create", BRANCH, False),
    ],
)
def test_filters_of_pushes(tmp_path: Path, filters: str, payload: object, *, matches: bool) -> None:
    planned = plan_for(tmp_path, f"it: {{on: {{provider: github, {filters}}}}}", payload)
    assert planned.matched == (["it"] if matches else [])


def test_filters_of_pull_requests(tmp_path: Path) -> None:
    planned = plan_for(
        tmp_path,
        """
        all: {on: {provider: github}}
        base: {on: {provider: github, event: pull_request, baseBranches: [main]}}
        both: {on: {provider: github, branches: ['feature/*'], baseBranches: ['ma*']}}
        opened: {on: {provider: github, actions: [closed, opened]}}
        other-action: {on: {provider: github, actions: [closed]}}
        other-base: {on: {provider: github, branches: ['feature/*'], baseBranches: [next]}}
        other-event: {on: {provider: github, event: pull_request_target}}
        other-provider: {on: {provider: gitlab, event: pull_request}}
        """,
        PULL_REQUEST,
    )
    assert planned.matched == ["all", "base", "both", "opened"]


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        ({"object_kind": "tag_push", "ref": "refs/tags/v1"}, ["any", "push", "tag_push"]),
        ({"object_kind": "push", "ref": "refs/heads/x"}, ["any", "push"]),
        (
            {"object_kind": "merge_request", "object_attributes": {"source_branch": "x"}},
            ["any", "merge_request", "merge_request_event"],
        ),
    ],
)
def test_gitlab_events_go_by_the_names_of_webhooks_and_of_pipelines(
    tmp_path: Path, payload: object, names: list[str]
) -> None:
    events = ("merge_request", "merge_request_event", "push", "tag_push")
    bindings = [f"{name}: {{on: {{provider: gitlab, event: {name}}}}}" for name in events]
    bindings.append("any: {on: {provider: gitlab}}")
    planned = plan_for(tmp_path, "\n".join(bindings), payload, provider="gitlab")
    assert planned.matched == names


def test_a_provider_of_its_own(tmp_path: Path) -> None:
    bindings = """
    here: {on: {provider: buildkite, event: push, branches: [main]}}
    there: {on: {provider: generic, event: push}}
    """
    payload = {"provider": "buildkite", "event": "push", "branch": "main"}
    assert plan_for(tmp_path, bindings, payload, provider="generic").matched == ["here"]


def test_the_active_environments_are_the_union(tmp_path: Path) -> None:
    bindings = """
    any: {on: {provider: github}}
    tag: {on: {provider: github, tags: ['*']}}
    form: {on: {provider: github, branches: ['**/form']}}
    """
    environments = """
    a: {activation: {triggerRefs: [any]}}
    b: {activation: {triggerRefs: [form, tag]}}
    c: {activation: {triggerRefs: [tag]}}
    """
    planned = plan_for(tmp_path, bindings, BRANCH, environments=environments)
    assert planned.matched == ["any", "form"]
    assert planned.active == ["a", "b"]
    narrowed = plan_for(tmp_path, bindings, BRANCH, environments=environments, asked=("b",))
    assert narrowed.active == ["b"]
    assert plan_for(tmp_path, bindings, BRANCH, environments=environments, asked=("c",)).said == [
        "error[nothing-left-to-activate] c"
    ]


def test_nothing_matches(tmp_path: Path) -> None:
    planned = plan_for(tmp_path, "it: {on: {provider: gitlab}}", BRANCH)
    assert planned.said == ['notice[event-matches-nothing] "refs/heads/feature/login/form"']
    assert (planned.matched, planned.active) == ([], [])


def test_nothing_is_activated(tmp_path: Path) -> None:
    planned = plan_for(
        tmp_path,
        "it: {on: {provider: github}}\nother: {on: {provider: github, event: x}}",
        BRANCH,
        environments="dev: {activation: {triggerRefs: [other]}}",
    )
    assert planned.said == [
        'notice[event-activates-nothing] "refs/heads/feature/login/form"',
        "warning[unused-trigger] it",
    ]
    assert (planned.matched, planned.active) == (["it"], [])


def test_deletions_are_shipped_only_by_who_asks_for_them(tmp_path: Path) -> None:
    bindings = """
    any: {on: {provider: github}}
    pushed: {on: {provider: github, event: push, branches: [main]}}
    gone: {on: {provider: github, event: push, branches: [main], actions: [deleted]}}
    """
    assert plan_for(tmp_path, bindings, DELETED).matched == ["gone"]
    planned = plan_for(tmp_path, "pushed: {on: {provider: github, event: push}}", DELETED)
    assert planned.matched == []
    assert planned.said == ['notice[deletion-matches-nothing] "refs/heads/main"']


def test_the_event_delete_is_asked_for_by_its_name(tmp_path: Path) -> None:
    bindings = """
    any: {on: {provider: github}}
    gone: {on: {provider: github, event: delete, branches: ['feature/*']}}
    """
    payload = {"ref": "feature/x", "ref_type": "branch"}
    assert plan_for(tmp_path, bindings, payload).matched == ["gone"]


def binding(plan: str, name: str = "it") -> str:
    return f"{name}: {{on: {{provider: github}}, plan: {{{plan}}}}}"


@pytest.mark.parametrize(
    ("plan", "payload", "compared"),
    [
        ("", BRANCH, (ONE, TWO)),
        ("base: before, head: after", BRANCH, (ONE, TWO)),
        ("base: after", BRANCH, (TWO, TWO)),
        ("head: commits.1.id", BRANCH | {"commits": [{"id": "a1"}, {"id": "b2"}]}, (ONE, "b2")),
        ("", PULL_REQUEST, (ONE, TWO)),
        ("base: pull_request.head.sha", PULL_REQUEST, (TWO, TWO)),
        ("", {"ref": "refs/heads/x"}, (None, None)),
    ],
)
def test_what_is_compared(
    tmp_path: Path, plan: str, payload: object, compared: tuple[str | None, str | None]
) -> None:
    planned = plan_for(tmp_path, binding(plan), payload)
    assert planned.compared == compared
    assert planned.said == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("pull_request.base.sha", "nothing"),
        ("main", "nothing"),
        ("before.sha", "nothing"),
        ("commits.9.id", "nothing"),
        ("commits.x", "nothing"),
        ("repository", "no-commit"),
        ("ref", "no-commit"),
        ("evil", "no-commit"),
        ("number", "no-commit"),
    ],
)
@pytest.mark.parametrize("side", ["base", "head"])
def test_a_path_without_a_commit_is_a_warning_and_states_nothing(
    tmp_path: Path, side: str, path: str, code: str
) -> None:
    further = {"repository": {}, "evil": "--upload-pack=x", "number": 12, "commits": [{}]}
    planned = plan_for(tmp_path, binding(f"{side}: {path}"), BRANCH | further)
    assert planned.compared == (ONE, TWO)
    finding = "finds-nothing" if code == "nothing" else "finds-no-commit"
    assert planned.said == [f"warning[{side}-{finding}] {path}"]


def test_a_binding_that_does_not_match_states_nothing(tmp_path: Path) -> None:
    other = "other: {on: {provider: gitlab}, plan: {base: nowhere}}"
    planned = plan_for(tmp_path, f"{binding('')}\n{other}", BRANCH)
    assert (planned.compared, planned.said) == ((ONE, TWO), [])


def test_bindings_that_state_different_commits_are_an_error(tmp_path: Path) -> None:
    both = f"{binding('base: before', 'one')}\n{binding('base: after', 'two')}"
    assert plan_for(tmp_path, both, BRANCH).said == ["error[conflicting-bases] before"]
    both = f"{binding('head: before', 'one')}\n{binding('head: after', 'two')}"
    assert plan_for(tmp_path, both, BRANCH).said == ["error[conflicting-heads] before"]


def test_bindings_that_state_the_same_or_none_agree(tmp_path: Path) -> None:
    bindings = (binding("base: before", "one"), binding("base: old", "two"), binding("", "three"))
    planned = plan_for(tmp_path, "\n".join(bindings), BRANCH | {"old": ONE})
    assert (planned.compared, planned.said) == ((ONE, TWO), [])


def test_what_is_wrong_with_the_event_is_told_with_all_else(tmp_path: Path) -> None:
    planned = plan_for(tmp_path, binding(""), BRANCH | {"before": "HEAD~1"})
    assert planned.said == ['warning[no-revision] "HEAD~1"']
    assert planned.compared == (None, TWO)
