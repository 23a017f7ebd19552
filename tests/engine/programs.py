"""Random programs, as rules text with facts, that are well-formed and can be stratified.

Relations stand in tiers. A rule whose head is of tier n reads facts of tiers up to n, but what must
be complete (`not`, aggregates, attributes, what is left after drops) only of tiers below n.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

POOLS: dict[str, tuple[Any, ...]] = {
    "text": ("a", "b", "c", "1", "x y"),
    "number": (-1, 0, 1, 2),
    "flag": (True, False),
    "enum": ("red", "green", "blue"),
}
TYPES = {kind: kind for kind in POOLS} | {"enum": "red | green | blue"}
TIERS = 3
LAYERS = ("low", "middle", "top")


@dataclass(frozen=True)
class Case:
    """Rules and the facts to run them on."""

    text: str
    facts: dict[str, set[tuple[Any, ...]]]

    def __repr__(self) -> str:
        return f"{self.text}\n# {self.facts}"


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    optional: bool


@dataclass(frozen=True)
class Relation:
    """A relation to be declared. `dropped` ones have a rule that drops from them."""

    name: str
    tier: int
    dropped: bool
    columns: tuple[Column, ...]

    def declaration(self) -> str:
        columns = (f"{c.name}: {TYPES[c.kind]}{'?' * c.optional}" for c in self.columns)
        return f"relation {self.name}({', '.join(columns)})"


@dataclass
class Body:
    """Conditions under construction: patterns can lose columns later, `rest` is text."""

    patterns: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    bound: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def variables(self, kinds: set[str], *, required: bool = False) -> list[str]:
        """Return the bound variables of some kinds, if `required` those that are never none."""
        return [
            f"${name}"
            for name, (kind, optional) in self.bound.items()
            if kind in kinds and not (required and optional)
        ]

    def render(self, action: str) -> str:
        """Return conditions and action, without the columns whose variable is used only once."""
        written = [_atom(name, columns) for name, columns in self.patterns]
        uses = Counter(re.findall(r"\$\{?(\w+)", " ".join([*written, *self.rest, action])))
        kept = [
            (name, {c: t for c, t in columns.items() if uses[t[1:]] != 1 or t[0] != "$"})
            for name, columns in self.patterns
        ]
        conditions = [*(_atom(name, columns) for name, columns in kept), *self.rest]
        return f"when {' and '.join(conditions)} then {action}"


def word(value: object) -> str:
    """Return a value as rules write it."""
    if isinstance(value, str):
        return f'"{value}"' if not value.isalpha() else value
    return str(value).lower()


def _atom(name: str, columns: dict[str, str]) -> str:
    return f"{name}({', '.join(f'{column}: {term}' for column, term in columns.items())})"


@st.composite
def cases(draw: Any) -> Case:
    """Draw a program and facts."""
    relations = draw(_relations())
    rules = [draw(_rule(relations)) for _ in range(draw(st.integers(min_value=1, max_value=7)))]
    rules += [draw(_drop(relation, relations)) for relation in relations if relation.dropped]
    rules += draw(st.lists(_set(relations), max_size=3))
    rules += draw(st.lists(_report(relations), max_size=2))
    lines = [relation.declaration() for relation in relations]
    lines.append(f"attribute chosen(key: text) -> text layers {' < '.join(LAYERS)}")
    lines.append(f"attribute merged(key: text) -> map merge layers {' < '.join(LAYERS)}")
    lines += [f"rule r{number} {rule}" for number, rule in enumerate(draw(st.permutations(rules)))]
    facts = {relation.name: draw(_rows(relation)) for relation in relations}
    return Case("\n".join(lines) + "\n", facts)


@st.composite
def _relations(draw: Any) -> list[Relation]:
    found = []
    for number in range(draw(st.integers(min_value=3, max_value=5))):
        kinds = draw(st.lists(st.sampled_from(["text", *POOLS]), min_size=1, max_size=3))
        columns = [
            Column(f"c{at}", kind, draw(st.integers(0, 3)) == 0) for at, kind in enumerate(kinds)
        ]
        tier = min(number, TIERS - 1) if number < TIERS else draw(st.integers(0, TIERS - 1))
        dropped = tier > 0 and draw(st.integers(0, 2)) == 0
        found.append(Relation(f"p{number}", tier, dropped, tuple(columns)))
    return [
        Relation("edge", 0, False, (Column("a", "text", False), Column("b", "text", False))),
        *found,
    ]


@st.composite
def _rows(draw: Any, relation: Relation) -> set[tuple[Any, ...]]:
    values = [
        st.sampled_from([*POOLS[c.kind], None] if c.optional else POOLS[c.kind])
        for c in relation.columns
    ]
    return set(draw(st.lists(st.tuples(*values), min_size=2, max_size=7)))


def _pattern(draw: Any, relation: Relation, body: Body) -> dict[str, str]:
    """Choose columns for a pattern that binds: nothing, a constant or a variable."""
    columns = {}
    for column in relation.columns:
        choice = draw(st.integers(0, 9))
        if choice == 0:
            columns[column.name] = word(draw(st.sampled_from(POOLS[column.kind])))
        elif choice == 1 and column.optional:
            columns[column.name] = "none"
        elif choice > 1:
            name = f"{column.kind}{draw(st.integers(0, 2))}"
            columns[column.name] = f"${name}"
            _, optional = body.bound.get(name, (column.kind, True))
            body.bound[name] = column.kind, optional and column.optional
    return columns


def _readable(relations: list[Relation], tier: int, *, complete: bool) -> list[str]:
    """Return the patterns' names that a rule of a tier may read, `proposed` included."""
    names = []
    for each in relations:
        if each.tier < tier or (each.tier == tier and not complete and not each.dropped):
            names.append(each.name)
        if each.dropped and (each.tier < tier or (each.tier == tier and not complete)):
            names.append(f"proposed {each.name}")
    return names


