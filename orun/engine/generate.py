"""Turn a scheduled program into the source of one Python module.

The module imports nothing but `orun.engine.runtime` and holds one function for each clause (or
group of clauses that share their conditions) and tables that `evaluate` reads:

    RULES       (name, user, file number, start, end) of each clause
    RELATIONS   columns of each relation;  DROPPABLE  those that some rule drops from
    ATTRIBUTES  (keys, merge, layers) of each attribute
    FILLED      relations that rules derive;  DERIVED  (relation, column, text) of their heads
    TESTED      (consequence, sure, relation or attribute, ((column, text, place), …), globs) of
                what users' rules ask for, as `orun.engine.tested` says
    FACTS       (relation, row, place) of each fact stated in a rules file
    STEPS       ("run", function) | ("repeat", predicates, ((function, head, delta), …)) |
                ("subtract", relation) | ("resolve", attribute), in order
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from orun.engine.actions import bind_head, column_origins, write_action
from orun.engine.body import Body
from orun.engine.clause import DROPPED
from orun.engine.order import join_order
from orun.engine.strata import Fixpoint, Resolve, Run, Subtract
from orun.engine.terms import binds
from orun.engine.tested import tested_texts
from orun.engine.writer import Writer
from orun.language.program import (
    Compare,
    Constant,
    Derive,
    Drop,
    Match,
    Report,
    Set,
    Unset,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orun.diagnostics import Source, Span
    from orun.engine.clause import Clause, Clauses
    from orun.engine.strata import Step
    from orun.language.program import Atom, Program

HEADER = "from orun.engine.runtime import *\n"


def generate(
    program: Program,
    clauses: Clauses,
    steps: Sequence[Step],
    sources: Sequence[Source],
    *,
    counted: bool = False,
) -> str:
    """Return the source of the evaluating module.

    `sources` are the rules texts, to which places refer by number. With `counted` the functions
    count in `db.visited` the tuples that each clause looks at.
    """
    lines = [HEADER]
    table = []
    for step in steps:
        match step:
            case Run(members):
                name = f"run{members[0].number}"
                lines += [*_once(program, clauses, members, name, counted=counted), ""]
                table.append(f"('run', {name}),")
            case Fixpoint(predicates, members):
                repeated = []
                for clause in members:
                    for number, (text, delta) in enumerate(
                        _recursive(program, clauses, clause, predicates, counted=counted)
                    ):
                        lines += [*text, ""]
                        name = f"run{clause.number}_{number}"
                        repeated.append(f"({name}, {clause.head!r}, {delta!r}),")
                table.append(f"('repeat', {predicates!r}, ({' '.join(repeated)})),")
            case Subtract(relation):
                table.append(f"('subtract', {relation!r}),")
            case Resolve(attribute):
                table.append(f"('resolve', {attribute!r}),")
    lines += _tables(program, clauses, sources)
    lines += ["STEPS = (", *(f"    {entry}" for entry in table), ")", ""]
    return "\n".join(lines)


def _once(
    program: Program, clauses: Clauses, members: Sequence[Clause], name: str, *, counted: bool
) -> Iterable[str]:
    """Write the function of clauses that share their conditions and run once."""
    first = members[0]
    writer = Writer(f"{name}(db)", f"rule {first.rule.name}")
    body = Body(program, clauses, writer, counted=first.number if counted else None)
    body.write(join_order(first.conditions, program.relations))
    for clause in members:
        write_action(body, clause)
    before, grown = _write_growth(writer, members)
    if writer.depth:
        _write_budget(writer, f"{grown} - {before}")
        writer.depth = 0
    writer.line(f"return {grown} - {before}")
    return writer.lines()


def _recursive(
    program: Program,
    clauses: Clauses,
    clause: Clause,
    predicates: Sequence[str],
    *,
    counted: bool,
) -> Iterable[tuple[Iterable[str], str]]:
    """Write one function for each condition through which a clause feeds itself."""
    number = 0
    for condition in clause.conditions:
        if not isinstance(condition, Match):
            continue
        read = clauses.predicate(condition.atom)
        if read not in predicates:
            continue
        name = f"run{clause.number}_{number}"
        writer = Writer(f"{name}(db, delta, new)", f"rule {clause.rule.name}, new facts of {read}")
        counter = clause.number if counted else None
        delta, made = _plain(condition)
        others = [*made, *(each for each in clause.conditions if each is not condition)]
        body = Body(program, clauses, writer, delta=delta, counted=counter)
        body.write([delta, *join_order(others, program.relations, binds(delta))])
        write_action(body, clause, into="new")
        _write_budget(writer, "len(new)")
        number += 1
        yield writer.lines(), read


def _plain(condition: Match) -> tuple[Match, list[Compare]]:
    """Return a condition that needs nothing, and the comparisons with values made of others."""
    terms, made = [], []
    for column, term in condition.atom.terms:
        if isinstance(term, Variable | Constant):
            terms.append((column, term))
        else:
            value = Variable(f"#{column}", term.span)
            terms.append((column, value))
            made.append(Compare("=", value, term, term.span))
    return Match(replace(condition.atom, terms=tuple(terms))), made


def _write_growth(writer: Writer, members: Sequence[Clause]) -> tuple[str, str]:
    """Return expressions of the number of facts that clauses filled, before them and now."""
    heads = {each.head for each in members if isinstance(each.action, Derive | Drop)}
    names = {each.action.attribute for each in members if isinstance(each.action, Set | Unset)}
    tables = [f"db.rows[{head!r}]" for head in sorted(heads)]
    tables += [f"db.contributions[{name!r}]" for name in sorted(names)]
    tables += ["db.reports"] if any(isinstance(each.action, Report) for each in members) else []
    sizes = [f"len({writer.lookup(table)})" for table in tables]
    sizes += ["db.repeated"] if names else []
    grown = " + ".join(sizes)
    return writer.lookup(grown), f"({grown})" if len(sizes) > 1 else grown


def _write_budget(writer: Writer, grown: str) -> None:
    """Check the budget where a loop over a whole match ends, so that no product runs away."""
    writer.depth -= 1
    writer.line(f"if {grown} > db.left:")
    writer.line("    raise OutOfBudget")


def _tables(program: Program, clauses: Clauses, sources: Sequence[Source]) -> Iterable[str]:
    number = {id(source): at for at, source in enumerate(sources)}

    def place(span: Span) -> tuple[int, int, int]:
        return number[id(span.source)], span.start, span.end

    yield "RULES = ("
    for clause in clauses.clauses:
        rule = clause.rule
        yield f"    {(rule.name, rule.user, *place(rule.span))!r},"
    yield ")"
    yield "RELATIONS = {"
    for relation in program.relations.values():
        yield f"    {relation.name!r}: {tuple(each.name for each in relation.columns)!r},"
    yield "}"
    yield f"DROPPABLE = {tuple(sorted(clauses.droppable))!r}"
    yield "ATTRIBUTES = {"
    for attribute in program.attributes.values():
        keys = tuple(each.name for each in attribute.keys)
        yield f"    {attribute.name!r}: ({keys!r}, {attribute.merge!r}, {attribute.layers!r}),"
    yield "}"
    heads = [each.action.atom for each in clauses.clauses if isinstance(each.action, Derive)]
    yield f"FILLED = {tuple(sorted({atom.relation for atom in heads}))!r}"
    yield f"DERIVED = {tuple(sorted(_derived_constants(heads)))!r}"
    yield "TESTED = ("
    for rule in program.rules:
        for tested in tested_texts(program, rule) if rule.user else ():
            texts = tuple((name, each.value, place(each.span)) for name, each in tested.texts)
            if texts:
                entry = (tested.consequence, tested.sure, tested.owner, texts, tested.globs)
                yield f"    {entry!r},"
    yield ")"
    yield "FACTS = ("
    for fact in program.facts:
        yield f"    ({fact.relation!r}, {fact.values!r}, {place(fact.span)!r}),"
    yield ")"


def _derived_constants(heads: Iterable[Atom]) -> set[tuple[str, str, str]]:
    """Return the texts that rules put into columns as they stand."""
    return {
        (atom.relation, column, term.value)
        for atom in heads
        for column, term in atom.terms
        if isinstance(term, Constant) and isinstance(term.value, str)
    }


def generate_premises(program: Program, clauses: Clauses) -> str:
    """Return the source of the module that finds the premises of derived facts.

    `PREMISES[clause](db, row)` yields, for each way in which the clause makes a row, the premises
    in the order the rule writes them: (predicate, row), or ("@attribute", key) for a read.
    `COLUMNS[clause]` maps a column of the row to (premise, column) where its value comes from.
    """
    lines = [HEADER]
    functions, columns = [], []
    for clause in clauses.clauses:
        if isinstance(clause.action, Report):
            continue
        writer = Writer(f"why{clause.number}(db, row)", f"rule {clause.rule.name}")
        body = Body(program, clauses, writer, keep_rows=True)
        writer.line("if False:")
        writer.line("    yield ()")
        computed = bind_head(clause, body)
        body.write(join_order(clause.conditions, program.relations, set(writer.names)))
        for value, term in computed:
            writer.require(f"{value} == {writer.term(term)}")
        if isinstance(clause.action, Drop):
            writer.require(f"row == {body.rows[DROPPED][1]}")
        found = [body.premises[id(each)] for each in clause.conditions if id(each) in body.premises]
        writer.line(f"yield [{', '.join(f'({name!r}, {row})' for name, row in found)}]")
        lines += [*writer.lines(), ""]
        functions.append(f"    {clause.number}: why{clause.number},")
        if isinstance(clause.action, Derive):
            relation = program.relations[clause.action.atom.relation]
            columns.append(f"    {clause.number}: {column_origins(clause, body, relation)!r},")
    lines += ["PREMISES = {", *functions, "}", "COLUMNS = {", *columns, "}", ""]
    return "\n".join(lines)
