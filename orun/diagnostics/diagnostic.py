"""What orun has to say about its input: values until the moment they are shown."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from orun.diagnostics.secrets import MASK
from orun.diagnostics.source import Span


class Severity(StrEnum):
    """How bad it is. An error keeps the plan from being written; a notice asks for nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Note(Struct, frozen=True):
    """A further sentence of a diagnostic, with the place it speaks of."""

    message: str
    span: Span | None = None


class Diagnostic(Struct, frozen=True):
    """One problem: what is wrong, where, what belongs to it, and what to do.

    `code` is a stable name in kebab case: of the check in Python or of the rule that reported it.
    `meant` is the name of what is likely to be missing because of it, which rules ask about.
    """

    severity: Severity
    code: str
    message: str
    span: Span | None = None
    notes: tuple[Note, ...] = ()
    help: str | None = None
    meant: str | None = None


class Diagnostics(Struct):
    """Everything that a run found: in any order in `found`, and as it is shown by iterating.

    What is shown is sorted by file and position, and quotes nothing that is hidden there.
    """

    found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic; the same one twice counts once."""
        self.found.setdefault(diagnostic)

    def add_all(self, others: Self) -> None:
        """Keep the diagnostics of others too."""
        self.found.update(others.found)

    def error(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        notes: tuple[Note, ...] = (),
        help: str | None = None,  # noqa: A002 - the field's name everywhere
    ) -> None:
        """Add an error."""
        self.add(Diagnostic(Severity.ERROR, code, message, span, notes, help))

    def warning(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        notes: tuple[Note, ...] = (),
        help: str | None = None,  # noqa: A002 - the field's name everywhere
    ) -> None:
        """Add a warning."""
        self.add(Diagnostic(Severity.WARNING, code, message, span, notes, help))

    @property
    def has_errors(self) -> bool:
        """Whether anything found is an error."""
        return any(each.severity is Severity.ERROR for each in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return map(_discreet, sorted(self.found, key=_order))

    def __len__(self) -> int:
        return len(self.found)


def _discreet(each: Diagnostic) -> Diagnostic:
    """Return a diagnostic that quotes nothing of what is hidden at its places.

    Whoever makes one need not know: a name, too, may have swallowed the lines below it.
    """
    spans = [each.span, *(note.span for note in each.notes)]
    hidden = {text.strip("\"'") for span in spans if span for text in span.hidden}
    said = "\n".join((each.message, *(note.message for note in each.notes), each.help or ""))
    quoted = [text for text in hidden if len(text) >= _SHORTEST and text in said]
    if not quoted:
        return each
    mask = re.compile("|".join(map(re.escape, sorted(quoted, key=_longest_first)))).sub
    return replace(
        each,
        message=mask(MASK, each.message),
        notes=tuple(replace(note, message=mask(MASK, note.message)) for note in each.notes),
        help=each.help and mask(MASK, each.help),
    )


def _longest_first(text: str) -> tuple[int, str]:
    return -len(text), text


_SHORTEST = 4
"""Characters of a text that is looked for: shorter ones are in any sentence."""


def _order(each: Diagnostic) -> tuple[str, tuple[int, int], str, str, str]:
    """Sort by file, position, severity, code and message; what has no place comes last."""
    if each.span is None:
        return "\U0010ffff", (0, 0), each.severity, each.code, each.message
    return each.span.source.name, each.span.position, each.severity, each.code, each.message
