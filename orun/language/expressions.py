"""Builds atoms and expressions while lark parses.

A call is kept open until its surroundings tell whether it is an atom, an attribute or a function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from orun.language import tree
from orun.language.program import FUNCTIONS, Constant, Function, Term, Text, Variable
from orun.language.words import Words, nodes

if TYPE_CHECKING:
    from orun.diagnostics import Span

MAX_DEPTH = 40
"""How deep calls and operators may be nested; keeps every later pass from overflowing the stack."""

_LITERALS = {"true": True, "false": False, "none": None}


class Call(Struct, frozen=True):
    """`name(…)` before it is known to be an atom, an attribute or a function."""

    name: tree.Name
    arguments: tuple[tree.Argument | Term, ...]
    span: Span

    @property
    def is_function(self) -> bool:
        """Whether only a function can be written like this."""
        known = self.name.text in FUNCTIONS
        return known or not all(isinstance(a, (tree.Argument, Variable)) for a in self.arguments)


class Expressions(Words):
    """The productions of atoms and expressions."""

    def atom(self, children: list[Any]) -> tree.Atom:
        """Name "(" [arguments] ")"."""
        arguments = children[2] if isinstance(children[2], list) else ()
        return tree.Atom(children[0], tuple(arguments), False, None, self.span_of(children))

    def argument(self, children: list[Any]) -> tree.Argument:
        """Name ":" sum | VARIABLE."""
        if len(children) == 1:
            return _shorthand(self.variable_of(children[0]))
        return tree.Argument(children[0], self.term_of(children[2]), self.span_of(children))

    def atom_of(self, call: Call) -> tree.Atom:
        """Return the atom that a call is; reports `unnamed-value`."""
        arguments = []
        for each in call.arguments:
            if isinstance(each, tree.Argument):
                arguments.append(each)
            elif isinstance(each, Variable):
                arguments.append(_shorthand(each))
            else:
                self.diagnostics.error(
                    "unnamed-value",
                    f"`{call.name.text}(…)` needs the name of the column before this value",
                    each.span,
                    help="write `column: value`; only a variable named like its column may"
                    " stand alone",
                )
        return tree.Atom(call.name, tuple(arguments), False, None, call.span)

    # Expressions.

    def variable(self, children: list[Any]) -> Variable:
        """Build a variable: VARIABLE."""
        return self.variable_of(children[0])

    def text(self, children: list[Any]) -> Constant | Text:
        """Build a quoted text: STRING."""
        return self.text_of(children[0])

    def number(self, children: list[Any]) -> Constant:
        """Build a number: NUMBER."""
        return Constant(self.number_of(children[0]), self.span_of(children))

    def constant(self, children: list[Any]) -> Constant:
        """Word: `true`, `false` and `none` are no texts."""
        word: tree.Name = children[0]
        return Constant(_LITERALS.get(word.text, word.text), word.span)

    def group(self, children: list[Any]) -> Any:
        """Unwrap a parenthesis: "(" sum ")"."""
        return self.term_of(children[1])

    def operation(self, children: list[Any]) -> Term:
        """Sum ("+" | "-") product | product "*" primary."""
        left, operator, right = children
        arguments = self.term_of(left), self.term_of(right)
        return self._bounded(Function(str(operator), arguments, self.span_of(children)))

    def call(self, children: list[Any]) -> Call:
        """Word "(" [call_argument ("," call_argument)*] ")"."""
        arguments = tuple(
            each if isinstance(each, tree.Argument) else self.term_of(each)
            for each in nodes(children[1:])
        )
        return Call(children[0], arguments, self.span_of(children))

    def named(self, children: list[Any]) -> tree.Argument:
        """Word ":" sum."""
        return tree.Argument(children[0], self.term_of(children[2]), self.span_of(children))

    def term_of(self, node: Any) -> Term:
        """Make a call that stands where a value is needed a function."""
        if not isinstance(node, Call):
            term: Term = node
            return term
        terms = tuple(each for each in node.arguments if not isinstance(each, tree.Argument))
        if len(terms) == len(node.arguments):
            return self._bounded(Function(node.name.text, terms, node.span))
        self.diagnostics.error(
            "misplaced-pattern",
            f"`{node.name.text}(…)` with named columns cannot stand inside an expression",
            node.span,
            help=f"read an attribute in a condition of its own: `{node.name.text}(…) = $value`",
        )
        return Constant(None, node.span)

    def _bounded(self, function: Function) -> Term:
        if _depth(function) <= MAX_DEPTH:
            return function
        self.diagnostics.error(
            "expression-too-deep",
            f"this expression is nested more than {MAX_DEPTH} levels deep",
            function.span,
            help="give parts of it a name: `$part = …`",
        )
        return Constant(0, function.span)


def _shorthand(variable: Variable) -> tree.Argument:
    """Return what `$name` alone stands for: `name: $name`."""
    return tree.Argument(tree.Name(variable.name, variable.span), variable, variable.span)


def _depth(term: Term) -> int:
    """Return how deep a term is nested; its arguments were bounded before it was made."""
    if not isinstance(term, Function):
        return 0
    return 1 + max(map(_depth, term.arguments), default=0)
