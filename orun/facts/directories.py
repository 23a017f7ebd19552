"""What the paths that files state mean as directories, component by component.

A path may speak of the component, its group and the environment, as `apps/{{ .component }}` does.
Which of several paths is that of a component is for rules to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orun.changes.paths import normal
from orun.templates import interpolate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orun.documents.component import Component
    from orun.documents.intent import Environment, Group, Intent

_HERE, _THERE = "\0here", "\0there"
"""Two environments that no path names: what differs between them depends on the environment."""


class PathDirectory(NamedTuple):
    """What a path means for a component; `environment` is None if it means that in all of them."""

    component: str
    path: str
    environment: str | None
    directory: str


def own_path(component: Component) -> str | None:
    """Return the path that a component states, else the directory of its manifest, if it has one.

    An empty path counts as none.
    """
    if component.path or component.directory is None:
        return component.path or None
    return "./" if component.directory == "." else component.directory


def path_directories(intent: Intent, components: Iterable[Component]) -> Iterator[PathDirectory]:
    """Yield the directories of the paths that may be a component's: its own, else all others."""
    shared: list[str] | None = None
    for component in components:
        own = own_path(component)
        if own is not None:
            yield from _directories(component, own, intent)
            continue
        if shared is None:
            shared = sorted(set(_shared_paths(intent)))
        for path in dict.fromkeys((*_own_paths(component), *shared)):
            yield from _directories(component, path, intent)


def _directories(component: Component, path: str, intent: Intent) -> Iterator[PathDirectory]:
    here = _filled(component, path, _HERE)
    if here is None:
        return
    if here == _filled(component, path, _THERE):
        yield PathDirectory(component.name, path, None, normal(here))
        return
    for environment in sorted(intent.environments):
        filled = _filled(component, path, environment)
        if filled is not None:
            yield PathDirectory(component.name, path, environment, normal(filled))


def _filled(component: Component, path: str, environment: str) -> str | None:
    """Return a path with its placeholders filled; None if it has others, which is an error."""
    names = {
        "component": component.name,
        "environment": environment,
        "group": component.domain or "",
    }
    filled = interpolate(path, names)
    return filled if isinstance(filled, str) else None


def _own_paths(component: Component) -> Iterator[str]:
    yield from _texts([component.parameters])
    if component.subscribe is not None:
        yield from _texts(each.parameters for each in component.subscribe.environments)


def _shared_paths(intent: Intent) -> Iterator[str]:
    parts: list[Environment | Group] = [*intent.environments.values(), *intent.groups.values()]
    for part in parts:
        if part.path is not None:
            yield part.path
        yield from _texts(part.parameter_defaults.values())


def _texts(maps: Iterable[dict[str, object]]) -> Iterator[str]:
    """Yield the `path` of each map where it is text."""
    return (path for each in maps if isinstance(path := each.get("path"), str))
