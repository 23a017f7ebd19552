"""A checked program: what the engine evaluates, with every name resolved.

`orun.language.check` makes it from the tree of the rules text. Nothing in it refers to a name that
is not declared, a variable that is not bound or a value of the wrong type, so the engine needs no
checks of its own. Places are kept for messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from orun.diagnostics import Span

Value = str | int | bool | None
"""A constant: a text or word, a whole number, `true` or `false`, or `none`."""

TypeName = Literal["text", "number", "flag", "map", "enum"]


class Type(Struct, frozen=True):
    """The type of a column or attribute.

    `values` are the words of an `enum`, in the order declared. A `map` holds JSON data of a file;
    it is carried from place to place but never compared, so it is no join key.
    """

    name: TypeName
    values: tuple[str, ...] = ()
    optional: bool = False


class Column(Struct, frozen=True):
    """A named, typed column of a relation or key of an attribute."""

    name: str
    type: Type
    span: Span


class Relation(Struct, frozen=True):
    """A declared relation. `size` is the typical number of its facts, for the join order."""

    name: str
    columns: tuple[Column, ...]
    size: int
    doc: str
    span: Span

    def index(self, column: str) -> int:
        """Return the position of a column."""
        return next(i for i, each in enumerate(self.columns) if each.name == column)


class Attribute(Struct, frozen=True):
    """A declared attribute: one value for each key, decided by layers from weak to strong."""

    name: str
    keys: tuple[Column, ...]
    type: Type
    merge: bool
    layers: tuple[str, ...]
    doc: str
    span: Span


# Terms: what stands for a value.


class Variable(Struct, frozen=True):
    """`$name`."""

    name: str
    span: Span


class Constant(Struct, frozen=True):
    """A word, quoted text, number, `true`, `false` or `none`."""

    value: Value
    span: Span


class CycleColumn(Struct, frozen=True):
    """`${cycle.column}` inside a note at a cycle: the column of the edge the note is made for."""

    variable: str
    column: str
    span: Span


class Text(Struct, frozen=True):
    """A text with `${variable}` in it: pieces of plain text and variables, in order."""

    parts: tuple[str | Variable | CycleColumn, ...]
    span: Span


class Function(Struct, frozen=True):
    """A call of a built-in function (`FUNCTIONS` names them) or of `+`, `-`, `*`."""

    name: str
    arguments: tuple[Term, ...]
    span: Span


Term = Variable | Constant | Text | Function


class Atom(Struct, frozen=True):
    """A pattern over a relation; a column that `terms` leaves out matches anything.

    `proposed` reads what rules derived before drops. `alias` is the `as $name`, without `$`.
    """

    relation: str
    terms: tuple[tuple[str, Term], ...]
    proposed: bool
    alias: str | None
    span: Span


# Conditions. The order written carries no meaning but for which premise a message points at first.


class Match(Struct, frozen=True):
    """There is such a fact; binds the variables of the atom."""

    atom: Atom


class Absent(Struct, frozen=True):
    """`not ATOM`: there is no such fact. Its variables are bound elsewhere."""

    atom: Atom


class Read(Struct, frozen=True):
    """`attribute(keys) = value [by $layer]`: the decided value; false where there is none."""

    attribute: str
    keys: tuple[Term, ...]
    value: Term
    layer: Variable | None
    span: Span


class Compare(Struct, frozen=True):
    """`left OP right`. `=` binds a variable on its left that nothing else binds.

    Order comparisons are of two numbers or two texts and false where a side is none.
    """

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Term
    right: Term
    span: Span


class Member(Struct, frozen=True):
    """`term in [a, b]`."""

    term: Term
    options: tuple[Term, ...]
    span: Span


class Matches(Struct, frozen=True):
    """`term matches pattern`: glob, `*` and `**` any run of characters, `?` one. None: false."""

    term: Term
    pattern: Term
    span: Span


class Aggregate(Struct, frozen=True):
    """`$target = KIND [$of] of ATOM`, over the facts that match the atom.

    Variables of the atom that are bound elsewhere in the rule are the group. `count` always holds
    (0 for none). `max` and `min` of the variable `of`, a column of the atom, and `list`, its sorted
    distinct values joined by `, `, hold only if a fact matches. For `nearest` the atom holds
    the target itself, whose candidates are compared with the bound term `of`; where nothing is
    close the target is none, and the condition holds all the same.
    """

    kind: Literal["count", "max", "min", "list", "nearest"]
    target: Variable
    of: Term | None
    atom: Atom
    group: tuple[str, ...]
    span: Span


class Cycle(Struct, frozen=True):
    """`cycle of R(from -> to) as $alias`: holds once for each strongly connected part with an edge.

    `${alias}` reads `a -> b -> a`, a shortest cycle from the part's smallest name.
    """

    relation: str
    source: str
    target: str
    alias: str
    span: Span


Condition = Match | Absent | Read | Compare | Member | Matches | Aggregate | Cycle


# Actions.


class Derive(Struct, frozen=True):
    """Derive a fact; columns left out are optional ones and become none."""

    atom: Atom


class Drop(Struct, frozen=True):
    """Take the matching proposals out of a relation."""

    atom: Atom


class Set(Struct, frozen=True):
    """`set A(keys) = value at layer`, or with `key` one key of a map attribute.

    `layer` is a layer's name, or a variable of which every value is a layer.
    """

    attribute: str
    keys: tuple[Term, ...]
    key: Term | None
    value: Term
    layer: str | Variable
    span: Span


class Unset(Struct, frozen=True):
    """`unset A(keys)["key"] at layer`: the key is absent unless a stronger layer sets it."""

    attribute: str
    keys: tuple[Term, ...]
    key: Term
    layer: str | Variable
    span: Span


class Place(Struct, frozen=True):
    """`at $here`, `at $here.column` or `at $cycle`."""

    variable: str
    column: str | None
    span: Span


class ReportNote(Struct, frozen=True):
    """`note "…" at PLACE`. At a cycle it is repeated for each edge. Left out if a value is none."""

    message: Text
    at: Place | None


class Report(Struct, frozen=True):
    """`error`, `warning`, `notice` or `report $level`: a diagnostic with the rule's name as code.

    The help is left out where one of its values is none.
    """

    level: Literal["error", "warning", "notice"] | Variable
    message: Text
    at: Place | None
    notes: tuple[ReportNote, ...]
    help: Text | None
    span: Span


Action = Derive | Drop | Set | Unset | Report


class Rule(Struct, frozen=True):
    """A rule. `user` tells a user's file from the built-in ones."""

    name: str
    doc: str
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...]
    user: bool
    span: Span


class Fact(Struct, frozen=True):
    """A `fact` of a rules file: a value for every column, None where left out."""

    relation: str
    values: tuple[Value, ...]
    span: Span


class Program(Struct, frozen=True):
    """Everything of a set of rules files, each part in the order of its name."""

    relations: dict[str, Relation]
    attributes: dict[str, Attribute]
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]


FUNCTIONS: dict[str, tuple[tuple[TypeName, ...], TypeName]] = {
    "+": (("number", "number"), "number"),
    "-": (("number", "number"), "number"),
    "*": (("number", "number"), "number"),
    "length": (("text",), "number"),
    "lower": (("text",), "text"),
    "upper": (("text",), "text"),
    "get": (("map", "text"), "text"),
    "mistyped": (("text", "text"), "flag"),
}
"""Built-in functions: types of their arguments, type of their result. Each is total: of none it
makes none, and `get` is none where the map has no such key or its value is not text."""
