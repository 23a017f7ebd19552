"""A second evaluator, as simple as it can be: what the engine must agree with.

Rules are interpreted by trying every fact for every pattern. A stratum is repeated until nothing is
new. There are no indexes, no join order and no deltas, so there is little to get wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orun.diagnostics import meant, mistyped
from orun.language import program as p

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Row = tuple[Any, ...]
Env = dict[str, Any]
REMOVED: Any = object()


class NotStratifiedError(ValueError):
    """The program asks for something complete that depends on the answer."""


class UnboundError(LookupError):
    """A condition was tried before its variables had values."""


@dataclass
class NaiveResult:
    """The least fixpoint. Keys of attributes are tuples; merged maps are dicts."""

    relations: dict[str, set[Row]] = field(default_factory=dict)
    proposed: dict[str, set[Row]] = field(default_factory=dict)
    attributes: dict[str, dict[Row, Any]] = field(default_factory=dict)
    reports: set[tuple[str, str, str]] = field(default_factory=set)
    conflicts: set[tuple[str, Row]] = field(default_factory=set)


def evaluate(program: p.Program, facts: Mapping[str, set[Row]]) -> NaiveResult:
    """Return everything that follows from a program and facts."""
    return _Evaluation(program, facts).run()


def text(value: Any) -> str:
    """Return a value as it stands in a text."""
    return value if isinstance(value, str) else "none" if value is None else str(value).lower()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "length": len,
    "lower": str.lower,
    "upper": str.upper,
    "mistyped": mistyped,
    "get": lambda data, key: data[key] if isinstance(data.get(key), str) else None,
}
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def glob(text: str, pattern: str) -> bool:
    """Return whether `*` (any characters) and `?` (one) match the whole text."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(glob(text[start:], pattern[1:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and glob(text[1:], pattern[1:])


