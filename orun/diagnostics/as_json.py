r"""Diagnostics as JSON, for programs.

```
{"diagnostics": [
  {"code": "unknown-type", "severity": "error", "message": "…",
   "file": "intent.yaml", "line": 9, "column": 18, "endLine": 9, "endColumn": 22,
   "notes": [{"message": "…", "file": …, "line": …, "column": …, "endLine": …, "endColumn": …}],
   "help": "did you mean \"service\"?"}
]}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orun.diagnostics.json_text import json_text
from orun.diagnostics.region import region_of, same_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.diagnostics.diagnostic import Diagnostic, Note
    from orun.diagnostics.region import PathOf
    from orun.diagnostics.source import Span


def as_json(diagnostics: Iterable[Diagnostic], path_of: PathOf = same_path) -> str:
    """Return diagnostics as one JSON object, in the order given, with a final newline.

    Every key is always there: the five of a place are null where there is none, and lines and
    columns count from 1, the end not included. All but ASCII is escaped, so that no character of
    an input acts on a terminal or on a reader of another encoding.
    """
    found = [_diagnostic(each, path_of) for each in diagnostics]
    return json_text({"diagnostics": found})


def _diagnostic(each: Diagnostic, path_of: PathOf) -> dict[str, Any]:
    return {
        "code": each.code,
        "severity": each.severity.value,
        "message": each.message,
        **_place(each.span, path_of),
        "notes": [_note(note, path_of) for note in each.notes],
        "help": each.help,
    }


def _note(note: Note, path_of: PathOf) -> dict[str, Any]:
    return {"message": note.message, **_place(note.span, path_of)}


def _place(span: Span | None, path_of: PathOf) -> dict[str, Any]:
    if span is None:
        return dict.fromkeys(("file", "line", "column", "endLine", "endColumn"))
    region = region_of(span, path_of)
    return {
        "file": region.path or region.name,
        "line": region.line,
        "column": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
