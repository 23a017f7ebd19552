"""A template: parsed once for each distinct text, rendered many times.

template = compile_template("deploy {{ .parameters.image }}")
template.problems        # what is wrong with the text, empty if nothing
template.unknown_roots   # first keys that no template has, such as `image` in `{{ .image }}`
template.render(values)  # the text, or a tuple of problems
"""

from functools import lru_cache
from typing import Any

from orun.templates.limits import OUTPUT
from orun.templates.parser import parse
from orun.templates.problem import Refusal, TemplateFailure, TemplateProblem
from orun.templates.run import Run
from orun.templates.statements import StatementCompiler, Step, printed
from orun.templates.tree import Body, Dot, Output, Text

_KEPT_TEMPLATES = 16_384


class Template:
    """A template text ready to render.

    `problems` are those of the text, in the order of their places; a template that has any renders
    to them. `unknown_roots` are all places that read a key at the root other than `parameters`,
    `env` and `orun`: empty in a condition, a missing key when printed.
    """

    __slots__ = ("_fields", "_pattern", "_run", "_slots", "problems", "text", "unknown_roots")

    def __init__(self, text: str) -> None:
        parsed = parse(text)
        self.text = text
        self.problems = parsed.problems
        self.unknown_roots = parsed.unknown_roots
        self._slots = parsed.slots
        self._run: Step = StatementCompiler(text).body(parsed.body)
        self._pattern, self._fields = _plain(parsed.body)

    def render(self, values: dict[str, Any]) -> str | tuple[TemplateProblem, ...]:
        """Return the text for `{"parameters": {…}, "env": {…}, "orun": {…}}`, or what is wrong.

        Values are what JSON knows: dict with string keys, list, str, int, float, bool, None.
        """
        if self._pattern is None or self.problems:
            return self._render_any(values)
        parts = self._pattern.copy()
        try:
            for index, keys in self._fields:
                value: Any = values
                for key in keys:
                    value = value[key]
                parts[index] = value if type(value) is str else printed(value)
        except (KeyError, TypeError, Refusal):
            return self._render_any(values)
        if sum(map(len, parts)) > OUTPUT:
            return self._render_any(values)
        return "".join(parts)

    def _render_any(self, values: dict[str, Any]) -> str | tuple[TemplateProblem, ...]:
        """Render what is not only text and fields, and find the problems of what is."""
        if self.problems:
            return self.problems
        run = Run(values, self._slots)
        try:
            self._run(run)
        except TemplateFailure as failure:
            run.problems.append(failure.problem)
        return tuple(run.problems) if run.problems else "".join(run.out)


def _plain(body: Body) -> tuple[list[str] | None, tuple[tuple[int, tuple[str, ...]], ...]]:
    """Return texts and the fields to put between them, if a template is made of these only.

    The texts have an empty place at the index of each field.
    """
    pattern: list[str] = []
    fields: list[tuple[int, tuple[str, ...]]] = []
    for node in body:
        if isinstance(node, Text):
            pattern.append(node.text)
        elif isinstance(node, Output) and isinstance(node.pipeline.first, Dot):
            if node.pipeline.rest or node.pipeline.slots or not node.pipeline.first.keys:
                return None, ()
            fields.append((len(pattern), node.pipeline.first.keys))
            pattern.append("")
        else:
            return None, ()
    return pattern, tuple(fields)


@lru_cache(maxsize=_KEPT_TEMPLATES)
def compile_template(text: str) -> Template:
    """Return the template of a text, the same object for the same text."""
    return Template(text)
