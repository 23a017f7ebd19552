"""Parameters of an instance against the JSON Schema of its composition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from orun.diagnostics import Diagnostic, Severity, nearest
from orun.rendering.problems import Problem, Problems, by_rule
from orun.rendering.values import Instance, Values, layer_of_key, place_of_key

if TYPE_CHECKING:
    from collections.abc import Mapping as AnyMapping

    import jsonschema_rs

    from orun.diagnostics import Span
    from orun.documents.component import Component
    from orun.documents.resolved import Definition
    from orun.engine.explain import Explainer


class Schemas:
    """The validators of all definitions, each built when it is first needed."""

    def __init__(
        self,
        definitions: AnyMapping[str, Definition],
        components: AnyMapping[str, Component],
        explainer: Explainer,
        problems: Problems,
    ) -> None:
        self._definitions = definitions
        self._components = components
        self._explainer = explainer
        self._result = explainer.result
        self._problems = problems
        self._validators: dict[str, jsonschema_rs.Validator | None] = {}

    def check_all(self) -> None:
        """Build every validator, so that broken schemas of unused types are reported too."""
        for name in self._definitions:
            self._validator(name)

    def check(self, instance: Instance, values: Values, labels: dict[str, str]) -> None:
        """Report what the schema of the instance's composition says of its values."""
        if instance.definition is None:
            return
        validator = self._validator(instance.definition)
        if validator is None:
            return
        data: dict[str, Any] = {
            "name": instance.component,
            "type": instance.type,
            "labels": labels,
            "parameters": values.parameters,
            "inputs": values.parameters,
        }
        if instance.domain is not None:
            data["domain"] = instance.domain
        if validator.is_valid(data):
            return
        for error in validator.iter_errors(data):
            self._report(instance, error)

    def _validator(self, name: str) -> jsonschema_rs.Validator | None:
        if name not in self._validators:
            self._validators[name] = self._build(name)
        return self._validators[name]

    def _build(self, name: str) -> jsonschema_rs.Validator | None:
        composition = self._definitions[name].composition
        if composition is None or composition.schema is None:
            return None
        # Imported here since a plan without schemas need not wait 20 ms for it.
        import jsonschema_rs  # noqa: PLC0415 - see above

        try:
            return jsonschema_rs.validator_for(composition.schema, retriever=_refuse)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            message = str(getattr(error, "message", error)).splitlines()[0]
            message = message.partition(_REFUSED)[2] or message
            node = composition.schema_node or composition.node
            diagnostic = Diagnostic(
                Severity.ERROR,
                "broken-schema",
                f"the parameter schema of {composition.type} cannot be used: {message}",
                node.span,
            )
            self._problems.add(Problem("composition", name, None, diagnostic))
            return None

    def _report(self, instance: Instance, error: jsonschema_rs.ValidationError) -> None:
        path = [str(part) for part in error.instance_path]
        unexpected = getattr(error.kind, "unexpected", None)
        if unexpected and path in (["parameters"], ["inputs"]):
            for name in unexpected:
                self._report_unexpected(instance, error, str(name))
            return
        where = ".".join(["parameters", *path[1:]] if path[:1] == ["inputs"] else path)
        subject = f"{where}: " if where else ""
        diagnostic = Diagnostic(
            Severity.ERROR,
            "schema",
            f"{subject}{_message(error)}",
            help=_UNKNOWN_TO_IT if unexpected and not path else _unquoted(error),
        )
        placed = self._placed(diagnostic, instance, path)
        problem = Problem("schema", instance.definition, instance.environment, placed)
        self._problems.add(problem, str(instance))

    def _report_unexpected(
        self, instance: Instance, error: jsonschema_rs.ValidationError, name: str
    ) -> None:
        """Report one parameter that the schema does not know."""
        close = nearest(name, self._known(instance, error))
        diagnostic = Diagnostic(
            Severity.ERROR,
            "unexpected-parameter",
            f'type "{instance.type}" has no parameter "{name}"',
            help=f'did you mean "{close}"?' if close else None,
        )
        placed = self._placed(diagnostic, instance, ["parameters", name])
        layer = layer_of_key(self._result, "parameters", instance.key, name)
        self._problems.add(
            Problem("unexpected", instance.definition, instance.environment, placed, layer),
            str(instance),
        )

    def _placed(self, diagnostic: Diagnostic, instance: Instance, path: list[str]) -> Diagnostic:
        """Return a diagnostic that shows the parameter it speaks of, or the rule that sets it."""
        if path[:1] in (["parameters"], ["inputs"]) and len(path) > 1:
            node = place_of_key(self._result, "parameters", instance.key, path[1])
            if node is not None:
                return replace(diagnostic, span=node.span)
            rule = self._explainer.setter("parameters", instance.key, path[1])
            diagnostic = by_rule(diagnostic, rule)
        return replace(diagnostic, span=diagnostic.span or self._span(instance, path))

    def _span(self, instance: Instance, path: list[str]) -> Span:
        """Return the field of a component that an error speaks of, else the component."""
        component = self._components[instance.component]
        entry = component.node.entries.get(path[0]) if path else None
        if path[:1] == ["inputs"]:
            entry = component.node.entries.get("parameters")
        return (entry or component.place).span

    def _known(
        self, instance: Instance, error: jsonschema_rs.ValidationError
    ) -> AnyMapping[str, Any]:
        """Return the properties beside which an unexpected one stands."""
        composition = self._definitions[instance.definition or ""].composition
        schema: Any = composition.schema if composition is not None else None
        for part in list(error.schema_path)[:-1]:
            schema = _inside(schema, part)
        known = schema.get("properties", {}) if isinstance(schema, dict) else {}
        return known if isinstance(known, dict) else {}


def _inside(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and isinstance(part, int) else None


def _message(error: jsonschema_rs.ValidationError) -> str:
    return str(error.message).splitlines()[0]


def _unquoted(error: jsonschema_rs.ValidationError) -> str | None:
    """Suggest a number or a flag without the quotes that make a text of it."""
    wanted = str(getattr(error.kind, "types", ""))
    value = error.instance
    if isinstance(value, str) and _PLAIN.fullmatch(value) and _NOT_TEXT.search(wanted):
        return f"write it without quotes: {value}"
    return None


_UNKNOWN_TO_IT = (
    "a schema is asked about `name`, `type`, `domain`, `labels`, `parameters` and `inputs`, which"
    " are the parameters again: declare all of them, or leave out `additionalProperties`"
)
_REFUSED = "retrieving it failed: ValueError: "
_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?|true|false")
_NOT_TEXT = re.compile("integer|number|boolean")


def _refuse(uri: str) -> Any:
    """Refuse to fetch what a schema refers to: a plan depends on no network."""
    raise ValueError(f"it refers to {uri}, which is outside of the composition")
