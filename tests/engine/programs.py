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
    "text": ("a", "b", "c", "1", "x y", "a*"),
    "number": (-1, 0, 1, 2),
    "flag": (True, False),
    "enum": ("red", "green", "blue"),
}
TYPES = {kind: kind for kind in POOLS} | {"enum": "red | green | blue"}
TIERS = 3
LAYERS = ("low", "middle", "top")
KEYS = ("k", "l")

ATTRIBUTES = {
    "early": ("text", "key: text", 0),
    "number": ("number", f"key: text, colour: {TYPES['enum']}", 0),
    "chosen": ("text", "key: text", TIERS - 1),
    "colour": (TYPES["enum"], "key: text", TIERS - 1),
}
"""Type, keys and tier of attributes with one value; those of tier 0 are read by any other tier."""

GIVEN = f"""\
relation layered(key: text, layer: {" | ".join(LAYERS)}, level: error | warning | notice)
relation data(key: text, values: map)
attribute settings(key: text) -> map merge layers {" < ".join(LAYERS)}
attribute merged(key: text) -> map merge layers {" < ".join(LAYERS)}
"""
"""Declared in every program; `settings` is of tier 0, `merged` of the last."""


class Data(dict[str, Any]):
    """A map of a file: the same only as itself."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


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
    rules += draw(st.lists(_set(relations), max_size=4))
    rules += draw(st.lists(_report(relations), max_size=2))
    lines = [relation.declaration() for relation in relations]
    lines += GIVEN.splitlines()
    lines += [
        f"attribute {name}({keys}) -> {kind} layers {' < '.join(LAYERS)}"
        for name, (kind, keys, _) in ATTRIBUTES.items()
    ]
    lines += [f"rule r{number} {rule}" for number, rule in enumerate(draw(st.permutations(rules)))]
    facts: dict[str, set[tuple[Any, ...]]] = {each.name: draw(_rows(each)) for each in relations}
    facts["layered"] = draw(_layered())
    facts["data"] = draw(_data())
    stated = draw(st.sampled_from(relations))
    for row in sorted(draw(_rows(stated)), key=repr):
        columns = zip(stated.columns, row, strict=True)
        given = {column.name: word(value) for column, value in columns if value is not None}
        lines.append(f"fact {_atom(stated.name, given)}")
    return Case("\n".join(lines) + "\n", facts)


@st.composite
def _layered(draw: Any) -> set[tuple[Any, ...]]:
    row = st.tuples(
        st.sampled_from(POOLS["text"]),
        st.sampled_from(LAYERS),
        st.sampled_from(["error", "warning", "notice"]),
    )
    return set(draw(st.lists(row, max_size=4)))


@st.composite
def _data(draw: Any) -> set[tuple[Any, ...]]:
    values = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["a", "b", 1, True]))
    rows = draw(st.lists(st.tuples(st.sampled_from(POOLS["text"]), values), max_size=4))
    return {(key, Data(each)) for key, each in rows}


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


def _computed(draw: Any, columns: dict[str, str], relation: Relation, body: Body) -> None:
    """Ask in one column for a text of variables that other patterns bind."""
    texts = [
        column
        for column in relation.columns
        if column.kind == "text" and not columns.get(column.name, "").startswith("$")
    ]
    others = [each for each in body.variables({"text", "number"}) if each not in columns.values()]
    if texts and others and draw(st.integers(0, 5)) == 0:
        other = draw(st.sampled_from(others))
        columns[draw(st.sampled_from(texts)).name] = f'"${{{other[1:]}}}"'


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
        before = dict(body.bound)
        columns = _pattern(draw, _relation(name, relations), body)
        _computed(draw, columns, _relation(name, relations), Body(bound=before))
        body.patterns.append((name, columns))
    if draw(st.integers(0, 5)) == 0:
        _given_relation(draw, body)
    below = _readable(relations, tier, complete=True)
    extras = draw(
        st.lists(
            st.sampled_from(["not", "compare", "in", "aggregate", "read", "read", "made"]),
            max_size=3,
        )
    )
    for number, extra in enumerate(extras):
        if extra == "compare":
            _compare(draw, body)
        elif extra == "in":
            _member(draw, body)
        elif extra == "read" and tier > 0:
            _read(draw, body, number, tier)
        elif extra == "made" and not recursive:
            _made(draw, body, number)
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
        terms += ["none"] if column.optional else []
        if column.kind == "text":
            terms += [f"upper({each})" for each in body.variables({"text"})]
        if draw(st.booleans()):
            columns[column.name] = draw(st.sampled_from(terms))
    return columns


def _compare(draw: Any, body: Body) -> None:
    kind = draw(st.sampled_from(list(POOLS)))
    terms = body.variables({kind})
    if not terms:
        return
    doubtful = sorted(set(terms) - set(body.variables({kind}, required=True)))
    if doubtful and draw(st.booleans()):
        body.rest.append(
            f"{draw(st.sampled_from(doubtful))} {draw(st.sampled_from(['=', '!=']))} none"
        )
        return
    operators = ["=", "!="] if kind in ("flag", "enum") else ["=", "!=", "<", "<=", ">", ">="]
    operator = draw(st.sampled_from(operators))
    made = [f"{each} - 1" for each in terms] if kind == "number" else []
    made += [f"lower({each})" for each in terms] if kind == "text" else []
    other = draw(st.sampled_from([*terms, *made, *map(word, POOLS[kind])]))
    body.rest.append(f"{draw(st.sampled_from(terms))} {operator} {other}")


def _member(draw: Any, body: Body) -> None:
    kind = draw(st.sampled_from(list(POOLS)))
    terms = body.variables({kind})
    if terms:
        values = [*map(word, POOLS[kind]), *terms]
        options = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2))
        term = draw(st.sampled_from(terms))
        optional = term not in body.variables({kind}, required=True)
        options += ["none"] if optional and draw(st.booleans()) else []
        body.rest.append(f"{term} in [{', '.join(options)}]")
        if kind == "text":
            pattern = draw(st.sampled_from(['"*"', '"?"', '"x*"', '"**y"', '"a?"', *terms]))
            body.rest.append(f"{term} matches {pattern}")


def _given_relation(draw: Any, body: Body) -> None:
    """Read one of the relations that every program has."""
    if draw(st.booleans()):
        body.patterns.append(("layered", {"key": "$text0", "layer": "$layer", "level": "$level"}))
        body.bound |= {"layer": ("layer", False), "level": ("level", False)}
    else:
        body.patterns.append(("data", {"key": "$text0", "values": "$values"}))
        body.rest.append(f'$inner = get($values, "{draw(st.sampled_from(KEYS))}")')
        body.rest.append("$inner = $inner")
        body.bound["inner"] = "text", True
    body.bound["text0"] = "text", False


def _made(draw: Any, body: Body, number: int) -> None:
    """Give a variable a value that is made of others."""
    texts, numbers = body.variables({"text"}), body.variables({"number"})
    made = [(f"length({each})", "number") for each in texts]
    made += [(f"upper({each})", "text") for each in texts]
    made += [(f"2 - {each}", "number") for each in numbers]
    if made:
        term, kind = draw(st.sampled_from(made))
        required = body.variables({"text", "number"}, required=True)
        body.rest += [f"$made{number} = {term}", f"$made{number} = $made{number}"]
        body.bound[f"made{number}"] = kind, not any(each in term for each in required)


def _read(draw: Any, body: Body, number: int, tier: int) -> None:
    terms = body.variables({"text"}, required=True)
    if not terms:
        return
    known = [name for name, (_, _, at) in ATTRIBUTES.items() if at < tier]
    maps = ["settings", *(["merged"] if tier == TIERS else [])]
    name = draw(st.sampled_from([*known, *maps]))
    key = f"key: {draw(st.sampled_from(terms))}"
    if name in maps:
        inner = draw(st.sampled_from(KEYS))
        body.rest.append(f"{name}({key}) = $map{number}")
        body.rest += [f'$value{number} = get($map{number}, "{inner}")']
        body.rest += [f"$value{number} = $value{number}"]
        body.bound[f"value{number}"] = "text", True
        return
    colours = [*body.variables({"enum"}), *POOLS["enum"]]
    key += f", colour: {draw(st.sampled_from(colours))}" if name == "number" else ""
    kind = {"number": "number", "colour": "enum"}.get(name, "text")
    constants = [word(each) for each in POOLS[kind]]
    choice = draw(st.integers(0, 3))
    if choice == 0:
        body.rest.append(f"{name}({key}) = {draw(st.sampled_from(constants))}")
        return
    by = f" by $won{number} and $won{number} = $won{number}" if choice == 1 else ""
    body.bound[f"value{number}"] = kind, False
    body.rest.append(f"{name}({key}) = $value{number}{by}")


def _aggregate(draw: Any, name: str, relation: Relation, body: Body, number: int) -> None:
    columns = _given(draw, relation, body)
    target, local = f"result{number}", f"$local{number}"
    open_ = [column for column in relation.columns if column.name not in columns]
    twins = [(a, b) for a in open_ for b in open_ if a.name < b.name and a.kind == b.kind]
    if twins and draw(st.booleans()):  # Two columns of one fact that must be equal.
        one, other = draw(st.sampled_from(twins))
        columns |= {one.name: f"$same{number}", other.name: f"$same{number}"}
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
            terms += [f"lower({each})" for each in body.variables({"text"}, required=True)]
        if made and column.kind == "number":
            terms += [f"{term} * 2 + 1" for term in terms]
            terms += [f"length({each})" for each in body.variables({"text"}, required=True)]
        constant = word(draw(st.sampled_from(POOLS[column.kind])))
        columns[column.name] = draw(st.sampled_from([*terms, *terms, constant]))
    return _atom(relation.name, columns)


@st.composite
def _rule(draw: Any, relations: list[Relation]) -> str:
    head = draw(st.sampled_from([each for each in relations if each.tier > 0]))
    made = draw(st.booleans())
    body = _body(draw, relations, head.tier, recursive=not made)
    action = _head(draw, head, body, made=made)
    if draw(st.integers(0, 3)) == 0:
        further = draw(st.sampled_from([each for each in relations if each.tier >= head.tier]))
        action += f" and {_head(draw, further, body, made=made)}"
    return body.render(action)


@st.composite
def _drop(draw: Any, relation: Relation, relations: list[Relation]) -> str:
    body = _body(draw, relations, relation.tier, recursive=False)
    columns = _pattern(draw, relation, body)
    body.patterns.append((f"proposed {relation.name}", columns))
    return body.render(f"drop {_atom(relation.name, _given(draw, relation, body))}")


@st.composite
def _set(draw: Any, relations: list[Relation]) -> str:
    early = draw(st.booleans())
    body = _body(draw, relations, 0 if early else TIERS - 1)
    key = draw(st.sampled_from([*body.variables({"text"}, required=True), "a", "b"]))
    layers = ["", *(f" at {layer}" for layer in LAYERS)]
    layers += [f" at {each}" for each in body.variables({"layer"})] * 3
    layer = draw(st.sampled_from(layers))
    action = draw(st.sampled_from(["set", "set key", "set map", "unset"]))
    name = "settings" if early else "merged"
    inner = draw(st.sampled_from([f'"{each}"' for each in KEYS]))
    if action == "set":
        return body.render(_value(draw, body, key, early=early) + layer)
    if action == "unset":
        return body.render(f"unset {name}(key: {key})[{inner}]{layer}")
    if action == "set map" and ("data", {"key": "$text0", "values": "$values"}) in body.patterns:
        return body.render(f"set {name}(key: {key}) = $values{layer}")
    value = draw(st.sampled_from([*body.variables({"text", "enum"}, required=True), "a", "c", "1"]))
    return body.render(f"set {name}(key: {key})[{inner}] = {value}{layer}")


def _value(draw: Any, body: Body, key: str, *, early: bool) -> str:
    """Return the setting of an attribute that has one value."""
    tier = 0 if early else TIERS - 1
    name = draw(st.sampled_from([each for each, (_, _, at) in ATTRIBUTES.items() if at == tier]))
    kind = {"number": "number", "colour": "enum"}.get(name, "text")
    kinds = {"text", "enum"} if kind == "text" else {kind}
    values = [*body.variables(kinds, required=True), *map(word, POOLS[kind][:2])]
    keys = f"key: {key}"
    if name == "number":
        colours = [*body.variables({"enum"}, required=True), *POOLS["enum"]]
        keys += f", colour: {draw(st.sampled_from(colours))}"
    return f"set {name}({keys}) = {draw(st.sampled_from(values))}"


@st.composite
def _report(draw: Any, relations: list[Relation]) -> str:
    if draw(st.integers(0, 3)) == 0:
        return _cycle(draw, relations)
    body = _body(draw, relations, TIERS)
    shown = ", ".join(f"${{{name}}}" for name in body.bound)
    levels = [f"report {each}" for each in body.variables({"level"})]
    level = draw(st.sampled_from(["error", "warning", "notice", *levels * 3]))
    return body.render(f'{level} "found {shown}"')


def _cycle(draw: Any, relations: list[Relation]) -> str:
    """Draw a rule that tells the cycles of any relation between texts."""
    pairs = [
        (each.name, *ends)
        for each in relations
        for ends in [[c.name for c in each.columns if c.kind == "text" and not c.optional][:2]]
        if len(ends) == 2
    ]
    name, source, target = draw(st.sampled_from(pairs))
    cycle = f"cycle of {name}({source} -> {target}) as $loop"
    return (
        f'when {cycle} then warning "cycle ${{loop}}" at $loop note "${{loop.{source}}}" at $loop'
    )
