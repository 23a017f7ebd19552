"""Checks that a plan file is what orun wrote: content by the checksum, form by the bytes."""

import json
import re
from contextlib import suppress
from datetime import datetime

from orun.diagnostics import Diagnostics, Note, Source, Span
from orun.plan.checksum import checksum
from orun.plan.decode import decode, is_yaml
from orun.plan.encode import encode
from orun.plan.model import Plan
from orun.plan.yaml import encode_yaml

_ADVICE = "write the plan anew with `orun plan`"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def verify(data: bytes, name: str = "plan.json") -> Diagnostics:
    """Return what is wrong with the bytes of a plan file; nothing if it can be trusted.

    Errors: the file is not a plan, its checksum is missing or does not fit its content, its date,
    which the checksum leaves out, is none, or a key stands in it twice, so that two readers may see
    different plans. Warning: the content is right but laid out in another way than orun writes it.
    """
    found = Diagnostics()
    plan = decode(data, name)
    if not isinstance(plan, Plan):
        found.add(plan)
        return found
    _check_checksum(plan, name, found)
    _check_date(plan, name, found)
    as_yaml = is_yaml(data, name)
    canonical = encode_yaml(plan) if as_yaml else encode(plan)
    if data != canonical:
        # A reader of YAML refuses repeated keys.
        _check_form(data, canonical, name, [] if as_yaml else _repeated_keys(data), found)
    return found


def _check_checksum(plan: Plan, name: str, found: Diagnostics) -> None:
    stated, computed = plan.metadata.checksum, checksum(plan)
    if stated == computed:
        return
    notes = [Note(f"its content has {computed}")]
    if stated is None:
        message = f"{name} has no checksum"
    else:
        message = f"{name} was changed after it was written: its checksum does not fit its content"
        notes.insert(0, Note(f"the file says {stated!a}"))
    found.error("checksum-mismatch", message, notes=tuple(notes), help=_ADVICE)


def _check_date(plan: Plan, name: str, found: Diagnostics) -> None:
    """Report a date that is none: all that can be said of what no checksum covers."""
    stated = plan.metadata.generated_at
    if stated is not None and _is_date(stated):
        return
    what = "has no generatedAt" if stated is None else f"has generatedAt {stated!a}"
    message = f"{name} {what}: a date in UTC like 2026-01-31T00:00:00Z stands there in every plan"
    found.error("plan-date", message, help=_ADVICE)


def _is_date(text: str) -> bool:
    with suppress(ValueError):
        return _DATE.fullmatch(text) is not None and bool(datetime.fromisoformat(text))
    return False


def _check_form(
    data: bytes, canonical: bytes, name: str, repeated: list[str], found: Diagnostics
) -> None:
    for key in repeated:
        found.error(
            "duplicate-key",
            f"{name} has the key {key!a} twice in one map: readers disagree on which counts",
            help=_ADVICE,
        )
    if not repeated:
        found.warning(
            "not-canonical",
            f"{name} is laid out in another way than orun writes it",
            _first_difference(data, canonical, name),
            help=f"{_ADVICE}, so that reviews show only what changed",
        )


def _repeated_keys(data: bytes) -> list[str]:
    """Return each key that one map of the JSON text has more than once, in order of appearance."""
    repeated: dict[str, None] = {}

    def collect(pairs: list[tuple[str, object]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                repeated.setdefault(key)
            seen.add(key)

    json.loads(data, object_pairs_hook=collect)
    return list(repeated)


def _first_difference(data: bytes, canonical: bytes, name: str) -> Span:
    pairs = enumerate(zip(data, canonical, strict=False))
    offset = next((at for at, (got, want) in pairs if got != want), min(len(data), len(canonical)))
    start = len(data[:offset].decode(errors="ignore"))
    return Span(Source(name, data.decode(), in_workspace=False), start, start + 1)
