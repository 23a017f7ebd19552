"""What values a variable or term may have: a type, narrowed by what the rule says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from orun.language.program import Type, Value

Kind = Literal["text", "number", "flag", "map", "none"]


class Domain(Struct, frozen=True):
    """The values possible: of one kind, of some words if they are known, and perhaps none.

    An enumeration is a text of known words, so it joins with text. The kind `none` is the domain of
    the literal `none` alone, and fits wherever an optional value does.
    """

    kind: Kind
    words: frozenset[str] | None = None
    optional: bool = False

    def __str__(self) -> str:
        if self.words is None:
            return {"none": "none", "flag": "a flag", "map": "a map"}.get(
                self.kind, f"a {self.kind}"
            )
        listed = sorted(self.words)
        return f"one of {', '.join(listed)}" if len(listed) > 1 else f"`{''.join(listed)}`"

    @property
    def kind_name(self) -> str:
        """The kind alone, as it is called in a sentence."""
        return str(Domain(self.kind))

    def meet(self, other: Domain) -> Domain | None:
        """Return the values that both allow, or None where there is none but `none`.

        With the literal `none` that is `none` itself, wherever it may be.
        """
        if "none" in (self.kind, other.kind):
            return Domain("none", None, optional=True) if self.comparable(other) else None
        if self.kind != other.kind:
            return None
        optional = self.optional and other.optional
        if self.words is None or other.words is None:
            return Domain(self.kind, self.words or other.words, optional)
        shared = self.words & other.words
        return Domain(self.kind, shared, optional) if shared else None

    def comparable(self, other: Domain) -> bool:
        """Whether a value of each could be equal, `none` apart from the literal left out."""
        if "none" in (self.kind, other.kind):
            return (self.kind == "none" or self.optional) and (
                other.kind == "none" or other.optional
            )
        return self.meet(other) is not None

    def within(self, other: Domain) -> bool:
        """Whether every value of this domain, none apart, is one of the other."""
        if self.kind != other.kind:
            return False
        return other.words is None or (self.words is not None and self.words <= other.words)

    def required(self) -> Domain:
        """Return the domain without none."""
        return replace(self, optional=False)


TEXT = Domain("text")
NUMBER = Domain("number")
LEVELS = Domain("text", frozenset({"error", "warning", "notice"}))
"""What `report $level` may be."""


def domain_of_type(declared: Type) -> Domain:
    """Return the values that a declared type allows."""
    if declared.name == "enum":
        return Domain("text", frozenset(declared.values), declared.optional)
    return Domain(declared.name, None, declared.optional)


def domain_of_value(value: Value) -> Domain:
    """Return the domain of one constant."""
    if value is None:
        return Domain("none", None, optional=True)
    if isinstance(value, bool):
        return Domain("flag")
    if isinstance(value, int):
        return NUMBER
    return Domain("text", frozenset({value}))
