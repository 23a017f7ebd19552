"""Facts of what a run was asked for: by options, and by the event of a CI system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orun.diagnostics import Source
from orun.sources.nodes import Node

if TYPE_CHECKING:
    from orun.facts.store import Facts


VARYING = ("event", "requested_component", "requested_environment", "requested_trigger")
"""The relations filled here: what they hold depends on the run."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in words that all providers share. None where the event does not say."""

    provider: str
    name: str
    action: str | None = None
    branch: str | None = None
    base_branch: str | None = None
    tag: str | None = None
    base: str | None = None
    head: str | None = None
    repository: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What to plan: environments and components by name or pattern, a trigger or an event."""

    environments: tuple[str, ...] = ()
    all_environments: bool = False
    components: tuple[str, ...] = ()
    trigger: str | None = None
    event: Event | None = None


@dataclass(slots=True)
class CommandLine:
    """The options of a run as a text, so that messages can point at what was typed."""

    parts: list[tuple[str, str]] = field(default_factory=list)

    def nodes(self) -> list[Node]:
        """Return a node for each value, in the order in which the parts were added."""
        text, spans = "orun plan", []
        for option, value in self.parts:
            text += f" {option} " if option else " "
            spans.append((len(text), len(text) + len(value)))
            text += value
        source = Source("command line", text)
        return [Node(source, start, end) for start, end in spans]


def add_request(facts: Facts, request: Request) -> None:
    """Add what was asked for; the place of each fact is in a rendering of the command line."""
    wanted = [
        *(("--env", "requested_environment", name) for name in request.environments),
        *(("--component", "requested_component", name) for name in request.components),
    ]
    if request.trigger is not None:
        wanted.append(("--trigger", "requested_trigger", request.trigger))
    line = CommandLine([(option, value) for option, _, value in wanted])
    for (_, relation, value), node in zip(wanted, line.nodes(), strict=True):
        facts.add(relation, (value,), node)
    event = request.event
    if event is not None:
        row = (
            event.provider,
            event.name,
            event.action,
            event.branch,
            event.base_branch,
            event.tag,
        )
        facts.add("event", row, None)
