"""Reading an event in tests: payload in, the fields of the event that are set out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import fields

from orun.diagnostics import Diagnostics
from orun.events.read import read_event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ZEROS = "0" * 40
ONE, TWO = "1" * 40, "2" * 40

_SHOWN = {"payload", "place"}


class Reader:
    """Reads events from files of a directory."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "event.json"

    def read(
        self, provider: str, payload: object = None, environment: Mapping[str, str] | None = None
    ) -> tuple[dict[str, object] | None, list[str]]:
        """Return what an event says apart from its defaults, and what was complained of.

        `payload` is a text, or data that becomes JSON; None reads no file.
        """
        path = None
        if payload is not None:
            path = self._file
            text = payload if isinstance(payload, str) else json.dumps(payload, indent=1)
            path.write_text(text, encoding="utf-8")
        found = Diagnostics()
        event = read_event(provider, path, environment or {}, found)
        said = [self._complaint(each.code, str(each.span)) for each in found]
        if event is None:
            return None, said
        set_fields = {
            field.name: getattr(event, field.name)
            for field in fields(event)
            if field.name not in _SHOWN and getattr(event, field.name) not in {None, False, ()}
        }
        return set_fields, said

    def _complaint(self, code: str, place: str) -> str:
        return f"{code} {place.replace(str(self._file), 'event.json')}"

    def check(
        self,
        provider: str,
        payload: object = None,
        environment: Mapping[str, str] | None = None,
        **expected: object,
    ) -> None:
        """Check that an event is read without any complaint, and what it says."""
        assert self.read(provider, payload, environment) == ({"provider": provider, **expected}, [])

    def check_refused(
        self,
        provider: str,
        payload: object,
        *expected: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Check that no event is read, and the complaints, as `code file:line:column`."""
        assert self.read(provider, payload, environment) == (None, list(expected))
