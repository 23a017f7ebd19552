"""Bounds that keep a hostile template from hanging or filling the memory."""

DEPTH = 64
"""Nested blocks, and nested collections in a printed value."""

PARENTHESES = 32
"""Nested parentheses in one action."""

PARTS = 10_000
"""Actions, expressions of the runner and tokens in one template, all counted together."""

EXPRESSION = 20_000
"""Characters of an expression of the runner in which quotes and braces are looked at."""

OUTPUT = 1 << 20
"""Characters that a template may render to, and that one function may return."""

ROUNDS = 100_000
"""Rounds that all loops of one rendering may take together."""

WORK = 2_000_000
"""Actions run by loops plus characters handled by functions in one rendering."""

WIDTH = 1_000
"""Width and precision in a `printf` directive."""
