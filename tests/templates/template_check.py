"""What the tests of templates share: values to render with, and checks from text to text."""

from typing import Any

from orun.templates import TemplateProblem, compile_template

VALUES: dict[str, Any] = {
    "parameters": {
        "image": "web",
        "replicas": 3,
        "ratio": 1.5,
        "nothing": None,
        "list": ["p", "q"],
        "map": {"zeta": 1, "alpha": {"deep": "d"}, "a-b": "dash"},
        "people": [{"name": "ann"}, {"name": "bob"}],
        "nodeVersion": "22",
        "node-version": "20",
    },
    "env": {"REGION": "eu", "image": "from env"},
    "orun": {
        "component": {"name": "shop", "type": "svc", "domain": ""},
        "environment": {"name": "dev"},
        "composition": {"type": "svc"},
        "profile": {"name": ""},
        "job": {"id": "shop@dev.ship", "name": "ship"},
    },
}


def check(text: str, expected: str) -> None:
    """The template renders to the expected text."""
    assert compile_template(text).render(VALUES) == expected


def problems_of(text: str, values: dict[str, Any] = VALUES) -> tuple[TemplateProblem, ...]:
    """The problems of rendering a template, of which there must be some."""
    rendered = compile_template(text).render(values)
    assert isinstance(rendered, tuple), f"{text!r} renders to {rendered!r}"
    assert rendered
    return rendered


def refused(text: str, *expected: tuple[str, str, str]) -> None:
    """Rendering gives exactly these problems: code, marked part of the text, part of what is said.

    What is said is the message with the help behind it.
    """
    found = [(each.code, text[each.start : each.end], _said(each)) for each in problems_of(text)]
    assert [each[:2] for each in found] == [each[:2] for each in expected], found
    for (_, _, said), (_, _, part) in zip(found, expected, strict=True):
        assert part in said, said


def _said(problem: TemplateProblem) -> str:
    return f"{problem.message} / {problem.help}" if problem.help else problem.message
