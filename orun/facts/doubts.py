"""Facts of what the documents may say that could not be read.

A misspelled `environments` makes components homeless and triggers useless. Whoever reads of these
first looks in the wrong file; so rules can ask whether something may only seem to be missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.facts.compositions import definition_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.diagnostics import Diagnostics
    from orun.documents.resolved import Definition
    from orun.facts.store import Facts


def add_doubts(facts: Facts, diagnostics: Diagnostics, definitions: Iterable[Definition]) -> None:
    """Add the fields that seem to be misspelled, and compositions that may have more profiles."""
    for each in diagnostics.found:
        if each.meant is not None:
            facts.add("misspelled", (each.meant,), None)
    for definition in definitions:
        composition = definition.composition
        if composition is None or not composition.all_profiles:
            facts.add("unread_composition", (definition_name(definition),), None)
