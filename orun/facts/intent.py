"""Facts of the intent: environments, groups, triggers, promotions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics.secrets import FIELDS, refers, shown_key
from orun.documents.places import list_at, text_items
from orun.facts.store import Facts, MapValue, Parts, Place
from orun.sources.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from orun.documents.intent import (
        Environment,
        Group,
        Intent,
        Promotion,
        TriggerBinding,
        TriggerOn,
    )
    from orun.documents.located import Located
    from orun.sources.nodes import Node


def add_intent(facts: Facts, intent: Intent) -> None:
    """Add everything that the intent says apart from components and sources."""
    for name, environment in sorted(intent.environments.items()):
        _add_environment(facts, name, environment, _key(intent, "environments", name))
    for name, group in sorted(intent.groups.items()):
        _add_group(facts, name, group, _key(intent, "groups", name))
    if intent.automation is not None:
        for name, binding in sorted(intent.automation.trigger_bindings.items()):
            key = _key(intent.automation, "triggerBindings", name)
            _add_trigger(facts, name, binding, key)
    if intent.execution is not None and intent.execution.barriers is not None:
        place = Place(intent.execution.node, intent.execution.node)
        facts.add("declared_barriers", (intent.execution.barriers,), place)
    add_map(facts, "intent_env", (), intent, "env", intent.env)
    add_map(facts, "intent_secret_env", (), intent, "secretEnv", intent.secret_env)
    add_env_keys(facts, intent, ("env", "secretEnv"))
    add_secrets(facts, intent, ("secretEnv",))
    _add_resolution(facts, intent)


def _key(owner: Located, field: str, key: str) -> Node:
    """Return the node of a key in a map field."""
    node = owner.node.entries[field]
    return node.keys[key] if isinstance(node, Mapping) else node


def add_map(
    facts: Facts,
    relation: str,
    key: tuple[str | int, ...],
    owner: Located,
    field: str,
    data: dict[str, str] | dict[str, object],
) -> None:
    """Add a map field as one fact `relation(*key, values)`, unless it is empty."""
    if data:
        node = owner.node.entries[field]
        facts.add(relation, (*key, MapValue(data, node)), node)


def add_env_keys(
    facts: Facts, owner: Located, fields: tuple[str, ...], component: str | None = None
) -> None:
    """Add a fact for each key of environment variables."""
    for field in fields:
        node = owner.node.entries.get(field)
        if isinstance(node, Mapping):
            for key, place in node.keys.items():
                shown = shown_key(key) if field in FIELDS else key
                facts.add("env_key", (shown, component), place)


def add_secrets(
    facts: Facts,
    owner: Located,
    fields: tuple[str, ...],
    environment: str | None = None,
    component: str | None = None,
    entry: int | None = None,
) -> None:
    """Add a fact for each secret, with the scheme of its value but never with the value."""
    for field in fields:
        node = owner.node.entries.get(field)
        if not isinstance(node, Mapping):
            continue
        for key, place in node.keys.items():
            value = node.entries[key]
            if isinstance(value, Scalar):  # Anything else has been reported.
                scheme = "secret" if refers(value.text) else None
                row = (shown_key(key), scheme, environment, component, entry)
                facts.add("secret_reference", row, place)


def _add_environment(facts: Facts, name: str, environment: Environment, key: Node) -> None:
    node = environment.node
    facts.add("environment", (name,), key)
    if environment.dependency_mode is not None:
        facts.add("environment_mode", (name, environment.dependency_mode), Place(node, node))
    if environment.path:
        facts.add("environment_path", (name, environment.path), Place(node, node))
    _add_defaults(facts, "environment_default", name, environment, environment.parameter_defaults)
    add_map(facts, "environment_env", (name,), environment, "env", environment.env)
    add_map(
        facts, "environment_secret_env", (name,), environment, "secretEnv", environment.secret_env
    )
    add_map(facts, "environment_policy", (name,), environment, "policies", environment.policies)
    add_env_keys(facts, environment, ("env", "secretEnv"))
    add_secrets(facts, environment, ("secretEnv",), environment=name)
    if environment.activation is not None:
        refs = text_items(environment.activation.node, "triggerRefs")
        for entry, ref in enumerate(refs):
            facts.add("activation", (name, ref.text, entry), ref)
    if environment.selectors is not None:
        for pattern in text_items(environment.selectors.node, "components"):
            facts.add("selector_component", (name, pattern.text), pattern)
        for pattern in text_items(environment.selectors.node, "domains"):
            facts.add("selector_domain", (name, pattern.text), pattern)
    if environment.promotion is not None:
        _add_promotion(facts, name, environment.promotion)


def _add_promotion(facts: Facts, environment: str, promotion: Promotion) -> None:
    for entry, each in enumerate(promotion.depends_on):
        revision = each.match.revision if each.match is not None else None
        facts.add(
            "promotion_declared",
            (
                environment,
                each.environment,
                entry,
                each.strategy,
                each.condition,
                each.satisfy,
                revision,
            ),
            Place(each.node, each.node),
        )


def _add_group(facts: Facts, name: str, group: Group, key: Node) -> None:
    facts.add("group", (name,), key)
    if group.path:
        facts.add("group_path", (name, group.path), Place(group.node, group.node))
    _add_defaults(facts, "group_default", name, group, group.parameter_defaults)
    add_map(facts, "group_policy", (name,), group, "policies", group.policies)


def _add_defaults(
    facts: Facts, relation: str, name: str, owner: Located, defaults: dict[str, dict[str, object]]
) -> None:
    for type_, values in sorted(defaults.items()):
        node = owner.node.entries["parameterDefaults"]
        if values and isinstance(node, Mapping):
            place = node.entries[type_]
            parts = Parts(place, {"type": node.keys[type_]})
            facts.add(relation, (name, type_, MapValue(values, place)), parts)


FILTERS = {"actions": "action", "branches": "branch", "baseBranches": "base-branch", "tags": "tag"}
"""The fields of a trigger binding that filter events, and what of an event each speaks of."""


def _add_trigger(facts: Facts, name: str, binding: TriggerBinding, key: Node) -> None:
    on, plan = binding.on, binding.plan
    row = (
        name,
        on.provider if on else None,
        on.event if on else None,
        plan.scope if plan else None,
        plan.base if plan else None,
        plan.head if plan else None,
    )
    facts.add("trigger", row, Place(key, binding.node))
    if on is not None:
        for field, kind in FILTERS.items():
            _add_filter(facts, name, on, field, kind)


def _add_filter(facts: Facts, trigger: str, on: TriggerOn, field: str, kind: str) -> None:
    for position, item in enumerate(text_items(on.node, field)):
        excludes = item.text.startswith("!")
        pattern = item.text.removeprefix("!")
        facts.add("trigger_filter", (trigger, kind, position, pattern, excludes), item)


def _add_resolution(facts: Facts, intent: Intent) -> None:
    resolution = intent.compositions.resolution if intent.compositions else None
    if resolution is None:
        return
    for type_, source in sorted(resolution.bindings.items()):
        node = resolution.node.entries["bindings"]
        place = node.entries[type_] if isinstance(node, Mapping) else node
        facts.add("composition_binding", (type_, source), place)
    for rank, item in enumerate(list_at(resolution.node, "precedence")):
        facts.add("composition_precedence", (getattr(item, "text", ""), rank), item)
