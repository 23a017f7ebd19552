"""Documents as plain data, as `orun intent render` shows them."""

from __future__ import annotations

from documents_check import parse

from orun.documents.contributions import contributions
from orun.documents.intent import Intent
from orun.documents.plain import plain
from orun.sources.nodes import Mapping

TEXT = """
    x-note: {b: 1, a: 2}
    env: {B: 1.10, A: yes, C: , D: "x"}
    components:
      - {type: app, subscribe: {environments: [dev, {profile: p, name: prod}]}, name: web,
         owner: me, parameters: {z: 1, a: {y: [1, {c: 1, b: 2}], x: 1.50}},
         secretEnv: {A: hunter2, B: "secret://a/b", C: }, optionalSecretEnv: {X: letmein}}
    environments: {prod: {path: p, tags: [x]}, dev: }
    unknown: 1
    execution:
    metadata: {description: d, name: demo}
    kind: Intent
    apiVersion: orun.io/v1
    """


def tree(text: str = TEXT) -> Mapping:
    node = parse(text)
    assert isinstance(node, Mapping)
    return node


def test_fields_have_the_order_of_the_format_and_keys_that_of_the_alphabet() -> None:
    data = plain(Intent, tree())
    assert isinstance(data, dict)
    assert list(data) == [
        "apiVersion",
        "kind",
        "metadata",
        "environments",
        "components",
        "env",
        "x-note",
    ]
    assert list(data["metadata"]) == ["name", "description"]
    assert data["environments"] == {"dev": {}, "prod": {"path": "p", "tags": ["x"]}}
    assert list(data["environments"]) == ["dev", "prod"]
    assert data["env"] == {"A": "yes", "B": "1.10", "C": "", "D": "x"}
    assert list(data["x-note"]) == ["a", "b"]
    (component,) = data["components"]
    assert list(component)[:3] == ["name", "type", "subscribe"]
    assert component["subscribe"] == {"environments": ["dev", {"name": "prod", "profile": "p"}]}
    assert component["parameters"] == {"a": {"x": 1.5, "y": [1, {"b": 2, "c": 1}]}, "z": 1}
    assert list(component["parameters"]["a"]) == ["x", "y"]


def test_secrets_are_masked() -> None:
    data = plain(Intent, tree())
    assert isinstance(data, dict)
    (component,) = data["components"]
    assert component["secretEnv"] == {"A": "***", "B": "secret://a/b", "C": "***"}
    assert component["optionalSecretEnv"] == {"X": "***"}
    assert "hunter2" not in str(data)
    told = list(contributions(tree(), [tree()]))
    assert "hunter2" not in str([each.effective.value for each in told])


def test_contributions_of_one_document() -> None:
    node = tree("environments: {prod: {env: {A: 1}, policies: {p: [1]}}, dev: }\nextends: []\n")
    told = [(each.name, each.effective.value) for each in contributions(node, [node])]
    assert told == [
        ("environments.dev", {}),
        ("environments.prod.policies.p", [1]),
        ("environments.prod.env.A", "1"),
    ]
