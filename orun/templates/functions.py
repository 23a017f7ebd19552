"""The functions of templates: those of Go's text/template and, with their manners, some of sprig.

Each takes the list of its arguments, a piped value being the last, and raises `Refusal`. How many
there are is checked when a template is parsed. `and` and `or` stop at the argument that decides,
so they belong to the evaluation and are only listed here.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from orun.templates import comparison
from orun.templates.limits import OUTPUT
from orun.templates.problem import LIMIT, Refusal, clip
from orun.templates.to_json import to_json
from orun.templates.values import SPACES, kind, lower, quote, show, upper
from orun.templates.verbs import format_text


class Absent(NamedTuple):
    """What `index` gives for a key that `holder` does not have."""

    key: str
    holder: Any


class Function(NamedTuple):
    """A function, the least and the most arguments (None: any number), and its usage.

    One that `knows_missing` gets missing keys as arguments; any other is not called, the missing
    key being its result.
    """

    call: Callable[[list[Any]], Any]
    least: int
    most: int | None
    usage: str
    knows_missing: bool = False


def empty(value: Any) -> bool:
    """Whether a value is empty in Go and sprig: nothing, false, 0, "", no members."""
    return not value


def _print(arguments: list[Any]) -> str:
    """Join the texts, with a space between two neighbours that are both no strings."""
    parts: list[str] = []
    after_string = True
    for value in arguments:
        is_string = isinstance(value, str)
        if parts and not (is_string or after_string):
            parts.append(" ")
        parts.append(show(value))
        after_string = is_string
    return _joined("", parts)


def _println(arguments: list[Any]) -> str:
    return _joined(" ", [show(value) for value in arguments]) + "\n"


def _joined(separator: str, parts: list[str]) -> str:
    _bounded(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def _bounded(length: int) -> None:
    if length > OUTPUT:
        raise Refusal(f"the text would have more than {OUTPUT} characters", code=LIMIT)


def _printf(arguments: list[Any]) -> str:
    pattern = _text("printf", arguments[0])
    _bounded(sum(len(each) for each in arguments if isinstance(each, str)))
    return format_text(pattern, arguments[1:])


def _text(function: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Refusal(
        f"{function} needs a string, but this is {_described(value)}",
        f"print gives the text of a value: {function} (print …)",
    )


def _described(value: Any) -> str:
    return "nil" if value is None else f"{clip(show(value))} ({kind(value)})"


def _len(arguments: list[Any]) -> int:
    """Count members, or the bytes of a string in UTF-8, as Go does."""
    value = arguments[0]
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, (list, tuple, dict)):
        return len(value)
    raise Refusal(f"len needs a string, list or map, but this is {_described(value)}")


def _index(arguments: list[Any]) -> Any:
    """Follow keys of maps and positions of lists; `index .x 1 "k"` is `x[1]["k"]`."""
    value, *keys = arguments
    if value is None:
        raise Refusal("index needs a list, map or string, but this is nil")
    for key in keys:
        value = _member(value, key)
        if isinstance(value, Absent):
            return value
    return value


def _member(value: Any, key: Any) -> Any:
    if isinstance(value, dict):
        name = _key(key)
        return value[name] if name in value else Absent(name, value)
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        return data[_position(key, len(data))]
    if isinstance(value, (list, tuple)):
        return value[_position(key, len(value))]
    if value is None:
        return Absent(str(show(key)), None)
    raise Refusal(f"index needs a list, map or string, but this is {_described(value)}")


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise Refusal(f"the key of a map is a string, but this is {_described(key)}")


def _position(key: Any, length: int) -> int:
    if isinstance(key, bool) or not isinstance(key, int):
        raise Refusal(f"the position in a list is an integer, but this is {_described(key)}")
    if not 0 <= key < length:
        raise Refusal(f"there is no position {clip(show(key))}: the length is {length}")
    return key


def _default(arguments: list[Any]) -> Any:
    fallback, value = arguments
    return fallback if empty(value) else value


def _not(arguments: list[Any]) -> bool:
    return empty(arguments[0])


def _quote(arguments: list[Any]) -> str:
    """Quote the text of each argument that is not nil, with spaces between."""
    return _joined(" ", [quote(show(value)) for value in arguments if value is not None])


def _upper(arguments: list[Any]) -> str:
    return upper(_text("upper", arguments[0]))


def _lower(arguments: list[Any]) -> str:
    return lower(_text("lower", arguments[0]))


def _trim(arguments: list[Any]) -> str:
    return _text("trim", arguments[0]).strip(SPACES)


def _join(arguments: list[Any]) -> str:
    """Join the texts of a list; nil members count as absent, any other value as its only member."""
    separator = _text("join", arguments[0])
    members = arguments[1]
    if not isinstance(members, (list, tuple)):
        members = (members,)
    return _joined(separator, [show(each) for each in members if each is not None])


def _replace(arguments: list[Any]) -> str:
    old, new, text = (_text("replace", each) for each in arguments)
    _bounded(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _to_json(arguments: list[Any]) -> str:
    return to_json(arguments[0])


def _decides(arguments: list[Any]) -> Any:
    raise AssertionError(f"and/or are evaluated where they stand: {arguments}")


FUNCTIONS: dict[str, Function] = {
    "and": Function(_decides, 1, None, "and VALUE VALUE…", knows_missing=True),
    "or": Function(_decides, 1, None, "or VALUE VALUE…", knows_missing=True),
    "not": Function(_not, 1, 1, "not VALUE", knows_missing=True),
    "eq": Function(comparison.equal, 2, None, "eq VALUE OTHER…", knows_missing=True),
    "ne": Function(comparison.unequal, 2, 2, "ne VALUE OTHER", knows_missing=True),
    "lt": Function(comparison.less, 2, 2, "lt VALUE OTHER", knows_missing=True),
    "le": Function(comparison.at_most, 2, 2, "le VALUE OTHER", knows_missing=True),
    "gt": Function(comparison.greater, 2, 2, "gt VALUE OTHER", knows_missing=True),
    "ge": Function(comparison.at_least, 2, 2, "ge VALUE OTHER", knows_missing=True),
    "len": Function(_len, 1, 1, "len LIST"),
    "index": Function(_index, 1, None, "index COLLECTION KEY…"),
    "print": Function(_print, 0, None, "print VALUE…"),
    "printf": Function(_printf, 1, None, "printf FORMAT VALUE…"),
    "println": Function(_println, 0, None, "println VALUE…"),
    "default": Function(_default, 2, 2, "default FALLBACK VALUE", knows_missing=True),
    "quote": Function(_quote, 1, None, "quote VALUE…"),
    "upper": Function(_upper, 1, 1, "upper TEXT"),
    "lower": Function(_lower, 1, 1, "lower TEXT"),
    "trim": Function(_trim, 1, 1, "trim TEXT"),
    "join": Function(_join, 2, 2, "join SEPARATOR LIST"),
    "replace": Function(_replace, 3, 3, "replace OLD NEW TEXT"),
    "toJson": Function(_to_json, 1, 1, "toJson VALUE"),
}
