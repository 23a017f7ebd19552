"""Lines of Python with indentation, and names that are the generator's own.

Nothing a user wrote enters generated code except through `repr` or, in texts, `literal`.
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
        self._indexes: dict[str, str] = {}
        self._late: list[str] = []
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
        self.line("    " + ("continue" if self.depth else "return 0"))

    def fresh(self) -> str:
        """Return a name not used so far."""
        self._count += 1
        return f"x{self._count}"

    def lookup(self, expression: str) -> str:
        """Return the name of something that is looked up once, before the first loop."""
        if expression not in self._lookups:
            self._lookups[expression] = f"t{len(self._lookups)}"
        return self._lookups[expression]

    def index(self, predicate: str, columns: tuple[int, ...]) -> str:
        """Return the name of an index, which is not built unless some match comes this far."""
        expression = f"db.index({predicate!r}, {columns!r})"
        if self.depth == 0:
            if expression not in self._indexes:
                self._indexes[expression] = name = f"i{len(self._indexes)}"
                self.line(f"{name} = {expression}")
            return self._indexes[expression]
        if expression not in self._indexes:
            self._indexes[expression] = f"i{len(self._indexes)}"
            self._late.append(self._indexes[expression])
        name = self._indexes[expression]
        if name in self._late:
            self.line(f"if {name} is None:")
            self.line(f"    {name} = {expression}")
        return name

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
        return f"f'{''.join(self._piece(part, edge) for part in text.parts)}'"

    def _piece(
        self, part: str | Variable | CycleColumn, edge: tuple[str, dict[str, int]] | None
    ) -> str:
        if isinstance(part, str):
            return literal(part)
        if isinstance(part, Variable):
            name = self.names[part.name]
            return f"{{{name}}}" if part.name in self.plain_texts else f"{{show({name})}}"
        if edge is None:
            raise ValueError(f"${{{part.variable}.{part.column}}} outside a note at a cycle")
        return f"{{show({edge[0]}[{edge[1][part.column]}])}}"

    def lines(self) -> Iterable[str]:
        """Yield the lines of the finished function."""
        yield from self._head
        for expression, name in self._lookups.items():
            yield f"    {name} = {expression}"
        if self._late:
            yield f"    {' = '.join(self._late)} = None"
        yield from self._body or ["    pass"]


def literal(text: str) -> str:
    """Return a text as it stands between the single quotes of an f-string, in plain ASCII."""
    escaped = text.encode("unicode_escape").decode("ascii")
    return escaped.replace("'", "\\'").replace("{", "{{").replace("}", "}}")


def tuple_of(expressions: Iterable[str]) -> str:
    """Return the expression of a tuple, also of one element."""
    listed = list(expressions)
    return f"({listed[0]},)" if len(listed) == 1 else f"({', '.join(listed)})"


def key_of(expressions: Iterable[str]) -> str:
    """Return the expression of a key: of one column the bare value, of several a tuple."""
    listed = list(expressions)
    return listed[0] if len(listed) == 1 else tuple_of(listed)
