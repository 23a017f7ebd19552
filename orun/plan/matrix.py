"""What each trigger binding would plan, as data: what `orun triggers --json` holds.

The order of the fields is the order of the keys. `?` fields are there only if they are set.

```
name, environments[], untriggered[]
triggers[]: name, description?, on, scope, environments[], problems[]
on:         provider, event?, actions[]?, branches[]?, baseBranches[]?, tags[]?
environments[] of a trigger: name, components, jobs, promotions[]
promotions[]: from, strategy, becomes, count, reason?
```

Environments stand in the order of promotion, triggers in that of the first environment that they
activate. `becomes` is `edge`, `gate`, `nothing` (then `reason` says why, as in a plan's pruned
edges) or `error`; `count` is the number of edges or gates. Numbers are those of a plan in which
everything is selected: under scope `changed` there may be fewer jobs. `problems` are errors that
keep the trigger from being planned. `untriggered` are environments that no trigger activates.
"""

from __future__ import annotations

import msgspec

from orun.plan.text import visible_json


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What all parts have in common: final, camelCase keys, `None` is not written."""


class PromotionOutcome(_Part, frozen=True, kw_only=True):
    """What a promotion from an earlier environment becomes in one plan."""

    from_: str = msgspec.field(name="from")
    strategy: str
    becomes: str
    count: int
    reason: str | None = None


class TriggeredEnvironment(_Part, frozen=True, kw_only=True):
    """What a trigger plans in one environment."""

    name: str
    components: int
    jobs: int
    promotions: tuple[PromotionOutcome, ...]


class EventFilter(_Part, frozen=True, kw_only=True):
    """The events that a trigger binding is for; what is not stated matches everything."""

    provider: str
    event: str | None = None
    actions: tuple[str, ...] | None = None
    branches: tuple[str, ...] | None = None
    base_branches: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None


class TriggerRow(_Part, frozen=True, kw_only=True):
    """A trigger binding with all that it would plan."""

    name: str
    description: str | None = None
    on: EventFilter
    scope: str
    environments: tuple[TriggeredEnvironment, ...]
    problems: tuple[str, ...]


class Matrix(_Part, frozen=True, kw_only=True):
    """All trigger bindings of an intent; `name` is the intent's."""

    name: str
    environments: tuple[str, ...]
    untriggered: tuple[str, ...]
    triggers: tuple[TriggerRow, ...]


def encode_matrix(matrix: Matrix) -> bytes:
    """Return the matrix as JSON: UTF-8, two spaces of indent, a final newline, nothing hidden."""
    text = msgspec.json.format(msgspec.json.encode(matrix), indent=2).decode()
    return visible_json(text).encode() + b"\n"
