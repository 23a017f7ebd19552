from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_text import VOCABULARY, accepted, compile_rules

from orun.diagnostics import Diagnostics, Source
from orun.language import program, tree
from orun.language.parse import parse

EXAMPLE = """
# Everything a rule can do, in four rules.
relation edge(job: text, on: text, via: order | dependency | promotion | barrier)
  "Job `job` starts only after job `on` has ended as its condition asks."
relation gate(job: text, type: text, environment: text?, component: text?, condition: text?)
attribute timeout(job: text) -> text  layers template < component < policy
  "How long a job may run, such as `30m`."
relation promotion(environment: text, on: text, strategy: same-component | environment-barrier,
                   route: edge | gate, satisfy: same-plan | previous-success) size 10
relation job(id: text, component: text, environment: text, composition: text)
relation active(environment: text)
relation label(component: text, key: text, value: text)

rule promotion-edge
  "Inside one plan, a component waits for itself in the earlier environment."
  when promotion(environment: $env, on: $prior, strategy: same-component, route: edge)
   and job(id: $later, $component, environment: $env)
   and job(id: $earlier, $component, environment: $prior)
  then edge(job: $later, on: $earlier, via: promotion)

rule same-plan-needs-both
  when promotion(environment: $env, on: $prior, satisfy: same-plan) as $here
   and active(environment: $env)
   and not active(environment: $prior)
  then error "${env} must follow ${prior} in the same plan, but ${prior} is not active" at $here
       help "activate ${prior} too, or set satisfy: same-plan-or-previous-success"

rule tier-1-waits-for-change-approval          # a user's rule
  when job($id, $component, environment: production)
   and label($component, key: tier, value: "1")
  then gate(job: $id, type: change-approval)
   and set timeout(job: $id) = "45m"

rule docs-wait-for-nobody
  when proposed edge(job: $id, $on)
   and job($id, composition: docs-site)
  then drop edge(job: $id, $on)
"""


def tree_of(text: str) -> tree.File:
    diagnostics = Diagnostics()
    file = parse(Source("x.rules", text), diagnostics).whole
    assert file is not None, [each.message for each in diagnostics]
    return file


def errors_of(text: str) -> list[tuple[str, str, str]]:
    """Return position, message and help of each error."""
    diagnostics = Diagnostics()
    assert parse(Source("x.rules", text), diagnostics).whole is None
    found = []
    for each in diagnostics:
        assert each.span is not None
        line, column = each.span.position
        found.append((f"{line}:{column}", each.message, each.help or ""))
    assert found
    return found


def test_the_example_of_the_language_is_a_program() -> None:
    compiled, diagnostics = compile_rules(EXAMPLE)
    assert compiled is not None, [each.message for each in diagnostics]
    assert [rule.name for rule in compiled.rules] == [
        "docs-wait-for-nobody",
        "promotion-edge",
        "same-plan-needs-both",
        "tier-1-waits-for-change-approval",
    ]
    policy = compiled.rules[3].actions[1]
    assert isinstance(policy, program.Set)
    assert (policy.attribute, policy.layer) == ("timeout", "policy")
    assert compiled.relations["promotion"].size == 10
    assert compiled.relations["edge"].doc.startswith("Job `job` starts")
    assert compiled.relations["edge"].columns[2].type.values[0] == "order"


def test_every_condition_and_action_has_its_node() -> None:
    (rule,) = tree_of("""
        rule all
          when a($x) as $here and proposed a(b: "1") and not proposed a(b: 2)
           and t(job: $x) = $t by $layer and $x = $t and $n >= -1 + 2 * (3 - $n)
           and $x in [a, "b",] and $x matches "*.y" and $n = count of a($x)
           and $m = max $r of proposed a(b: $r) and $g = nearest $x of a(b: $g)
           and cycle of e(from -> to) as $loop
          then a($x) and drop a($x) and set t(job: $x) = "1" at policy
           and set t(job: $x)["k"] = 1 at $layer and unset t(job: $x)["k"]
           and error "e" at $here.b note "n" at $loop note "m" help "h"
           and report $layer "r"
    """).declarations
    assert isinstance(rule, tree.RuleDeclaration)
    assert [type(each).__name__ for each in rule.conditions] == [
        *["Match", "Match", "Absent", "Read", "Compare", "Compare", "Member", "Matches"],
        *["Aggregate", "Aggregate", "Aggregate", "Cycle"],
    ]
    assert [type(each).__name__ for each in rule.actions] == [
        *["Derive", "Drop", "Set", "Set", "Unset", "Report", "Report"],
    ]
    error = rule.actions[5]
    assert isinstance(error, tree.Report)
    assert error.at is not None
    assert error.at.column is not None
    assert [note.message.parts for note in error.notes] == [("n",), ("m",)]
    assert error.help is not None
    arithmetic = rule.conditions[5]
    assert isinstance(arithmetic, tree.Compare)
    assert isinstance(arithmetic.right, program.Function)
    assert arithmetic.right.name == "+"


