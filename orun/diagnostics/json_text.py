"""JSON of a report in the form that every reader takes: ASCII, and nothing that is no character."""

from __future__ import annotations

import json
from typing import Any

from orun.diagnostics.characters import inert_json


def json_text(data: Any) -> str:
    r"""Return data as indented JSON with a final newline; all but ASCII is escaped.

    Halves of surrogate pairs, as in names of files that are no UTF-8, are written out: readers
    refuse them even as escapes.

    >>> json_text("a\udc80")
    '"a\\\\udc80"\n'
    """
    return inert_json(json.dumps(_whole(data), indent=2)) + "\n"


def _whole(data: Any) -> Any:
    if isinstance(data, str):
        return data if data.isascii() else data.encode("utf-8", "backslashreplace").decode()
    if isinstance(data, dict):
        return {_whole(key): _whole(value) for key, value in data.items()}
    return [_whole(each) for each in data] if isinstance(data, list) else data
