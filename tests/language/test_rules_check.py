from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_text import VOCABULARY, accepted, compile_rules, helps, problems

from orun.diagnostics import Diagnostics, Source
from orun.language import program
from orun.language.check import check
from orun.language.parse import parse


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # Names.
        ("when jb(id: $x) then drop edge(from: $x)", "unknown-relation at jb"),
        ("when job(ident: $x) then drop edge(from: $x)", "unknown-column at ident"),
        ("when timeout(job: $x) then drop edge(from: $x)", "unknown-relation at timeout"),
        ("when length($x) then drop edge(from: $x)", "unknown-relation at length"),
        (
            'when job(id: $x) and timeot(job: $x) = $t then error "${t}"',
            "unknown-attribute at timeot",
        ),
        ('when job(id: $x) and edge(from: $x) = $t then error "${t}"', "unknown-attribute at edge"),
        (
            "when job(id: $x) and lenth($x) > 1 then drop edge(from: $x)",
            "unknown-function at lenth",
        ),
        (
            "when job(id: $x) and 1 < length() then drop edge(from: $x)",
            "wrong-argument-count at length()",
        ),
        ("when job(id: $x, id: $x) then drop edge(from: $x)", "duplicate-column at id"),
        (
            "when job(id: $x) then edge(from: $x, via: order)",
            "missing-column at edge(from: $x, via: order)",
        ),
        (
            "when job(id: $x) and timeout() = $x then drop edge(from: $x)",
            "missing-column at timeout()",
        ),
        # Variables.
        ("when job(id: $x, env: $e) then drop edge(from: $x)", "single-use-variable at $e"),
        ("when job(ready: true) then drop edge(from: $x)", "unbound-variable at $x"),
        (
            "when job(id: $x) and not edge(from: $x, to: $y) then drop edge(from: $x)",
            "unbound-variable at $y",
        ),
        ("when job(id: $x) and $y > 1 then drop edge(from: $x)", "unbound-variable at $y"),
        ('when job(ready: true) then error "${x}"', "unbound-variable at ${x}"),
        (
            'when $n = count of job(id: $x, env: $x, kind: $k) then error "${n}"',
            "single-use-variable at $k",
        ),
        ('when $n = max $s of job(id: $x, env: $x) then error "${n}"', "unbound-variable at $s"),
        (
            'when $n = max $s of job(size: $s) and other(rank: $s) then error "${n}"',
            "aggregate-of-bound at $s",
        ),
        ('when $n = count of job(size: $n) then error "${n}"', "aggregate-of-itself at $n"),
        (
            'when other(rank: $n) and $n = count of job() then error "${n}"',
            "aggregate-of-bound at $n",
        ),
        (
            'when edge(from: $x, to: "${x}.y") then drop edge(from: $x)',
            'computed-column at "${x}.y"',
        ),
        # Types.
        ("when job(id: $x, size: $x) then drop edge(from: $x)", "type-conflict at size: $x"),
        ("when job(kind: $k) and edge(via: $k) then drop edge(to: $k)", "type-conflict at via: $k"),
        ("when job(kind: e) then drop edge(to: a)", "unknown-value at e"),
        ("when job(size: many) then drop edge(to: a)", "wrong-type at many"),
        ('when job(ready: "true") then drop edge(to: a)', 'wrong-type at "true"'),
        ("when job(id: 1) then drop edge(to: a)", "wrong-type at 1"),
        ("when job(id: none) then drop edge(to: a)", "optional-value at none"),
        ("when job(kind: $k) and $k = d then drop edge(to: a)", "unknown-value at d"),
        ("when job(kind: $k) and $k in [a, d] then drop edge(to: a)", "unknown-value at d"),
        ("when job(size: $n) and $n < x then drop edge(to: a)", "wrong-type at x"),
        ("when job(ready: $f) and $f < true then drop edge(to: a)", "wrong-type at $f"),
        ('when job(size: $n) and $n matches "1*" then drop edge(to: a)', "type-conflict at $n"),
        ("when job(id: $x) and $x + 1 = 2 then drop edge(to: a)", "wrong-type at $x"),
        ("when job(kind: $k) then other(kind: $k, title: t, rank: 1)", "wrong-type at $k"),
        ("when job(id: $x) then other(kind: $x, title: t, rank: 1)", "wrong-type at $x"),
        ('when job(id: $x) then other(kind: "${x}", title: t, rank: 1)', 'wrong-type at "${x}"'),
        ('when $n = list $f of job(data: $f) then error "${n}"', "wrong-type at $f"),
        # None.
        (
            "when job(id: $x, env: $e) then edge(from: $x, to: $e, via: order)",
            "optional-value at to: $e",
        ),
        (
            'when job(id: $x, data: $d) then edge(from: $x, to: get($d, "k"), via: order)',
            'optional-value at to: get($d, "k")',
        ),
        (
            "when edge(to: $w) and $g = nearest $w of job(id: $g) then named(id: $g)",
            "optional-value at id: $g",
        ),
        (
            "when job(id: $x) and retries(job: $x) = $n then other(kind: b, title: $x, rank: $n)",
            "optional-value at rank: $n",
        ),
        # Maps.
        (
            "when job(id: $x, data: $d) and job(data: $d) then drop edge(from: $x)",
            "map-value at $d",
        ),
        ("when job(id: $x, data: $d) and $d = $x then drop edge(from: $x)", "map-value at $d"),
        ('when job(id: $x, data: $d) then error "${x} ${d}"', "map-value at ${d}"),
        # Aliases.
        ("when job(id: $x) as $h and edge(from: $h) then drop edge(from: $x)", "alias-value at $h"),
        (
            'when job(ready: true) as $h and edge(via: order) as $h then error "x" at $h',
            "duplicate-name at $h",
        ),
        ('when job(id: $x) then error "${x}" at $h', "unknown-alias at $h"),
        ('when job(id: $x) then error "${x}" at $x', "unknown-alias at $x"),
        ('when job(ready: true) as $h then error "x" at $h.idd', "unknown-column at idd"),
        ('when cycle of edge(from -> too) as $c then error "${c}"', "unknown-column at too"),
        ('when cycle of job(size -> id) as $c then error "${c}"', "wrong-type at size"),
        (
            'when cycle of edge(from -> to) as $c then error "${c}" note "${c.via}"',
            "misplaced-cycle-column at ${c.via}",
        ),
        (
            'when cycle of edge(from -> to) as $c then error "x" note "${c.vai}" at $c',
            "unknown-column at ${c.vai}",
        ),
        (
            'when cycle of edge(from -> to) as $c then error "x" at $c.from',
            "unknown-column at from",
        ),
        (
            "when cycle of edge(from -> to) as $c then edge(from: $c, to: a, via: order)",
            "alias-value at $c",
        ),
        # Attributes.
        ('when job(id: $x) then set timeout(job: $x) = "1m" at hihg', "unknown-layer at hihg"),
        ("when job(id: $x) then set timeout(job: $x) = 3", "wrong-type at 3"),
        ('when job(id: $x) then set timeout(job: $x)["k"] = a', 'wrong-type at "k"'),
        ("when job(id: $x) then set env(job: $x) = a", "wrong-type at a"),
        ("when job(id: $x, kind: $k) then set timeout(job: $x) = a at $k", "type-conflict at $k"),
        (
            "when job(id: $x, env: $l) and $l != none then set timeout(job: $x) = a at $l",
            "wrong-type at $l",
        ),
        ('when job(id: $x, env: $v) then set env(job: $x)["k"] = $v', "optional-value at $v"),
        ('when job(id: $x, kind: $k) then report $k "${x}"', "type-conflict at $k"),
    ],
)
def test_a_wrong_rule_has_one_problem_at_its_place(rule: str, expected: str) -> None:
    found = problems(f"relation named(id: text)\nrule r {rule}")
    assert len(found) == 1, found
    assert found[0].startswith(f"{expected}: ")


