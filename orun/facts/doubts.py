"""Facts of what the documents may say that could not be read.

A misspelled `environments` makes components homeless and triggers useless. Whoever reads of these
first looks in the wrong file; so rules can ask whether something may only seem to be missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orun.facts.compositions import definition_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.diagnostics import Diagnostics
    from orun.documents.resolved import Definition
    from orun.facts.store import Facts

_MEANT = re.compile("(?:did you mean|belongs to) `([^`]+)`")


def add_doubts(facts: Facts, diagnostics: Diagnostics, definitions: Iterable[Definition]) -> None:
    """Add the fields that seem to be misspelled, and compositions that may have more profiles."""
    for each in diagnostics.found:
        meant = _MEANT.search(each.help or "") if each.code == "unknown-field" else None
        if meant is not None:
            facts.add("misspelled", (meant[1],), None)
    for definition in definitions:
        composition = definition.composition
        if composition is None or not composition.all_profiles:
            facts.add("unread_composition", (definition_name(definition),), None)
