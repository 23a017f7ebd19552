"""What each stage of a run saw and did, as text: for authors of rules, and for the curious."""

from orun.debug.trace import Trace, Traced, trace

__all__ = ["Trace", "Traced", "trace"]
