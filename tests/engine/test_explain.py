"""Why facts hold: premises are facts that satisfy the rule, and lead back to facts of files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from programs import Case, cases
from running import compiled, located, shown, told_by

from orun.engine.explain import Explainer
from orun.engine.names import proposals
from orun.language.program import Constant, Derive, Drop, Match, Read, Variable

if TYPE_CHECKING:
    from running import Compiled, Facts

    from orun.diagnostics import Span
    from orun.language.program import Term

# Random programs.


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_premises_are_facts_that_satisfy_the_rule(case: Case) -> None:
    rules = compiled(case.text)
    result = rules.run(case.facts)
    explainer = rules.explainer(result)
    depths: dict[Any, int] = {}
    for predicate, rows in result.database.rows.items():
        for row, origin in rows.items():
            premises = explainer.premises(predicate, row)
            if type(origin) is not int:
                assert premises == []
                continue
            for name, found in premises:
                assert found in (
                    result.database.values[name[1:]]
                    if name.startswith("@")
                    else result.database.rows[name]
                )
            _assert_derives(rules, origin, premises, row)
            assert _depth(explainer, (predicate, row), depths, ()) > 0


def _assert_derives(rules: Compiled, clause: int, premises: list[Any], row: Any) -> None:
    """Check that the rule's patterns match the premises, one each, and that its head is the row."""
    whole = rules.clauses.clauses[clause]
    reading = [each for each in whole.conditions if isinstance(each, Match | Read)]
    bound: dict[str, Any] = {}
    for condition, (name, found) in zip(reading, premises, strict=True):
        if isinstance(condition, Match):
            relation = rules.program.relations[condition.atom.relation]
            assert name == rules.clauses.predicate(condition.atom)
            for column, term in condition.atom.terms:
                _assert_fits(term, found[relation.index(column)], bound)
        else:
            assert name == f"@{condition.attribute}"
    assert isinstance(whole.action, Derive | Drop)
    relation = rules.program.relations[whole.action.atom.relation]
    terms = dict(whole.action.atom.terms)
    for each, value in zip(relation.columns, row, strict=True):
        if each.name in terms:
            _assert_fits(terms[each.name], value, bound)
        else:
            assert value is None or isinstance(whole.action, Drop)
    if isinstance(whole.action, Drop):
        assert (proposals(relation.name), row) in premises


def _assert_fits(term: Term, value: Any, bound: dict[str, Any]) -> None:
    if isinstance(term, Variable):
        assert bound.setdefault(term.name, value) == value
    elif isinstance(term, Constant):
        assert term.value == value


def _depth(explainer: Explainer, fact: Any, known: dict[Any, int], path: tuple[Any, ...]) -> int:
    """Return how far a fact is from facts of files; fails where one is explained by itself."""
    assert fact not in path
    if fact[0].startswith("@"):
        return 0
    if fact not in known:
        below = explainer.premises(*fact)
        depths = [_depth(explainer, each, known, (*path, fact)) for each in below]
        known[fact] = 1 + max(depths, default=0)
    return known[fact]


# Recursion.

REACH = """
relation edge(from: text, to: text)
relation reach(from: text, to: text)
rule more when reach(from: $a, to: $b) and edge(from: $b, to: $c) then reach(from: $a, to: $c)
rule step when edge($from, $to) then reach($from, $to)
"""


@pytest.mark.parametrize("detour_first", [True, False])
def test_a_detour_never_explains_what_it_comes_from(*, detour_first: bool) -> None:
    """`x` is reached by `u`, and again from `y`, which is only reached by `x`.

    The first column is taken for the name of a fact, so the rule is run backwards from its edge.
    """
    rules = compiled(REACH.replace("(from: text, to: text)", "(to: text, from: text)"))
    detour, way = [("x", "y"), ("y", "x")], [("u", "s"), ("x", "u")]
    edges = [*detour, *way] if detour_first else [*way, *detour]
    explainer = rules.explainer(rules.run({"edge": edges}))
    assert explainer.premises("reach", ("x", "s")) == [
        ("reach", ("u", "s")),
        ("edge", ("x", "u")),
    ]
    assert explainer.premises("reach", ("y", "s")) == [
        ("reach", ("x", "s")),
        ("edge", ("y", "x")),
    ]


def test_mutual_recursion_is_explained_round_by_round() -> None:
    rules = compiled("""
    relation seed(x: text)
    relation p(x: text)
    relation q(x: text)
    rule a when q($x) then p($x)
    rule b when p($x) then q($x)
    rule c when seed($x) then q($x)
    """)
    explainer = rules.explainer(rules.run({"seed": {("s",)}, "p": {("t",)}}))
    assert explainer.premises("q", ("s",)) == [("seed", ("s",))]
    assert explainer.premises("p", ("s",)) == [("q", ("s",))]
    assert explainer.premises("q", ("t",)) == [("p", ("t",))]
    assert explainer.premises("p", ("t",)) == []


def test_proposals_are_explained_like_what_is_left_of_them() -> None:
    rules = compiled(
        REACH.replace("when reach", "when proposed reach")
        + "rule loops when proposed reach(from: $x, to: $x) then drop reach(from: $x, to: $x)"
    )
    explainer = rules.explainer(rules.run({"edge": [("a", "b"), ("b", "c"), ("c", "a")]}))
    expected = [("reach?", ("a", "b")), ("edge", ("b", "c"))]
    assert explainer.premises("reach", ("a", "c")) == expected
    assert explainer.premises("reach?", ("a", "c")) == expected


