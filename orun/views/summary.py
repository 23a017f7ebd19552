"""A plan in one line, and the heading of every view."""

from orun.plan import Plan
from orun.plan.text import visible
from orun.views.style import Piece, Tone

_DIGITS = 12
"""Hexadecimal digits of the checksum that are enough to tell plans apart by eye."""


def summary(plan: Plan, file: str = "plan.json", warnings: int = 0) -> str:
    """Return the line that ends a run: jobs, edges, gates, environments, warnings and the file.

    `38 jobs, 11 edges, 0 gates, 5 environments, 2 warnings -> plan.json`
    """
    counted = [*counts(plan), plural(warnings, "warning")]
    return f"{', '.join(counted)} -> {visible(file)}"


def counts(plan: Plan) -> list[str]:
    """Return in words how many jobs, edges, gates and environments with jobs a plan has."""
    advisory = sum(len(job.advisory_depends_on or ()) for job in plan.jobs)
    return [
        plural(len(plan.jobs), "job"),
        plural(sum(len(job.depends_on) for job in plan.jobs), "edge"),
        *([plural(advisory, "advisory edge")] if advisory else []),
        plural(sum(len(job.gates or ()) for job in plan.jobs), "gate"),
        plural(len({job.environment for job in plan.jobs}), "environment"),
    ]


def plural(number: int, noun: str) -> str:
    """Return `1 job` or `2 jobs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def heading(plan: Plan, *, colour: bool) -> list[str]:
    """Return the lines above a view: which plan it is, what asked for it, how large it is."""
    name = Piece(visible(plan.metadata.name), Tone.TITLE).show(colour=colour)
    lines = [f"{name}  {' · '.join(counts(plan))}"]
    if details := _details(plan):
        lines.append(Piece(" · ".join(details), Tone.QUIET).show(colour=colour))
    return lines


def nothing(plan: Plan, *, colour: bool) -> str:
    """Say of an empty plan what it is and why it may be empty."""
    envs = plan.metadata.selection.envs
    if not envs:
        reason = "no environment is active"
    elif plan.metadata.selection.mode == "scoped":
        reason = "nothing that was selected is in " + ", ".join(envs)
    else:
        reason = "no component is in " + ", ".join(envs)
    name = Piece(visible(plan.metadata.name), Tone.TITLE).show(colour=colour)
    lines = [f"{name}  an empty plan: {visible(reason)}"]
    if details := _details(plan):
        lines.append(Piece(" · ".join(details), Tone.QUIET).show(colour=colour))
    return "".join(f"{line}\n" for line in lines)


def _details(plan: Plan) -> list[str]:
    trigger, selection, stated = (
        plan.metadata.trigger,
        plan.metadata.selection,
        plan.metadata.checksum,
    )
    details = []
    if trigger.matched_bindings:
        details.append(f"trigger {visible(', '.join(trigger.matched_bindings))} ({trigger.scope})")
    elif trigger.mode == "event":
        details.append(f"{visible(trigger.event or 'event')}: no trigger matched")
    if selection.mode == "scoped":
        details.append("a part of the intent")
    if stated:
        details.append(visible(stated[: stated.find("-") + 1 + _DIGITS]))
    return details
