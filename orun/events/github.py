"""GitHub: the payload in the file that `$GITHUB_EVENT_PATH` names.

Formats: https://docs.github.com/en/webhooks/webhook-events-and-payloads and
https://docs.github.com/en/actions/writing-workflows/choosing-when-your-workflow-runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from orun.events.document import Document, from_file
from orun.facts.request import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orun.diagnostics import Diagnostics

FILE, NAME = "GITHUB_EVENT_PATH", "GITHUB_EVENT_NAME"

DELETED = "deleted"
"""The action of a push that deletes: it has none of its own, and bindings have to ask for one."""


class _Shape(NamedTuple):
    """Where a payload keeps what bindings ask about, as dot-paths. `ref` is a branch or a tag."""

    ref: str | None = None
    branch: str | None = None
    base_branch: str | None = None
    tag: str | None = None
    base: str | None = None
    head: str | None = None
    needs: str | None = None


_PULL_REQUEST = _Shape(
    branch="pull_request.head.ref",
    base_branch="pull_request.base.ref",
    base="pull_request.base.sha",
    head="pull_request.head.sha",
    needs="pull_request",
)

_SHAPES = {
    "push": _Shape(ref="ref", base="before", head="after", needs="ref"),
    "create": _Shape(ref="ref", needs="ref"),
    "delete": _Shape(ref="ref", needs="ref"),
    "workflow_dispatch": _Shape(ref="ref"),
    "schedule": _Shape(branch="repository.default_branch"),
    "repository_dispatch": _Shape(branch="branch"),
    "release": _Shape(tag="release.tag_name", needs="release"),
    "merge_group": _Shape(
        branch="merge_group.head_ref",
        base_branch="merge_group.base_ref",
        base="merge_group.base_sha",
        head="merge_group.head_sha",
        needs="merge_group",
    ),
    "workflow_run": _Shape(
        branch="workflow_run.head_branch", head="workflow_run.head_sha", needs="workflow_run"
    ),
    "pull_request": _PULL_REQUEST,
    "pull_request_target": _PULL_REQUEST,
    "pull_request_review": _PULL_REQUEST,
    "pull_request_review_comment": _PULL_REQUEST,
}
"""Events that have a branch, a tag or revisions. Schedules run on the default branch."""

_SIGNS_IN_PULL_REQUEST = (
    ("review", "pull_request_review"),
    ("comment", "pull_request_review_comment"),
    ("pull_request", "pull_request"),
)
_SIGNS = (
    ("merge_group", "merge_group"),
    ("release", "release"),
    ("workflow_run", "workflow_run"),
    ("schedule", "schedule"),
    ("client_payload", "repository_dispatch"),
    ("inputs", "workflow_dispatch"),
    ("master_branch", "create"),
    ("ref_type", "delete"),
    ("ref", "push"),
)
"""Fields by which an event is known that nobody named: the first that is there decides."""


def read(
    path: Path | None, environment: Mapping[str, str], diagnostics: Diagnostics
) -> Event | None:
    """Return the event in a file; which one it is the environment says, or its fields do."""
    stated = environment.get(FILE)
    if path is None and stated:
        path = Path(stated)
    if path is None:
        message = f"there is no event: neither --event-file nor ${FILE} names a file"
        diagnostics.error("no-event", message)
        return None
    document = from_file(path, diagnostics)
    if document is None:
        return None
    event = _event(document, environment.get(NAME) or _inferred(document))
    return None if document.broken else event


def _event(document: Document, name: str) -> Event:
    shape = _SHAPES.get(name, _Shape())
    if shape.needs is not None:
        document.demand(shape.needs, name)
    branch, tag = _branch_and_tag(document, shape)
    action = document.text("action")
    deletes = _deletes(document, name, action)
    return Event(
        provider="github",
        name=name,
        action=DELETED if deletes else action,
        branch=branch,
        base_branch=_branch(document, shape.base_branch),
        tag=tag,
        base=document.revision(shape.base) if shape.base else None,
        head=document.revision(shape.head) if shape.head else None,
        repository=document.text("repository.full_name"),
        actor=document.text("sender.login"),
        deletes=deletes,
        payload=document.data,
        place=document.find(shape.ref or shape.tag or shape.branch or ""),
    )


def _inferred(document: Document) -> str:
    signs = _SIGNS_IN_PULL_REQUEST if document.has("pull_request") else _SIGNS
    for sign, name in signs:
        if sign in document.data:
            return name
    document.error(
        "", "unknown-event", "nothing in this says which event it is", advice=f"set ${NAME}"
    )
    return ""


def _branch_and_tag(document: Document, shape: _Shape) -> tuple[str | None, str | None]:
    if shape.ref is None:
        tag = document.text(shape.tag) if shape.tag else None
        return _branch(document, shape.branch), tag
    branch, tag = document.ref(shape.ref)
    if branch is not None and document.text("ref_type") == "tag":
        return None, branch  # `create` and `delete` name a ref without its directory.
    return branch, tag


def _branch(document: Document, path: str | None) -> str | None:
    return document.ref(path)[0] if path else None


def _deletes(document: Document, name: str, action: str | None) -> bool:
    if name == "release":
        return action == DELETED
    if name != "push":
        return name == "delete"
    after = document.text("after") or ""
    return document.flag("deleted") or (after != "" and not after.strip("0"))
