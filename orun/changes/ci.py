"""What the variables of a CI system say about the revisions that a run is about.

| system | variables (described at docs.github.com, docs.gitlab.com, buildkite.com/docs) |
| --- | --- |
| GitHub | `GITHUB_BASE_REF`, `GITHUB_SHA`, `GITHUB_EVENT_NAME`, `GITHUB_EVENT_PATH` |
| GitLab | `CI_MERGE_REQUEST_DIFF_BASE_SHA`, `CI_MERGE_REQUEST_TARGET_BRANCH_NAME` |
| | `CI_COMMIT_BEFORE_SHA`, `CI_COMMIT_SHA` |
| Buildkite | `BUILDKITE_PULL_REQUEST_BASE_BRANCH`, `BUILDKITE_COMMIT` |

A base that is a branch is looked for at the remote first: clones of CI systems rarely have a
branch of their own for it, and where they have, it may be old.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from orun.changes.revisions import CommitId, Range, is_revision

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_EVENT_BYTES = 32 * 1024 * 1024
"""Size of an event file from which on it is not read; GitHub's own limit is 25 MB."""

_CHECKED_OUT = "HEAD"


def ci_range(environ: Mapping[str, str]) -> Range | None:
    """Return what the CI system compares; None if there is none, or it knows no base."""
    return _github(environ) or _gitlab(environ) or _buildkite(environ)


def _github(environ: Mapping[str, str]) -> Range | None:
    head = environ.get("GITHUB_SHA") or _CHECKED_OUT
    branch = environ.get("GITHUB_BASE_REF")
    if branch:
        # Of this event alone GITHUB_SHA is the base, so that nothing would ever seem to change.
        targeted = environ.get("GITHUB_EVENT_NAME") == "pull_request_target"
        return _branch(branch, _CHECKED_OUT if targeted else head)
    before = _before(environ.get("GITHUB_EVENT_PATH"))
    return None if before is None else Range((CommitId(before),), head, direct=True)


def _gitlab(environ: Mapping[str, str]) -> Range | None:
    head = environ.get("CI_COMMIT_SHA") or _CHECKED_OUT
    base = environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")
    if base:
        return Range((base,), head)
    branch = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    if branch:
        return _branch(branch, head)
    before = environ.get("CI_COMMIT_BEFORE_SHA")
    return Range((before,), head, direct=True) if before else None


def _buildkite(environ: Mapping[str, str]) -> Range | None:
    branch = environ.get("BUILDKITE_PULL_REQUEST_BASE_BRANCH")
    return _branch(branch, environ.get("BUILDKITE_COMMIT") or _CHECKED_OUT) if branch else None


def _branch(name: str, head: str) -> Range:
    return Range((f"origin/{name}", name), head)


def _before(path: str | None) -> str | None:
    """Return what a branch was before the push, or a queue before the merge, of an event file."""
    if not path:
        return None
    try:
        file = Path(path)
        if file.stat().st_size > _MAX_EVENT_BYTES:
            return None
        event = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):  # Whoever asks for the event itself is told why.
        return None
    if not isinstance(event, dict):
        return None
    group = event.get("merge_group")
    queued = group.get("base_sha") if isinstance(group, dict) else None
    found = queued if queued is not None else event.get("before")
    return found if is_revision(found) else None
