"""Write what a clause does with each match of its conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.engine.clause import DROPPED, Clause
from orun.engine.terms import variables
from orun.engine.writer import key_of, tuple_of
from orun.language.program import (
    Constant,
    Derive,
    Drop,
    Match,
    Read,
    Report,
    Set,
    Text,
    Unset,
    Variable,
)

if TYPE_CHECKING:
    from orun.engine.body import Body
    from orun.language.program import Place, Relation, Term

REMOVED = "REMOVED"
"""The name, in generated code, of the value that stands for an unset key."""


def head_terms(derive: Derive, relation: Relation) -> list[Term | None]:
    """Return the term of each column of a derived fact; None for an optional one left out."""
    given = dict(derive.atom.terms)
    return [given.get(column.name) for column in relation.columns]


def head_row(body: Body, derive: Derive) -> str:
    """Return the expression of the derived row."""
    relation = body.program.relations[derive.atom.relation]
    terms = head_terms(derive, relation)
    return tuple_of("None" if term is None else body.writer.term(term) for term in terms)


def write_action(body: Body, clause: Clause, *, into: str | None = None) -> None:
    """Write one action; `into` names the dict of new rows in a recursive clause."""
    match clause.action:
        case Derive():
            _write_derive(body, clause, clause.action, into)
        case Drop():
            table = body.writer.lookup(f"db.rows[{clause.head!r}]")
            row = body.rows[DROPPED][1]
            body.writer.line(f"{table}.setdefault({row}, {clause.number})")
        case Set() | Unset():
            _write_set(body, clause, clause.action)
        case Report():
            _write_report(body, clause, clause.action)


def _write_derive(body: Body, clause: Clause, action: Derive, into: str | None) -> None:
    table = body.writer.lookup(f"db.rows[{clause.head!r}]")
    row = head_row(body, action)
    if into is None:
        body.writer.line(f"{table}.setdefault({row}, {clause.number})")
        return
    name = body.writer.fresh()
    body.writer.line(f"{name} = {row}")
    body.writer.line(f"if {name} not in {table}:")
    body.writer.line(f"    {into}.setdefault({name}, {clause.number})")


def _write_set(body: Body, clause: Clause, action: Set | Unset) -> None:
    writer = body.writer
    attribute = body.program.attributes[action.attribute]
    if isinstance(action.layer, Variable):
        ranks = writer.lookup(repr({name: rank for rank, name in enumerate(attribute.layers)}))
        layer = f"{ranks}[{writer.term(action.layer)}]"
    else:
        layer = repr(attribute.layers.index(action.layer))
    value = REMOVED if isinstance(action, Unset) else writer.term(action.value)
    key = "None" if action.key is None else writer.term(action.key)
    table = writer.lookup(f"db.contributions[{attribute.name!r}]")
    at, found, entry = writer.fresh(), writer.fresh(), writer.fresh()
    writer.line(f"{at} = {key_of(writer.term(each) for each in action.keys)}")
    writer.line(f"{entry} = ({layer}, {value}, {clause.number}, {key})")
    writer.line(f"{found} = {table}.get({at})")
    writer.line(f"if {found} is None:")
    writer.line(f"    {table}[{at}] = {{{entry}: None}}")
    writer.line(f"elif {entry} not in {found}:")
    writer.line(f"    {found}[{entry}] = None")
    writer.line("    db.repeated += 1")


def _write_report(body: Body, clause: Clause, action: Report) -> None:
    writer = body.writer
    level = repr(action.level) if isinstance(action.level, str) else writer.term(action.level)
    pieces = [
        str(clause.number),
        level,
        writer.text(action.message),
        _place(body, action.at),
        _notes(body, action),
        "None" if action.help is None else _unless_none(body, action.help),
    ]
    writer.line(f"{writer.lookup('db.reports')}[{', '.join(pieces)}] = None")


def _place(body: Body, place: Place | None) -> str:
    """Return the expression of a place: (predicate, row, column), a cycle being its first edge."""
    if place is None:
        return "None"
    if place.variable in body.cycles:
        name, relation = body.cycles[place.variable]
        return f"({relation.name!r}, {name}.edges[0], None)"
    predicate, row = body.rows[place.variable]
    return f"({predicate!r}, {row}, {place.column!r})"


def _notes(body: Body, action: Report) -> str:
    pieces: list[str] = []
    for note in action.notes:
        if note.at is not None and note.at.variable in body.cycles:
            name, relation = body.cycles[note.at.variable]
            columns = {column.name: at for at, column in enumerate(relation.columns)}
            text = body.writer.text(note.message, ("edge", columns))
            pieces.append(
                f"*[({text}, ({relation.name!r}, edge, None), True) for edge in {name}.edges]"
            )
        else:
            text = _unless_none(body, note.message)
            pieces.append(f"({text}, {_place(body, note.at)}, False)")
    return tuple_of(pieces)


def _unless_none(body: Body, text: Text) -> str:
    """Return the expression of a text that is None where one of its values is."""
    doubtful = sorted(variables(text) - body.writer.plain_texts)
    expression = body.writer.text(text)
    if not doubtful:
        return expression
    test = " or ".join(f"{body.writer.names[name]} is None" for name in doubtful)
    return f"(None if {test} else {expression})"


def column_origins(clause: Clause, body: Body, relation: Relation) -> dict[int, tuple[int, int]]:
    """Map each column of a derived fact to the premise, and its column, that it comes from.

    Of an attribute, whose column is always 0, the value is meant.
    """
    if not isinstance(clause.action, Derive):
        return {}
    origins = {}
    for at, term in enumerate(head_terms(clause.action, relation)):
        if isinstance(term, Variable):
            found = _first_premise(clause, body, term.name)
            if found is not None:
                origins[at] = found
    return origins


def _first_premise(clause: Clause, body: Body, name: str) -> tuple[int, int] | None:
    matches = [each for each in clause.conditions if id(each) in body.premises]
    for number, condition in enumerate(matches):
        match condition:
            case Match(atom):
                relation = body.program.relations[atom.relation]
                for column, term in atom.terms:
                    if isinstance(term, Variable) and term.name == name:
                        return number, relation.index(column)
            case Read(value=Variable(read)) if read == name:
                return number, 0
            case _:
                pass
    return None


def bind_head(clause: Clause, body: Body) -> list[tuple[str, Term]]:
    """Bind the variables of a head from `row` and require its constants.

    Returns the expressions and terms that are to be compared once everything is bound. The row of a
    drop is the fact taken out; that of a set is its key columns, its value, its key in the map and
    its layer.
    """
    computed: list[tuple[str, Term]] = []
    for at, term in _head_pattern(clause, body):
        value = f"row[{at}]"
        if term is None:
            body.writer.require(f"{value} is None")
        elif isinstance(term, Constant):
            body.writer.require(f"{value} == {term.value!r}")
        elif isinstance(term, Variable) and term.name not in body.writer.names:
            body.writer.line(f"{body.writer.bind(term.name)} = {value}")
        else:
            computed.append((value, term))
    return computed


def _head_pattern(clause: Clause, body: Body) -> list[tuple[int, Term | None]]:
    """Return the terms of a head with their positions in the row; None stands for none."""
    match clause.action:
        case Derive(atom):
            relation = body.program.relations[atom.relation]
            return list(enumerate(head_terms(clause.action, relation)))
        case Drop(atom):
            relation = body.program.relations[atom.relation]
            return [(relation.index(column), term) for column, term in atom.terms]
        case Set() | Unset() as action:
            at = len(action.keys)
            pattern: list[tuple[int, Term | None]] = list(enumerate(action.keys))
            if isinstance(action, Set):
                pattern.append((at, action.value))
            if action.key is not None:
                pattern.append((at + 1, action.key))
            if isinstance(action.layer, Variable):
                pattern.append((at + 2, action.layer))
            return pattern
        case _:
            return []
