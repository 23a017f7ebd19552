"""Write the conditions of a clause as nested loops over indexed dictionaries.

    when job(id: $later, $component, environment: $env)
     and promotion(environment: $env, route: edge)

becomes, with the atoms in the order that `order` chose,

    for x1 in t0:                       # t0 = db.rows['promotion']
        if not (x1[3] == 'edge'):
            continue
        x2 = x1[0]
        if i0 is None:
            i0 = db.index('job', (2,))
        for x3 in i0.get(x2, ()):
            x4 = x3[0]
            …
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from orun.engine.terms import atom_variables, variables
from orun.engine.writer import Writer, key_of, tuple_of
from orun.language.program import (
    Absent,
    Aggregate,
    Compare,
    Cycle,
    Match,
    Matches,
    Member,
    Read,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orun.engine.clause import Clauses
    from orun.language.program import Atom, Condition, Program, Relation

COMPARISONS = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}


class Body(Struct):
    """Conditions being written: where rows of aliases and premises are, and the delta to read.

    `delta` is the condition that reads only new facts, in a recursive clause. With `keep_rows` the
    row of every matched atom gets a name, for explanations. `counted` is the clause whose visited
    tuples are counted.
    """

    program: Program
    clauses: Clauses
    writer: Writer
    delta: Condition | None = None
    keep_rows: bool = False
    counted: int | None = None
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    premises: dict[int, tuple[str, str]] = field(default_factory=dict)
    cycles: dict[str, tuple[str, Relation]] = field(default_factory=dict)

    def write(self, conditions: Sequence[Condition]) -> None:
        """Write conditions in the given order; what follows is inside their loops."""
        for condition in conditions:
            match condition:
                case Match():
                    self._match(condition)
                case Absent(atom):
                    self.writer.require(f"not {self._exists(atom)}")
                case Read():
                    self._read(condition)
                case Compare():
                    self._compare(condition)
                case Member():
                    options = tuple_of(self.writer.term(each) for each in condition.options)
                    self.writer.require(f"{self.writer.term(condition.term)} in {options}")
                case Matches():
                    text = self.writer.term(condition.term)
                    pattern = self.writer.term(condition.pattern)
                    self.writer.require(f"glob({text}, {pattern})")
                case Aggregate():
                    self._aggregate(condition)
                case Cycle():
                    self._cycle(condition)

    # Atoms.

    def _match(self, condition: Match) -> None:
        atom, writer = condition.atom, self.writer
        predicate = self.clauses.predicate(atom)
        relation = self.program.relations[atom.relation]
        bound = self._bound_columns(atom, relation)
        fresh = [
            (relation.index(name), term.name)
            for name, term in atom.terms
            if isinstance(term, Variable) and term.name not in writer.names
        ]
        wants_row = self.keep_rows or atom.alias is not None
        if condition is not self.delta and len(bound) == len(relation.columns):
            row = self._member(predicate, bound)
        elif condition is not self.delta and not fresh and not wants_row:
            writer.require(self._exists(atom))
            return
        else:
            row = self._loop(condition, predicate, bound)
            for position, name in fresh:
                if name in writer.names:
                    writer.require(f"{row}[{position}] == {writer.names[name]}")
                    continue
                kind = relation.columns[position].type
                plain = kind.name in ("text", "enum") and not kind.optional
                writer.line(f"{writer.bind(name, plain_text=plain)} = {row}[{position}]")
        if atom.alias is not None:
            self.rows[atom.alias] = (predicate, row)
        self.premises[id(condition)] = (predicate, row)

    def _bound_columns(self, atom: Atom, relation: Relation) -> dict[int, str]:
        """Return the columns whose value is known before the atom is read, with expressions."""
        known = self.writer.names.keys()
        found = {
            relation.index(name): self.writer.term(term)
            for name, term in atom.terms
            if variables(term) <= known
        }
        return dict(sorted(found.items()))

    def _member(self, predicate: str, bound: dict[int, str]) -> str:
        """Require one whole row, and return its name."""
        row = self.writer.fresh()
        rows = self.writer.lookup(f"db.rows[{predicate!r}]")
        self.writer.line(f"{row} = {tuple_of(bound.values())}")
        self.writer.require(f"{row} in {rows}")
        return row

    def _loop(self, condition: Match, predicate: str, bound: dict[int, str]) -> str:
        """Open a loop over the rows that fit the bound columns, and return the row's name."""
        writer = self.writer
        row = writer.fresh()
        once = writer.depth == 0 and not atom_variables(condition.atom) & writer.names.keys()
        scan = condition is self.delta or not bound or once
        if scan:
            rows = "delta" if condition is self.delta else f"db.rows[{predicate!r}]"
            writer.loop(f"for {row} in {rows if rows == 'delta' else writer.lookup(rows)}:")
        else:
            index = writer.index(predicate, tuple(bound))
            writer.loop(f"for {row} in {index}.get({key_of(bound.values())}, ()):")
        self._count()
        if scan and bound:
            writer.require(" and ".join(f"{row}[{at}] == {value}" for at, value in bound.items()))
        return row

    def _count(self) -> None:
        if self.counted is not None:
            self.writer.line(f"db.visited[{self.counted}] += 1")

    def _exists(self, atom: Atom) -> str:
        """Return the expression that tells whether a fact fits an atom without free variables."""
        predicate = self.clauses.predicate(atom)
        relation = self.program.relations[atom.relation]
        bound = self._bound_columns(atom, relation)
        if not bound:
            return f"bool({self.writer.lookup(f'db.rows[{predicate!r}]')})"
        if len(bound) == len(relation.columns):
            rows = self.writer.lookup(f"db.rows[{predicate!r}]")
            return f"({tuple_of(bound.values())} in {rows})"
        index = self.writer.index(predicate, tuple(bound))
        return f"({key_of(bound.values())} in {index})"

    # Attributes, comparisons, aggregates, cycles.

    def _read(self, condition: Read) -> None:
        writer = self.writer
        attribute = self.program.attributes[condition.attribute]
        key = key_of(writer.term(each) for each in condition.keys)
        won = writer.fresh()
        table = writer.lookup(f"db.values[{attribute.name!r}]")
        writer.line(f"{won} = {table}.get({key})")
        writer.require(f"{won} is not None")
        self.premises[id(condition)] = ("@" + attribute.name, key)
        plain = attribute.type.name in ("text", "enum") and not attribute.type.optional
        value = won if attribute.merge else f"{won}[1]"
        if isinstance(condition.value, Variable) and condition.value.name not in writer.names:
            writer.line(f"{writer.bind(condition.value.name, plain_text=plain)} = {value}")
        else:
            writer.require(f"{value} == {writer.term(condition.value)}")
        if condition.layer is None:
            return
        layer = f"{attribute.layers!r}[{won}[0]]"
        if condition.layer.name in writer.names:
            writer.require(f"{layer} == {writer.names[condition.layer.name]}")
        else:
            writer.line(f"{writer.bind(condition.layer.name, plain_text=True)} = {layer}")

    def _compare(self, condition: Compare) -> None:
        writer, left = self.writer, condition.left
        right = writer.term(condition.right)
        binds = condition.operator == "=" and isinstance(left, Variable)
        if binds and isinstance(left, Variable) and left.name not in writer.names:
            writer.line(f"{writer.bind(left.name)} = {right}")
        elif condition.operator == "=":
            writer.require(f"{writer.term(left)} == {right}")
        elif condition.operator == "!=":
            writer.require(f"{writer.term(left)} != {right}")
        else:
            writer.require(f"{COMPARISONS[condition.operator]}({writer.term(left)}, {right})")

    def _aggregate(self, condition: Aggregate) -> None:
        writer = self.writer
        rows = self._group(condition)
        match condition.kind:
            case "count":
                value = f"len({rows})"
            case "nearest":
                word = writer.term(condition.of) if condition.of is not None else "None"
                at = self._column_of(condition.atom, condition.target.name)
                value = f"nearest_of({word}, {rows}, {at})"
            case kind:
                of = condition.of
                if not isinstance(of, Variable):
                    raise TypeError(f"{kind} of something that is no column")
                at = self._column_of(condition.atom, of.name)
                value = f"{kind}_of({rows}, {at})"
        if condition.target.name in writer.names:
            writer.require(f"{writer.names[condition.target.name]} == {value}")
            return
        writer.line(f"{writer.bind(condition.target.name)} = {value}")
        if condition.kind in ("max", "min", "list"):
            writer.require(f"{writer.names[condition.target.name]} is not None")

    def _group(self, condition: Aggregate) -> str:
        """Return the expression of the rows that fit the atom of an aggregate."""
        atom, writer = condition.atom, self.writer
        predicate = self.clauses.predicate(atom)
        relation = self.program.relations[atom.relation]
        group = set(condition.group)
        bound = {
            relation.index(name): writer.term(term)
            for name, term in atom.terms
            if variables(term) <= group
        }
        bound = dict(sorted(bound.items()))
        if not bound:
            rows = writer.lookup(f"db.rows[{predicate!r}]")
        else:
            index = writer.index(predicate, tuple(bound))
            rows = f"{index}.get({key_of(bound.values())}, ())"
        same = self._repeated(atom, relation, group)
        if not same:
            return rows
        test = " and ".join(f"row[{one}] == row[{two}]" for one, two in same)
        return f"[row for row in {rows} if {test}]"

    @staticmethod
    def _repeated(atom: Atom, relation: Relation, group: set[str]) -> list[tuple[int, int]]:
        """Return the pairs of columns that a local variable makes equal."""
        first: dict[str, int] = {}
        pairs = []
        for name, term in atom.terms:
            if isinstance(term, Variable) and term.name not in group:
                at = relation.index(name)
                if term.name in first:
                    pairs.append((first[term.name], at))
                first.setdefault(term.name, at)
        return pairs

    def _column_of(self, atom: Atom, variable: str) -> int:
        relation = self.program.relations[atom.relation]
        return next(
            relation.index(name)
            for name, term in atom.terms
            if isinstance(term, Variable) and term.name == variable
        )

    def _cycle(self, condition: Cycle) -> None:
        relation = self.program.relations[condition.relation]
        source, target = relation.index(condition.source), relation.index(condition.target)
        rows = self.writer.lookup(f"db.rows[{relation.name!r}]")
        name = self.writer.bind(condition.alias)
        self.writer.loop(f"for {name} in cycles({rows}, {source}, {target}):")
        self._count()
        self.cycles[condition.alias] = (name, relation)
