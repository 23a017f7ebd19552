from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from event_check import ONE, TWO, ZEROS

if TYPE_CHECKING:
    from event_check import Reader

PROJECT: dict[str, Any] = {"project": {"id": 15, "path_with_namespace": "acme/shop"}}
PUSH = {
    "object_kind": "push",
    "event_name": "push",
    "before": ONE,
    "after": TWO,
    "ref": "refs/heads/main",
    "checkout_sha": TWO,
    "user_username": "ada",
    "commits": [],
    **PROJECT,
}
WHO = {"repository": "acme/shop", "actor": "ada"}
TAG = {"name": "tag_push", "aliases": ("push",)}
MERGE_REQUEST = {"name": "merge_request", "aliases": ("merge_request_event",)}

PIPELINE = {
    "GITLAB_CI": "true",
    "GITLAB_USER_LOGIN": "ada",
    "CI_PROJECT_PATH": "acme/shop",
    "CI_COMMIT_SHA": TWO,
    "CI_COMMIT_BEFORE_SHA": ONE,
    "CI_COMMIT_MESSAGE": "one line\nand another\x1b",
    "CI_JOB_TOKEN": "glcbt-secret",
}


def test_push_webhook(events: Reader) -> None:
    events.check("gitlab", PUSH, name="push", branch="main", base=ONE, head=TWO, **WHO)


def test_tag_webhook(events: Reader) -> None:
    payload = PUSH | {"object_kind": "tag_push", "ref": "refs/tags/v1", "before": ZEROS}
    events.check("gitlab", payload, tag="v1", base=ZEROS, head=TWO, **TAG, **WHO)


def test_webhook_that_deletes(events: Reader) -> None:
    events.check(
        "gitlab",
        PUSH | {"after": ZEROS, "checkout_sha": None},
        name="push",
        action="deleted",
        deletes=True,
        branch="main",
        base=ONE,
        head=ZEROS,
        **WHO,
    )


def test_merge_request_webhook(events: Reader) -> None:
    payload = {
        "object_kind": "merge_request",
        "user": {"username": "ada"},
        "object_attributes": {
            "target_branch": "main",
            "source_branch": "feature/login",
            "action": "update",
            "oldrev": ONE,
            "last_commit": {"id": TWO},
        },
        **PROJECT,
    }
    events.check(
        "gitlab",
        payload,
        action="update",
        branch="feature/login",
        base_branch="main",
        head=TWO,
        **MERGE_REQUEST,
        **WHO,
    )


def test_release_webhook(events: Reader) -> None:
    payload = {"object_kind": "release", "tag": "v1", "action": "create", **PROJECT}
    events.check(
        "gitlab", payload, name="release", action="create", tag="v1", repository="acme/shop"
    )
    events.check(
        "gitlab",
        payload | {"action": "delete"},
        name="release",
        action="delete",
        deletes=True,
        tag="v1",
        repository="acme/shop",
    )


def test_push_pipeline(events: Reader) -> None:
    variables = PIPELINE | {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"}
    events.check("gitlab", None, variables, name="push", branch="main", base=ONE, head=TWO, **WHO)


def test_tag_pipeline(events: Reader) -> None:
    variables = PIPELINE | {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1"}
    events.check("gitlab", None, variables, tag="v1", base=ONE, head=TWO, **TAG, **WHO)


@pytest.mark.parametrize("source_sha", ["", "3" * 40])
def test_merge_request_pipeline(events: Reader, source_sha: str) -> None:
    variables = PIPELINE | {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_COMMIT_BEFORE_SHA": ZEROS,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature/login",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": source_sha,
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": ONE,
    }
    events.check(
        "gitlab",
        None,
        variables,
        branch="feature/login",
        base_branch="main",
        base=ONE,
        head=source_sha or TWO,
        **MERGE_REQUEST,
        **WHO,
    )


def test_external_pull_request_pipeline(events: Reader) -> None:
    prefix = "CI_EXTERNAL_PULL_REQUEST"
    variables = PIPELINE | {
        "CI_PIPELINE_SOURCE": "external_pull_request_event",
        f"{prefix}_SOURCE_BRANCH_NAME": "login",
        f"{prefix}_SOURCE_BRANCH_SHA": TWO,
        f"{prefix}_TARGET_BRANCH_NAME": "main",
        f"{prefix}_TARGET_BRANCH_SHA": ONE,
    }
    events.check(
        "gitlab",
        None,
        variables,
        name="external_pull_request_event",
        branch="login",
        base_branch="main",
        base=ONE,
        head=TWO,
        **WHO,
    )


@pytest.mark.parametrize("source", ["schedule", "web", "api", "parent_pipeline"])
def test_other_pipelines_have_nothing_before_them(events: Reader, source: str) -> None:
    variables = PIPELINE | {
        "CI_PIPELINE_SOURCE": source,
        "CI_COMMIT_BRANCH": "main",
        "CI_COMMIT_BEFORE_SHA": ZEROS,
    }
    events.check("gitlab", None, variables, name=source, branch="main", head=TWO, **WHO)


def test_a_new_branch_keeps_its_zeros(events: Reader) -> None:
    variables = {
        "CI_PIPELINE_SOURCE": "push",
        "CI_COMMIT_BRANCH": "new",
        "CI_COMMIT_BEFORE_SHA": ZEROS,
    }
    events.check("gitlab", None, variables, name="push", branch="new", base=ZEROS)


def test_no_pipeline_and_no_file(events: Reader) -> None:
    events.check_refused("gitlab", None, "no-event None", environment={"GITLAB_CI": "true"})


def test_nothing_tells_which_event_it_is(events: Reader) -> None:
    events.check_refused("gitlab", {"ref": "refs/heads/main"}, "unknown-event event.json:1:1")


def test_a_variable_is_pointed_at(events: Reader) -> None:
    variables = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "a\x1bb"}
    events.check_refused("gitlab", None, "unfit-name environment:1:18", environment=variables)
