"""How much one file may ask for. Beyond a limit there is an error with a place, never a crash."""

MAX_BYTES = 1024 * 1024
"""Size of a file in bytes."""

MAX_DEPTH = 64
"""Lists and maps inside each other, aliases followed."""

MAX_NODES = 200_000
"""Keys, values, lists and maps of a document, an alias counting as all that it stands for."""

MAX_DIGITS = 4_300
"""Decimal digits of an integer: beyond that Python refuses to print or to read one."""

GIT_SECONDS = 60.0
"""Time that git may take for one question."""
