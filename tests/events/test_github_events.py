from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from event_check import ONE, TWO, ZEROS

if TYPE_CHECKING:
    from pathlib import Path

    from event_check import Reader

REPOSITORY: dict[str, Any] = {
    "repository": {"id": 1, "full_name": "acme/shop", "default_branch": "main"},
    "sender": {"login": "ada", "id": 7},
}
WHO = {"repository": "acme/shop", "actor": "ada"}

PUSH = {
    "ref": "refs/heads/main",
    "before": ONE,
    "after": TWO,
    "base_ref": None,
    "compare": "https://github.com/acme/shop/compare/1...2",
    "commits": [{"id": TWO, "added": [], "modified": ["web/main.go"], "removed": []}],
    "created": False,
    "deleted": False,
    "forced": False,
    **REPOSITORY,
}
PULL_REQUEST = {
    "action": "opened",
    "number": 12,
    "pull_request": {
        "base": {"ref": "main", "sha": ONE, "label": "acme:main"},
        "head": {"ref": "feature/login", "sha": TWO, "label": "ada:feature/login"},
        "draft": False,
    },
    **REPOSITORY,
}


def test_push_to_a_branch(events: Reader) -> None:
    events.check("github", PUSH, name="push", branch="main", base=ONE, head=TWO, **WHO)


def test_push_of_a_branch_with_slashes_and_a_new_one(events: Reader) -> None:
    payload = PUSH | {"ref": "refs/heads/release/1.x", "before": ZEROS, "created": True}
    events.check("github", payload, name="push", branch="release/1.x", base=ZEROS, head=TWO, **WHO)


def test_a_forced_push_is_a_push(events: Reader) -> None:
    payload = PUSH | {"forced": True}
    events.check("github", payload, name="push", branch="main", base=ONE, head=TWO, **WHO)


def test_push_of_a_tag(events: Reader) -> None:
    payload = PUSH | {"ref": "refs/tags/v1.4.0", "before": ZEROS}
    events.check("github", payload, name="push", tag="v1.4.0", base=ZEROS, head=TWO, **WHO)


@pytest.mark.parametrize("ref", ["refs/heads/main", "refs/tags/v1"])
@pytest.mark.parametrize("sign", [{"deleted": True}, {"deleted": None}])
def test_push_that_deletes(events: Reader, ref: str, sign: dict[str, object]) -> None:
    said, complaints = events.read("github", PUSH | {"ref": ref, "after": ZEROS} | sign)
    assert complaints == []
    assert said is not None
    assert said["deletes"] is True
    assert said["action"] == "deleted"


@pytest.mark.parametrize("name", ["pull_request", "pull_request_target", "pull_request_review"])
def test_pull_requests(events: Reader, name: str) -> None:
    events.check(
        "github",
        PULL_REQUEST,
        {"GITHUB_EVENT_NAME": name},
        name=name,
        action="opened",
        branch="feature/login",
        base_branch="main",
        base=ONE,
        head=TWO,
        **WHO,
    )


def test_a_pull_request_from_a_fork_that_is_gone(events: Reader) -> None:
    payload = PULL_REQUEST | {"pull_request": {"base": {"ref": "main"}, "head": None}}
    events.check("github", payload, name="pull_request", action="opened", base_branch="main", **WHO)


def test_merge_group(events: Reader) -> None:
    payload = {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": TWO,
            "head_ref": f"refs/heads/gh-readonly-queue/main/pr-12-{ONE}",
            "base_sha": ONE,
            "base_ref": "refs/heads/main",
        },
        **REPOSITORY,
    }
    events.check(
        "github",
        payload,
        name="merge_group",
        action="checks_requested",
        branch=f"gh-readonly-queue/main/pr-12-{ONE}",
        base_branch="main",
        base=ONE,
        head=TWO,
        **WHO,
    )


def test_workflow_dispatch(events: Reader) -> None:
    payload = {"inputs": None, "ref": "refs/heads/main", "workflow": "x.yml", **REPOSITORY}
    events.check("github", payload, name="workflow_dispatch", branch="main", **WHO)
    payload["ref"] = "refs/tags/v2"
    events.check("github", payload, name="workflow_dispatch", tag="v2", **WHO)


def test_schedule_runs_on_the_default_branch(events: Reader) -> None:
    payload = {"schedule": "0 4 * * *", "workflow": "x.yml", **REPOSITORY}
    events.check("github", payload, name="schedule", branch="main", **WHO)


