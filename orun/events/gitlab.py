"""GitLab: the payload of a webhook in a file, or else the variables of a pipeline.

Events are called as webhooks call them (`object_kind`): `push`, `tag_push`, `merge_request`,
`release`. What pipelines call otherwise (`$CI_PIPELINE_SOURCE`) bindings may too: a tag is also a
`push`, a merge request also a `merge_request_event`. Other sources of pipelines keep their name.

Formats: https://docs.gitlab.com/user/project/integrations/webhook_events/ and
https://docs.gitlab.com/ci/variables/predefined_variables/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.events.document import Document, from_file, from_variables
from orun.facts.request import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from orun.diagnostics import Diagnostics

SOURCE = "CI_PIPELINE_SOURCE"

_ALIASES = {"tag_push": ("push",), "merge_request": ("merge_request_event",)}

_VARIABLES = ("CI_COMMIT_", "CI_MERGE_REQUEST_", "CI_EXTERNAL_PULL_REQUEST_")
"""How the variables begin that tell of an event; others may hold credentials."""
_FURTHER_VARIABLES = frozenset({SOURCE, "CI_PROJECT_PATH", "GITLAB_USER_LOGIN"})

_EXTERNAL = "CI_EXTERNAL_PULL_REQUEST"
_MERGE = "CI_MERGE_REQUEST"


def read(
    path: Path | None, environment: Mapping[str, str], diagnostics: Diagnostics
) -> Event | None:
    """Return the event in a file, or else that of the pipeline we are in."""
    if path is not None:
        document = from_file(path, diagnostics)
        event = None if document is None else _of_webhook(document)
    else:
        document = _variables(environment, diagnostics)
        event = None if document is None else _of_pipeline(document)
    return None if document is None or document.broken else event


def _variables(environment: Mapping[str, str], diagnostics: Diagnostics) -> Document | None:
    if not environment.get(SOURCE):
        message = f"there is no event: neither --event-file nor ${SOURCE} tells of one"
        diagnostics.error("no-event", message)
        return None
    telling = {
        name: value
        for name, value in environment.items()
        if name in _FURTHER_VARIABLES or name.startswith(_VARIABLES)
    }
    return from_variables(telling, diagnostics)


def _of_webhook(document: Document) -> Event:
    name = document.text("object_kind") or document.text("event_name")
    if name is None:
        message = "nothing in this says which event it is"
        document.error("", "unknown-event", message, advice="GitLab says it as `object_kind`")
    if name in ("push", "tag_push"):
        return _push_webhook(document, name)
    if name == "merge_request":
        return _merge_request_webhook(document)
    action = document.text("action")
    return Event(
        provider="gitlab",
        name=name or "",
        action=action,
        tag=document.text("tag") if name == "release" else None,
        repository=document.text("project.path_with_namespace"),
        deletes=name == "release" and action == "delete",
        payload=document.data,
        place=document.find("object_kind"),
    )


def _push_webhook(document: Document, name: str) -> Event:
    document.demand("ref", name)
    branch, tag = document.ref("ref")
    name = "push" if tag is None else "tag_push"
    after = document.revision("after")
    deletes = after is not None and not after.strip("0")
    return Event(
        provider="gitlab",
        name=name,
        action="deleted" if deletes else None,
        branch=branch,
        tag=tag,
        base=document.revision("before"),
        head=after,
        repository=document.text("project.path_with_namespace"),
        actor=document.text("user_username"),
        aliases=_ALIASES.get(name, ()),
        deletes=deletes,
        payload=document.data,
        place=document.find("ref"),
    )


def _merge_request_webhook(document: Document) -> Event:
    document.demand("object_attributes", "merge_request")
    return Event(
        provider="gitlab",
        name="merge_request",
        action=document.text("object_attributes.action"),
        branch=document.text("object_attributes.source_branch"),
        base_branch=document.text("object_attributes.target_branch"),
        head=document.revision("object_attributes.last_commit.id"),
        repository=document.text("project.path_with_namespace"),
        actor=document.text("user.username"),
        aliases=_ALIASES["merge_request"],
        payload=document.data,
        place=document.find("object_attributes.source_branch"),
    )


def _of_pipeline(document: Document) -> Event:
    source = document.text(SOURCE) or ""
    tag = document.text("CI_COMMIT_TAG")
    kind = {"merge_request_event": _MERGE, "external_pull_request_event": _EXTERNAL}.get(source)
    name = {_MERGE: "merge_request"}.get(kind or "", source)
    if source == "push" and tag is not None:
        name = "tag_push"
    branch, base_branch, base, head = _commits(document, kind)
    return Event(
        provider="gitlab",
        name=name,
        branch=branch,
        base_branch=base_branch,
        tag=tag,
        base=base,
        head=head or document.revision("CI_COMMIT_SHA"),
        repository=document.text("CI_PROJECT_PATH"),
        actor=document.text("GITLAB_USER_LOGIN"),
        aliases=_ALIASES.get(name, ()),
        payload=document.data,
        place=document.find(SOURCE),
    )


def _commits(
    document: Document, kind: str | None
) -> tuple[str | None, str | None, str | None, str | None]:
    """Return branch, base branch, base and head that the variables of a pipeline name."""
    if kind is None:
        return document.text("CI_COMMIT_BRANCH"), None, _before(document), None
    base = "CI_MERGE_REQUEST_DIFF_BASE_SHA" if kind == _MERGE else f"{kind}_TARGET_BRANCH_SHA"
    return (
        document.text(f"{kind}_SOURCE_BRANCH_NAME"),
        document.text(f"{kind}_TARGET_BRANCH_NAME"),
        document.revision(base),
        document.revision(f"{kind}_SOURCE_BRANCH_SHA"),
    )


def _before(document: Document) -> str | None:
    """Return the commit before a push; for all else GitLab writes zeros, which mean nothing."""
    before = document.revision("CI_COMMIT_BEFORE_SHA")
    is_push = document.text(SOURCE) == "push"
    return before if is_push or (before or "").strip("0") else None
