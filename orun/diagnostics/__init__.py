"""Places and messages: the layer below everything, which knows nothing of the rest."""

from orun.diagnostics.diagnostic import Diagnostic, Diagnostics, Note, Severity
from orun.diagnostics.slip import mistyped
from orun.diagnostics.source import Source, Span
from orun.diagnostics.suggest import did_you_mean, meant, nearest

__all__ = [
    "Diagnostic",
    "Diagnostics",
    "Note",
    "Severity",
    "Source",
    "Span",
    "did_you_mean",
    "meant",
    "mistyped",
    "nearest",
]
