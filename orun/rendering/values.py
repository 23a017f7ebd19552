"""Values of an instance: the decided maps with their placeholders filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from orun.diagnostics import Diagnostic, Note, Severity
from orun.diagnostics.secrets import is_reference
from orun.engine.explain import Part
from orun.engine.layers import strongest
from orun.facts.store import MapValue, Place
from orun.rendering.problems import Problem, Problems, by_rule, problem_of_text
from orun.sources.nodes import Mapping, Node, Sequence
from orun.templates import interpolate

if TYPE_CHECKING:
    from orun.engine.evaluate import Result
    from orun.engine.explain import Explainer


Site = Node | Part | None
"""Where a value is from: the node of a file, or a user's rule."""


class Instance(Struct, frozen=True):
    """A component in an environment, as rules decided about it."""

    component: str
    environment: str
    type: str
    domain: str | None
    definition: str | None

    @property
    def key(self) -> tuple[str, str]:
        """The key of attributes of an instance."""
        return self.component, self.environment

    def __str__(self) -> str:
        return f"{self.component}@{self.environment}"


class Values(Struct, frozen=True):
    """The final values of an instance. `secrets` maps a variable to its reference."""

    parameters: dict[str, Any]
    env: dict[str, str]
    secrets: dict[str, str]
    optional_secrets: dict[str, str]
    path: str


class Interpolator:
    """Fills the placeholders of all values of instances, collecting what is wrong with them."""

    def __init__(self, explainer: Explainer, problems: Problems) -> None:
        result = explainer.result
        self._explainer = explainer
        self._result = result
        self._problems = problems
        self._optional: dict[str, MapValue] = {
            row[0]: row[1] for row in result.rows("component_optional_secret_env")
        }

    def values(self, instance: Instance) -> Values:
        """Return the values of an instance; a text with a problem stays as it is."""
        names = {
            "component": instance.component,
            "environment": instance.environment,
            "group": instance.domain or "",
        }
        parameters = self._map(instance, "parameters", names)
        parameters.pop("path", None)
        env = self._map(instance, "env", names)
        secrets = self._map(instance, "secret_env", names)
        optional = self._optional_secrets(instance, names)
        self._check_overlap(instance, env, secrets | optional)
        return Values(parameters, env, secrets, optional, self._path(instance, names))

    def _map(self, instance: Instance, attribute: str, names: dict[str, str]) -> dict[str, Any]:
        """Return a decided map with its placeholders filled."""
        filled = {}
        for key, value in self._result.value(attribute, instance.key).items():
            if attribute == "secret_env" and not is_reference(str(value)):
                filled[key] = value  # It is an error, and what is in it may not be told.
            elif isinstance(value, str):
                filled[key] = value if "{{" not in value else interpolate(value, names)
            elif isinstance(value, dict | list):
                filled[key] = _fill(value, names)
            else:
                filled[key] = value
            if type(filled[key]) is tuple:
                site = self._site(attribute, instance.key, key)
                filled[key] = self._refused(value, names, instance, site)
        return filled

    def _optional_secrets(self, instance: Instance, names: dict[str, str]) -> dict[str, str]:
        values = self._optional.get(instance.component)
        if values is None:
            return {}
        filled = {}
        for key, value in values.items():
            node = values.place(key) if isinstance(values, MapValue) else None
            told = is_reference(value)  # As in `_map`.
            filled[key] = self._text(value, names, instance, node) if told else value
        return filled

    def _path(self, instance: Instance, names: dict[str, str]) -> str:
        path = self._result.value("path", instance.key)
        if path is None:
            return "./"
        if "{{" not in path:
            return str(path)
        return self._text(path, names, instance, self._path_site(instance))

    def _site(self, attribute: str, key: tuple[str, str], name: str) -> Site:
        """Return what gave a key of a decided map its value."""
        node = place_of_key(self._result, attribute, key, name)
        return node or self._explainer.setter(attribute, key, name)

    def _text(self, text: str, names: dict[str, str], instance: Instance, site: Site) -> str:
        """Return a text filled, or as it is after reporting what is wrong with it."""
        found = interpolate(text, names)
        if isinstance(found, str):
            return found
        node, rule = (None, site) if isinstance(site, Part) else (site, None)
        for each in found:
            diagnostic = by_rule(problem_of_text(each, text, node), rule)
            problem = Problem("value", None, instance.environment, diagnostic)
            self._problems.add(problem, str(instance))
        return text

    def _refused(self, value: Any, names: dict[str, str], instance: Instance, site: Site) -> Any:
        """Report every text in a value that cannot be filled, each at its own place."""
        if isinstance(value, str):
            return self._text(value, names, instance, site)
        if isinstance(value, dict):
            for key, inner in value.items():
                self._refused(inner, names, instance, _inner_site(site, key))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                self._refused(inner, names, instance, _inner_site(site, number))
        return value

    def _path_site(self, instance: Instance) -> Site:
        """Return the node of a path, looked for where it can stand, or the rule that set it."""
        won = self._result.database.values["path"][instance.key]
        layer = self._result.layer("path", instance.key)
        if layer == "component":
            for row, origin in self._result.rows("component_path").items():
                if row == (instance.component, won[1]) and isinstance(origin, Place):
                    columns = origin.columns
                    return columns.entries.get("path", origin.whole)
        return self._explainer.setter("path", instance.key)

    def _check_overlap(
        self, instance: Instance, env: dict[str, str], secrets: dict[str, str]
    ) -> None:
        for key in sorted(env.keys() & secrets.keys()):
            value = place_of_key(self._result, "env", instance.key, key)
            if value is not None:  # It is most likely the secret itself, pasted by mistake.
                value.source.hide(value.start, value.end)
            plain: Node | Part | None = place_of_key(
                self._result, "env", instance.key, key, whole_key=True
            ) or self._explainer.setter("env", instance.key, key)
            secret: Node | Part | None = self._place_of_secret(
                instance, key
            ) or self._explainer.setter("secret_env", instance.key, key)
            place = secret or plain
            notes = (Note("the plain value", plain.span),) if plain and plain != place else ()
            diagnostic = Diagnostic(
                Severity.ERROR,
                "secret-and-plain",
                f'"{key}" is both a plain variable and a secret',
                place.span if isinstance(place, Node) else None,
                notes,
                "keep one of the two",
            )
            diagnostic = by_rule(diagnostic, place if isinstance(place, Part) else None)
            problem = Problem("secret", None, instance.environment, diagnostic)
            self._problems.add(problem, str(instance))

    def _place_of_secret(self, instance: Instance, key: str) -> Node | None:
        """Return the node of the key of a secret; None if a rule made it."""
        place = place_of_key(self._result, "secret_env", instance.key, key, whole_key=True)
        optional = self._optional.get(instance.component)
        if place is None and isinstance(optional, MapValue) and key in optional:
            return optional.key_place(key)
        return place


