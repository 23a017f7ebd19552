"""The one door to events: pick the provider, report what keeps its event from being understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.events import generic, github, gitlab
from orun.events.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from orun.diagnostics import Diagnostics
    from orun.facts.request import Event

    Read = Callable[[Path | None, Mapping[str, str], Diagnostics], Event | None]

_READ: dict[Provider, Read] = {
    Provider.GITHUB: github.read,
    Provider.GITLAB: gitlab.read,
    Provider.GENERIC: generic.read,
}


def read_event(
    provider: Provider,
    path: Path | None,
    environment: Mapping[str, str],
    diagnostics: Diagnostics,
) -> Event | None:
    """Return the event that a CI system tells of, or None after reporting what is wrong with it.

    `path` is a file with the event as JSON; without it the provider's own variables in
    `environment` say where the event is, or what it is.
    """
    return _READ[provider](path, environment, diagnostics)
