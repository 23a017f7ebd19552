"""The tree of a template. Offsets count characters of its text; `slot` numbers a variable.

Nodes are named tuples because they are defined at every start, which takes a dataclass eight times
as long.
"""

from typing import NamedTuple


class Constant(NamedTuple):
    """A string, number, `true`, `false` or `nil` (None)."""

    value: str | int | float | bool | None
    start: int
    end: int


class Dot(NamedTuple):
    """The dot with the keys that follow it: `.`, `.a.b`."""

    keys: tuple[str, ...]
    start: int
    end: int


class Variable(NamedTuple):
    """A variable with the keys that follow it: `$x.a`; slot 0 is the root, `$`."""

    slot: int
    name: str
    keys: tuple[str, ...]
    start: int
    end: int


class Chain(NamedTuple):
    """Keys of a value in parentheses: `(index .list 0).name`."""

    pipeline: "Pipeline"
    keys: tuple[str, ...]
    start: int
    end: int


class Call(NamedTuple):
    """A function with the arguments that are written out; a piped value comes after them."""

    function: str
    arguments: "tuple[Operand, ...]"
    start: int
    end: int


class Pipeline(NamedTuple):
    """`a | f x | g`: the first gives a value, each further call takes it as last argument.

    `slots` are the variables that `:=` or `=` sets to the value; such a pipeline prints nothing.
    """

    first: "Operand"
    rest: tuple[Call, ...]
    slots: tuple[int, ...]
    start: int
    end: int


Operand = Constant | Dot | Variable | Chain | Call | Pipeline


class Text(NamedTuple):
    """Text that is printed as it is."""

    text: str


class Output(NamedTuple):
    """A pipeline whose value is printed, unless it sets a variable."""

    pipeline: Pipeline


class Branch(NamedTuple):
    """`if` or `with`: the first arm whose value is not empty runs, else `otherwise`.

    `moves_dot` tells `with`, whose arm runs with the dot at the value.
    """

    arms: "tuple[tuple[Pipeline, Body], ...]"
    otherwise: "Body"
    moves_dot: bool


class Range(NamedTuple):
    """A loop; `slots` are the variables of key and value, or of the value only."""

    pipeline: Pipeline
    slots: tuple[int, ...]
    body: "Body"
    otherwise: "Body"


class Jump(NamedTuple):
    """`break` or, if `again`, `continue`."""

    again: bool


Node = Text | Output | Branch | Range | Jump
Body = tuple[Node, ...]
