"""The facts of a relation, or the values of an attribute, each with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.debug.layout import cut, plural, table
from orun.debug.text import attribute_text, fact_text, is_secret, value_text
from orun.diagnostics.characters import printable
from orun.diagnostics.region import place_of
from orun.engine.names import drops, proposals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.debug.trace import Trace
    from orun.engine.database import Contribution, Row
    from orun.engine.explain import Explainer

MOST_FACTS = 50


def relation_text(trace: Trace, name: str, *, everything: bool) -> str:
    """Return the facts of a relation or the values of an attribute, sorted."""
    most = None if everything else MOST_FACTS
    if name in trace.program.attributes:
        heading, rows = _attribute(trace, name)
    else:
        heading, rows = _relation(trace, name)
    lines = [heading, *cut(table(rows), most, "lines")]
    return "".join(f"{line}\n" for line in lines)


def _relation(trace: Trace, name: str) -> tuple[str, list[tuple[str, ...]]]:
    explainer = trace.explainer()
    columns = [each.name for each in trace.program.relations[name].columns]
    database = trace.result.database
    rows: list[tuple[str, ...]] = [
        (fact_text(name, columns, row), origin_text(trace, explainer, name, row))
        for row in database.rows[name]
    ]
    dropped = 0
    if name in trace.clauses.droppable:
        for row in database.rows[proposals(name)]:
            if row in database.rows[drops(name)]:
                dropped += 1
                rule = explainer.rule(database.rows[drops(name)][row])[0]
                rows.append((fact_text(name, columns, row), f"dropped by rule {rule}"))
    doc = printable(trace.program.relations[name].doc)
    count = plural(len(rows) - dropped, "fact") + (f", {dropped:,} dropped" if dropped else "")
    return f"{name}: {count}. {doc}", sorted(rows)


def origin_text(trace: Trace, explainer: Explainer, predicate: str, row: Row) -> str:
    """Return where a fact comes from: a place in a file, or a rule."""
    origin = explainer.origin(predicate, row)
    if type(origin) is int:
        return f"rule {explainer.rule(origin)[0]}"
    place = explainer.place(predicate, row)
    return "the run itself" if place is None else printable(place_of(place, trace.path_of))


def _attribute(trace: Trace, name: str) -> tuple[str, list[tuple[str, ...]]]:
    explainer = trace.explainer()
    attribute = trace.program.attributes[name]
    keys = [each.name for each in attribute.keys]
    rows: list[tuple[str, ...]] = []
    for key, offers in trace.result.database.contributions[name].items():
        subject = attribute_text(name, keys, key)
        strongest = sorted(offers, key=lambda each: (-each[0], explainer.rule(each[2])[0]))
        rows += [(subject, *_offer(trace, explainer, name, key, each)) for each in strongest]
    layers = " < ".join(attribute.layers)
    count = plural(len(trace.result.database.values[name]), "value")
    heading = f"{name}: {count}, layers {layers}. {printable(attribute.doc)}"
    return heading, sorted(rows, key=lambda row: row[0])


def _offer(
    trace: Trace, explainer: Explainer, name: str, key: object, offer: Contribution
) -> Iterator[str]:
    """Yield the value, the layer, the rule and whether it counts."""
    rank, value, clause, inner = offer
    at = "" if inner is None else f"[{value_text(inner)}]"
    yield f"{at} = {value_text(value, secret=is_secret(name))}".strip()
    yield f"at {trace.program.attributes[name].layers[rank]}"
    yield f"rule {explainer.rule(clause)[0]}"
    if trace.program.attributes[name].merge:
        yield ""
    else:
        decided = trace.result.database.values[name].get(key)
        yield "" if decided is not None and decided[0] == rank else "beaten"
