"""What orun has to say about its input: values until the moment they are shown."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct, field

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
    """

    severity: Severity
    code: str
    message: str
    span: Span | None = None
    notes: tuple[Note, ...] = ()
    help: str | None = None


class Diagnostics(Struct):
    """Everything that a run found, in any order; reading it sorts by file and position."""

    found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic; the same one twice counts once."""
        self.found.setdefault(diagnostic)

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
        return iter(sorted(self.found, key=_order))

    def __len__(self) -> int:
        return len(self.found)


def _order(each: Diagnostic) -> tuple[str, tuple[int, int], str, str, str]:
    """Sort by file, position, severity, code and message; what has no place comes last."""
    if each.span is None:
        return "\U0010ffff", (0, 0), each.severity, each.code, each.message
    return each.span.source.name, each.span.position, each.severity, each.code, each.message
