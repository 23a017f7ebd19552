"""The tree of a rules file: what is written, before any name is looked up.

Terms are those of a checked program already, because nothing about them changes but that they are
known to be right. The tree holds no comments; spans and the source are enough to find them again.
Nodes are equal only to themselves: two patterns that read alike stand in different places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from orun.language import program

if TYPE_CHECKING:
    from orun.diagnostics import Source, Span
    from orun.language.program import CycleColumn, Term, Text, Variable


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A word that names something, with its place."""

    text: str
    span: Span


# Declarations.


@dataclass(frozen=True, slots=True, eq=False)
class TypeExpression:
    """`text`, `number?` or `a | b | c`: the words, and whether a `?` follows."""

    words: tuple[Name, ...]
    optional: bool
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class ColumnDeclaration:
    """`name: type`."""

    name: Name
    type: TypeExpression
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class RelationDeclaration:
    """`relation name(columns) size N "doc"`; `size` is None where it is left out."""

    name: Name
    columns: tuple[ColumnDeclaration, ...]
    size: int | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class AttributeDeclaration:
    """`attribute name(keys) -> type merge layers a < b "doc"`."""

    name: Name
    keys: tuple[ColumnDeclaration, ...]
    type: TypeExpression
    merge: bool
    layers: tuple[Name, ...]
    doc: str
    span: Span


# Patterns.


@dataclass(frozen=True, slots=True, eq=False)
class Argument:
    """`column: term`; `$name` alone stands for `name: $name`, both at the same place."""

    column: Name
    term: Term
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """`name(arguments)`, with `proposed` before it and `as $alias` behind it."""

    relation: Name
    arguments: tuple[Argument, ...]
    proposed: bool
    alias: Variable | None
    span: Span


# Conditions.


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """`ATOM`."""

    atom: Atom


@dataclass(frozen=True, slots=True, eq=False)
class Absent:
    """`not ATOM`."""

    atom: Atom


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """`attribute(keys) = value by $layer`; the attribute is written like an atom."""

    atom: Atom
    value: Term
    layer: Variable | None
    span: Span


Operator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """`left OP right`."""

    operator: Operator
    left: Term
    right: Term
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """`term in [options]`."""

    term: Term
    options: tuple[Term, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """`term matches pattern`."""

    term: Term
    pattern: Term
    span: Span


AggregateKind = Literal["count", "max", "min", "list", "nearest"]


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """`$target = KIND $of of ATOM`; `of` is None for `count`."""

    kind: AggregateKind
    target: Variable
    of: Variable | None
    atom: Atom
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Cycle:
    """`cycle of relation(source -> target) as $alias`."""

    relation: Name
    source: Name
    target: Name
    alias: Variable
    span: Span


Condition = Match | Absent | Read | Compare | Member | Matches | Aggregate | Cycle


# Actions.


@dataclass(frozen=True, slots=True, eq=False)
class Derive:
    """`ATOM` behind `then`."""

    atom: Atom


@dataclass(frozen=True, slots=True, eq=False)
class Drop:
    """`drop ATOM`."""

    atom: Atom


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """`set A(keys)[key] = value at layer`; a layer that is a word is a `Name`."""

    atom: Atom
    key: Term | None
    value: Term
    layer: Name | Variable | None
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Unset:
    """`unset A(keys)[key] at layer`."""

    atom: Atom
    key: Term
    layer: Name | Variable | None
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """`at $alias` or `at $alias.column`."""

    alias: Variable
    column: Name | None
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class ReportNote:
    """`note "…" at PLACE`."""

    message: Text
    at: Place | None


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """`error "…"`, `warning "…"`, `notice "…"` or `report $level "…"` with what follows."""

    level: Literal["error", "warning", "notice"] | Variable
    message: Text
    at: Place | None
    notes: tuple[ReportNote, ...]
    help: Text | None
    span: Span


Action = Derive | Drop | Set | Unset | Report


# Files.


@dataclass(frozen=True, slots=True, eq=False)
class RuleDeclaration:
    """`rule name "doc" when conditions then actions`."""

    name: Name
    doc: str
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class FactDeclaration:
    """`fact ATOM`."""

    atom: Atom
    span: Span


Declaration = RelationDeclaration | AttributeDeclaration | RuleDeclaration | FactDeclaration


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A rules file: its declarations in the order written."""

    source: Source
    declarations: tuple[Declaration, ...]


def variables(term: Term) -> tuple[Variable, ...]:
    """Return every variable of a term, as often as it stands there, in order."""
    found: list[Variable] = []
    _collect(term, found)
    return tuple(found)


def _collect(term: Term | str | CycleColumn, found: list[Variable]) -> None:
    match term:
        case program.Variable():
            found.append(term)
        case program.Text(parts=inner) | program.Function(arguments=inner):
            for each in inner:
                _collect(each, found)
        case _:
            pass
