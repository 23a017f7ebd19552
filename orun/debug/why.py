"""Why a fact holds, as a tree: the rule that made it, the facts that rule matched, and so on.

job(id: "web@dev.deploy", …)
└─ rule job-of-instance
   ├─ instance_job(…)
   │  └─ …
   └─ component(name: "web", …)  intent.yaml:9:5
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from orun.debug.relation import origin_text
from orun.debug.text import attribute_text, fact_text, is_secret, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.debug.trace import Trace
    from orun.engine.explain import Explainer, Premise

DEEPEST = 150
"""Columns of indentation behind which nothing more is explained: one can ask on from there."""


def why_text(trace: Trace, premise: Premise) -> str:
    """Return the tree of a fact; what stands in it twice is explained once."""
    tree = _Tree(trace, trace.explainer())
    return "".join(f"{line}\n" for line in tree.lines(premise, "", ""))


class _Tree(Struct):
    trace: Trace
    explainer: Explainer
    seen: set[Premise] = field(default_factory=set)

    def lines(self, premise: Premise, branch: str, trunk: str) -> Iterator[str]:
        """Yield a fact behind its branch, and below it everything that it was made from."""
        predicate, row = premise
        if predicate.startswith("@"):
            yield from self.attribute(predicate[1:], row, branch, trunk)
            return
        relation = predicate.rstrip("?!")
        columns = self.trace.result.module.RELATIONS[relation]
        text = branch + fact_text(relation, columns, row)
        origin = self.explainer.origin(predicate, row)
        if type(origin) is not int:
            yield f"{text}  {origin_text(self.trace, self.explainer, predicate, row)}"
            return
        if premise in self.seen or len(trunk) > DEEPEST:
            yield f"{text}  ({'see above' if premise in self.seen else '…'})"
            return
        self.seen.add(premise)
        yield text
        premises = self.explainer.premises(predicate, row)
        yield from self.rule(self.explainer.rule(origin)[0], premises, trunk)

    def attribute(self, name: str, key: object, branch: str, trunk: str) -> Iterator[str]:
        """Yield what decided an attribute: the rules of the layer that won."""
        attribute = self.trace.program.attributes[name]
        keys = [each.name for each in attribute.keys]
        value = self.trace.result.value(name, key)
        shown = value_text(value, secret=is_secret(name))
        text = f"{branch}{attribute_text(name, keys, key)} = {shown}"
        if ("@" + name, key) in self.seen:
            yield f"{text}  (see above)"
            return
        self.seen.add(("@" + name, key))
        yield text
        offers = self.trace.result.database.contributions[name].get(key, {})
        strongest = max((offer[0] for offer in offers), default=0)
        winners = [each for each in offers if attribute.merge or each[0] == strongest]
        for at, offer in enumerate(winners):
            rule = f"{self.explainer.rule(offer[2])[0]} at {attribute.layers[offer[0]]}"
            premises = self.explainer.contribution_premises(name, key, offer)
            yield from self.rule(rule, premises, trunk, is_last=at == len(winners) - 1)

    def rule(
        self, name: str, premises: list[Premise], trunk: str, *, is_last: bool = True
    ) -> Iterator[str]:
        """Yield a rule and what it matched."""
        fork, stem = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield f"{trunk}{fork}rule {name}"
        below = trunk + stem
        for at, premise in enumerate(premises):
            last = at == len(premises) - 1
            branch, further = ("└─ ", "   ") if last else ("├─ ", "│  ")
            yield from self.lines(premise, below + branch, below + further)