def test_variables_that_wait_for_each_other_are_unbound() -> None:
    found = problems("rule r when $a = $b + 1 and $b = $a then edge(from: x, to: y, via: order)")
    assert [each.split(":")[0] for each in found] == [
        "unbound-variable at $a",
        "unbound-variable at $b",
    ]


def test_only_the_root_of_unbound_variables_is_reported() -> None:
    found = problems("rule r when $a = $b + 1 and $b = $c + 1 and $a > 1 then drop edge(to: a)")
    assert [each.split(":")[0] for each in found] == ["unbound-variable at $c"]


@pytest.mark.parametrize(
    "rule",
    [
        "when job(id: $x, env: $e) and $e != none then edge(from: $x, to: $e, via: order)",
        'when job(id: $x, env: $e) and $e matches "p*" then edge(from: $x, to: $e, via: order)',
        "when job(id: $x, env: $e) and $e in [p, q] then edge(from: $x, to: $e, via: order)",
        "when job(id: $x, env: $e) and $e > a then edge(from: $x, to: $e, via: order)",
        "when job(id: $x, env: $e) and length($e) > 1 then edge(from: $x, to: $e, via: order)",
        "when job(id: $x, env: $e) and edge(to: $e) then edge(from: $x, to: $e, via: order)",
        "when job(id: $x, env: $e) and $e = $x then edge(from: $x, to: $e, via: order)",
        "when job(kind: $k) and other(kind: $k, title: $k) then edge(from: $k, to: $k, via: order)",
        "when job(kind: $k) and $k in [b, c] then other(kind: $k, title: $k, rank: 1)",
        "when job(id: $k) and $k = b then other(kind: $k, title: $k, rank: 1)",
        'when job(data: $d) and $v = get($d, "k") and $v != none then drop edge(to: $v)',
        "when job(id: $x, data: $d) and $d != none then set env(job: $x) = $d",
        'when job(id: $x) and timeout(job: $x) = $t by $l and $l != low then notice "${x} ${t}"',
        "when job(id: $x) and timeout(job: $x) = $t then drop edge(from: $x)",
        "when job(id: $x, env: $l) and $l in [low, top] then set timeout(job: $x) = a at $l",
        "when job(id: $x) and $n = count of edge(from: $x) and $n + 1 > 3 then drop edge(to: $x)",
        "when $a = min $i of job(size: $i) and $a > 0 then drop edge()",
        'when $g = nearest $w of job(id: $g) and edge(from: $w) as $h then error "${g}" at $h.from',
        "when edge(to: $w) and $g = nearest $w of job(id: $g) and $g = none then drop edge(to: $w)",
        "when $e = none and job(id: $x, env: $e) then drop edge(to: $x)",
        'when cycle of edge(from -> to) as $c then error "${c}" at $c note "${c.from}" at $c',
        'when job(id: $x, env: $l) and $l in [error, notice] then report $l "${x}"',
        'then fact(x: 1) and notice "x"',
    ],
)
def test_right_rules_are_accepted(rule: str) -> None:
    accepted(f"relation fact(x: number)\nrule r {rule}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("relation a(x: txt)", "unknown-type at txt: there is no type `txt`"),
        (
            "relation a(x: text, x: text)",
            "duplicate-name at x: in `a`, column `x` is declared twice",
        ),
        ("relation a(x: b | none)", "reserved-name at none"),
        ("relation a(x: b | b)", "duplicate-name at b"),
        ("relation a(x: text) size 0", "wrong-size at"),
        ("relation length(x: text)", "reserved-name at length"),
        ("relation proposed(x: text)", "reserved-name at proposed"),
        ("relation timeout(x: text)", "duplicate-name at timeout"),
        ("attribute a(x: map) -> text layers l", "map-value at map"),
        ("attribute a(x: text) -> text merge layers l", "wrong-type at text"),
        ("attribute a(x: text) -> map? merge layers l", "optional-merge at map?"),
        ("attribute a(x: text) -> text layers l < l", "duplicate-name at l"),
        ("fact other(kind: z, title: t, rank: 1)", "unknown-value at z"),
        ("fact other(kind: b, title: $x, rank: 1)", "computed-fact at $x"),
        ("fact other(kind: b, title: t)", "missing-column at other(kind: b, title: t)"),
    ],
)
def test_wrong_declarations(text: str, expected: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_a_broken_declaration_is_reported_once() -> None:
    text = "relation a(x: txt)\nrule r when a(x: $y) and a(x: 1) then a(x: $y)"
    assert [each.split(" ")[0] for each in problems(text)] == ["unknown-type", "wrong-type"]


def test_all_problems_are_found_at_once() -> None:
    found = problems(
        "rule r when jb(id: $x) and edge(form: $x) then drop edge(from: $x)\n"
        "rule s when job(size: x) then gone()\n"
    )
    assert [each.split(" ")[0] for each in found] == [
        "unknown-relation",
        "unknown-column",
        "wrong-type",
        "unknown-relation",
    ]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("rule r when jb(id: $x) then drop edge(from: $x)", "did you mean `job`?"),
        ("rule r when job(kind: $k) and $k = d then drop edge(to: $k)", "it is one of a, b, c"),
        ("rule r when edge(via: ordr) then drop edge(to: a)", "did you mean `order`?"),
        ("rule r when job(id: $job) then drop edge(to: $jbo)", "did you mean `$job`?"),
        ("rule r when job(size: $n) and $m = $n-1 then drop edge(to: a)", "`$n - 1`"),
        ("rule r when job(id: $x) and $x = $y then drop edge(to: a)", "turn the condition around"),
        (
            "rule r when job(id: $x, env: $e) then edge(from: $x, to: $e, via: order)",
            "`$e != none`",
        ),
        ("rule r when job(id: 1) then drop edge(to: a)", 'as a text: `"1"`'),
        (
            "rule r when xyzzy(id: $x, size: 3, ready: true) then drop edge(to: $x)",
            'declare it: `relation xyzzy(id: text, size: number, ready: flag) "…"`',
        ),
        ("rule r then xyzzy()", 'declare it: `relation xyzzy(column: text) "…"`'),
        ('rule r when job(size: "1") then drop edge(to: a)', "without quotes: `1`"),
        ("rule r when job($from) then drop edge($from)", "`$from` alone stands for `from: $from`"),
    ],
)
def test_advice(text: str, advice: str) -> None:
    assert any(advice in each for each in helps(text))


