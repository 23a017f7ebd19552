"""Which conditions give a variable its value, and whether each variable gets one.

    when job(id: $id, $team) and $n = count of step(job: $id, $index) and $m = $n + 1

`$id` and `$team` are bound by the first condition, `$n` by the second once `$id` is known (it is
the group; `$index` is local to the aggregate), `$m` by the third once `$n` is known.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from orun.language import tree
from orun.language.program import Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orun.language.program import Term


class Binding(Struct):
    """The conditions in an order in which each has what it needs; `stuck` ones come never.

    `groups` holds for each aggregate (by its place) the variables bound outside it, `stuck_names`
    what the stuck conditions would bind.
    """

    order: list[tree.Condition] = field(default_factory=list)
    stuck: list[tree.Condition] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    groups: dict[int, tuple[str, ...]] = field(default_factory=dict)
    stuck_names: set[str] = field(default_factory=set)

    def group(self, aggregate: tree.Aggregate) -> tuple[str, ...]:
        """Return the variables of an aggregate's atom that are bound elsewhere, sorted."""
        return self.groups[aggregate.span.start]


def bind(conditions: Sequence[tree.Condition]) -> Binding:
    """Find out in which order conditions can bind their variables."""
    binding = Binding(groups=_groups(conditions))
    pending = [(each, needs(each, binding)) for each in conditions]
    while pending:
        bound = set(binding.bound)
        ready = [each for each, needed in pending if needed <= bound]
        if not ready:
            break
        for each in ready:
            binding.bound |= binds(each)
        binding.order += ready
        pending = [(each, needed) for each, needed in pending if not needed <= bound]
    binding.stuck = [each for each, _ in pending]
    binding.stuck_names = {name for each in binding.stuck for name in binds(each)}
    return binding


def _groups(conditions: Sequence[tree.Condition]) -> dict[int, tuple[str, ...]]:
    groups = {}
    bound = Counter(name for each in conditions for name in binds(each))
    for each in conditions:
        if isinstance(each, tree.Aggregate):
            own = binds(each)
            others = {name for name in atom_names(each.atom) if bound[name] > (name in own)}
            group = others - {each.target.name}
            groups[each.span.start] = tuple(sorted(group))
    return groups


def binds(condition: tree.Condition) -> set[str]:
    """Return the names of the variables that a condition can give a value."""
    match condition:
        case tree.Match(atom):
            return bare_names(atom)
        case tree.Read(value=value, layer=layer):
            return {each.name for each in (value, layer) if isinstance(each, Variable)}
        case tree.Compare(operator="=", left=Variable(name)):
            return {name}
        case tree.Aggregate(target=target):
            return {target.name}
        case _:
            return set()


def needs(condition: tree.Condition, binding: Binding) -> set[str]:
    """Return the names of the variables that a condition must find bound."""
    match condition:
        case tree.Match(atom):
            return nested_names(atom) - bare_names(atom)
        case tree.Absent(atom):
            return atom_names(atom)
        case tree.Read(atom=atom, value=value):
            return atom_names(atom) | (set() if isinstance(value, Variable) else names([value]))
        case tree.Compare(operator="=", left=Variable(), right=right):
            return names([right])
        case tree.Compare(left=left, right=right):
            return names([left, right])
        case tree.Member(term, options):
            return names([term, *options])
        case tree.Matches(term, pattern):
            return names([term, pattern])
        case tree.Aggregate(kind=kind, of=of, atom=atom):
            word = {of.name} if kind == "nearest" and of else set()
            return set(binding.group(condition)) | nested_names(atom) | word
        case _:
            return set()


def names(terms: Iterable[Term]) -> set[str]:
    """Return the names of all variables in terms."""
    return {variable.name for term in terms for variable in tree.variables(term)}


def atom_names(atom: tree.Atom) -> set[str]:
    """Return the names of all variables in an atom."""
    return names(argument.term for argument in atom.arguments)


def bare_names(atom: tree.Atom) -> set[str]:
    """Return the names of the variables that are the whole value of a column."""
    terms = (argument.term for argument in atom.arguments)
    return {term.name for term in terms if isinstance(term, Variable)}


def nested_names(atom: tree.Atom) -> set[str]:
    """Return the names of the variables inside a text or function of an atom."""
    terms = (argument.term for argument in atom.arguments)
    return names(term for term in terms if not isinstance(term, Variable))
