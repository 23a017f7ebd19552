"""Checks the conditions of a rule once the types of its variables are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Note, did_you_mean
from orun.language import program, tree
from orun.language.domain import Domain, domain_of_type
from orun.language.program import Attribute, Variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orun.diagnostics import Span
    from orun.language.atoms import Pattern, Resolver, Slot
    from orun.language.binding import Binding
    from orun.language.terms import Terms


class ConditionChecker:
    """Checks conditions one by one, then builds them."""

    def __init__(
        self, patterns: Mapping[int, Pattern], binding: Binding, terms: Terms, resolver: Resolver
    ) -> None:
        self.patterns = patterns
        self.binding = binding
        self.terms = terms
        self.resolver = resolver
        self._maps: dict[str, Span] = {}

    def check(self, condition: tree.Condition) -> None:
        """Report what is wrong with a condition."""
        match condition:
            case tree.Match(atom):
                self._match(self.patterns[id(atom)])
            case tree.Absent(atom):
                self._slots(self.patterns[id(atom)])
            case tree.Read():
                self._read(condition)
            case tree.Compare():
                self._compare(condition)
            case tree.Member(term, options):
                self.terms.visit(term)
                for option in options:
                    self.terms.visit(option)
                    self.terms.compared(term, option)
            case tree.Matches(term, pattern):
                self.terms.text_only(term, "what `matches` looks at")
                self.terms.text_only(pattern, "the pattern of `matches`")
            case tree.Aggregate():
                self._aggregate(condition)
            case tree.Cycle():
                self._cycle(condition)

    def _match(self, pattern: Pattern) -> None:
        for slot in pattern.slots:
            if isinstance(slot.term, Variable):
                self._map_once(slot.term)
            else:
                self._slot(pattern, slot)

    def _map_once(self, variable: Variable) -> None:
        """Report a map that two patterns share: maps are carried along and never joined."""
        domain = self.terms.typing.domain(variable)
        if domain is None or domain.kind != "map":
            return
        if variable.name in self._maps:
            self.terms.diagnostics.error(
                "map-value",
                f"`${variable.name}` is a map, and maps are never compared",
                variable.span,
                notes=(Note("it gets its value here", self._maps[variable.name]),),
                help="use a variable of its own for each map",
            )
        self._maps.setdefault(variable.name, variable.span)

    def _slots(self, pattern: Pattern) -> None:
        for slot in pattern.slots:
            self._slot(pattern, slot)

    def _slot(self, pattern: Pattern, slot: Slot) -> None:
        if slot.type is None or pattern.owner is None:
            self.terms.visit(slot.term)
            return
        where = f"`{pattern.owner.name}.{slot.column}`"
        self.terms.fits(slot.term, domain_of_type(slot.type), where, slot.term.span)

    def _read(self, read: tree.Read) -> None:
        pattern = self.patterns[id(read.atom)]
        self._slots(pattern)
        if isinstance(read.value, Variable):
            self._map_once(read.value)
        elif isinstance(pattern.owner, Attribute):
            where = f"`{pattern.owner.name}`"
            self.terms.fits(read.value, domain_of_type(pattern.owner.type), where, read.value.span)
        else:
            self.terms.visit(read.value)

    def _compare(self, compare: tree.Compare) -> None:
        self.terms.visit(compare.left)
        self.terms.visit(compare.right)
        ordered = compare.operator not in {"=", "!="}
        self.terms.compared(compare.left, compare.right, ordered=ordered)

    def _aggregate(self, aggregate: tree.Aggregate) -> None:
        pattern = self.patterns[id(aggregate.atom)]
        local = self.terms.typing.local(aggregate)
        group = set(self.binding.group(aggregate))
        for slot in pattern.slots:
            if not isinstance(slot.term, Variable) or slot.term.name in group:
                self._slot(pattern, slot)
            elif slot.type is not None:
                self._local(slot, local[slot.term.name], pattern)
        chosen = aggregate.target if aggregate.kind == "nearest" else aggregate.of
        if chosen is not None and chosen.name in local:
            self._chosen(aggregate, chosen, local[chosen.name])
        if aggregate.kind == "nearest" and aggregate.of is not None:
            self.terms.text_only(aggregate.of, "the word that `nearest` looks at")

    def _local(self, slot: Slot, domain: Domain, pattern: Pattern) -> None:
        """Check a column that holds a variable of the aggregate's own."""
        if slot.type is None or pattern.owner is None:
            return
        wanted = domain_of_type(slot.type)
        if domain.kind == "map" and self._repeated(slot, pattern):
            self.terms.diagnostics.error(
                "map-value", "a map is never compared", slot.span, help="leave the column out"
            )
        elif domain.meet(wanted) is None:
            self.terms.diagnostics.error(
                "type-conflict",
                f"`{pattern.owner.name}.{slot.column}` is {wanted},"
                f" and the variable is {domain} in another column",
                slot.span,
            )

    @staticmethod
    def _repeated(slot: Slot, pattern: Pattern) -> bool:
        return any(
            isinstance(each.term, Variable)
            and isinstance(slot.term, Variable)
            and each is not slot
            and each.term.name == slot.term.name
            for each in pattern.slots
        )

    def _chosen(self, aggregate: tree.Aggregate, variable: Variable, domain: Domain) -> None:
        allowed = {"nearest": {"text"}, "list": {"text", "number", "flag"}}
        if domain.kind not in allowed.get(aggregate.kind, {"text", "number"}):
            self.terms.diagnostics.error(
                "wrong-type", f"there is no `{aggregate.kind}` of {domain}", variable.span
            )

    def _cycle(self, cycle: tree.Cycle) -> None:
        relation = self.resolver.relation(cycle.relation)
        if relation is None:
            return
        known = {column.name: column.type for column in relation.columns}
        for name in (cycle.source, cycle.target):
            if name.text not in known:
                self.terms.diagnostics.error(
                    "unknown-column",
                    f"`{relation.name}` has no column `{name.text}`",
                    name.span,
                    help=did_you_mean(name.text, known) or f"its columns are {', '.join(known)}",
                )
            elif known[name.text].name not in {"text", "enum"} or known[name.text].optional:
                self.terms.diagnostics.error(
                    "wrong-type",
                    f"`{relation.name}.{name.text}` must be a text that is never none",
                    name.span,
                    help="a cycle goes through names",
                )

    # Building.

    def atom(self, atom: tree.Atom) -> program.Atom:
        """Return the checked atom."""
        terms = self.patterns[id(atom)].terms
        alias = atom.alias.name if atom.alias else None
        return program.Atom(atom.relation.text, terms, atom.proposed, alias, atom.span)

    def build(self, condition: tree.Condition) -> program.Condition:
        """Return the checked condition."""
        match condition:
            case tree.Match(atom):
                return program.Match(self.atom(atom))
            case tree.Absent(atom):
                return program.Absent(self.atom(atom))
            case tree.Read(atom, value, layer, span):
                keys = key_terms(self.patterns[id(atom)])
                return program.Read(atom.relation.text, keys, value, layer, span)
            case tree.Compare(operator, left, right, span):
                return program.Compare(operator, left, right, span)
            case tree.Member(term, options, span):
                return program.Member(term, options, span)
            case tree.Matches(term, pattern, span):
                return program.Matches(term, pattern, span)
            case tree.Aggregate(kind, target, of, atom, span):
                group = self.binding.group(condition)
                return program.Aggregate(kind, target, of, self.atom(atom), group, span)
            case tree.Cycle(relation, source, target, alias, span):
                return program.Cycle(relation.text, source.text, target.text, alias.name, span)


def key_terms(pattern: Pattern) -> tuple[program.Term, ...]:
    """Return the terms of an attribute's keys in the order declared."""
    if not isinstance(pattern.owner, Attribute):
        raise TypeError("a pattern over a relation has no keys")
    terms = dict(pattern.terms)
    return tuple(terms[key.name] for key in pattern.owner.keys)
