"""How much one file may ask for. Beyond a limit there is an error with a place, never a crash."""

MAX_BYTES = 1024 * 1024
"""Size of a file in bytes."""

MAX_DEPTH = 64
"""Lists and maps inside each other, aliases followed."""

MAX_NODES = 160_000
"""Keys and values that stand in a file, each counted by what it takes to read.

A map counts three times, a list twice, and so does what is no text or begins like a number. An
anchor or a tag counts two more, a key that its map has already one.

A mebibyte of YAML as people write it has about 140,000, so that they meet the limit of bytes first.
Reading as many takes less than a quarter of a second on a machine of 2026.
"""

MAX_ALIASED = 300_000
"""The same of a document with its aliases, each of which counts as all that it stands for."""

MAX_PROBLEMS = 100
"""Problems of single values in a file that are told one by one."""

MAX_DIGITS = 4_300
"""Decimal digits of an integer: beyond that Python refuses to print or to read one."""

GIT_SECONDS = 60.0
"""Time that git may take for one question."""
