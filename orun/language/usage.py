"""Reports variables that nothing binds, variables used once, and aliases used as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from orun.diagnostics import Note, nearest
from orun.language import tree
from orun.language.binding import atom_names, bare_names, binds, names, nested_names
from orun.language.program import Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from orun.diagnostics import Diagnostics, Span
    from orun.language.binding import Binding
    from orun.language.program import Term


class Aliases(Struct, frozen=True):
    """The aliases of a rule: of facts, and of cycles, with the conditions that declare them."""

    facts: Mapping[str, tree.Match]
    cycles: Mapping[str, tree.Cycle]

    def __contains__(self, name: str) -> bool:
        return name in self.facts or name in self.cycles


def find_aliases(rule: tree.RuleDeclaration, diagnostics: Diagnostics) -> Aliases:
    """Return the aliases of a rule; reports one that is declared twice."""
    facts: dict[str, tree.Match] = {}
    cycles: dict[str, tree.Cycle] = {}
    first: dict[str, Span] = {}
    for condition in rule.conditions:
        match condition:
            case tree.Match(tree.Atom(alias=Variable() as alias)):
                facts.setdefault(alias.name, condition)
            case tree.Cycle(alias=alias):
                cycles.setdefault(alias.name, condition)
            case _:
                continue
        if alias.name in first:
            diagnostics.error(
                "duplicate-name",
                f"`${alias.name}` already names another fact of this rule",
                alias.span,
                notes=(Note("first used here", first[alias.name]),),
            )
        first.setdefault(alias.name, alias.span)
    return Aliases(facts, cycles)


def check_usage(
    rule: tree.RuleDeclaration, binding: Binding, aliases: Aliases, diagnostics: Diagnostics
) -> None:
    """Report every variable of a rule that is not used as variables are."""
    seen: dict[str, list[Variable]] = {}
    for variable, in_message in _occurrences(rule, binding):
        if variable.name not in aliases:
            seen.setdefault(variable.name, []).append(variable)
        elif not (in_message and variable.name in aliases.cycles):
            _alias_as_value(variable, aliases, diagnostics)
    asked = {
        condition.value.name
        for condition in rule.conditions
        if isinstance(condition, tree.Read) and isinstance(condition.value, Variable)
    }
    waiting = {name for condition in binding.stuck for name in binds(condition)}
    roots = {name for name in seen if name not in binding.bound | waiting}
    for name, variables in seen.items():
        if name not in binding.bound:
            # Once the variable at the root has a value, those that wait for it have one too.
            if roots and name in waiting:
                continue
            _unbound(variables[0], rule, binding, diagnostics)
        elif len(variables) == 1 and name not in asked:
            _single(variables[0], diagnostics)
    for condition in rule.conditions:
        _check_condition(condition, binding, diagnostics)


def _occurrences(rule: tree.RuleDeclaration, binding: Binding) -> Iterator[tuple[Variable, bool]]:
    """Yield each variable of a rule, local ones of aggregates left out; and if in a message."""
    for condition in rule.conditions:
        hidden: set[str] = set()
        if isinstance(condition, tree.Aggregate):
            # The result is one use; that `nearest` names it a second time counts for nothing.
            hidden = local_names(condition, binding) | {condition.target.name}
            yield condition.target, False
        for term in condition_terms(condition):
            for variable in tree.variables(term):
                if variable.name not in hidden:
                    yield variable, False
    for action in rule.actions:
        for term, in_message in _action_terms(action):
            for variable in tree.variables(term):
                yield variable, in_message


def condition_terms(condition: tree.Condition) -> list[Term]:
    """Return the terms of a condition in the order written."""
    match condition:
        case tree.Match(atom) | tree.Absent(atom):
            return _terms(atom)
        case tree.Read(atom, value, layer):
            return [*_terms(atom), value, *([layer] if layer else [])]
        case tree.Compare(left=left, right=right) | tree.Matches(left, right):
            return [left, right]
        case tree.Member(term, options):
            return [term, *options]
        case tree.Aggregate(target=target, of=of, atom=atom):
            return [target, *([of] if of else []), *_terms(atom)]
        case _:
            return []


def _terms(atom: tree.Atom) -> list[Term]:
    return [argument.term for argument in atom.arguments]


def _action_terms(action: tree.Action) -> Iterator[tuple[Term, bool]]:
    match action:
        case tree.Derive(atom) | tree.Drop(atom):
            terms = _terms(atom)
        case tree.Set(atom, key, value, layer):
            terms = [*_terms(atom), *([key] if key else []), value]
            terms += [layer] if isinstance(layer, Variable) else []
        case tree.Unset(atom, key, layer):
            terms = [*_terms(atom), key]
            terms += [layer] if isinstance(layer, Variable) else []
        case tree.Report():
            yield from ((text, True) for text in _texts(action))
            terms = [action.level] if isinstance(action.level, Variable) else []
    yield from ((term, False) for term in terms)


def _texts(report: tree.Report) -> list[Term]:
    texts: list[Term] = [report.message, *(note.message for note in report.notes)]
    return [*texts, report.help] if report.help else texts


def local_names(aggregate: tree.Aggregate, binding: Binding) -> set[str]:
    """Return the variables that have a meaning only inside an aggregate."""
    inside = bare_names(aggregate.atom) - {aggregate.target.name}
    if aggregate.of is not None and aggregate.kind != "nearest":
        inside.add(aggregate.of.name)
    return inside - set(binding.group(aggregate))


# Reports.


def _alias_as_value(variable: Variable, aliases: Aliases, diagnostics: Diagnostics) -> None:
    name = variable.name
    kind = "a cycle" if name in aliases.cycles else "a fact"
    use = "can be shown only in messages" if name in aliases.cycles else "is no value"
    diagnostics.error(
        "alias-value",
        f"`${name}` names {kind} and {use}",
        variable.span,
        help=f"`at ${name}` shows its place; bind a column with a variable to use its value",
    )


def _unbound(
    variable: Variable, rule: tree.RuleDeclaration, binding: Binding, diagnostics: Diagnostics
) -> None:
    if variable.name in binding.stuck_names:
        message = f"`${variable.name}` gets its value from a condition that itself lacks one"
        advice: str | None = "a value cannot depend on itself, nor on a variable without value"
    else:
        message = f"nothing gives `${variable.name}` a value"
        advice = _unbound_advice(variable.name, rule, binding)
    diagnostics.error("unbound-variable", message, variable.span, help=advice)


_LOOKED_THROUGH = 100
"""Conditions among which an equation written the wrong way round is looked for."""


def _unbound_advice(name: str, rule: tree.RuleDeclaration, binding: Binding) -> str:
    guess = nearest(name, binding.bound)
    if guess:
        return f"did you mean `${guess}`?"
    stem, _, digits = name.rpartition("-")
    if stem in binding.bound and digits.isdigit():
        return f"put spaces around the minus: `${stem} - {digits}`"
    if any(_stands_right(name, each) for each in rule.conditions[:_LOOKED_THROUGH]):
        return "`=` gives a value to the variable on its left: turn the condition around"
    return f"use `${name}` in a pattern without `not`, as in `relation(column: ${name})`"


def _stands_right(name: str, condition: tree.Condition) -> bool:
    """Tell whether a condition is an equation with a variable on its right."""
    return (
        isinstance(condition, tree.Compare)
        and condition.operator == "="
        and isinstance(condition.right, Variable)
        and condition.right.name == name
    )


def _single(variable: Variable, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "single-use-variable",
        f"`${variable.name}` is used only once",
        variable.span,
        help="leave the column out instead: a column that is not named matches anything",
    )


def _check_condition(condition: tree.Condition, binding: Binding, diagnostics: Diagnostics) -> None:
    match condition:
        case tree.Match(atom):
            _nested(atom, bare_names(atom), diagnostics)
        case tree.Aggregate():
            _check_aggregate(condition, binding, diagnostics)
        case _:
            pass


def _nested(atom: tree.Atom, own: set[str], diagnostics: Diagnostics) -> None:
    """Report a computed value in a pattern that depends on a variable of the same pattern."""
    for argument in atom.arguments:
        if isinstance(argument.term, Variable):
            continue
        if names([argument.term]) & own:
            diagnostics.error(
                "computed-column",
                f"the value of `{argument.column.text}` depends on another column of the same fact",
                argument.term.span,
                help=f"bind the column and compare: `{argument.column.text}: $value` and"
                " `$value = …`",
            )


def _check_aggregate(aggregate: tree.Aggregate, binding: Binding, diagnostics: Diagnostics) -> None:
    local = local_names(aggregate, binding)
    used = [v for argument in aggregate.atom.arguments for v in tree.variables(argument.term)]
    _nested(aggregate.atom, local, diagnostics)
    of = None if aggregate.kind == "nearest" else aggregate.of
    for name in sorted(local):
        places = [each for each in used if each.name == name]
        if len(places) == 1 and not (of and of.name == name):
            _single(places[0], diagnostics)
    if of is not None and of.name not in bare_names(aggregate.atom):
        diagnostics.error(
            "unbound-variable",
            f"`${of.name}` is no column of the facts that `{aggregate.kind}` looks at",
            of.span,
            help=f"name it in the pattern: `{aggregate.atom.relation.text}(column: ${of.name})`",
        )
    elif of is not None and of.name in binding.group(aggregate):
        diagnostics.error(
            "aggregate-of-bound",
            f"`${of.name}` has one value already, so there is no `{aggregate.kind}` of it",
            of.span,
            help="another condition of the rule binds it; use a name of its own here",
        )
    _check_target(aggregate, binding, diagnostics)


def _check_target(aggregate: tree.Aggregate, binding: Binding, diagnostics: Diagnostics) -> None:
    target, inside = aggregate.target, aggregate.target.name in atom_names(aggregate.atom)
    if any(
        target.name in binds(each)
        for each in (*binding.order, *binding.stuck)
        if each is not aggregate and not isinstance(each, tree.Compare)
    ):
        diagnostics.error(
            "aggregate-of-bound",
            f"`${target.name}` gets its value from another condition already",
            target.span,
            help="use a name of its own for the result, and compare the two with `=`",
        )
    bare = target.name in bare_names(aggregate.atom)
    if aggregate.kind == "nearest" and (not bare or target.name in nested_names(aggregate.atom)):
        diagnostics.error(
            "nearest-without-candidate",
            f"`${target.name}` is no column of the facts to choose from",
            target.span,
            help="name it in the pattern:"
            f" `{aggregate.atom.relation.text}(column: ${target.name})`",
        )
    if aggregate.kind != "nearest" and inside:
        diagnostics.error(
            "aggregate-of-itself",
            f"`${target.name}` is the result and cannot stand in the facts it is made from",
            target.span,
            help="use another name for the result",
        )
