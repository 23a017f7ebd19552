"""A step, as a job template has it and as a component overrides it."""

from typing import Literal

from msgspec import field

from orun.diagnostics import Diagnostics
from orun.documents.located import Count, Label, Located
from orun.documents.problems import start_of


class Step(Located, frozen=True, kw_only=True):
    """One step of a job: exactly one of `run` (a script) and `use` (an action).

    In a job template that has been resolved, `id` is never None.
    """

    noun = "step"
    id: Label | None = None
    name: str | None = None
    capability: str | None = None
    phase: Literal["pre", "main", "post"] | None = None
    order: int | None = None
    run: str | None = None
    use: str | None = None
    with_: dict[str, object] = field(default_factory=dict, name="with")
    env: dict[str, str] = field(default_factory=dict)
    shell: str | None = None
    working_directory: str | None = field(default=None, name="working-directory")
    timeout: str | None = None
    retry: Count | None = None
    on_failure: Literal["stop", "continue"] | None = None

    def check(self, diagnostics: Diagnostics) -> None:
        """Report a step that does nothing, or two things."""
        stated = [key for key in ("run", "use") if self.states(key)]
        label = self.id or self.name
        step = f"the step `{label}`" if label else "the step"
        if not stated:
            message = f"{step} has neither `run` nor `use`"
            diagnostics.error("step-action", message, start_of(self.node))
        elif len(stated) > 1:
            message = f"{step} has both `run` and `use`"
            span = self.node.keys["use"].span
            diagnostics.error("step-action", message, span, help="make two steps of it")