def test_a_name_declared_twice_shows_both_places() -> None:
    diagnostics = Diagnostics()
    files = []
    for name in ("one.rules", "two.rules"):
        file = parse(Source(name, 'rule r then error "x"\nrelation a(b: text)'), diagnostics).whole
        assert file is not None
        files.append((file, True))
    assert check(files, diagnostics) is None
    places = [(str(each.span), str(each.notes[0].span)) for each in diagnostics]
    assert places == [("two.rules:1:6", "one.rules:1:6"), ("two.rules:2:10", "one.rules:2:10")]


def test_a_name_of_a_built_in_declaration_is_told_as_such() -> None:
    diagnostics = Diagnostics()
    files = []
    for name, user in (("rules/own.rules", False), ("my.rules", True)):
        file = parse(Source(name, 'rule r then error "x"\nrelation a(b: text)'), diagnostics).whole
        assert file is not None
        files.append((file, user))
    assert check(files, diagnostics) is None
    told = [(str(each.span), each.message, each.notes[0].message) for each in diagnostics]
    assert told == [
        ("my.rules:1:6", "`r` is the name of a rule that orun brings along", "the built-in rule"),
        ("my.rules:2:10", "`a` is declared by orun already", "built in"),
    ]


def test_what_a_name_declared_twice_is_used_for_is_no_further_mistake() -> None:
    diagnostics = Diagnostics()
    files = []
    built_in = "relation a(b: text, c: text)\nattribute s(b: text) -> text layers l"
    mine = """
relation a(n: number)
fact a(n: 1)
rule r when a(n: $n) then error "${n}"
attribute s(n: number) -> number layers m
rule t when a(n: $n) and s($n) = $x then set s($n) = $x at m
"""
    for name, text in (("rules/own.rules", built_in), ("my.rules", mine)):
        file = parse(Source(name, text), diagnostics).whole
        assert file is not None
        files.append((file, name == "my.rules"))
    assert check(files, diagnostics) is None
    assert [str(each.span) for each in diagnostics] == ["my.rules:2:10", "my.rules:5:11"]


