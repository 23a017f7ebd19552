"""Lines of Python with indentation, and names that are the generator's own.

Nothing a user wrote enters generated code except through `repr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.language.program import Constant, CycleColumn, Function, Text, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.language.program import Term

FUNCTION_NAMES = {"+": "add", "-": "subtract", "*": "multiply"}
"""Names in `orun.engine.functions` of the functions that the language writes as operators."""


class Writer:
    """One function in the making: its lines, what it looks up first, its variables."""

    def __init__(self, signature: str, comment: str) -> None:
        self._head = [f"def {signature}:", f"    # {comment}"]
        self._lookups: dict[str, str] = {}
        self._body: list[str] = []
        self._count = 0
        self.depth = 0
        self.names: dict[str, str] = {}
        self.plain_texts: set[str] = set()

    def line(self, text: str) -> None:
        """Add a line at the present depth."""
        self._body.append("    " * (self.depth + 1) + text)

    def loop(self, head: str) -> None:
        """Open a loop; what follows is inside it."""
        self.line(head)
        self.depth += 1

    def require(self, condition: str) -> None:
        """Go on only where a condition holds."""
        self.line(f"if not ({condition}):")
        self.line("    " + ("continue" if self.depth else "return"))

    def fresh(self) -> str:
        """Return a name not used so far."""
        self._count += 1
        return f"x{self._count}"

    def lookup(self, expression: str) -> str:
        """Return the name of something that is looked up once, before the first loop."""
        if expression not in self._lookups:
            self._lookups[expression] = f"t{len(self._lookups)}"
        return self._lookups[expression]

    def bind(self, variable: str, *, plain_text: bool = False) -> str:
        """Give a variable of the rule a name; `plain_text` if its value is always text."""
        self.names[variable] = name = self.fresh()
        if plain_text:
            self.plain_texts.add(variable)
        return name

    def term(self, term: Term) -> str:
        """Return the expression of a term whose variables are bound."""
        match term:
            case Variable(name):
                return self.names[name]
            case Constant(value):
                return repr(value)
            case Text():
                return self.text(term)
            case Function(name, arguments):
                listed = ", ".join(self.term(each) for each in arguments)
                return f"{FUNCTION_NAMES.get(name, name)}({listed})"

    def text(self, text: Text, edge: tuple[str, dict[str, int]] | None = None) -> str:
        """Return the expression of a text; `edge` names the fact behind `${cycle.column}`."""
        pieces = [self._piece(part, edge) for part in text.parts]
        return " + ".join(pieces) if pieces else "''"

    def _piece(
        self, part: str | Variable | CycleColumn, edge: tuple[str, dict[str, int]] | None
    ) -> str:
        if isinstance(part, str):
            return repr(part)
        if isinstance(part, Variable):
            name = self.names[part.name]
            return name if part.name in self.plain_texts else f"show({name})"
        if edge is None:
            raise ValueError(f"${{{part.variable}.{part.column}}} outside a note at a cycle")
        return f"show({edge[0]}[{edge[1][part.column]}])"

    def lines(self) -> Iterable[str]:
        """Yield the lines of the finished function."""
        yield from self._head
        for expression, name in self._lookups.items():
            yield f"    {name} = {expression}"
        yield from self._body or ["    pass"]


def tuple_of(expressions: Iterable[str]) -> str:
    """Return the expression of a tuple, also of one element."""
    listed = list(expressions)
    return f"({listed[0]},)" if len(listed) == 1 else f"({', '.join(listed)})"


def key_of(expressions: Iterable[str]) -> str:
    """Return the expression of a key: of one column the bare value, of several a tuple."""
    listed = list(expressions)
    return listed[0] if len(listed) == 1 else tuple_of(listed)
