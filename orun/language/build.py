"""Builds the tree while lark parses: one method for each production of `grammar/rules.lark`.

Each method is called with the children of its production, tokens included, and returns a node.
What the grammar cannot say shortly (an aggregate's target is a variable, an attribute is read in a
condition of its own) is reported here, and parsing goes on.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from orun.diagnostics import Span
from orun.language import tree
from orun.language.expressions import Call, Expressions
from orun.language.program import Text, Variable
from orun.language.words import Spanned, nodes, span_of_node


class Builder(Expressions):
    """The productions of declarations, conditions and actions."""

    # Declarations.

    def start(self, children: list[Any]) -> tree.File:
        """Build the file."""
        return tree.File(self.source, tuple(children))

    def relation(self, children: list[Any]) -> tree.RelationDeclaration:
        """RELATION name "(" columns ")" [SIZE NUMBER] [STRING]."""
        size = None
        for before, child in pairwise(children):
            if isinstance(before, str) and before == "size":
                size = self.number_of(child)
        span = self.span_of(children)
        doc = self.doc_of(children)
        return tree.RelationDeclaration(children[1], tuple(children[3]), size, doc, span)

    def attribute(self, children: list[Any]) -> tree.AttributeDeclaration:
        """ATTRIBUTE name "(" columns ")" ARROW type [MERGE] LAYERS layers [STRING]."""
        merge = children[7] == "merge"
        layers = children[9] if merge else children[8]
        return tree.AttributeDeclaration(
            name=children[1],
            keys=tuple(children[3]),
            type=children[6],
            merge=merge,
            layers=tuple(layers.value),
            doc=self.doc_of(children),
            span=self.span_of(children),
        )

    def layers(self, children: list[Any]) -> Spanned:
        """Name ("<" name)*."""
        return Spanned(nodes(children), self.span_of(children))

    def columns(self, children: list[Any]) -> list[Any]:
        """Column ("," column)*; also the arguments of an atom, conditions and actions."""
        return nodes(children)

    arguments = conditions = actions = columns

    def column(self, children: list[Any]) -> tree.ColumnDeclaration:
        """Name ":" type."""
        return tree.ColumnDeclaration(children[0], children[2], self.span_of(children))

    def type(self, children: list[Any]) -> tree.TypeExpression:
        """Name ("|" name)* [OPTIONAL]."""
        optional = isinstance(children[-1], str)
        return tree.TypeExpression(tuple(nodes(children)), optional, self.span_of(children))

    def fact(self, children: list[Any]) -> tree.FactDeclaration:
        """FACT name "(" [arguments] ")"."""
        return tree.FactDeclaration(self.atom(children[1:]), self.span_of(children))

    def rule(self, children: list[Any]) -> tree.RuleDeclaration:
        """RULE name [STRING] [WHEN conditions] THEN actions."""
        conditions: list[tree.Condition] = children[-3] if children[-4:-3] == ["when"] else []
        actions: list[tree.Action] = children[-1]
        span = Span(self.source, self.start_of(children[0]), self.end_of(actions[-1]))
        doc = self.doc_of(children)
        return tree.RuleDeclaration(children[1], doc, tuple(conditions), tuple(actions), span)

    # Conditions.

    def match(self, children: list[Any]) -> tree.Match:
        """Call [AS VARIABLE]."""
        return tree.Match(self._aliased(self.atom_of(children[0]), children[1:]))

    def match_proposed(self, children: list[Any]) -> tree.Match:
        """PROPOSED atom [AS VARIABLE]."""
        return tree.Match(self._aliased(self.pattern(children[:2]), children[2:]))

    def absent(self, children: list[Any]) -> tree.Absent:
        """NOT pattern."""
        return tree.Absent(children[1])

    def equals(self, children: list[Any]) -> tree.Condition:
        """Sum "=" sum [BY VARIABLE]; an attribute read if the left side is one."""
        left, span = children[0], self.span_of(children)
        layer = self.variable_of(children[4]) if len(children) > 3 else None  # noqa: PLR2004 - by
        if isinstance(left, Call) and not left.is_function:
            return tree.Read(self.atom_of(left), self.term_of(children[2]), layer, span)
        if layer is not None:
            self.diagnostics.error(
                "misplaced-by",
                "`by` follows the reading of an attribute, and this compares values",
                layer.span,
            )
        return tree.Compare("=", self.term_of(left), self.term_of(children[2]), span)

    def aggregated(self, children: list[Any]) -> tree.Condition:
        """Sum "=" aggregate."""
        target, _, (kind, of, atom) = children
        if not isinstance(target, Variable):
            shown = f"{kind} of" if of is None else f"{kind} ${of.name} of"
            self.diagnostics.error(
                "aggregate-without-variable",
                f"`{shown} …` needs a variable for its result",
                span_of_node(target),
                help=f"write `$result = {shown} …`, and compare `$result` in another condition",
            )
            target = Variable("result", span_of_node(target))
        span = Span(self.source, target.span.start, atom.span.end)
        return tree.Aggregate(kind, target, of, atom, span)

    def aggregate(self, children: list[Any]) -> tuple[str, Variable | None, tree.Atom]:
        """COUNT OF pattern | KIND VARIABLE OF pattern."""
        of = self.variable_of(children[1]) if str(children[0]) != "count" else None
        return str(children[0]), of, children[-1]

    def compare(self, children: list[Any]) -> tree.Compare:
        """Sum OPERATOR sum."""
        left, operator, right = children
        terms = self.term_of(left), self.term_of(right)
        return tree.Compare(str(operator), *terms, self.span_of(children))  # type: ignore[arg-type]  # the grammar holds it to the operators

    def member(self, children: list[Any]) -> tree.Member:
        """Sum IN "[" sum ("," sum)* "]"."""
        options = tuple(self.term_of(option) for option in nodes(children[3:]))
        return tree.Member(self.term_of(children[0]), options, self.span_of(children))

    def matches(self, children: list[Any]) -> tree.Matches:
        """Sum MATCHES sum."""
        left, right = self.term_of(children[0]), self.term_of(children[2])
        return tree.Matches(left, right, self.span_of(children))

    def cycle(self, children: list[Any]) -> tree.Cycle:
        """CYCLE OF name "(" name ARROW name ")" AS VARIABLE."""
        relation, source, target = children[2], children[4], children[6]
        alias = self.variable_of(children[9])
        return tree.Cycle(relation, source, target, alias, self.span_of(children))

    def pattern(self, children: list[Any]) -> tree.Atom:
        """[PROPOSED] atom."""
        atom: tree.Atom = children[-1]
        if len(children) == 1:
            return atom
        return replace(atom, proposed=True, span=self.span_of(children))

    def _aliased(self, atom: tree.Atom, rest: list[Any]) -> tree.Atom:
        if not rest:
            return atom
        alias = self.variable_of(rest[1])
        return replace(atom, alias=alias, span=Span(self.source, atom.span.start, alias.span.end))

    # Actions.

    def derive(self, children: list[Any]) -> tree.Derive:
        """Build the fact to derive: derived "(" [arguments] ")"."""
        return tree.Derive(self.atom(children))

    def drop(self, children: list[Any]) -> tree.Drop:
        """DROP atom."""
        return tree.Drop(children[1])

    def set(self, children: list[Any]) -> tree.Set:
        """SET atom [key] "=" sum [AT layer]."""
        key = children[2].value if isinstance(children[2], Spanned) else None
        equals = 2 if key is None else 3
        value = self.term_of(children[equals + 1])
        layer = children[-1] if len(children) > equals + 2 else None
        return tree.Set(children[1], key, value, layer, self.span_of(children))

    def unset(self, children: list[Any]) -> tree.Unset:
        """UNSET atom key [AT layer]."""
        layer = None if isinstance(children[-1], Spanned) else children[-1]
        return tree.Unset(children[1], children[2].value, layer, self.span_of(children))

    def key(self, children: list[Any]) -> Spanned:
        """Build the key of a map: "[" sum "]"."""
        return Spanned(self.term_of(children[1]), self.span_of(children))

    def layer(self, children: list[Any]) -> tree.Name | Variable:
        """Name | VARIABLE."""
        only = children[0]
        return only if isinstance(only, tree.Name) else self.variable_of(only)

    def report(self, children: list[Any]) -> tree.Report:
        """(ERROR | WARNING | NOTICE | REPORT VARIABLE) message."""
        word = str(children[0])
        level: Any = self.variable_of(children[1]) if word == "report" else word
        message, at, notes, advice = children[-1].value
        return tree.Report(level, message, at, notes, advice, self.span_of(children))

    def message(self, children: list[Any]) -> Spanned:
        """Build the rest of a report: STRING [place] note* [help]."""
        at = next((each for each in children if isinstance(each, tree.Place)), None)
        values = [each.value for each in children if isinstance(each, Spanned)]
        notes = tuple(each for each in values if isinstance(each, tree.ReportNote))
        advice = next((each for each in values if isinstance(each, Text)), None)
        return Spanned((self.message_of(children[0]), at, notes, advice), self.span_of(children))

    def note(self, children: list[Any]) -> Spanned:
        """NOTE STRING [place]."""
        at = children[2] if len(children) > 2 else None  # noqa: PLR2004 - the place is third
        return Spanned(tree.ReportNote(self.message_of(children[1]), at), self.span_of(children))

    def help(self, children: list[Any]) -> Spanned:
        """HELP STRING."""
        return Spanned(self.message_of(children[1]), self.span_of(children))

    def place(self, children: list[Any]) -> tree.Place:
        """AT VARIABLE ["." name]."""
        column = children[-1] if isinstance(children[-1], tree.Name) else None
        return tree.Place(self.variable_of(children[1]), column, self.span_of(children))
