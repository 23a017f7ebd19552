"""Infers what values each variable of a rule may have, and whether it may be none.

The patterns that bind a variable give its type; comparisons, `in` and `matches` then narrow it:

    when job($id, environment: $env) and $env != none and $env in [production, staging]

leaves `$env` one of two texts and never none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from orun.diagnostics import Diagnostics, Note, Span
from orun.language import tree
from orun.language.domain import NUMBER, TEXT, Domain, domain_of_type, domain_of_value
from orun.language.program import FUNCTIONS, Attribute, Constant, Function, Text, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orun.language.atoms import Pattern, Slot
    from orun.language.program import Term


class Typing:
    """The domains of a rule's variables. `declared` is what patterns say, `narrowed` the rest too.

    `patterns` holds the looked-up pattern of every atom, by the atom's identity.
    """

    def __init__(self, patterns: Mapping[int, Pattern], diagnostics: Diagnostics) -> None:
        self.patterns = patterns
        self.diagnostics = diagnostics
        self.declared: dict[str, Domain] = {}
        self.narrowed: dict[str, Domain] = {}
        self._learnt: dict[str, tuple[str, Span]] = {}

    def infer(self, conditions: Iterable[tree.Condition]) -> None:
        """Learn from conditions, which come in an order in which their variables are bound."""
        ordered = list(conditions)
        for condition in ordered:
            self._learn_from(condition)
        self.narrowed = dict(self.declared)
        before: dict[str, Domain] | None = None
        while before != self.narrowed:
            before = dict(self.narrowed)
            for condition in ordered:
                self._narrow_by(condition)

    def domain(self, term: Term, *, narrowed: bool = True) -> Domain | None:
        """Return what values a term may have, or None if an error was reported for it already."""
        match term:
            case Variable(name):
                return (self.narrowed if narrowed else self.declared).get(name)
            case Constant(value):
                return domain_of_value(value)
            case Text():
                return TEXT
            case Function(name, arguments):
                return self._result(name, arguments)

    def origin(self, variable: Variable) -> tuple[Note, ...]:
        """Return a note that shows where a variable got its type."""
        found = self._learnt.get(variable.name)
        return (Note(f"`${variable.name}` is {found[0]} here", found[1]),) if found else ()

    def _result(self, name: str, arguments: tuple[Term, ...]) -> Domain | None:
        if name not in FUNCTIONS:
            return None
        domains = [self.domain(argument) for argument in arguments]
        optional = name == "get" or any(each is not None and each.optional for each in domains)
        return Domain(FUNCTIONS[name][1], None, optional)  # type: ignore[arg-type]  # no enum there

    # Learning.

    def _learn_from(self, condition: tree.Condition) -> None:
        match condition:
            case tree.Match(atom):
                pattern = self.patterns[id(atom)]
                for slot in pattern.slots:
                    self._learn_slot(slot, pattern)
            case tree.Read():
                self._learn_read(condition)
            case tree.Compare(operator="=", left=Variable() as left, right=right):
                value = self.domain(right, narrowed=False)
                if value is not None and left.name not in self.declared:
                    self._learn(left, value, str(value), right.span)
            case tree.Aggregate():
                self._learn_aggregate(condition)
            case _:
                pass

    def _learn_slot(self, slot: Slot, pattern: Pattern) -> None:
        if isinstance(slot.term, Variable) and slot.type is not None and pattern.owner is not None:
            domain = domain_of_type(slot.type)
            where = f"{domain} (`{pattern.owner.name}.{slot.column}`)"
            self._learn(slot.term, domain, where, slot.span)

    def _learn_read(self, read: tree.Read) -> None:
        attribute = self.patterns[id(read.atom)].owner
        if not isinstance(attribute, Attribute):
            return
        if isinstance(read.value, Variable):
            domain = domain_of_type(attribute.type)
            self._learn(read.value, domain, f"{domain} (`{attribute.name}`)", read.value.span)
        if read.layer is not None:
            domain = Domain("text", frozenset(attribute.layers))
            where = f"a layer of `{attribute.name}`"
            self._learn(read.layer, domain, where, read.layer.span)

    def _learn_aggregate(self, aggregate: tree.Aggregate) -> None:
        kind, target = aggregate.kind, aggregate.target
        match kind:
            case "count":
                domain: Domain | None = NUMBER
            case "list":
                domain = TEXT
            case "nearest":
                domain = self.local(aggregate).get(target.name)
                domain = None if domain is None else replace(domain, optional=True)
            case _:
                local = self.local(aggregate)
                domain = local.get(aggregate.of.name) if aggregate.of else None
                domain = None if domain is None else domain.required()
        if domain is not None:
            self._learn(target, domain, f"{domain} (`{kind}`)", target.span)

    def local(self, aggregate: tree.Aggregate) -> dict[str, Domain]:
        """Return the domains of the variables that are columns of an aggregate's pattern."""
        found: dict[str, Domain] = {}
        for slot in self.patterns[id(aggregate.atom)].slots:
            if isinstance(slot.term, Variable) and slot.type is not None:
                domain = domain_of_type(slot.type)
                known = found.get(slot.term.name, domain)
                found[slot.term.name] = known.meet(domain) or known
        return found

    def _learn(self, variable: Variable, domain: Domain, where: str, span: Span) -> None:
        known = self.declared.get(variable.name)
        if known is None:
            self.declared[variable.name] = domain
            self._learnt[variable.name] = (where, span)
            return
        both = known.meet(domain)
        if both is not None:
            self.declared[variable.name] = both
            return
        first, place = self._learnt[variable.name]
        self.diagnostics.error(
            "type-conflict",
            f"`${variable.name}` would be {where}, but it is {first}",
            span,
            notes=(Note(f"`${variable.name}` is {first} here", place),),
            help="no value is both; use two variables",
        )

    # Narrowing.

    def _narrow_by(self, condition: tree.Condition) -> None:
        match condition:
            case tree.Compare(operator="=", left=left, right=right):
                self._equate(left, right)
                self._equate(right, left)
            case tree.Compare(operator="!=", left=left, right=Constant(None)):
                self._require(left)
            case tree.Compare(operator="!=", left=Constant(None), right=right):
                self._require(right)
            case tree.Compare(operator="!="):
                pass
            case tree.Compare(left=left, right=right) | tree.Matches(left, right):
                self._require(left)
                self._require(right)
            case tree.Member(term, options):
                self._choose(term, options)
            case _:
                pass

    def _require(self, term: Term) -> None:
        """Note that a term is not none; then nothing that a function makes it from is."""
        if isinstance(term, Variable) and term.name in self.narrowed:
            self.narrowed[term.name] = self.narrowed[term.name].required()
        elif isinstance(term, Function):
            for argument in term.arguments:
                self._require(argument)

    def _equate(self, term: Term, other: Term) -> None:
        domain = self.domain(other)
        if domain is None or domain.kind == "none":
            return
        if not domain.optional:
            self._require(term)
        self._restrict(term, domain)

    def _choose(self, term: Term, options: tuple[Term, ...]) -> None:
        domains = [self.domain(option) for option in options]
        known = [each for each in domains if each is not None]
        if len(known) < len(domains) or not known:
            return
        if not any(each.optional for each in known):
            self._require(term)
        words = [each.words for each in known if each.kind != "none"]
        if words and all(each is not None for each in words):
            allowed = frozenset(word for each in words if each for word in each)
            self._restrict(term, Domain("text", allowed, optional=True))

    def _restrict(self, term: Term, domain: Domain) -> None:
        if isinstance(term, Variable) and term.name in self.narrowed:
            known = self.narrowed[term.name]
            both = known.meet(domain)
            if both is not None:
                self.narrowed[term.name] = replace(both, optional=known.optional)