class _Evaluation:
    def __init__(self, program: p.Program, facts: Mapping[str, set[Row]]) -> None:
        self.program = program
        self.actions = [(rule, action) for rule in program.rules for action in rule.actions]
        self.dropped = {a.atom.relation for _, a in self.actions if isinstance(a, p.Drop)}
        base = {name: set(facts.get(name, ())) for name in program.relations}
        for fact in program.facts:
            base[fact.relation].add(fact.values)
        empty: dict[str, set[Row]] = {name: set() for name in self.dropped}
        self.result = NaiveResult(relations={**base, **empty}, proposed=base)
        self.result.attributes = {name: {} for name in program.attributes}
        self.winners: dict[tuple[str, Row], str] = {}

    # Strata.

    def heads(self, action: p.Action) -> str | None:
        """Return the predicate that an action fills; reports fill none."""
        match action:
            case p.Derive(atom):
                return self.predicate(atom.relation, proposed=True)
            case p.Drop(atom):
                return atom.relation
            case p.Set(attribute=name) | p.Unset(attribute=name):
                return f"@{name}"
            case p.Report():
                return None

    def predicate(self, relation: str, *, proposed: bool) -> str:
        return f"?{relation}" if proposed and relation in self.dropped else relation

    def reads(self, condition: p.Condition) -> Iterator[tuple[str, bool]]:
        """Yield what a condition reads, and whether that must be complete."""
        match condition:
            case p.Match(atom):
                yield self.predicate(atom.relation, proposed=atom.proposed), False
            case p.Absent(atom) | p.Aggregate(atom=atom):
                yield self.predicate(atom.relation, proposed=atom.proposed), True
            case p.Read(attribute=name):
                yield f"@{name}", True
            case p.Cycle(relation=name):
                yield name, True
            case _:
                pass

    def levels(self) -> dict[str, int]:
        """Return the stratum of each predicate."""
        levels = dict.fromkeys(
            [
                *self.program.relations,
                *(f"?{name}" for name in self.dropped),
                *(f"@{name}" for name in self.program.attributes),
            ],
            0,
        )
        edges = [(f"?{name}", name, True) for name in self.dropped]
        for rule, action in self.actions:
            head = self.heads(action)
            if head is not None:
                whole = not isinstance(action, p.Derive)
                if isinstance(action, p.Drop):
                    edges.append((f"?{action.atom.relation}", head, True))
                for condition in rule.conditions:
                    edges += [(r, head, whole or full) for r, full in self.reads(condition)]
        for _ in range(len(levels) + 1):
            before = dict(levels)
            for source, target, strict in edges:
                levels[target] = max(levels[target], levels[source] + strict)
            if levels == before:
                return levels
        raise NotStratifiedError

    def run(self) -> NaiveResult:
        levels = self.levels()
        for level in range(max(levels.values(), default=0) + 1):
            here = {name for name, at in levels.items() if at == level}
            for name in sorted(here & self.dropped):
                self.subtract(name)
            for name in sorted(self.program.attributes):
                if f"@{name}" in here:
                    self.decide(name)
            while self.derive(here):
                pass
        for rule, action in self.actions:
            if isinstance(action, p.Report):
                for env in self.solve(rule.conditions, {}):
                    severity: Any = action.level
                    if isinstance(severity, p.Variable):
                        severity = env[severity.name]
                    message = self.value(action.message, env)
                    self.result.reports.add((rule.name, severity, message))
        return self.result

    def derive(self, heads: set[str]) -> bool:
        """Add what the rules with these heads derive once; return whether anything was new."""
        new = False
        for rule, action in self.actions:
            if isinstance(action, p.Derive) and self.heads(action) in heads:
                columns = self.program.relations[action.atom.relation].columns
                given = dict(action.atom.terms)
                rows = self.result.proposed[action.atom.relation]
                for env in list(self.solve(rule.conditions, {})):
                    row = tuple(
                        self.value(given[c.name], env) if c.name in given else None for c in columns
                    )
                    new |= row not in rows
                    rows.add(row)
        return new

    def subtract(self, relation: str) -> None:
        proposed = self.result.proposed[relation]
        gone = {
            row
            for rule, action in self.actions
            if isinstance(action, p.Drop) and action.atom.relation == relation
            for env in self.solve(rule.conditions, {})
            for row in proposed
            if self.matches(action.atom, row, env) is not None
        }
        self.result.relations[relation] = proposed - gone

    def offers(self, name: str) -> Iterator[tuple[Row, Any, int, Any]]:
        """Yield (key, key in the map, rank of the layer, value) for all that rules set."""
        attribute = self.program.attributes[name]
        for rule, action in self.actions:
            if not isinstance(action, (p.Set, p.Unset)) or action.attribute != name:
                continue
            for env in self.solve(rule.conditions, {}):
                key = tuple(self.value(each, env) for each in action.keys)
                layer = action.layer
                word = env[layer.name] if isinstance(layer, p.Variable) else layer
                rank = attribute.layers.index(word)
                value = REMOVED if isinstance(action, p.Unset) else self.value(action.value, env)
                if action.key is not None:
                    yield key, self.value(action.key, env), rank, value
                elif attribute.merge:
                    yield key, None, rank, REMOVED  # Also an empty map gives the key a value.
                    yield from ((key, inner, rank, each) for inner, each in value.items())
                else:
                    yield key, None, rank, value

    def decide(self, name: str) -> None:
        """Decide an attribute: the strongest layer wins, key by key of a merged map."""
        attribute = self.program.attributes[name]
        values = self.result.attributes[name]
        offers = list(self.offers(name))
        if attribute.merge:
            values.update({key: {} for key, *_ in offers})
        for key, inner in {(key, inner): None for key, inner, *_ in offers}:
            same = [(rank, each) for k, i, rank, each in offers if (k, i) == (key, inner)]
            strongest = max(rank for rank, _ in same)
            best = [each for rank, each in same if rank == strongest]
            if any((type(each), each) != (type(best[0]), best[0]) for each in best):
                self.result.conflicts.add((name, key))
            elif attribute.merge and best[0] is not REMOVED:
                values[key][inner] = best[0]
            elif not attribute.merge:
                values[key] = best[0]
                self.winners[name, key] = attribute.layers[strongest]

    # Conditions.

    def solve(self, conditions: tuple[p.Condition, ...], env: Env) -> Iterator[Env]:
        """Yield every assignment of variables under which all conditions hold."""
        if not conditions:
            yield env
            return
        for at, condition in enumerate(conditions):
            try:
                found = list(self.holds(condition, env))
            except UnboundError:
                continue
            for new in found:
                yield from self.solve(conditions[:at] + conditions[at + 1 :], new)
            return
        raise UnboundError(conditions)

    def holds(  # noqa: C901, PLR0912 - one case for each kind of condition
        self, condition: p.Condition, env: Env
    ) -> Iterator[Env]:
        """Yield every assignment under which a condition holds."""
        match condition:
            case p.Match(atom):
                yield from self.rows(atom, env)
            case p.Absent(atom):
                for _, term in atom.terms:
                    self.value(term, env)
                if not list(self.rows(atom, env)):
                    yield env
            case p.Read():
                yield from self.read(condition, env)
            case p.Compare(operator="=", left=left, right=right):
                yield from self.bind(left, self.value(right, env), env)
            case p.Compare(operator="!=", left=left, right=right):
                if self.value(left, env) != self.value(right, env):
                    yield env
            case p.Compare(operator, left, right):
                one, two = self.value(left, env), self.value(right, env)
                if one is not None and two is not None and ORDER[operator](one, two):
                    yield env
            case p.Member(term, options):
                if self.value(term, env) in [self.value(option, env) for option in options]:
                    yield env
            case p.Matches(term, pattern):
                one, two = self.value(term, env), self.value(pattern, env)
                if one is not None and two is not None and glob(one, two):
                    yield env
            case p.Aggregate():
                yield from self.aggregate(condition, env)
            case p.Cycle():
                for cycle in self.cycles(condition):
                    yield {**env, condition.alias: cycle}

    def rows(self, atom: p.Atom, env: Env) -> Iterator[Env]:
        """Yield the assignment of each fact that fits an atom."""
        source = self.result.proposed if atom.proposed else self.result.relations
        for row in sorted(source[atom.relation], key=repr):
            found = self.matches(atom, row, env)
            if found is not None:
                yield found

    def matches(self, atom: p.Atom, row: Row, env: Env) -> Env | None:
        """Return the assignment under which a row fits an atom, or None."""
        relation = self.program.relations[atom.relation]
        new = dict(env)
        for column, term in atom.terms:
            value = row[relation.index(column)]
            if isinstance(term, p.Variable) and term.name not in new:
                new[term.name] = value
            elif self.value(term, new) != value:
                return None
        return new

    def bind(self, term: p.Term, value: Any, env: Env) -> Iterator[Env]:
        if isinstance(term, p.Variable) and term.name not in env:
            yield {**env, term.name: value}
        elif self.value(term, env) == value:
            yield env

    def read(self, read: p.Read, env: Env) -> Iterator[Env]:
        key = tuple(self.value(each, env) for each in read.keys)
        values = self.result.attributes[read.attribute]
        if key not in values:
            return
        for new in self.bind(read.value, values[key], env):
            if read.layer is None:
                yield new
            else:
                yield from self.bind(read.layer, self.winners[read.attribute, key], new)

    def aggregate(self, condition: p.Aggregate, env: Env) -> Iterator[Env]:
        group = {
            name: self.value(p.Variable(name, condition.span), env) for name in condition.group
        }
        found = list(self.rows(condition.atom, group))
        result: Any = len(found)
        if condition.kind == "nearest":
            assert condition.of is not None
            word = self.value(condition.of, env)
            candidates = [each[condition.target.name] for each in found]
            result = None if word is None else meant(word, filter(None, candidates))
        elif condition.kind != "count":
            assert isinstance(condition.of, p.Variable)
            values = sorted({each[condition.of.name] for each in found} - {None})
            if not values:
                return
            picked = {"min": values[0], "max": values[-1], "list": ", ".join(map(text, values))}
            result = picked[condition.kind]
        yield from self.bind(condition.target, result, env)

    def cycles(self, condition: p.Cycle) -> Iterator[str]:
        """Yield a text for each strongly connected part with an edge."""
        relation = self.program.relations[condition.relation]
        source, target = relation.index(condition.source), relation.index(condition.target)
        edges = {(row[source], row[target]) for row in self.result.relations[relation.name]}
        reach = set(edges)
        while more := {(a, d) for a, b in reach for c, d in edges if b == c} - reach:
            reach |= more
        inside = sorted({a for a, b in reach if a == b})
        for start in inside:
            if not any(
                other < start and {(start, other), (other, start)} <= reach for other in inside
            ):
                paths = [[start]]
                while not any((path[-1], start) in edges for path in paths):
                    paths = [[*path, b] for path in paths for a, b in edges if a == path[-1]]
                path = min(path for path in paths if (path[-1], start) in edges)
                yield " -> ".join([*path, start])

    # Terms.

    def value(self, term: p.Term, env: Env) -> Any:
        match term:
            case p.Variable(name):
                if name not in env:
                    raise UnboundError(name)
                return env[name]
            case p.Constant(value):
                return value
            case p.Text(parts):
                return "".join(
                    part if isinstance(part, str) else text(self.value(part, env))
                    for part in parts
                    if not isinstance(part, p.CycleColumn)
                )
            case p.Function(name, arguments):
                values = [self.value(argument, env) for argument in arguments]
                return None if None in values else FUNCTIONS[name](*values)