def test_repository_dispatch_names_the_branch_it_runs_on(events: Reader) -> None:
    payload = {"action": "deploy", "branch": "main", "client_payload": {"a": 1}, **REPOSITORY}
    events.check(
        "github", payload, name="repository_dispatch", action="deploy", branch="main", **WHO
    )


def test_release(events: Reader) -> None:
    payload = {"action": "published", "release": {"tag_name": "v3", "draft": False}, **REPOSITORY}
    events.check("github", payload, name="release", action="published", tag="v3", **WHO)
    payload["action"] = "deleted"
    events.check("github", payload, name="release", action="deleted", tag="v3", deletes=True, **WHO)


def test_create_and_delete_name_the_bare_ref(events: Reader) -> None:
    payload = {"ref": "next", "ref_type": "branch", "pusher_type": "user", **REPOSITORY}
    created = payload | {"master_branch": "main"}
    events.check("github", created, name="create", branch="next", **WHO)
    events.check(
        "github", created | {"ref": "v4", "ref_type": "tag"}, name="create", tag="v4", **WHO
    )
    events.check(
        "github", payload, name="delete", action="deleted", branch="next", deletes=True, **WHO
    )


def test_workflow_run(events: Reader) -> None:
    run = {"head_branch": "main", "head_sha": TWO, "conclusion": "success"}
    payload = {"action": "completed", "workflow_run": run, "workflow": {}, **REPOSITORY}
    events.check(
        "github", payload, name="workflow_run", action="completed", branch="main", head=TWO, **WHO
    )


def test_any_other_event_has_its_name_and_action(events: Reader) -> None:
    payload = {"action": "created", "issue": {"number": 1}, **REPOSITORY}
    events.check(
        "github",
        payload,
        {"GITHUB_EVENT_NAME": "issue_comment"},
        name="issue_comment",
        action="created",
        **WHO,
    )


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        (PUSH, "push"),
        (PULL_REQUEST, "pull_request"),
        (PULL_REQUEST | {"review": {}}, "pull_request_review"),
        (PULL_REQUEST | {"comment": {}}, "pull_request_review_comment"),
        ({"ref": "refs/heads/main"}, "push"),
    ],
)
def test_an_event_is_known_by_its_fields(events: Reader, payload: object, name: str) -> None:
    said, complaints = events.read("github", payload)
    assert complaints == []
    assert said is not None
    assert said["name"] == name


def test_the_name_in_the_environment_counts_first(events: Reader) -> None:
    environment = {"GITHUB_EVENT_NAME": "workflow_dispatch"}
    events.check(
        "github",
        {"ref": "refs/heads/main", "before": "not read"},
        environment,
        name="workflow_dispatch",
        branch="main",
    )


def test_the_file_may_be_named_by_the_environment(events: Reader, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('\ufeff{"ref": "refs/heads/main"}', encoding="utf-8")
    environment = {"GITHUB_EVENT_PATH": str(path)}
    events.check("github", None, environment, name="push", branch="main")


def test_a_ref_that_is_neither_branch_nor_tag(events: Reader) -> None:
    events.check("github", {"ref": "refs/pull/1/merge"}, name="push")


@pytest.mark.parametrize("revision", ["main", "--output=x", "HEAD", "1" * 65, "12g4", " 1"])
def test_what_is_no_commit_is_left_out(events: Reader, revision: str) -> None:
    said, complaints = events.read("github", {"ref": "refs/heads/x", "before": revision})
    assert said == {"provider": "github", "name": "push", "branch": "x"}
    assert complaints == ["no-revision event.json:3:12"]


def test_what_an_event_needs_is_demanded(events: Reader) -> None:
    for name, field in (("push", "ref"), ("pull_request", "pull_request"), ("release", "release")):
        environment = {"GITHUB_EVENT_NAME": name}
        said = events.read("github", {"action": "x", field: None}, environment)
        assert said == (None, ["missing-field event.json:3:" + str(len(field) + 6)])


def test_no_event_anywhere(events: Reader) -> None:
    events.check_refused("github", None, "no-event None")
    events.check_refused("github", None, "no-event None", environment={"GITHUB_EVENT_PATH": ""})


def test_nothing_tells_which_event_it_is(events: Reader) -> None:
    events.check_refused(
        "github", {"zen": "Keep it logically awesome."}, "unknown-event event.json:1:1"
    )
