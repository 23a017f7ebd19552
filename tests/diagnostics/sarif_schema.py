"""The part of the JSON schema of SARIF 2.1.0 that orun's reports use, all of it closed.

Types, bounds and required keys are those of the schema of the standard (OASIS, errata 01); keys
that orun does not write are left out, so that one too many is noticed.
"""

from __future__ import annotations

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": properties,
    }


def _list(items: Any, *, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": unique}


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 1}
INDEX = {"type": "integer", "minimum": -1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = _object("text", text=TEXT, markdown=TEXT)
ARTIFACT = _object("", uri={**TEXT, "format": "uri-reference"}, uriBaseId=TEXT, description=MESSAGE)
REGION = _object("startLine", startLine=COUNT, startColumn=COUNT, endLine=COUNT, endColumn=COUNT)
LOCATION = _object(
    "physicalLocation",
    id=INDEX,
    physicalLocation=_object("artifactLocation", artifactLocation=ARTIFACT, region=REGION),
    message=MESSAGE,
)
RULE = _object(
    "id help shortDescription",
    id=TEXT,
    shortDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=_object("", level=LEVEL),
)
RESULT = _object(
    "message ruleId level locations",
    ruleId=TEXT,
    ruleIndex=INDEX,
    level=LEVEL,
    message=MESSAGE,
    locations={**_list(LOCATION), "minItems": 1, "maxItems": 1},
    relatedLocations=_list(LOCATION, unique=True),
)
RUN = _object(
    "tool results",
    tool=_object(
        "driver", driver=_object("name", name=TEXT, version=TEXT, rules=_list(RULE, unique=True))
    ),
    invocations=_list(
        _object(
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=_list(_object("message", level=LEVEL, message=MESSAGE)),
        )
    ),
    originalUriBaseIds={"type": "object", "additionalProperties": ARTIFACT},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=_list(RESULT),
)
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_object(
        "version runs",
        **{"$schema": {**TEXT, "format": "uri"}},
        version={"enum": ["2.1.0"]},
        runs=_list(RUN),
    ),
}
