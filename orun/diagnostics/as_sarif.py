"""Diagnostics as SARIF 2.1.0 (OASIS), which code scanning services and editors read.

What GitHub asks for beyond the standard stands in its "SARIF support for code scanning": a help
text for each rule, a place for each result, and at most 25,000 results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from orun.diagnostics.diagnostic import Severity
from orun.diagnostics.json_text import json_text
from orun.diagnostics.region import region_of, same_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from orun.diagnostics.diagnostic import Diagnostic
    from orun.diagnostics.region import PathOf, Region

    HelpOf = Callable[[str], str | None]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 25_000
"""Results of a run that GitHub takes; a file with more is refused as a whole."""

MOST_PLACES = 100
"""Places of a result that GitHub shows."""

ROOT = "%SRCROOT%"
"""What paths are relative to: by convention the top of the repository."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def as_sarif(
    diagnostics: Iterable[Diagnostic],
    path_of: PathOf = same_path,
    *,
    version: str,
    fallback: str,
    help_of: HelpOf = lambda _: None,
) -> str:
    """Return diagnostics as a SARIF log of one run, in the order given, with a final newline.

    `version` is orun's; `fallback` is the path to show for what has no place in a file, as the
    intent has; `help_of` gives the page of a code in Markdown, None if it has none, as codes of
    users' rules have none. All but ASCII is escaped.
    """
    found = list(diagnostics)
    kept = _worst(found)
    levels = _levels(kept)
    numbers = {code: number for number, code in enumerate(levels)}
    run = {
        "tool": {
            "driver": {
                "name": "orun",
                "version": version,
                "rules": [_rule(code, level, help_of) for code, level in levels.items()],
            }
        },
        "invocations": [_invocation(len(found) - len(kept))],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, numbers[each.code], path_of, fallback) for each in kept],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _levels(kept: Sequence[Diagnostic]) -> dict[str, str]:
    """Return each code, sorted, with the level that it has at its worst."""
    worst = {
        each.code: _LEVELS[severity]
        for severity in reversed(Severity)
        for each in kept
        if each.severity is severity
    }
    return dict(sorted(worst.items()))


def _worst(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return as many as fit, errors first to stay, in the order in which they were."""
    ranks = list(Severity)
    worst = sorted(range(len(found)), key=lambda at: (ranks.index(found[at].severity), at))
    return [found[at] for at in sorted(worst[:MOST_RESULTS])]


def _rule(code: str, level: str, help_of: HelpOf) -> dict[str, Any]:
    about = (
        help_of(code)
        or f"`{code}` is a rule of this workspace; its rules file says what it is about."
    )
    return {
        "id": code,
        "shortDescription": {"text": code.replace("-", " ")},
        "help": {"text": about, "markdown": about},
        "defaultConfiguration": {"level": level},
    }


def _invocation(left_out: int) -> dict[str, Any]:
    """Say that the run worked, which it did whatever it found, and what does not fit."""
    notifications = []
    if left_out:
        text = f"{left_out:,} more results do not fit; the worst {MOST_RESULTS:,} are listed"
        notifications.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": True, "toolExecutionNotifications": notifications}


def _result(each: Diagnostic, rule: int, path_of: PathOf, fallback: str) -> dict[str, Any]:
    region = None if each.span is None else region_of(each.span, path_of)
    lines = [each.message]
    related: list[dict[str, Any]] = []
    for note in each.notes:
        place = None if note.span is None else region_of(note.span, path_of)
        if place is None or place.path is None or len(related) == MOST_PLACES:
            lines.append(f"note: {note.message}")
        else:
            message = {"text": note.message}
            related.append({"id": len(related), **_location(place, fallback), "message": message})
    if each.help is not None:
        lines.append(f"help: {each.help}")
    return {
        "ruleId": each.code,
        "ruleIndex": rule,
        "level": _LEVELS[each.severity],
        "message": {"text": "\n".join(lines)},
        "locations": [_location(region, fallback)],
        "relatedLocations": related,
    }


def _location(region: Region | None, fallback: str) -> dict[str, Any]:
    if region is None or region.path is None:
        return {"physicalLocation": {"artifactLocation": _artifact(fallback)}}
    place = {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(region.path), "region": place}}


def _artifact(path: str) -> dict[str, str]:
    """Return a path as a URI: bytes that are no UTF-8 come out as they are, escaped."""
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # No file has such a name; what is not text is written out.
        name = path.encode("utf-8", "backslashreplace")
    return {"uri": quote(name), "uriBaseId": ROOT}