def place_of_key(
    result: Result,
    attribute: str,
    key: tuple[str, str],
    name: str,
    *,
    whole_key: bool = False,
) -> Node | None:
    """Return the node of what won a key of a merged map; None if a rule made it.

    With `whole_key` it is the node of the key, else that of the value.
    """
    offer = strongest(result.database.contributions[attribute].get(key, ()), name)
    if offer is None or not isinstance(offer[1], MapValue) or offer[3] is not None:
        return None
    return offer[1].key_place(name) if whole_key else offer[1].place(name)


def layer_of_key(result: Result, attribute: str, key: tuple[str, str], name: str) -> str | None:
    """Return the layer that won a key of a merged map."""
    offer = strongest(result.database.contributions[attribute].get(key, ()), name)
    return None if offer is None else result.module.ATTRIBUTES[attribute][2][offer[0]]


def _fill(value: Any, names: dict[str, str]) -> Any:
    """Return a nested value with its texts filled, or a tuple if one of them cannot be."""
    if isinstance(value, str):
        return value if "{{" not in value else interpolate(value, names)
    if isinstance(value, dict):
        inner = {key: _fill(each, names) for key, each in value.items()}
        return () if any(type(each) is tuple for each in inner.values()) else inner
    if isinstance(value, list):
        items = [_fill(each, names) for each in value]
        return () if any(type(each) is tuple for each in items) else items
    return value


def _inner_site(site: Site, step: str | int) -> Site:
    """Return the node of a key or item inside a node, or what is given if there is none."""
    if isinstance(site, Mapping) and isinstance(step, str):
        return site.entries.get(step, site)
    if isinstance(site, Sequence) and isinstance(step, int) and step < len(site.items):
        return site.items[step]
    return site