def _relation(name: str, relations: list[Relation]) -> Relation:
    return next(each for each in relations if each.name == name.removeprefix("proposed "))


def _body(draw: Any, relations: list[Relation], tier: int, *, recursive: bool = True) -> Body:
    body = Body()
    names = _readable(relations, tier, complete=not recursive)
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)):
        body.patterns.append((name, _pattern(draw, _relation(name, relations), body)))
    below = _readable(relations, tier, complete=True)
    extras = draw(
        st.lists(st.sampled_from(["not", "compare", "in", "aggregate", "read"]), max_size=2)
    )
    for number, extra in enumerate(extras):
        if extra == "compare":
            _compare(draw, body)
        elif extra == "in":
            _member(draw, body)
        elif extra == "read" and tier == TIERS:
            _read(draw, body, number)
        elif extra == "not" and below:
            name = draw(st.sampled_from(below))
            relation = _relation(name, relations)
            body.rest.append(f"not {_atom(name, _given(draw, relation, body))}")
        elif extra == "aggregate" and below:
            name = draw(st.sampled_from(below))
            _aggregate(draw, name, _relation(name, relations), body, number)
    return body


def _given(draw: Any, relation: Relation, body: Body) -> dict[str, str]:
    """Choose columns of bound variables and constants, leaving some out."""
    columns = {}
    for column in relation.columns:
        terms = [*body.variables({column.kind}), word(POOLS[column.kind][0])]
        if draw(st.booleans()):
            columns[column.name] = draw(st.sampled_from(terms))
    return columns


def _compare(draw: Any, body: Body) -> None:
    kind = draw(st.sampled_from(list(POOLS)))
    terms = body.variables({kind})
    if not terms:
        return
    operators = ["=", "!="] if kind in ("flag", "enum") else ["=", "!=", "<", "<=", ">", ">="]
    operator = draw(st.sampled_from(operators))
    other = draw(st.sampled_from([*terms, *map(word, POOLS[kind])]))
    body.rest.append(f"{draw(st.sampled_from(terms))} {operator} {other}")


def _member(draw: Any, body: Body) -> None:
    kind = draw(st.sampled_from(["text", "number", "enum"]))
    terms = body.variables({kind})
    if terms:
        options = draw(st.lists(st.sampled_from(POOLS[kind]), min_size=1, max_size=2))
        term = draw(st.sampled_from(terms))
        body.rest.append(f"{term} in [{', '.join(map(word, options))}]")
        if kind == "text":
            pattern = draw(st.sampled_from(["*", "?", "x*", "**y", "a?"]))
            body.rest.append(f'{term} matches "{pattern}"')


