"""The functions of the rules language. Each is total: of none it makes none, or holds not."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from orun.diagnostics import meant
from orun.diagnostics import mistyped as is_mistyped
from orun.engine.pattern import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orun.engine.database import Row


def show(value: object) -> str:
    """Return a value as it stands in a text: `none`, `true`, `3`, or the text itself."""
    if isinstance(value, str):
        return value
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def glob(text: str | None, pattern: str | None) -> bool:
    """Return whether the pattern matches the whole text."""
    return text is not None and pattern is not None and matches(text, pattern)


def less(left: Any, right: Any) -> bool:
    """Return whether both are there and left < right."""
    return left is not None and right is not None and left < right


def at_most(left: Any, right: Any) -> bool:
    """Return whether both are there and left <= right."""
    return left is not None and right is not None and left <= right


def more(left: Any, right: Any) -> bool:
    """Return whether both are there and left > right."""
    return left is not None and right is not None and left > right


def at_least(left: Any, right: Any) -> bool:
    """Return whether both are there and left >= right."""
    return left is not None and right is not None and left >= right


def add(left: int | None, right: int | None) -> int | None:
    """Return the sum."""
    return None if left is None or right is None else left + right


def subtract(left: int | None, right: int | None) -> int | None:
    """Return the difference."""
    return None if left is None or right is None else left - right


def multiply(left: int | None, right: int | None) -> int | None:
    """Return the product."""
    return None if left is None or right is None else left * right


def length(text: str | None) -> int | None:
    """Return the number of characters."""
    return None if text is None else len(text)


def lower(text: str | None) -> str | None:
    """Return the text in lower case."""
    return None if text is None else text.lower()


def upper(text: str | None) -> str | None:
    """Return the text in upper case."""
    return None if text is None else text.upper()


def get(data: Mapping[str, object] | None, key: str | None) -> str | None:
    """Return the text at a key of a map; none where there is no such key or no text."""
    found = None if data is None or key is None else data.get(key)
    return found if isinstance(found, str) else None


def mistyped(word: str | None, name: str | None) -> bool | None:
    """Return whether the word is most likely the name, written wrongly."""
    return None if word is None or name is None else is_mistyped(word, name)


def max_of(rows: Iterable[Row], column: int) -> Any:
    """Return the greatest value of a column, none if there is none."""
    return max((row[column] for row in rows if row[column] is not None), default=None)


def min_of(rows: Iterable[Row], column: int) -> Any:
    """Return the smallest value of a column, none if there is none."""
    return min((row[column] for row in rows if row[column] is not None), default=None)


def list_of(rows: Iterable[Row], column: int) -> str | None:
    """Return the sorted distinct values of a column with commas, none if there is no row."""
    values = sorted({row[column] for row in rows if row[column] is not None})
    return ", ".join(map(show, values)) if values else None


def nearest_of(word: str | None, rows: Iterable[Row], column: int) -> str | None:
    """Return the value of a column that a word is likely to mean, none if nothing is close."""
    return None if word is None else meant(word, filter(None, map(itemgetter(column), rows)))
