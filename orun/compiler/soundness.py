"""What users' rules derive must be about what is there, or nothing could be made of it.

The vocabulary lets a rule say anything of anything: that a component no file has is in an
environment, that a job waits for one that is not in the plan. Built-in rules only ever speak of
what files hold, so all this is looked at only where a user has rules.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from orun.diagnostics import Note, meant
from orun.engine.functions import show
from orun.engine.names import drops

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from orun.diagnostics import Diagnostics
    from orun.engine.explain import Explainer
    from orun.engine.unmatched import Column
    from orun.facts.store import Facts

    Row = tuple[Any, ...]
    Rows = Mapping[Row, Any]


class Reference(NamedTuple):
    """Columns of a relation that must be found among those of another one.

    `of` is a relation that files fill, or `job`.
    """

    relation: str
    columns: str
    of: str
    names: str
    noun: str


REFERENCES = tuple(
    Reference(*line.split("; "))
    for line in """\
active; environment; environment; name; environment
matched; trigger; trigger; name; trigger binding
subscribed; component; component; name; component
subscribed; environment; environment; name; environment
uses; component; component; name; component
uses; definition; composition; definition; definition of a type
instance; component; component; name; component
instance; environment; environment; name; environment
chosen_profile; definition profile; profile; definition name; profile
instance_job; component; component; name; component
instance_job; environment; environment; name; environment
instance_job; definition name; template_job; definition job; job of a composition
kept_step; definition job position; template_step; definition job position; step of a composition
patched_step; definition profile job step; profile_patch; definition profile job step; patch
replaced_step; component entry; override; component entry; override
added_step; component entry; override; component entry; override
job; environment; environment; name; environment
edge; job; job; id; job of this plan
edge; on; job; id; job of this plan
advisory_edge; job; job; id; job of this plan
advisory_edge; on; job; id; job of this plan
gate; job; job; id; job of this plan
step; job; job; id; job of this plan
""".splitlines()
)
"""What Python looks up by name, and what a runner of the plan would."""

HOLDERS = tuple(
    tuple(line.split())
    for line in """\
instance type component type
instance type composition type
instance domain component domain
job composition component type
job composition composition type
job name template_job job
""".splitlines()
)
"""(relation, column, other relation, its column): the others hold all values of such a column.

They are those that files state; rules may add constants of their own.
"""

SINGLE = {
    "uses": 1,
    "instance": 2,
    "chosen_profile": 2,
    "instance_job": 1,
    "profile_trigger": 2,
    "mode_trigger": 2,
}
"""Relations that hold one fact for each value of their first columns, and how many those are."""

MOST_TOLD = 10
"""Facts of one reference that are told: most often one rule made them all."""


def check_soundness(explainer: Explainer, facts: Facts, diagnostics: Diagnostics) -> bool:
    """Report facts that users' rules made about nothing, and tell whether there are none."""
    check = _Check(explainer, facts, diagnostics)
    before = len(diagnostics)
    for reference in REFERENCES:
        check.reference(reference)
    for relation, columns in SINGLE.items():
        check.single(relation, columns)
    return len(diagnostics) == before


def holders(facts: Facts) -> dict[Column, list[Column]]:
    """Return which columns hold all that others do, as far as everything could be read."""
    if "unread_composition" in facts.relations:
        return {}
    found: dict[Column, list[Column]] = defaultdict(list)
    for relation, column, of, holder in HOLDERS:
        found[relation, column].append((of, holder))
    for each in REFERENCES:
        if each.of != "job":
            for column, holder in zip(each.columns.split(), each.names.split(), strict=True):
                found[each.relation, column].append((each.of, holder))
    return found


class _Check:
    def __init__(self, explainer: Explainer, facts: Facts, diagnostics: Diagnostics) -> None:
        self._explainer = explainer
        self._facts = facts
        self._diagnostics = diagnostics

    def reference(self, reference: Reference) -> None:
        """Report every fact of a relation whose columns name nothing."""
        at = self._positions(reference.relation, reference.columns)
        known = set(self._known(reference))
        missing: dict[Row, Row] = {}
        for row in self._explainer.result.rows(reference.relation):
            key = tuple(row[each] for each in at)
            if key not in known:
                missing.setdefault(key, row)
        for key in sorted(missing, key=repr)[:MOST_TOLD]:
            self._missing(reference, key, missing[key], known)

    def _known(self, reference: Reference) -> Iterator[Row]:
        at = self._positions(reference.of, reference.names)
        rows: Rows = self._facts.relations.get(reference.of, {})
        if reference.of == "job":
            rows = self._explainer.result.rows("job")
        return (tuple(row[each] for each in at) for row in rows)

    def _positions(self, relation: str, columns: str) -> tuple[int, ...]:
        declared = self._explainer.result.module.RELATIONS[relation]
        return tuple(declared.index(each) for each in columns.split())

    def _missing(self, reference: Reference, key: Row, row: Row, known: set[Row]) -> None:
        named = ", ".join(f'"{show(each)}"' for each in key)
        message = f"{_fact(reference.relation, row)} is about {named}, which is no {reference.noun}"
        dropped = self._dropped(reference, key)
        if dropped is not None:
            rule, span = self._explainer.rule(dropped)
            self._diagnostics.error(
                "fact-about-nothing",
                f"{message}: rule {rule} drops it",
                span,
                help="drop what is about it too; of a job without an `instance_job` nothing is",
            )
            return
        made = self._explainer.users_part(reference.relation, row)
        if made is None:
            return  # A mistake in a file, and told as such.
        guess = meant(key[0], (each[0] for each in known)) if len(key) == 1 else None
        self._diagnostics.error(
            "fact-about-nothing",
            message,
            made.span,
            help=f'did you mean "{guess}"?'
            if guess
            else "let a condition ask for what the fact is about",
        )

    def _dropped(self, reference: Reference, key: Row) -> int | None:
        """Return the clause that drops a job that something is about."""
        if reference.of != "job":
            return None
        rows = self._explainer.result.database.rows.get(drops("job"), {})
        return next((clause for row, clause in rows.items() if row[:1] == key), None)

    def single(self, relation: str, columns: int) -> None:
        """Report where a relation has several facts and can have only one."""
        rows = self._explainer.result.rows(relation)
        found: dict[Row, list[Row]] = defaultdict(list)
        for row in rows:
            found[row[:columns]].append(row)
        if len(found) == len(rows):
            return
        doubled = sorted((each for each in found.values() if len(each) > 1), key=repr)
        for several in doubled[:MOST_TOLD]:
            self._several(relation, sorted(several, key=repr))

    def _several(self, relation: str, rows: list[Row]) -> None:
        made = [self._explainer.users_part(relation, row) for row in rows]
        parts = [each for each in made if each is not None]
        if not parts:
            return
        self._diagnostics.error(
            "too-many-facts",
            f"of {_fact(relation, rows[0])} and {_fact(relation, rows[1])} only one can hold",
            parts[0].span,
            notes=tuple(
                Note(f"the other one follows from {each.text}", each.span)
                for each in dict.fromkeys(parts[1:])
                if each != parts[0]
            ),
            help=f"drop the other one: `drop {relation}(…)`",
        )


def _fact(relation: str, row: Row) -> str:
    """Return a fact as a message shows it, up to its last column that is not none."""
    shown = list(row)
    while shown and shown[-1] is None:
        shown.pop()
    return f"{relation}({', '.join(map(show, shown))})"
