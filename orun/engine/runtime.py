"""What generated modules import: everything their functions call."""

from orun.engine.cycles import cycles
from orun.engine.database import OutOfBudget
from orun.engine.functions import (
    add,
    at_least,
    at_most,
    get,
    glob,
    length,
    less,
    list_of,
    lower,
    max_of,
    min_of,
    mistyped,
    more,
    multiply,
    nearest_of,
    show,
    subtract,
    upper,
)
from orun.engine.layers import REMOVED

__all__ = [
    "REMOVED",
    "OutOfBudget",
    "add",
    "at_least",
    "at_most",
    "cycles",
    "get",
    "glob",
    "length",
    "less",
    "list_of",
    "lower",
    "max_of",
    "min_of",
    "mistyped",
    "more",
    "multiply",
    "nearest_of",
    "show",
    "subtract",
    "upper",
]
