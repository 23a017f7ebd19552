"""The one door to events: pick the provider, report what keeps its event from being understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.events import generic, github, gitlab

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from orun.diagnostics import Diagnostics
    from orun.facts.request import Event

    Read = Callable[[Path | None, Mapping[str, str], Diagnostics], Event | None]

_PROVIDERS: dict[str, Read] = {
    "generic": generic.read,
    "github": github.read,
    "gitlab": gitlab.read,
}

PROVIDERS = tuple(sorted(_PROVIDERS))
"""The names that `read_event` takes."""


def read_event(
    provider: str, path: Path | None, environment: Mapping[str, str], diagnostics: Diagnostics
) -> Event | None:
    """Return the event that a CI system tells of, or None after reporting what is wrong with it.

    `path` is a file with the event as JSON; without it the provider's own variables in
    `environment` say where the event is, or what it is. Raises KeyError for another provider.
    """
    return _PROVIDERS[provider](path, environment, diagnostics)
