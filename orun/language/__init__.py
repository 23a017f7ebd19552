"""The rules language: text to a tree (`parse`), trees to a checked program (`check`)."""

from orun.language.check import check
from orun.language.parse import parse
from orun.language.partial import check_readable

__all__ = ["check", "check_readable", "parse"]