def test_a_long_chain_is_explained_without_running_out_of_stack() -> None:
    length = sys.getrecursionlimit() + 500
    rules = compiled("""
    relation next(from: text, to: text)
    relation first(x: text)
    relation seen(x: text)
    rule start when first($x) then seen($x)
    rule go when seen(x: $a) and next(from: $a, to: $b) then seen(x: $b)
    """)
    facts: Facts = {"next": {(str(n), str(n + 1)) for n in range(length)}, "first": {("0",)}}
    result = rules.run(facts)
    wanted = []

    def locate(relation: str, origin: Any, column: str | None) -> Span | None:
        wanted.append((relation, origin, column))
        return None

    explainer = Explainer(result, [rules.source], lambda: rules.premises, locate)
    assert explainer.place("seen", (str(length),)) is None
    assert len(wanted) == length + 1


# Places.


PLACES = """
relation component(name: text, tier: text?)
relation label(component: text, key: text, value: text)
relation stated(value: text)
relation one(x: text, y: text)
relation two(x: text, y: text, z: text?)
relation three(x: text)
attribute owner(name: text) -> text layers weak < strong
fact stated(value: always)
rule first when component(name: $x) and label(component: $x, value: $y) then one($x, $y)
rule second when one($x, $y) then two(x: $y, y: $x)
rule third when component(name: $x) and owner(name: $x) = $y then two($x, y: "${x}!", z: $y)
rule fourth when stated(value: $x) then three($x)
rule fifth when not component(name: nobody) then three(x: nothing)
rule sixth when label(component: $n, key: owner, value: $v) then set owner(name: $n) = $v at weak
rule seventh when label(component: $n, key: boss, value: $v) then set owner(name: $n) = $v at strong
"""
LABELS: Facts = {
    "component": {("a", None)},
    "label": {("a", "owner", "me")},
}


@pytest.mark.parametrize(
    ("fact", "column", "expected"),
    [
        (("component", ("a", None)), None, "component('a', None)"),
        (("component", ("a", None)), "tier", "component('a', None).tier"),
        (("one", ("a", "me")), None, "component('a', None)"),
        (("one", ("a", "me")), "x", "component('a', None).name"),
        (("one", ("a", "me")), "y", "label('a', 'owner', 'me').value"),
        (("two", ("me", "a", None)), "x", "label('a', 'owner', 'me').value"),
        (("two", ("me", "a", None)), "y", "component('a', None).name"),
        (("two", ("me", "a", None)), "z", "component('a', None)"),
        (("two", ("a", "a!", "me")), "y", "component('a', None)"),
        (("two", ("a", "a!", "me")), "z", "label('a', 'owner', 'me')"),
        (("three", ("always",)), "x", "fact stated(value: always)"),
        (("three", ("nothing",)), "x", None),
        (("@owner", "a"), None, "label('a', 'owner', 'me')"),
    ],
)
def test_places_go_back_to_the_facts_of_files(
    fact: tuple[str, Any], column: str | None, expected: str | None
) -> None:
    explainer = located(PLACES, LABELS)
    assert shown(explainer.place(*fact, column)) == expected


def test_the_place_of_an_attribute_is_that_of_the_strongest_layer() -> None:
    labels = {("a", "owner", "me"), ("a", "boss", "you")}
    explainer = located(PLACES, {"component": {("a", None)}, "label": labels})
    assert shown(explainer.place("@owner", "a")) == "label('a', 'boss', 'you')"


def test_reports_point_at_what_they_are_about() -> None:
    explainer = located(
        PLACES
        + """
        rule tell when one($x, $y) as $here and component(name: $x, tier: $t) as $there
          then warning "about ${x}" at $here.y
               note "of ${y}" at $there note "nowhere" note "tier ${t}" at $there help "tier ${t}?"
        """,
        LABELS,
    )
    (found,) = told_by(explainer)
    assert (found.code, found.message, found.help) == ("tell", "about a", None)
    assert shown(found.span) == "label('a', 'owner', 'me').value"
    assert [(note.message, shown(note.span)) for note in found.notes] == [
        ("of me", "component('a', None)"),
        ("nowhere", None),
    ]


def test_notes_of_a_cycle_name_the_rule_of_each_edge() -> None:
    explainer = located(
        """
        relation need(from: text, on: text)
        relation edge(from: text, on: text)
        rule wait when need($from, $on) then edge($from, $on)
        rule circle when cycle of edge(from -> on) as $cycle
          then error "circle ${cycle}" at $cycle
               note "${cycle.from} waits for ${cycle.on}" at $cycle
        """,
        {"need": {("a", "b"), ("c", "a")}, "edge": {("b", "c"), ("c", "d")}},
    )
    (found,) = told_by(explainer)
    assert found.message == "circle a -> b -> c -> a"
    assert shown(found.span) == "need('a', 'b')"
    assert [(note.message, shown(note.span)) for note in found.notes] == [
        ("a waits for b (rule wait)", "need('a', 'b')"),
        ("b waits for c", "edge('b', 'c')"),
        ("c waits for a (rule wait)", "need('c', 'a')"),
    ]
