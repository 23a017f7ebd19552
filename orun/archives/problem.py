"""What ends the reading of an archive."""


class Refusal(Exception):  # noqa: N818 - it carries half a diagnostic; `read` adds the place
    """An archive that is damaged or asks for too much; no caller outside the package sees it."""

    def __init__(self, code: str, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.advice = advice


def damaged(what: str) -> Refusal:
    """Return the refusal of an archive whose bytes are not what they should be."""
    return Refusal("corrupt-archive", what, "it may be cut off: pack or download it again")


def too_much(what: str) -> Refusal:
    """Return the refusal of an archive that asks for more than a limit allows."""
    return Refusal("archive-limit", what, "leave out what compositions do not need")