def test_spans_cover_what_was_written() -> None:
    text = 'fact a(b: "x")\nrule r when a(b: $x) as $h and $x != "${x}y" then drop a(b: $x)'
    source = Source("x.rules", text)
    file = parse(source, Diagnostics()).whole
    assert file is not None
    rule = file.declarations[1]
    assert isinstance(rule, tree.RuleDeclaration)
    match, compare = rule.conditions
    assert isinstance(match, tree.Match)
    assert isinstance(compare, tree.Compare)
    spans = [rule.span, match.atom.span, compare.span, compare.right.span]
    assert [text[span.start : span.end] for span in spans] == [
        text[15:],
        "a(b: $x) as $h",
        '$x != "${x}y"',
        '"${x}y"',
    ]
    assert isinstance(compare.right, program.Text)
    variable = compare.right.parts[0]
    assert isinstance(variable, program.Variable)
    assert text[variable.span.start : variable.span.end] == "${x}"


@pytest.mark.parametrize(
    "word",
    [
        *["type", "on", "name", "max", "list", "text", "error", "not", "and", "then", "when"],
        *["rule", "at", "as", "in", "set", "count", "of"],
    ],
)
def test_keywords_are_words_where_they_can_be_told_apart(word: str) -> None:
    (rule,) = tree_of(f"rule {word} when a({word}: {word}) then a({word}: {word})").declarations
    assert isinstance(rule, tree.RuleDeclaration)
    derive = rule.actions[0]
    assert isinstance(derive, tree.Derive)
    assert derive.atom.arguments[0].column.text == word
    term = derive.atom.arguments[0].term
    assert isinstance(term, program.Constant)
    assert term.value == word


@pytest.mark.parametrize("word", ["error", "set", "drop", "notice", "max", "cycle", "count"])
def test_a_relation_may_be_called_like_a_keyword(word: str) -> None:
    program_ = accepted(f"relation {word}(x: text)\nrule r when {word}($x) then {word}($x)")
    assert isinstance(program_.rules[0].actions[0], program.Derive)


def test_a_word_may_start_like_a_keyword() -> None:
    (rule,) = tree_of(
        "rule r when android(a: b) and notes(a: $as) then thence(a: $as)"
    ).declarations
    assert isinstance(rule, tree.RuleDeclaration)
    assert len(rule.conditions) == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"a\"b\\c\n\t\$"', 'a"b\\c\n\t$'),
        ('"costs $5 # no comment"', "costs $5 # no comment"),
        (r'"\${x}"', "${x}"),
        ('""', ""),
        ("-12", -12),
        ("true", True),
        ("false", False),
        ("none", None),
        ('"none"', "none"),
        ("same-plan_2", "same-plan_2"),
    ],
)
def test_values(written: str, meant: program.Value) -> None:
    (fact,) = tree_of(f"fact a(b: {written})").declarations
    assert isinstance(fact, tree.FactDeclaration)
    term = fact.atom.arguments[0].term
    assert isinstance(term, program.Constant)
    assert term.value == meant
    assert type(term.value) is type(meant)


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("rule r when a() b() then c()", "1:17", "is `and` missing before it?"),
        ("rule r when a(), b() then c()", "1:16", "joined by `and`, not by a comma"),
        ("rule r when a() or b() then c()", "1:17", "there is no `or`"),
        ('rule r when a() error "x"', "1:17", "`then` is missing before the first action"),
        ("rule r when a()", "1:16", "a rule needs `then`"),
        ("rule r when a() gate(b: c)", "1:17", "`then` is missing before the first action"),
        ("rule r when a() g(b: $x) # then", "1:17", "`then` is missing before the first action"),
        ('rule r when a() g(b: "then")', "1:17", "`then` is missing before the first action"),
        ("rule r when a() gate(b: c)\nrule s then b()", "1:17", "`then` is missing before"),
        ("rule r when a(b: x@y.z) then c()", "1:19", 'needs quotes: `"x@y.z"`'),
        ("rule r when a(b: a-b/c) then c()", "1:21", 'needs quotes: `"a-b/c"`'),
        ("rule r when a(b: http://x) then c()", "1:22", 'needs quotes: `"http://x"`'),
        ("rule r when a() and then b()", "1:26", "without an `and`"),
        ("rule r when a() thne b()", "1:17", "did you mean `then`?"),
        ("rule r a() then b()", "1:8", "`when` stands before the first condition"),
        ("rule r when $x == 1 then b()", "1:17", "a single `=`"),
        ("rule r when $x := 1 then b()", "1:16", "a single `=`"),
        ("rule r when $x <> 1 then b()", "1:17", "written `!=`"),
        ("rule r when a(x = 1) then b()", "1:17", "`column: value`"),
        ("rule r when not a(x) then b()", "1:20", "name the column"),
        ('rule r when a() then error "x" at here', "1:35", "`$here`"),
        ("rule r when a($x) then set $t(job: $x) = 1", "1:28", "names have no `$`"),
        ("fact a(b: 'x')", "1:11", "double quotes"),
        ('fact a(b: "x)', "1:11", "behind its last character"),
        ("fact a(b: 30m)", "1:11", '`"30m"`'),
        ("rule r when a() then b().", "1:25", "no full stop"),
        ("rule r when count of a() > 3 then b()", "1:19", "`$result = count of …`"),
        ("rule r when a(b: c(d: 1) + 1) then b()", "1:18", "condition of its own"),
        ("rule r when a(1) then b()", "1:15", "`column: value`"),
        ("rule r when 3 = count of a() then b()", "1:13", "`$result = count of …`"),
        (r'fact a(b: "\q")', "1:12", r"a backslash itself is `\\`"),
        ('fact a(b: "${")', "1:12", r"`\${`"),
        ("fact a(b: 1234567890123456)", "1:11", "in quotes"),
        ("rules r", "1:1", "did you mean `rule`?"),
    ],
)
def test_likely_slips_are_explained(text: str, place: str, advice: str) -> None:
    found = errors_of(text)
    assert found[0][0] == place
    assert advice in found[0][2]


