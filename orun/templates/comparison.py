"""`eq ne lt le gt ge`: Go's comparisons, with integers and floats as numbers alike.

A missing key or null equals only another one, and is neither less nor greater than anything.
Other kinds that differ, and whole lists and maps, cannot be compared.
"""

import operator
from collections.abc import Callable
from typing import Any

from orun.templates.missing import Missing
from orun.templates.problem import Refusal
from orun.templates.values import article, kind

_COMMON = {"integer": "number", "float": "number"}
_ORDERED = frozenset({"number", "string"})


def equal(arguments: list[Any]) -> bool:
    """Whether the first argument equals any of the others; `eq a b c` is `a == b or a == c`."""
    first, *others = map(_known, arguments)
    return any(_equal(first, other) for other in others)


def unequal(arguments: list[Any]) -> bool:
    """Whether two arguments differ."""
    return not equal(arguments)


def _equal(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    _comparable(left, right)
    return bool(left == right)


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[list[Any]], bool]:
    """Return the function of two arguments that compares numbers or strings."""

    def comparison(arguments: list[Any]) -> bool:
        left, right = map(_known, arguments)
        if left is None or right is None:
            return False
        if _comparable(left, right) not in _ORDERED:
            raise Refusal(f"{article(kind(left))} has no order")
        return compare(left, right)

    return comparison


less = ordered(operator.lt)
at_most = ordered(operator.le)
greater = ordered(operator.gt)
at_least = ordered(operator.ge)


def _known(value: Any) -> Any:
    return None if isinstance(value, Missing) else value


def _comparable(left: Any, right: Any) -> str:
    """Return the kind that two values have in common; raise `Refusal` if there is none."""
    kinds = kind(left), kind(right)
    common, other = (_COMMON.get(each, each) for each in kinds)
    if common in {"list", "map"} or other in {"list", "map"}:
        raise Refusal("lists and maps cannot be compared", "compare their members, or their len")
    if common != other:
        raise Refusal(
            f"{article(kinds[0])} cannot be compared with {article(kinds[1])}",
            'compare texts: print gives the text of a value, as in eq (print .x) "3"',
        )
    return common
