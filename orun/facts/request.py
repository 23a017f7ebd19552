"""Facts of what a run was asked for: by options, and by the event of a CI system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from orun.changes.options import ChangeOptions
from orun.changes.revisions import is_revision
from orun.diagnostics import Source, Span
from orun.sources.nodes import Node

if TYPE_CHECKING:
    from orun.facts.store import Facts


VARYING = (
    "event",
    "event_alias",
    "event_path",
    "event_revision",
    "requested_comparison",
    "requested_component",
    "requested_environment",
    "requested_impact",
    "requested_scope",
    "requested_trigger",
)
"""The relations filled here: what they hold depends on the run."""


class Event(Struct, frozen=True):
    """What happened, in words that all providers share. None where the event does not say.

    `aliases` are further names that bindings may call the event by. `base` and `head` are ids of
    commits (see `is_revision`). `deletes` is true where a branch, a tag or a release went away.
    `payload` is the event as its provider told it, and `place` where that stands.
    """

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
    aliases: tuple[str, ...] = ()
    deletes: bool = False
    payload: object = None
    place: Span | None = None

    def at(self, path: str) -> object:
        """Return what the payload holds at a dot-path such as `commits.0.id`, None if nothing."""
        found = self.payload
        for part in path.split("."):
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and part.isascii() and part.isdigit():
                found = found[int(part[:9])] if int(part[:9]) < len(found) else None
            else:
                return None
        return found


class Request(Struct, frozen=True):
    """What to plan: environments and components by name or pattern, a trigger or an event.

    `event_options` are those that told the event, with their values. `changed` narrows the plan to
    what changed; `changes` says how changes are found then, or if a trigger asks for them.
    `command` is what was typed before the options.
    """

    environments: tuple[str, ...] = ()
    all_environments: bool = False
    components: tuple[str, ...] = ()
    trigger: str | None = None
    event: Event | None = None
    event_options: tuple[tuple[str, str], ...] = ()
    changed: bool = False
    changes: ChangeOptions = field(default_factory=ChangeOptions)
    command: str = "orun plan"


class CommandLine(Struct):
    """The options of a run as a text, so that messages can point at what was typed.

    An option is a pair of its name and its value, which is empty if it is a flag.
    """

    options: list[tuple[str, str]] = field(default_factory=list)
    command: str = "orun plan"

    def nodes(self) -> list[Node]:
        """Return a node for each option, in their order: its value, of a flag its name."""
        source, places = self._written()
        return [Node(source, start, end) for _, start, end in places]

    def part(self, first: int, count: int) -> Node:
        """Return `count` options with their names, from `first` on; without any, the command."""
        source, places = self._written()
        if not count:
            return Node(source, 0, len(self.command))
        return Node(source, places[first][0], places[first + count - 1][2])

    def _written(self) -> tuple[Source, list[tuple[int, int, int]]]:
        """Return the text, and where the name and the value of each option begin and end."""
        text, places = self.command, []
        for name, value in self.options:
            begin = len(text) + 1
            text += f" {name} {value}" if value else f" {name}"
            places.append((begin, len(text) - len(value or name), len(text)))
        return Source("command line", text, in_workspace=False), places


def add_request(facts: Facts, request: Request) -> None:
    """Add what was asked for; the place of each fact is in a rendering of the command line."""
    named = _named(request)
    for (_, relation, value), node in zip(named, _line(request).nodes(), strict=False):
        facts.add(relation, (value,), node)
    _add_scope(facts, request)
    if request.event is not None:
        _add_event(facts, request.event)


def _named(request: Request) -> list[tuple[str, str, str]]:
    """Return the options that name something: the option, the relation that holds it, the name."""
    triggers = () if request.trigger is None else (request.trigger,)
    return [
        *(("--env", "requested_environment", name) for name in request.environments),
        *(("--component", "requested_component", name) for name in request.components),
        *(("--trigger", "requested_trigger", name) for name in triggers),
    ]


def _line(request: Request) -> CommandLine:
    """Return all options of a request: those that name something, the event, the changes."""
    named = [(option, value) for option, _, value in _named(request)]
    options = [*named, *request.event_options, *_of_changes(request)]
    return CommandLine(options, request.command)


def _of_changes(request: Request) -> list[tuple[str, str]]:
    return [*([("--changed", "")] if request.changed else []), *request.changes.stated()]


def _add_scope(facts: Facts, request: Request) -> None:
    changes, place = request.changes, place_of_changes(request)
    if request.changed:
        facts.add("requested_scope", ("changed",), place)
    for of, reach in (
        ("intent", changes.intent_impact),
        ("compositions", changes.composition_impact),
    ):
        if reach != "none":
            facts.add("requested_impact", (of, reach), place)
    for option, _ in changes.stated():
        facts.add("requested_comparison", (option,), place)


def place_of_changes(request: Request) -> Node:
    """Return the place on the command line of what asks for changes, or says where they are.

    Where nothing does so, a trigger or an event asks for them.
    """
    named, told = len(_named(request)), len(request.event_options)
    changes = len(_of_changes(request))
    line = _line(request)
    if changes:
        return line.part(named + told, changes)
    if told:
        return line.part(named, told)
    # The trigger is named last.
    return line.part(named - 1, 1) if request.trigger is not None else line.part(0, 0)


def _add_event(facts: Facts, event: Event) -> None:
    place = Node(*event.place) if event.place is not None else None
    row = (
        event.provider,
        event.name,
        event.action,
        event.branch,
        event.base_branch,
        event.tag,
        event.repository,
        event.actor,
        event.deletes,
    )
    facts.add("event", row, place)
    for name in event.aliases:
        facts.add("event_alias", (name,), place)
    for side, revision in (("base", event.base), ("head", event.head)):
        if revision is not None:
            facts.add("event_revision", (side, revision), place)
    for path in sorted(_paths(facts)):
        value = event.at(path)
        if is_revision(value):
            facts.add("event_path", (path, "revision", value), place)
        else:
            facts.add("event_path", (path, "nothing" if value is None else "other", None), place)


def _paths(facts: Facts) -> set[str]:
    """Return the dot-paths that trigger bindings state as their base and head."""
    return {
        path
        for _, _, _, _, *paths in facts.relations.get("trigger", {})
        for path in paths
        if path is not None
    }