def test_what_could_stand_there_is_said_in_words() -> None:
    assert [message for _, message, _ in errors_of("rule r when a() @ then b()")] == [
        "expected a comparison such as `=`, `and`, `as` or `then`, found `@`"
    ]
    assert [message for _, message, _ in errors_of("nonsense")] == [
        "expected a declaration (`relation`, `attribute`, `rule` or `fact`), found `nonsense`"
    ]


def test_one_slip_does_not_hide_the_next() -> None:
    text = "rule a when b()\nrule c when d() then e()\nrule f then\n  g(\nfact h(i: )\n"
    assert [place for place, _, _ in errors_of(text)] == ["1:16", "4:5", "5:11"]


def test_a_good_file_is_never_cut() -> None:
    # The second line starts like a declaration, and is a column and its value.
    assert len(tree_of("rule r when a(b:\nrule ) then c()").declarations) == 1


@pytest.mark.parametrize(
    "text",
    [
        "fact a(b: " + "(" * 100_000,
        "fact a(b: " + "(" * 50_000 + "1" + ")" * 50_000 + ")",
        "fact a(b: " + "f(" * 5_000 + "1" + ")" * 5_000 + ")",
        "fact a(b: 1" + " + 1" * 20_000 + ")",
        "rule r when a()" + " and a()" * 20_000 + " then b()",
        'fact a(b: "' + "${x}" * 20_000 + '")',
    ],
)
def test_depth_and_size_overflow_nothing(text: str) -> None:
    parse(Source("x.rules", text), Diagnostics())


def test_deep_expressions_are_refused() -> None:
    found = errors_of("fact a(b: 1" + " + 1" * 100 + ")")
    assert "nested more than" in found[0][1]


WORDS = st.sampled_from(
    [
        *["rule", "relation", "attribute", "fact", "when", "then", "and", "not", "proposed"],
        *["as", "by", "in", "of", "at", "note", "help", "count", "max", "nearest", "cycle", "set"],
        *["unset", "drop", "error", "report", "a", "b", "text", "map", "merge", "layers"],
        *["(", ")", "[", "]", ",", ":", "=", "!=", "<", "->", "|", "?", "$x", '"t"', '"${x}"', "1"],
        *["\n", "#", '"', "$", "'", "é", "\x00", "\\"],
    ]
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_any_text_is_a_tree_or_has_errors(text: str) -> None:
    diagnostics = Diagnostics()
    file = parse(Source("x.rules", text), diagnostics).whole
    assert (file is None) == diagnostics.has_errors
    for each in diagnostics:
        assert each.span is not None
        assert 0 <= each.span.start <= each.span.end <= len(text)


def test_line_ends_do_not_matter() -> None:
    unix = tree_of(VOCABULARY)
    windows = tree_of(VOCABULARY.replace("\n", "\r\n"))
    assert len(unix.declarations) == len(windows.declarations)
