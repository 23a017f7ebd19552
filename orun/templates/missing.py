"""A key that is not there: nothing as long as nobody prints it, then an error that helps.

Reading a missing key gives a `Missing`. It is empty for `if`, `with`, `range`, `and`, `or`, `not`,
`default` and comparisons; other functions hand it on; printing it is the error.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from orun.diagnostics import nearest as nearest_word
from orun.templates.problem import MISSING, TemplateProblem, clip

_NAME = re.compile(r"[^\W\d]\w*")
_MOST_KEYS_SHOWN = 8
_LONGEST_WORD = 100
"""Characters of a key up to which similar ones are looked for, which takes quadratic time."""

_SEARCHED_LEVELS = 3


class Access(NamedTuple):
    """A place of a template that reads keys.

    `prefix` is what stands before the keys (nothing for the dot, `$`, `$x`, the source of an
    `index`), `from_root` whether the keys start at the root, `nested` whether the dot is elsewhere.
    """

    prefix: str
    keys: tuple[str, ...]
    start: int
    end: int
    from_root: bool = False
    nested: bool = False

    def path(self, depth: int) -> str:
        """Return the first `depth` keys as they are written; `.` for the dot itself."""
        return self.prefix + "".join(f".{key}" for key in self.keys[:depth]) or "."


class Missing:
    """The value of a key that does not exist: `key` of `holder`, the keys before it were found."""

    __slots__ = ("access", "depth", "holder", "key")

    def __init__(self, access: Access, depth: int, key: str, holder: Any) -> None:
        self.access = access
        self.depth = depth
        self.key = key
        self.holder = holder

    def __bool__(self) -> bool:
        return False

    def problem(self, root: dict[str, Any]) -> TemplateProblem:
        """Return the error of printing it, for a rendering of `root`."""
        access = self.access
        written = clip(access.path(len(access.keys)))
        holder = f"`{clip(access.path(self.depth))}`" if access.keys else "the map"
        if self.holder is None:
            reason = f"{holder} is null"
        elif self.depth == 0 and access.from_root:
            reason = f"there is no value named `{clip(self.key)}`"
        else:
            reason = f"{holder} has no key `{clip(self.key)}`"
        message = f"`{written}` does not exist: {reason}"
        meant = next(self._suggestions(root), None)
        return TemplateProblem(MISSING, message, access.start, access.end, self._help(meant), meant)

    def _help(self, suggested: str | None) -> str | None:
        if suggested is not None:
            return f"did you mean {suggested}?"
        if not isinstance(self.holder, dict) or not self.holder:
            return None
        keys = [clip(key) for key in sorted(map(str, self.holder))]
        more = ", …" if len(keys) > _MOST_KEYS_SHOWN else ""
        return f"there is {', '.join(keys[:_MOST_KEYS_SHOWN])}{more}"

    def _suggestions(self, root: dict[str, Any]) -> Iterator[str]:
        """Yield what may have been meant, the likeliest first."""
        access = self.access
        last = access.keys[-1] if access.keys else self.key
        above = access.prefix if access.prefix.startswith("$") and access.from_root else ""
        if access.nested and access.keys and access.keys[0] in root:
            yield _spelled("$", access.keys)
        if self.depth == 0 and access.from_root:
            yield from _elsewhere(root, last, above)
        near = self._near()
        if near is not None:
            yield near
        if self.depth == 0 and access.from_root:
            yield from _nearly_elsewhere(root, last, above)
        elif access.from_root:
            yield from _elsewhere(root, last, above)

    def _near(self) -> str | None:
        """Return the path with the nearest key of the same holder in it."""
        if not isinstance(self.holder, dict):
            return None
        near = _nearest(self.key, self.holder)
        if near is None:
            return None
        if not self.access.keys:
            return f'"{near}"'
        keys = self.access.keys
        return _spelled(self.access.prefix, (*keys[: self.depth], near, *keys[self.depth + 1 :]))


def _nearest(word: str, holder: dict[str, Any]) -> str | None:
    return nearest_word(word, map(str, holder)) if len(word) <= _LONGEST_WORD else None


def _spelled(prefix: str, keys: tuple[str, ...]) -> str:
    """Write a path; from a key on that is no name, with `index`."""
    for count, key in enumerate(keys):
        if not _NAME.fullmatch(key):
            quoted = " ".join(f'"{each}"' for each in keys[count:])
            return f"(index {_spelled(prefix, keys[:count]) or '.'} {quoted})"
    return prefix + "".join(f".{key}" for key in keys)


def _elsewhere(root: dict[str, Any], name: str, prefix: str) -> Iterator[str]:
    """Yield the paths below the root that end in a key, the shorter ones first."""
    level: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), root)]
    for _ in range(_SEARCHED_LEVELS):
        below: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        for path, holder in level:
            if path and name in holder:
                yield _spelled(prefix, (*path, name))
            for key, value in holder.items():
                if isinstance(value, dict):
                    below.append(((*path, str(key)), value))
        level = sorted(below, key=_parameters_first)


def _parameters_first(
    found: tuple[tuple[str, ...], dict[str, Any]],
) -> tuple[bool, tuple[str, ...]]:
    return found[0][0] != "parameters", found[0]


def _nearly_elsewhere(root: dict[str, Any], name: str, prefix: str) -> Iterator[str]:
    """Yield the paths of the keys next to the root's that look like a name."""
    for group in ("parameters", "env"):
        holder = root.get(group)
        near = _nearest(name, holder) if isinstance(holder, dict) else None
        if near is not None:
            yield _spelled(prefix, (group, near))
