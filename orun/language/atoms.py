"""Looks up the relation or attribute of an atom and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from orun.diagnostics import Diagnostics, Note, Span, did_you_mean
from orun.language.program import FUNCTIONS, Attribute, Column, Constant, Relation, Term, Type

if TYPE_CHECKING:
    from orun.language import tree
    from orun.language.vocabulary import Vocabulary


class Slot(Struct, frozen=True):
    """A value in a column. `type` is None where the column is not known."""

    column: str
    type: Type | None
    term: Term
    span: Span


class Pattern(Struct, frozen=True):
    """An atom with its columns looked up. `owner` is None where the name is not known."""

    owner: Relation | Attribute | None
    slots: tuple[Slot, ...]
    span: Span

    @property
    def terms(self) -> tuple[tuple[str, Term], ...]:
        """The columns given, with their terms."""
        return tuple((slot.column, slot.term) for slot in self.slots)


class Resolver:
    """Looks names up in a vocabulary and reports those that it does not have."""

    def __init__(self, vocabulary: Vocabulary, diagnostics: Diagnostics) -> None:
        self.vocabulary = vocabulary
        self.diagnostics = diagnostics

    def relation(self, name: tree.Name, atom: tree.Atom | None = None) -> Relation | None:
        """Return the relation of that name; `atom` shows how it is used."""
        known = self.vocabulary.relations
        if name.text in known or name.text in self.vocabulary.broken:
            return known.get(name.text)
        if name.text in self.vocabulary.attributes:
            message = f"`{name.text}` is an attribute, not a relation"
            advice: str | None = (
                f"read it with `{name.text}(…) = $value`, give it a value with"
                f" `set {name.text}(…) = …`"
            )
        elif name.text in FUNCTIONS:
            message = f"`{name.text}` is a function and cannot stand alone"
            advice = f"compare its value: `{name.text}(…) = …`"
        else:
            message = f"there is no relation `{name.text}`"
            advice = did_you_mean(name.text, known) or _declaration(name, atom)
        self.diagnostics.error("unknown-relation", message, name.span, help=advice)
        return None

    def attribute(self, name: tree.Name) -> Attribute | None:
        """Return the attribute of that name."""
        known = self.vocabulary.attributes
        if name.text in known or name.text in self.vocabulary.broken:
            return known.get(name.text)
        if name.text in self.vocabulary.relations:
            message = f"`{name.text}` is a relation, not an attribute: it has facts, and no value"
            advice: str | None = f"write `{name.text}(…)` alone, with a column for each value"
        else:
            message = f"there is no attribute `{name.text}`"
            advice = did_you_mean(name.text, [*known, *FUNCTIONS])
        self.diagnostics.error("unknown-attribute", message, name.span, help=advice)
        return None

    def pattern(self, atom: tree.Atom) -> Pattern:
        """Look up an atom over a relation."""
        relation = self.relation(atom.relation, atom)
        columns = None if relation is None else relation.columns
        return Pattern(relation, self._slots(atom, columns), atom.span)

    def attribute_pattern(self, atom: tree.Atom) -> Pattern:
        """Look up the keys of an attribute, which must all be given."""
        attribute = self.attribute(atom.relation)
        columns = None if attribute is None else attribute.keys
        slots = self._slots(atom, columns)
        if attribute is not None:
            self._require(atom, attribute.keys, optional=True)
        return Pattern(attribute, slots, atom.span)

    def head(self, atom: tree.Atom) -> Pattern:
        """Look up an atom that states a fact: every column that is not optional must be given."""
        pattern = self.pattern(atom)
        if pattern.owner is not None:
            self._require(atom, self.vocabulary.relations[pattern.owner.name].columns)
        return pattern

    def _slots(self, atom: tree.Atom, columns: tuple[Column, ...] | None) -> tuple[Slot, ...]:
        types = {column.name: column.type for column in columns or ()}
        given: dict[str, Span] = {}
        slots = []
        for argument in atom.arguments:
            name = argument.column
            if columns is not None and name.text not in types:
                self._unknown_column(atom, name, types)
            if name.text in given:
                self.diagnostics.error(
                    "duplicate-column",
                    f"column `{name.text}` is given twice",
                    name.span,
                    notes=(Note("first given here", given[name.text]),),
                )
            given.setdefault(name.text, name.span)
            slots.append(Slot(name.text, types.get(name.text), argument.term, argument.span))
        return tuple(slots)

    def _unknown_column(self, atom: tree.Atom, name: tree.Name, types: dict[str, Type]) -> None:
        listed = ", ".join(types)
        free = types.keys() - {argument.column.text for argument in atom.arguments}
        guess = did_you_mean(name.text, free) or did_you_mean(name.text, types)
        advice = guess or f"its columns are {listed}"
        if name.span.source.text.startswith("$", name.span.start):
            advice += f"; `${name.text}` alone stands for `{name.text}: ${name.text}`"
        self.diagnostics.error(
            "unknown-column",
            f"`{atom.relation.text}` has no column `{name.text}`",
            name.span,
            help=advice,
        )

    def _require(
        self, atom: tree.Atom, columns: tuple[Column, ...], *, optional: bool = False
    ) -> None:
        given = {argument.column.text for argument in atom.arguments}
        unknown = given - {column.name for column in columns}
        missing = [
            column
            for column in columns
            if column.name not in given and (optional or not column.type.optional)
        ]
        if len(missing) <= len(unknown):  # Those are what is missing under another name.
            return
        names = ", ".join(f"`{column.name}`" for column in missing)
        self.diagnostics.error(
            "missing-column",
            f"`{atom.relation.text}` needs {names} here",
            atom.span,
            notes=tuple(Note(f"`{each.name}` is declared here", each.span) for each in missing),
            help="only a column of an optional type, such as `text?`, may be left out"
            if not optional
            else "the keys of an attribute must all be given",
        )


def _declaration(name: tree.Name, atom: tree.Atom | None) -> str:
    """Return how a relation is declared that has the columns of an atom."""
    types: dict[str, str] = {}
    for argument in () if atom is None else atom.arguments:
        types.setdefault(argument.column.text, _type_of(argument.term))
    columns = ", ".join(f"{column}: {kind}" for column, kind in types.items()) or "column: text"
    return f'if it is one of your own, declare it: `relation {name.text}({columns}) "…"`'


def _type_of(term: Term) -> str:
    """Return the type of a column in which a term stands, as far as the term tells."""
    value = term.value if isinstance(term, Constant) else None
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int) else "text"
