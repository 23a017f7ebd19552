"""orun compiles a platform's intent into one deterministic plan of jobs."""

__version__ = "0.1.0"
