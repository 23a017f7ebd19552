"""What names mean at a place of a template: its variables, and whether the dot is the root."""

from typing import NamedTuple

ROOTS = frozenset({"parameters", "env", "orun"})
"""The keys at the root of what templates are rendered with."""


class UnknownRoot(NamedTuple):
    """A first key that templates do not have, such as `image` in `{{ .image }}`, and its place."""

    name: str
    start: int
    end: int


class Scope:
    """Variables in a stack as in Go; the place of one in the stack is its slot.

    `slots` is the most variables there ever were, `moved` counts the blocks around that move the
    dot away from the root, `loops` those that `break` can end.
    """

    def __init__(self) -> None:
        self._names = ["$"]
        self._slots_of: dict[str, list[int]] = {"$": [0]}
        self.slots = 1
        self.moved = 0
        self.loops = 0
        self.unknown_roots: list[UnknownRoot] = []

    def declare(self, name: str) -> int:
        """Add a variable that hides any other of its name; return its slot."""
        slot = len(self._names)
        self._names.append(name)
        self._slots_of.setdefault(name, []).append(slot)
        self.slots = max(self.slots, slot + 1)
        return slot

    def find(self, name: str) -> int | None:
        """Return the slot of a variable, None if there is none of that name."""
        slots = self._slots_of.get(name)
        return slots[-1] if slots else None

    @property
    def names(self) -> tuple[str, ...]:
        """All variables that can be read, outer ones first, without the root."""
        return tuple(self._names[1:])

    @property
    def mark(self) -> int:
        """The number of variables, to return to with `leave`."""
        return len(self._names)

    def leave(self, mark: int) -> None:
        """Forget the variables declared since `mark` had that value."""
        while len(self._names) > mark:
            self._slots_of[self._names.pop()].pop()

    def read_root(self, keys: tuple[str, ...], start: int) -> None:
        """Remember the first key of a path that starts at the root, if templates have none such.

        `start` is the offset of the dot before the key.
        """
        if keys and keys[0] not in ROOTS:
            self.unknown_roots.append(UnknownRoot(keys[0], start, start + 1 + len(keys[0])))
