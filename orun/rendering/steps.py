"""Steps of a job before their templates are rendered: kept, patched, replaced, added, in order.

Which step of a template stays under a profile, which a profile changes and which a component
replaces is decided by rules; here the fields of those steps are put together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from orun.sources.nodes import Mapping, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.documents.composition import StepPatch
    from orun.documents.step import Step

PHASES = {"pre": 0, "main": 1, "post": 2}
"""The phases of a job in the order in which they run."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A step whose texts are templates still. `nodes` are the places of its fields and keys.

    A field's node is found under its name in the format, a key of `with` or `env` under
    ("with", key).
    """

    id: str
    name: str | None = None
    phase: str = "main"
    order: int | None = None
    run: str | None = None
    use: str | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    shell: str | None = None
    working_directory: str | None = None
    timeout: str | None = None
    retry: int | None = None
    on_failure: str | None = None
    nodes: dict[str | tuple[str, str], Node] = field(default_factory=dict)


def draft(step: Step, identity: str) -> Draft:
    """Return the draft of a step of a file."""
    nodes: dict[str | tuple[str, str], Node] = dict(step.node.entries.items())
    nodes |= _key_nodes(step.node, "with") | _key_nodes(step.node, "env")
    nodes["step"] = step.node
    return Draft(
        id=identity,
        name=step.name,
        phase=step.phase or "main",
        order=step.order,
        run=step.run,
        use=step.use,
        inputs=dict(step.with_),
        env=dict(step.env),
        shell=step.shell,
        working_directory=step.working_directory,
        timeout=step.timeout,
        retry=step.retry,
        on_failure=step.on_failure,
        nodes=nodes,
    )


def _key_nodes(node: Mapping, name: str) -> dict[str | tuple[str, str], Node]:
    inner = node.entries.get(name)
    if not isinstance(inner, Mapping):
        return {}
    return {(name, key): value for key, value in inner.entries.items()}


def patched(step: Draft, patch: StepPatch) -> Draft:
    """Return a step with what a profile changes: `run` replaced, `with` and `env` key by key.

    A key whose value is null is removed.
    """
    nodes = step.nodes | _key_nodes(patch.node, "with") | _key_nodes(patch.node, "env")
    if patch.run is not None:
        nodes["run"] = patch.node.entries["run"]
    return replace(
        step,
        run=step.run if patch.run is None else patch.run,
        inputs=_merged(step.inputs, patch.with_),
        env=_merged(step.env, patch.env),
        nodes=nodes,
    )


def _merged(own: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (own | patch).items() if value is not None}


def replaced(step: Draft, other: Step, identity: str) -> Draft:
    """Return the step that takes another's place; phase and order stay unless it states its own."""
    new = draft(other, identity)
    return replace(
        new,
        phase=other.phase or step.phase,
        order=step.order if other.order is None else other.order,
    )


def ordered(steps: Iterable[Draft]) -> list[Draft]:
    """Return steps by phase, `order` and position."""
    return sorted(steps, key=lambda step: (PHASES[step.phase], step.order or 0))
