"""Checks the actions of a rule once the types of its variables are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import did_you_mean
from orun.language import program, tree
from orun.language.conditions import key_terms
from orun.language.domain import LEVELS, TEXT, Domain, domain_of_type
from orun.language.program import Attribute, CycleColumn, Variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orun.language.atoms import Pattern, Resolver
    from orun.language.program import Text
    from orun.language.terms import Terms
    from orun.language.usage import Aliases


class ActionChecker:
    """Checks actions one by one, then builds them. `user` tells a user's file."""

    def __init__(
        self,
        patterns: Mapping[int, Pattern],
        aliases: Aliases,
        terms: Terms,
        resolver: Resolver,
        *,
        user: bool,
    ) -> None:
        self.patterns = patterns
        self.aliases = aliases
        self.terms = terms
        self.resolver = resolver
        self.user = user

    def check(self, action: tree.Action) -> None:
        """Report what is wrong with an action."""
        match action:
            case tree.Derive(atom):
                self._gives(self.patterns[id(atom)])
            case tree.Drop(atom):
                self._fits(self.patterns[id(atom)])
            case tree.Set():
                self._set(action)
            case tree.Unset():
                self._unset(action)
            case tree.Report():
                self._report(action)

    def _gives(self, pattern: Pattern) -> None:
        for slot in pattern.slots:
            if slot.type is None or pattern.owner is None:
                self.terms.visit(slot.term)
                continue
            where = f"`{pattern.owner.name}.{slot.column}`"
            self.terms.gives(slot.term, domain_of_type(slot.type), where, slot.span)

    def _fits(self, pattern: Pattern) -> None:
        for slot in pattern.slots:
            if slot.type is None or pattern.owner is None:
                self.terms.visit(slot.term)
                continue
            where = f"`{pattern.owner.name}.{slot.column}`"
            self.terms.fits(slot.term, domain_of_type(slot.type), where, slot.span)

    # Attributes.

    def _set(self, action: tree.Set) -> None:
        pattern = self.patterns[id(action.atom)]
        self._gives(pattern)
        attribute = pattern.owner
        if not isinstance(attribute, Attribute):
            self.terms.visit(action.value)
            return
        if action.key is not None:
            self._key(action.key, attribute)
            self.terms.given_value(action.value, "the value of a key")
        else:
            wanted = domain_of_type(attribute.type)
            self.terms.gives(action.value, wanted, f"`{attribute.name}`", action.value.span)
        self._layer(action, attribute)

    def _unset(self, action: tree.Unset) -> None:
        pattern = self.patterns[id(action.atom)]
        self._gives(pattern)
        if isinstance(pattern.owner, Attribute):
            self._key(action.key, pattern.owner)
            self._layer(action, pattern.owner)

    def _key(self, key: program.Term, attribute: Attribute) -> None:
        if attribute.type.name != "map":
            self.terms.diagnostics.error(
                "wrong-type", f"`{attribute.name}` is no map and has no keys", key.span
            )
        elif not attribute.merge:
            self.terms.diagnostics.error(
                "wrong-type",
                f"`{attribute.name}` is decided as a whole, not key by key",
                key.span,
                help="its declaration would have to say `-> map merge`",
            )
        self.terms.gives(key, TEXT, "a key", key.span)

    def _layer(self, action: tree.Set | tree.Unset, attribute: Attribute) -> None:
        layer = action.layer
        match layer:
            case None:
                self._default_layer(action, attribute)
            case tree.Name(text, span) if text not in attribute.layers:
                self.terms.diagnostics.error(
                    "unknown-layer",
                    f"`{attribute.name}` has no layer `{text}`",
                    span,
                    help=did_you_mean(text, attribute.layers)
                    or f"its layers are {' < '.join(attribute.layers)}",
                )
            case Variable():
                wanted = Domain("text", frozenset(attribute.layers))
                where = f"a layer of `{attribute.name}`"
                self.terms.gives(layer, wanted, where, layer.span)
            case _:
                pass

    def _default_layer(self, action: tree.Set | tree.Unset, attribute: Attribute) -> None:
        if self.user or len(attribute.layers) == 1:
            return
        self.terms.diagnostics.error(
            "missing-layer",
            f"a built-in rule must say at which layer it sets `{attribute.name}`",
            action.span,
            help=f"add `at LAYER`; the layers are {' < '.join(attribute.layers)}",
        )

    # Reports.

    def _report(self, report: tree.Report) -> None:
        if isinstance(report.level, Variable):
            self.terms.gives(report.level, LEVELS, "the level of a report", report.level.span)
        self.terms.text(report.message, cycle=None)
        self._place(report.at)
        for note in report.notes:
            self._place(note.at)
            self._note(note)
        if report.help is not None:
            self.terms.text(report.help, cycle=None)

    def _note(self, note: tree.ReportNote) -> None:
        cycle = None
        if note.at is not None and note.at.alias.name in self.aliases.cycles:
            cycle = note.at.alias.name
            self._cycle_columns(note.message, self.aliases.cycles[cycle])
        self.terms.text(note.message, cycle=cycle)

    def _cycle_columns(self, text: Text, cycle: tree.Cycle) -> None:
        relation = self.resolver.vocabulary.relations.get(cycle.relation.text)
        if relation is None:
            return
        known = [column.name for column in relation.columns]
        for part in text.parts:
            if isinstance(part, CycleColumn) and part.column not in known:
                self.terms.diagnostics.error(
                    "unknown-column",
                    f"`{relation.name}` has no column `{part.column}`",
                    part.span,
                    help=did_you_mean(part.column, known) or f"its columns are {', '.join(known)}",
                )

    def _place(self, place: tree.Place | None) -> None:
        if place is None:
            return
        name = place.alias.name
        if name not in self.aliases:
            self._unknown_alias(place)
        elif place.column is not None and name in self.aliases.cycles:
            self.terms.diagnostics.error(
                "unknown-column",
                f"`${name}` is a cycle of many facts and has no column of its own",
                place.column.span,
                help=f"write `at ${name}`",
            )
        elif place.column is not None:
            owner = self.patterns[id(self.aliases.facts[name].atom)].owner
            known = [] if owner is None else [each.name for each in owner_columns(owner)]
            if owner is not None and place.column.text not in known:
                self.terms.diagnostics.error(
                    "unknown-column",
                    f"`{owner.name}` has no column `{place.column.text}`",
                    place.column.span,
                    help=did_you_mean(place.column.text, known)
                    or f"its columns are {', '.join(known)}",
                )

    def _unknown_alias(self, place: tree.Place) -> None:
        name = place.alias.name
        known = [*self.aliases.facts, *self.aliases.cycles]
        message = f"`${name}` names no fact of this rule"
        if name in self.terms.typing.declared:
            message = f"`${name}` is a value and has no place"
        self.terms.diagnostics.error(
            "unknown-alias",
            message,
            place.alias.span,
            help=did_you_mean(name, known)
            or f"name the fact it came from: `relation(…) as ${name}`",
        )

    # Building.

    def build(self, action: tree.Action) -> program.Action:
        """Return the checked action."""
        match action:
            case tree.Derive(atom):
                return program.Derive(self._atom(atom))
            case tree.Drop(atom):
                return program.Drop(self._atom(atom))
            case tree.Set(atom, key, value, _, span):
                pattern = self.patterns[id(atom)]
                layer = self._decided_layer(action, pattern)
                keys = key_terms(pattern)
                return program.Set(atom.relation.text, keys, key, value, layer, span)
            case tree.Unset(atom, key, _, span):
                pattern = self.patterns[id(atom)]
                layer = self._decided_layer(action, pattern)
                return program.Unset(atom.relation.text, key_terms(pattern), key, layer, span)
            case tree.Report():
                return _built_report(action)

    def _atom(self, atom: tree.Atom) -> program.Atom:
        terms = self.patterns[id(atom)].terms
        return program.Atom(atom.relation.text, terms, False, None, atom.span)

    @staticmethod
    def _decided_layer(action: tree.Set | tree.Unset, pattern: Pattern) -> str | Variable:
        """Return the layer stated, or the strongest one."""
        if isinstance(action.layer, Variable):
            return action.layer
        if action.layer is not None:
            return action.layer.text
        if not isinstance(pattern.owner, Attribute):
            raise TypeError("only an attribute has layers")
        return pattern.owner.layers[-1]


def owner_columns(owner: program.Relation | Attribute) -> tuple[program.Column, ...]:
    """Return the columns of a relation or the keys of an attribute."""
    return owner.keys if isinstance(owner, Attribute) else owner.columns


def _built_report(report: tree.Report) -> program.Report:
    notes = tuple(program.ReportNote(each.message, _built_place(each.at)) for each in report.notes)
    return program.Report(
        report.level, report.message, _built_place(report.at), notes, report.help, report.span
    )


def _built_place(place: tree.Place | None) -> program.Place | None:
    if place is None:
        return None
    column = None if place.column is None else place.column.text
    return program.Place(place.alias.name, column, place.span)
