"""What a provider tells, as data whose fields are taken out one by one, each checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from orun.changes.revisions import is_revision
from orun.diagnostics import Source, Span
from orun.events.file import read_event_file
from orun.events.payload import Places, kind_of, parse_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from orun.diagnostics import Diagnostics

BRANCHES, TAGS = "refs/heads/", "refs/tags/"

LONGEST = 4096
"""Characters of a name: no file system lets git store a ref that is longer."""

_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What git allows in no name of a branch or a tag, and nothing here needs."""


class Document(Struct):
    """An event as its provider tells it. `broken` is set once a field was unusable.

    Fields are named by dot-paths; one that is missing, null or empty is None.
    """

    data: dict[str, Any]
    find: Callable[[str], Span]
    diagnostics: Diagnostics
    broken: bool = field(default=False)

    def has(self, path: str) -> bool:
        """Whether there is a value that is not null."""
        return self._value(path) is not None

    def text(self, path: str) -> str | None:
        """Return a name; reports what is no text, holds control characters or is far too long."""
        value = self._value(path)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.error(
                path, "wrong-type", f"`{path}` is to be a text, and this is {kind_of(value)}"
            )
            return None
        if _UNFIT.search(value):
            message = f"`{path}` holds a character that is possible in no name"
            self.error(path, "unfit-name", message)
            return None
        if len(value) > LONGEST:
            message = f"`{path}` is longer than {LONGEST:,} characters, which no name is"
            self.error(path, "unfit-name", message)
            return None
        return value

    def flag(self, path: str) -> bool:
        """Return whether a value is true; reports one that is neither true nor false."""
        value = self._value(path)
        if value is None or isinstance(value, bool):
            return bool(value)
        message = f"`{path}` is to be true or false, and this is {kind_of(value)}"
        self.error(path, "wrong-type", message)
        return False

    def revision(self, path: str) -> str | None:
        """Return the id of a commit; what is none is reported and left out."""
        value = self.text(path)
        if value is None or is_revision(value):
            return value
        self.diagnostics.warning(
            "no-revision",
            f"`{path}` is no id of a commit, so it is left out",
            self.find(path),
            help="an id of a commit consists of hexadecimal digits",
        )
        return None

    def ref(self, path: str) -> tuple[str | None, str | None]:
        """Return branch and tag that a ref names, at most one of which there is."""
        value = self.text(path)
        if value is None:
            return None, None
        if value.startswith(TAGS):
            return None, value.removeprefix(TAGS)
        if value.startswith("refs/") and not value.startswith(BRANCHES):
            return None, None
        return value.removeprefix(BRANCHES), None

    def error(self, path: str, code: str, message: str, *, advice: str | None = None) -> None:
        """Report that a field is unusable, and with it the event."""
        self.broken = True
        self.diagnostics.error(code, message, self.find(path), help=advice)

    def demand(self, path: str, event: str) -> None:
        """Report that something is missing without which an event cannot be understood."""
        if not self.has(path):
            self.error(path, "missing-field", f"the event {event} has no `{path}`")

    def _value(self, path: str) -> object:
        value: object = self.data
        done: list[str] = []
        for part in path.split("."):
            if value is None:
                return None
            if not isinstance(value, dict):
                place = ".".join(done)
                message = f"`{place}` is to be an object, and this is {kind_of(value)}"
                self.error(place, "wrong-type", message)
                return None
            value = value.get(part)
            done.append(part)
        return value


def from_file(path: Path, diagnostics: Diagnostics) -> Document | None:
    """Return the JSON object in a file as a document, or None after reporting what is wrong."""
    source = read_event_file(path, diagnostics)
    data = None if source is None else parse_object(source, diagnostics)
    if source is None or data is None:
        return None
    places = Places(source)
    return Document(data, lambda path: places.locate(path.split(".")), diagnostics)


def from_variables(variables: Mapping[str, str], diagnostics: Diagnostics) -> Document:
    """Return environment variables as a document; its text has a line for each of them."""
    text, starts = "", {}
    for name, value in sorted(variables.items()):
        starts[name] = len(text) + len(name) + 1
        text += f"{name}={value}\n"
    source = Source("environment", text, in_workspace=False)

    def find(path: str) -> Span:
        start = starts.get(path, 0)
        return Span(source, start, start + len(variables.get(path, "")))

    return Document(dict(variables), find, diagnostics)
