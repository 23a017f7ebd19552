"""The steps of a job as a table: phase, id, what it does."""

from collections.abc import Iterator, Sequence

from orun.plan import Step
from orun.views.summary import plural

_LONGEST = 60
"""Characters of a script's first line that are shown."""


def step_rows(steps: Sequence[Step]) -> Iterator[str]:
    """Yield a line for each step, in the order of running, such as `main  deploy  run  make up`."""
    phase = max((len(step.phase) for step in steps), default=0)
    name = max((len(step.id) for step in steps), default=0)
    for step in steps:
        kind, what = ("use", step.use) if step.use is not None else ("run", _first(step.run or ""))
        extras = "".join(f", {extra}" for extra in _extras(step))
        yield f"{step.phase:{phase}}  {step.id:{name}}  {kind}  {what}{extras}"


def _first(script: str) -> str:
    """Return the first line of a script that says something, and how many lines follow."""
    lines = [line.strip() for line in script.splitlines() if line.strip()]
    if not lines:
        return "(nothing)"
    shown = lines[0] if len(lines[0]) <= _LONGEST else lines[0][: _LONGEST - 1] + "…"
    return shown + (f" (+{plural(len(lines) - 1, 'line')})" if len(lines) > 1 else "")


def _extras(step: Step) -> Iterator[str]:
    if step.timeout:
        yield f"timeout {step.timeout}"
    if step.retry:
        yield f"retry {step.retry}"
    if step.on_failure == "continue":
        yield "continues on failure"
