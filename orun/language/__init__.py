"""The rules language: text to a tree (`parse`), trees to a checked program (`check`)."""

from orun.language.check import check
from orun.language.parse import parse

__all__ = ["check", "parse"]
