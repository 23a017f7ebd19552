"""The event stream of PyYAML: libyaml's where it was built, else the one in Python."""

from typing import Any

from yaml.error import MarkedYAMLError
from yaml.events import ScalarEvent
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

Event = Any
"""An event of PyYAML. Its stubs say that marks may be missing, which no parser lets happen."""


class PythonParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, as strict about escaped characters as libyaml."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def get_event(self) -> Event:
        """Return the next event; raises YAMLError if the text is no YAML."""
        try:
            event: Event = super().get_event()  # type: ignore[no-untyped-call]  # by its stubs
        except (ValueError, OverflowError):  # From chr() of an escape such as "\\UFFFFFFFF".
            raise _invalid_escape(self.get_mark()) from None
        if isinstance(event, ScalarEvent) and not _is_encodable(event.value):
            raise _invalid_escape(event.start_mark)
        return event


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _invalid_escape(mark: Any) -> MarkedYAMLError:
    return MarkedYAMLError(problem="found invalid Unicode character escape code", problem_mark=mark)


def depth_refused(error: Exception) -> int | None:
    """Return where libyaml refused a bracket inside of a thousand, or None if it is another error.

    From 0.2.6 on it does so, and while it looks ahead: before it has told of any bracket.
    """
    if "exceeded maximum nesting depth" not in (getattr(error, "problem", None) or ""):
        return None
    index: int = error.problem_mark.index  # type: ignore[attr-defined]  # It is a MarkedYAMLError.
    return index


def _fastest() -> Any:
    try:
        from yaml._yaml import CParser  # noqa: PLC0415 - exists only where libyaml does
    except ImportError:
        return PythonParser
    return CParser


EventParser: Any = _fastest()
"""Takes a text; `get_event()` returns one event after the other."""