def _read(draw: Any, body: Body, number: int) -> None:
    terms = body.variables({"text"}, required=True)
    if terms:
        body.bound[f"value{number}"] = "text", False
        body.rest.append(f"chosen(key: {draw(st.sampled_from(terms))}) = $value{number}")


def _aggregate(draw: Any, name: str, relation: Relation, body: Body, number: int) -> None:
    columns = _given(draw, relation, body)
    target, local = f"result{number}", f"$local{number}"
    free = [c for c in relation.columns if c.name not in columns and c.kind in ("text", "number")]
    kind = draw(st.sampled_from(["count", "max", "min", "list", "nearest"] if free else ["count"]))
    if kind == "count":
        body.rest.append(f"${target} = count of {_atom(name, columns)}")
        body.bound[target] = "number", False
    else:
        column = draw(st.sampled_from(free))
        words = body.variables({"text"})
        if kind == "nearest" and column.kind == "text" and words:
            local = f"${target}"
            of = draw(st.sampled_from(words))
            body.bound[target] = "text", True
        else:
            kind, of = kind if kind != "nearest" else "min", local
            body.bound[target] = "text" if kind == "list" else column.kind, False
        pattern = _atom(name, {**columns, column.name: local})
        body.rest.append(f"${target} = {kind} {of} of {pattern}")
    # Whether or not the rule goes on to use it, the result is used twice.
    body.rest.append(f"${target} = ${target}")


def _head(draw: Any, relation: Relation, body: Body, *, made: bool) -> str:
    columns = {}
    for column in relation.columns:
        if column.optional and draw(st.integers(0, 2)) == 0:
            continue
        kinds = {"text", "enum"} if column.kind == "text" else {column.kind}
        terms = body.variables(kinds, required=not column.optional)
        if made and column.kind == "text" and body.bound:
            anything = draw(st.sampled_from(list(body.bound)))
            terms.append(f'"<${{{anything}}}>"')
        if made and column.kind == "number":
            terms += [f"{term} * 2 + 1" for term in terms]
        constant = word(draw(st.sampled_from(POOLS[column.kind])))
        columns[column.name] = draw(st.sampled_from([*terms, *terms, constant]))
    return _atom(relation.name, columns)


@st.composite
def _rule(draw: Any, relations: list[Relation]) -> str:
    head = draw(st.sampled_from([each for each in relations if each.tier > 0]))
    made = draw(st.booleans())
    body = _body(draw, relations, head.tier, recursive=not made)
    return body.render(_head(draw, head, body, made=made))


@st.composite
def _drop(draw: Any, relation: Relation, relations: list[Relation]) -> str:
    body = _body(draw, relations, relation.tier, recursive=False)
    columns = _pattern(draw, relation, body)
    body.patterns.append((f"proposed {relation.name}", columns))
    return body.render(f"drop {_atom(relation.name, _given(draw, relation, body))}")


@st.composite
def _set(draw: Any, relations: list[Relation]) -> str:
    body = _body(draw, relations, TIERS - 1)
    key = draw(st.sampled_from([*body.variables({"text"}, required=True), "a", "b"]))
    value = draw(st.sampled_from([*body.variables({"text", "enum"}, required=True), "a", "c"]))
    layer = draw(st.sampled_from(["", *(f" at {layer}" for layer in LAYERS)]))
    action = draw(st.sampled_from(["set", "set key", "unset"]))
    if action == "set":
        return body.render(f"set chosen(key: {key}) = {value}{layer}")
    inner = draw(st.sampled_from(["k", "l"]))
    if action == "unset":
        return body.render(f'unset merged(key: {key})["{inner}"]{layer}')
    return body.render(f'set merged(key: {key})["{inner}"] = {value}{layer}')


@st.composite
def _report(draw: Any, relations: list[Relation]) -> str:
    if draw(st.integers(0, 3)) == 0:
        return 'when cycle of edge(a -> b) as $loop then warning "cycle ${loop}" at $loop'
    body = _body(draw, relations, TIERS)
    shown = ", ".join(f"${{{name}}}" for name in body.bound)
    level = draw(st.sampled_from(["error", "warning", "notice"]))
    return body.render(f'{level} "found {shown}"')
