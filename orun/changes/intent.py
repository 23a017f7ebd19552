"""Two states of an intent compared as data: what changed in meaning, whatever was reformatted.

Both are decoded as the compiler decodes an intent, so that `env: {A: 1}` equals `env: {A: "1"}`
and a subscription written as text equals one written as a map. What nothing reads (comments, the
order of keys, descriptive fields) is gone by then.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from orun.changes.found import IntentChanges
from orun.diagnostics import Diagnostics, Severity
from orun.documents.header import decode_document
from orun.documents.intent import Intent
from orun.documents.located import Located
from orun.sources import decode_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.documents.component import InlineComponent

_COMPONENTS = "components"


def decode_intent(content: bytes, name: str) -> Intent | str:
    """Return the intent in the bytes of a file, or why there is none.

    One with mistakes is none: what they hide cannot be compared. Yet it need not be complete, as
    presets may say what is missing.
    """
    problems = Diagnostics()
    source = decode_source(content, name, problems)
    node = None if source is None else read_yaml(source, problems)
    intent = None if node is None else decode_document(Intent, "Intent", node, problems)
    errors = [each for each in problems.found if each.severity is Severity.ERROR]
    if intent is not None and all(each.code == "missing-field" for each in errors):
        return intent
    return errors[0].message if errors else "it is no intent"


def compare_intents(base: Intent, head: Intent) -> IntentChanges:
    """Return what differs. Fields go by their names in the format, without `components`."""
    names = zip(Intent.__struct_fields__, Intent.__struct_encode_fields__, strict=True)
    fields = [
        shown
        for attribute, shown in names
        if attribute not in ("node", _COMPONENTS)
        and _canonical(getattr(base, attribute)) != _canonical(getattr(head, attribute))
    ]
    before, after = _by_name(base.components), _by_name(head.components)
    components = {
        name: _how(before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
    return IntentChanges(tuple(sorted(fields)), components)


def _how(before: str | None, after: str | None) -> str:
    if before is None:
        return "added"
    return "changed" if after is not None else "removed"


def _by_name(components: Iterable[InlineComponent]) -> dict[str, str]:
    return {component.name: _canonical(component) for component in components}


def _canonical(value: object) -> str:
    """Return data as a text: two are equal if the data is, where 1, 1.0 and true all differ."""
    return json.dumps(_data(value), sort_keys=True)


def _data(value: object) -> object:
    """Return what a struct says as plain data, without places and without what is not stated."""
    if isinstance(value, Located):
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return {name: _data(each) for name, each in fields if name != "node" and each is not None}
    if isinstance(value, dict):
        return {key: _data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_data(each) for each in value]
    return value
