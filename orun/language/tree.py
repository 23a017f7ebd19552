"""The tree of a rules file: what is written, before any name is looked up.

Terms are those of a checked program already, because nothing about them changes but that they are
known to be right. The tree holds no comments; spans and the source are enough to find them again.
Nodes are equal only to themselves: two patterns that read alike stand in different places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from orun.language import program

if TYPE_CHECKING:
    from orun.diagnostics import Source, Span
    from orun.language.program import CycleColumn, Term, Text, Variable


class Name(Struct, frozen=True, eq=False):
    """A word that names something, with its place."""

    text: str
    span: Span


# Declarations.


class TypeExpression(Struct, frozen=True, eq=False):
    """`text`, `number?` or `a | b | c`: the words, and whether a `?` follows."""

    words: tuple[Name, ...]
    optional: bool
    span: Span


class ColumnDeclaration(Struct, frozen=True, eq=False):
    """`name: type`."""

    name: Name
    type: TypeExpression
    span: Span


class RelationDeclaration(Struct, frozen=True, eq=False):
    """`relation name(columns) size N "doc"`; `size` is None where it is left out."""

    name: Name
    columns: tuple[ColumnDeclaration, ...]
    size: int | None
    doc: str
    span: Span


class AttributeDeclaration(Struct, frozen=True, eq=False):
    """`attribute name(keys) -> type merge layers a < b "doc"`."""

    name: Name
    keys: tuple[ColumnDeclaration, ...]
    type: TypeExpression
    merge: bool
    layers: tuple[Name, ...]
    doc: str
    span: Span


# Patterns.


class Argument(Struct, frozen=True, eq=False):
    """`column: term`; `$name` alone stands for `name: $name`, both at the same place."""

    column: Name
    term: Term
    span: Span


class Atom(Struct, frozen=True, eq=False):
    """`name(arguments)`, with `proposed` before it and `as $alias` behind it."""

    relation: Name
    arguments: tuple[Argument, ...]
    proposed: bool
    alias: Variable | None
    span: Span


# Conditions.


class Match(Struct, frozen=True, eq=False):
    """`ATOM`."""

    atom: Atom


class Absent(Struct, frozen=True, eq=False):
    """`not ATOM`."""

    atom: Atom


class Read(Struct, frozen=True, eq=False):
    """`attribute(keys) = value by $layer`; the attribute is written like an atom."""

    atom: Atom
    value: Term
    layer: Variable | None
    span: Span


Operator = Literal["=", "!=", "<", "<=", ">", ">="]


class Compare(Struct, frozen=True, eq=False):
    """`left OP right`."""

    operator: Operator
    left: Term
    right: Term
    span: Span


class Member(Struct, frozen=True, eq=False):
    """`term in [options]`."""

    term: Term
    options: tuple[Term, ...]
    span: Span


class Matches(Struct, frozen=True, eq=False):
    """`term matches pattern`."""

    term: Term
    pattern: Term
    span: Span


AggregateKind = Literal["count", "max", "min", "list", "nearest"]


class Aggregate(Struct, frozen=True, eq=False):
    """`$target = KIND $of of ATOM`; `of` is None for `count`."""

    kind: AggregateKind
    target: Variable
    of: Variable | None
    atom: Atom
    span: Span


class Cycle(Struct, frozen=True, eq=False):
    """`cycle of relation(source -> target) as $alias`."""

    relation: Name
    source: Name
    target: Name
    alias: Variable
    span: Span


Condition = Match | Absent | Read | Compare | Member | Matches | Aggregate | Cycle


# Actions.


class Derive(Struct, frozen=True, eq=False):
    """`ATOM` behind `then`."""

    atom: Atom


class Drop(Struct, frozen=True, eq=False):
    """`drop ATOM`."""

    atom: Atom


class Set(Struct, frozen=True, eq=False):
    """`set A(keys)[key] = value at layer`; a layer that is a word is a `Name`."""

    atom: Atom
    key: Term | None
    value: Term
    layer: Name | Variable | None
    span: Span


class Unset(Struct, frozen=True, eq=False):
    """`unset A(keys)[key] at layer`."""

    atom: Atom
    key: Term
    layer: Name | Variable | None
    span: Span


class Place(Struct, frozen=True, eq=False):
    """`at $alias` or `at $alias.column`."""

    alias: Variable
    column: Name | None
    span: Span


class ReportNote(Struct, frozen=True, eq=False):
    """`note "…" at PLACE`."""

    message: Text
    at: Place | None


class Report(Struct, frozen=True, eq=False):
    """`error "…"`, `warning "…"`, `notice "…"` or `report $level "…"` with what follows."""

    level: Literal["error", "warning", "notice"] | Variable
    message: Text
    at: Place | None
    notes: tuple[ReportNote, ...]
    help: Text | None
    span: Span


Action = Derive | Drop | Set | Unset | Report


# Files.


class RuleDeclaration(Struct, frozen=True, eq=False):
    """`rule name "doc" when conditions then actions`."""

    name: Name
    doc: str
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...]
    span: Span


class FactDeclaration(Struct, frozen=True, eq=False):
    """`fact ATOM`."""

    atom: Atom
    span: Span


Declaration = RelationDeclaration | AttributeDeclaration | RuleDeclaration | FactDeclaration


class File(Struct, frozen=True, eq=False):
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