def layer_of(text: str, *, user: bool) -> object:
    action = accepted(text, user=user).rules[0].actions[0]
    assert isinstance(action, program.Set)
    return action.layer


def test_a_users_rule_sets_at_the_strongest_layer() -> None:
    rule = 'rule r when job(id: $x) then set timeout(job: $x) = "1m"'
    assert layer_of(rule, user=True) == "top"
    assert layer_of(f"{rule} at low", user=True) == "low"


def test_a_built_in_rule_must_name_the_layer() -> None:
    rule = 'rule r when job(id: $x) then set timeout(job: $x) = "1m"'
    assert problems(rule, user=False)[0].startswith("missing-layer at set timeout")
    assert layer_of(f"{rule} at low", user=False) == "low"
    one = "rule r when job(id: $x) then set retries(job: $x) = 1"
    assert layer_of(one, user=False) == "only"


def test_two_aggregates_may_share_the_name_of_a_local_variable() -> None:
    accepted(
        "rule r when $low = min $s of job(size: $s) and $top = max $s of job(size: $s)"
        " and $low < $top then drop edge()"
    )


def test_the_group_of_an_aggregate_is_what_others_bind() -> None:
    rule = accepted(
        "rule r when edge(from: $x, to: $y) and $n = count of job(id: $x)"
        ' and $m = list $l of job(id: $x, env: $l) then error "${y} ${n} ${m}"'
    ).rules[0]
    groups = [each.group for each in rule.conditions if isinstance(each, program.Aggregate)]
    assert groups == [("x",), ("x",)]


