"""Facts of components: who they are, where they subscribe, what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.documents.places import text_items
from orun.facts.directories import own_path
from orun.facts.intent import add_env_keys, add_map, add_secrets
from orun.facts.store import Facts, MapValue, Parts, Place
from orun.sources.nodes import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.documents.component import Component, Subscription
    from orun.sources.nodes import Node


def add_components(facts: Facts, components: Iterable[Component]) -> None:
    """Add everything that components say; they come sorted by name."""
    for component in components:
        _add_component(facts, component)
        _add_values(facts, component)
        if component.subscribe is not None:
            for entry, subscription in enumerate(component.subscribe.environments):
                _add_subscription(facts, component.name, entry, subscription)
        _add_dependencies(facts, component)
        _add_overrides(facts, component)
        _add_watches(facts, component)


def _add_component(facts: Facts, component: Component) -> None:
    enabled = component.enabled is not False
    place = Place(component.place, component.node)
    facts.add("component", (component.name, component.type, component.domain, enabled), place)
    path = own_path(component)
    if path is not None:
        facts.add("component_path", (component.name, path), place)
    reference = component.composition_ref
    if reference is not None:
        facts.add(
            "composition_reference",
            (component.name, reference.source, reference.name),
            Place(reference.node, reference.node),
        )


def _add_values(facts: Facts, component: Component) -> None:
    name = (component.name,)
    add_map(facts, "component_parameters", name, component, "parameters", component.parameters)
    add_map(facts, "component_env", name, component, "env", component.env)
    add_map(facts, "component_secret_env", name, component, "secretEnv", component.secret_env)
    add_map(
        facts,
        "component_optional_secret_env",
        name,
        component,
        "optionalSecretEnv",
        component.optional_secret_env,
    )
    add_env_keys(facts, component, ("env", "secretEnv", "optionalSecretEnv"), component.name)
    add_secrets(facts, component, ("secretEnv", "optionalSecretEnv"), component=component.name)
    if component.labels:
        node = component.node.entries["labels"]
        facts.add("component_labels", (component.name, MapValue(component.labels, node)), node)
        for key, value in sorted(component.labels.items()):
            if isinstance(node, Mapping):
                nodes: dict[str, Node] = {"key": node.keys[key], "value": node.entries[key]}
                facts.add("label", (component.name, key, value), Parts(nodes["key"], nodes))


def _add_subscription(facts: Facts, component: str, entry: int, given: Subscription) -> None:
    key = (component, entry)
    place = Place(given.node, given.node)
    kind = "pattern" if "*" in given.name or "?" in given.name else "name"
    facts.add("subscription", (*key, given.name, kind), place)
    if given.profile is not None:
        facts.add("subscription_profile", (*key, given.profile), place)
    if given.dependency_mode is not None:
        facts.add("subscription_mode", (*key, given.dependency_mode), place)
    add_map(facts, "subscription_parameters", key, given, "parameters", given.parameters)
    add_map(facts, "subscription_env", key, given, "env", given.env)
    add_map(facts, "subscription_secret_env", key, given, "secretEnv", given.secret_env)
    add_env_keys(facts, given, ("env", "secretEnv"), component)
    add_secrets(facts, given, ("secretEnv",), component=component, entry=entry)
    for position, rule in enumerate(given.profile_rules):
        if rule.profile is not None and rule.when is not None and rule.when.trigger_ref is not None:
            row = (*key, position, rule.profile, rule.when.trigger_ref)
            facts.add("profile_rule", row, Place(rule.node, rule.node))
    for position, other in enumerate(given.dependency_rules):
        if other.mode is not None and other.when is not None and other.when.trigger_ref is not None:
            row = (*key, position, other.mode, other.when.trigger_ref)
            facts.add("dependency_rule", row, Place(other.node, other.node))


def _add_dependencies(facts: Facts, component: Component) -> None:
    for entry, given in enumerate(component.depends_on):
        row = (
            component.name,
            entry,
            given.component,
            given.environment,
            given.scope,
            given.condition,
            given.include,
            bool(given.input),
        )
        facts.add("dependency", row, Place(given.node, given.node))


def _add_overrides(facts: Facts, component: Component) -> None:
    if component.overrides is None:
        return
    for entry, step in enumerate(component.overrides.steps):
        row = (component.name, entry, step.id or step.name, step.name)
        facts.add("override", row, Place(step.node, step.node))


def _add_watches(facts: Facts, component: Component) -> None:
    if component.change is None:
        return
    for item in text_items(component.change.node, "watches"):
        facts.add("watch", (component.name, item.text), item)
