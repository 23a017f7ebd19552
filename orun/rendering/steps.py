"""Steps of a job before their templates are rendered: kept, patched, replaced, added, in order.

Which step of a template stays under a profile, which a profile changes and which a component
replaces is decided by rules; here the fields of those steps are put together.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from orun.plan.model import Step as PlanStep
from orun.sources.nodes import Mapping, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.diagnostics import Span
    from orun.documents.composition import StepPatch
    from orun.documents.step import Step
    from orun.engine.explain import Part

PHASES = {"pre": 0, "main": 1, "post": 2}
"""The phases of a job in the order in which they run."""


class Prepared(NamedTuple):
    """A step without the texts that must be rendered, and those texts.

    `fields` are (attribute of the plan's step, field of the format, text), `maps` the same of
    `with` and `env` where a text inside is a template.
    """

    plain: PlanStep
    fields: tuple[tuple[str, str, str], ...]
    maps: tuple[tuple[str, str, dict[str, Any]], ...]


class Draft(Struct, frozen=True, dict=True):
    """A step whose texts are templates still. `nodes` are the places of its fields and keys.

    A field's node is found under its name in the format, a key of `with` or `env` under
    ("with", key). Of a template is what it states itself, patched or not. `rule` is the user's rule
    that adds the step, if one does.
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
    of_template: bool = False
    rule: Part | None = None
    nodes: dict[str | tuple[str, str], Node] = field(default_factory=dict)

    @property
    def place(self) -> Span | None:
        """Where the step gets its id, or where it stands."""
        node = self.nodes.get("id") or self.nodes.get("step")
        if node is not None:
            return node.span
        return self.rule.span if self.rule is not None else None

    @cached_property
    def prepared(self) -> Prepared:
        """The step as jobs share it, with what differs between them set apart."""
        texts = {name: getattr(self, name) for name in ("run", "use", "shell", "working_directory")}
        maps = {"with_": ("with", self.inputs), "env": ("env", self.env)}
        rendered = {name for name, text in texts.items() if text is not None and "{{" in text}
        varying = {name for name, (_, data) in maps.items() if _has_template(data)}
        plain = PlanStep(
            id=self.id,
            name=self.name,
            phase=self.phase,
            order=self.order,
            run=self.run,
            use=self.use,
            with_=self.inputs or None,
            env=self.env or None,
            shell=self.shell,
            working_directory=self.working_directory,
            timeout=self.timeout,
            retry=self.retry,
            on_failure=self.on_failure,
        )
        return Prepared(
            plain,
            tuple((name, name.replace("_", "-"), texts[name]) for name in sorted(rendered)),
            tuple((name, *maps[name]) for name in sorted(varying)),
        )


def _has_template(value: Any) -> bool:
    """Whether a text inside a value has to be rendered."""
    if isinstance(value, str):
        return "{{" in value
    if isinstance(value, dict):
        return any(map(_has_template, value.values()))
    return isinstance(value, list) and any(map(_has_template, value))


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
