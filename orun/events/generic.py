"""Any other CI system: a JSON object with the normalised names.

```
{"provider": "buildkite", "event": "push", "action": null, "branch": "main", "baseBranch": null,
 "tag": null, "base": "3f1c…", "head": "9a0d…", "repository": "acme/shop", "actor": "ada",
 "deleted": false, "payload": {…}}
```

Only `event` is required. `provider` is `generic` unless stated, and is what bindings compare with
theirs; `payload` holds whatever else dot-paths of bindings shall find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import nearest
from orun.events.document import Document, from_file
from orun.facts.request import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from orun.diagnostics import Diagnostics

MOST_REPORTED = 20
"""Unknown fields told of one by one: finding a place takes time, and a file may have millions."""

FIELDS = (
    *("provider", "event", "action", "branch", "baseBranch", "tag", "base", "head"),
    *("repository", "actor", "deleted", "payload"),
)


def read(
    path: Path | None, environment: Mapping[str, str], diagnostics: Diagnostics
) -> Event | None:
    """Return the event in a file; a field with another name is a warning."""
    del environment  # No variable is common to all CI systems.
    if path is None:
        diagnostics.error("no-event", "there is no event: --event-file names the file it is in")
        return None
    document = from_file(path, diagnostics)
    if document is None:
        return None
    _report_unknown(document)
    event = _event(document)
    return None if document.broken else event


def _event(document: Document) -> Event:
    name = document.text("event")
    deletes = document.flag("deleted")
    if name is None and not document.broken:
        message = "nothing in this says which event it is"
        document.error("", "unknown-event", message, advice="it is named as `event`")
    return Event(
        provider=document.text("provider") or "generic",
        name=name or "",
        action=document.text("action") or ("deleted" if deletes else None),
        branch=document.text("branch"),
        base_branch=document.text("baseBranch"),
        tag=document.text("tag"),
        base=document.revision("base"),
        head=document.revision("head"),
        repository=document.text("repository"),
        actor=document.text("actor"),
        deletes=deletes,
        payload=document.data,
        place=document.find("event"),
    )


def _report_unknown(document: Document) -> None:
    unknown = [name for name in document.data if name not in FIELDS]
    for name in unknown[:MOST_REPORTED]:
        close = nearest(name, FIELDS)
        document.diagnostics.warning(
            "unknown-field",
            f'an event has no field "{name}"',
            document.find(name),
            help=f'did you mean "{close}"?' if close else "put other data into `payload`",
        )
    if (further := len(unknown) - MOST_REPORTED) > 0:
        message = f"an event has none of {further} further fields either"
        document.diagnostics.warning("unknown-field", message, document.find(""))