def test_a_rule_of_many_conditions_is_refused_before_it_is_looked_into() -> None:
    rule = "rule r when job(id: $x){} then drop edge(from: $x)"
    accepted(rule.format(' and $x != "a"' * 199))
    assert problems(rule.format(' and $y != "a"' * 200)) == [
        "too-many-conditions at r: rule r has 201 conditions; 200 are possible"
    ]


def test_optional_columns_left_out_of_a_fact_are_none() -> None:
    fact = accepted("fact job(id: a, size: 1, kind: b, ready: true)").facts[0]
    assert fact.values == ("a", None, 1, "b", None, True)


def test_no_order_matters() -> None:
    parts = [
        "rule b when job(id: $x) then drop edge(from: $x)\n",
        "rule a when job(id: $x) then drop edge(to: $x)\n",
        "fact edge(from: b, to: a, via: order)\nfact edge(from: a, to: b, via: order)\n",
        VOCABULARY,
    ]
    seen = set()
    for order in permutations(parts):
        compiled, _ = compile_rules("".join(order))
        assert compiled is not None
        seen.add(
            (
                tuple(compiled.relations),
                tuple(compiled.attributes),
                tuple(rule.name for rule in compiled.rules),
                tuple(fact.values for fact in compiled.facts),
            )
        )
    assert seen == {
        (
            ("edge", "job", "other"),
            ("env", "retries", "timeout"),
            ("a", "b"),
            (("a", "b", "order"), ("b", "a", "order")),
        )
    }


PIECES = [
    *["job($x)", "job(id: $x, env: $y)", "edge(from: $y, to: $x)", "not edge(from: $x)"],
    *["timeout(job: $x) = $y", "env(job: $x) = $d", "job(data: $d) as $h", '$x = "${y}${h.id}"'],
    *[
        "$n = count of job(id: $x, size: $m)",
        "$m = max $n of job(size: $n)",
        "$n = $m + length($x)",
    ],
    *["$y = nearest $x of job(id: $y)", "cycle of edge(from -> to) as $c", '$x matches "${c}"'],
    *["$y in [$x, none, 1]", "$d != none", "$y < $n", "true = get($d, $n)", "gone($c) = $h"],
]
ACTIONS = [
    *["edge(from: $x, to: $y, via: $m)", "drop edge($x)", "set timeout(job: $x) = $y at $x"],
    *['set env(job: $n)["k"] = $d', "unset env()[$h]", 'error "${c}${c.from}" at $c', "gone($x)"],
    *['report $y "${d}" at $h.idd note "${c.via}" at $c help "${n}"', "other(kind: $y)", "job($d)"],
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=4), st.lists(st.sampled_from(ACTIONS), min_size=1)
)
def test_any_rule_is_right_or_has_problems(conditions: list[str], actions: list[str]) -> None:
    when = f"when {' and '.join(conditions)} " if conditions else ""
    text = f"{VOCABULARY}\nrule r {when}then {' and '.join(actions)}"
    program_, diagnostics = compile_rules(text)
    assert (program_ is None) == bool(len(diagnostics))
