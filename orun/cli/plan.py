"""`orun plan`: compile an intent, write the plan, show views of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from orun.cli import OK, WRONG_INPUT, keep
from orun.cli.arguments import (
    AllEnvsOption,
    ComponentOption,
    ComponentsArgument,
    EnvOption,
    IntentOption,
    LockedOption,
    MaxFactsOption,
    RulesOption,
    StrictOption,
    TriggerOption,
    check_environments,
    find,
    names,
)
from orun.cli.changes import (
    BaseOption,
    ChangedOption,
    CompositionImpactOption,
    ExplainOption,
    FilesOption,
    HeadOption,
    IntentImpactOption,
    UncommittedOption,
    UntrackedOption,
    change_options,
    explanation,
)
from orun.cli.events import (
    EventFileOption,
    FromCiOption,
    check_event_options,
    event_of,
    event_options,
)
from orun.cli.terminal import NO_PLAN, close, say, show, status_of, write_bytes, write_text
from orun.cli.views import check_view, parse_view
from orun.engine.evaluate import DEFAULT_BUDGET

if TYPE_CHECKING:
    from orun.compiler.compile import Compilation
    from orun.diagnostics import Diagnostics
    from orun.plan import Plan


class Format(StrEnum):
    """How a plan is written."""

    JSON = "json"
    YAML = "yaml"


def plan(  # noqa: PLR0913, PLR0917 - typer makes an option of each parameter
    components: ComponentsArgument = None,
    intent: IntentOption = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the plan goes; - is stdout. Without it, .orun/plan.FORMAT beside the "
            "intent.",
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("-f", "--format", help="Format of the plan.")] = (
        Format.JSON
    ),
    env: EnvOption = None,
    all_envs: AllEnvsOption = False,
    component: ComponentOption = None,
    trigger: TriggerOption = None,
    from_ci: FromCiOption = None,
    event_file: EventFileOption = None,
    changed: ChangedOption = False,
    files: FilesOption = None,
    uncommitted: UncommittedOption = False,
    untracked: UntrackedOption = False,
    base: BaseOption = None,
    head: HeadOption = None,
    intent_impact: IntentImpactOption = None,
    composition_impact: CompositionImpactOption = None,
    rules: RulesOption = None,
    view: Annotated[
        str | None,
        typer.Option("--view", metavar="VIEW", help="Show dag, dependencies or component=NAME."),
    ] = None,
    explain: ExplainOption = False,
    strict: StrictOption = False,
    locked: LockedOption = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Do not say what was written.")
    ] = False,
    max_facts: MaxFactsOption = DEFAULT_BUDGET,
) -> int:
    """Compile an intent into a plan."""
    check_environments(env, all_envs=all_envs)
    check_event_options(from_ci, event_file, trigger, all_envs=all_envs)
    changes = change_options(
        files,
        uncommitted,
        untracked,
        base,
        head,
        intent_impact,
        composition_impact,
        asked=changed or trigger is not None or from_ci is not None,
    )
    if view is not None and output == "-":
        raise click.UsageError("-o - and --view both want stdout; write the plan to a file")
    shown = None if view is None else parse_view(view)
    path = find(intent)
    if path is None:
        return WRONG_INPUT
    # The compiler is imported once the options are known to be right.
    from orun.compiler.compile import Task, compile_intent  # noqa: PLC0415 - see above
    from orun.diagnostics import Diagnostics  # noqa: PLC0415 - see above
    from orun.facts.request import Request  # noqa: PLC0415 - see above

    target = _target(path, output, format_)
    found = Diagnostics()
    request = Request(
        environments=names(env, "--env"),
        all_environments=all_envs,
        components=names([*(components or ()), *(component or ())], "--component"),
        trigger=trigger,
        event=event_of(from_ci, event_file, found),
        event_options=event_options(from_ci, event_file),
        changed=changed,
        changes=changes,
    )
    task = Task(
        intent=path,
        request=request,
        rules=tuple(rules or ()),
        outputs=() if target is None else (target,),
        strict=strict,
        locked=locked,
        budget=max_facts,
        found=tuple(found),
    )
    compilation = compile_intent(task)
    keep(compilation)
    if shown is not None and compilation.plan is not None:
        check_view(shown, compilation, compilation.plan, compilation.diagnostics)
    show(compilation.diagnostics, path.parent)
    if compilation.plan is None or compilation.diagnostics.has_errors:
        close(NO_PLAN, compilation.diagnostics)
        return status_of(compilation)
    problems = _write(compilation.plan, target, format_)
    if problems.has_errors:
        show(problems, path.parent)
        close(NO_PLAN, (*compilation.diagnostics, *problems))
        return WRONG_INPUT
    if explain:
        _report(explanation(compilation, compilation.plan), target)
    if shown is not None:
        write_text(shown.make(compilation, compilation.plan))
    if not quiet:
        _say_summary(compilation, compilation.plan, output, target)
    return OK


def _target(intent: Path, output: str | None, format_: Format) -> Path | None:
    """Return the file to write, None for stdout."""
    if output == "-":
        return None
    return Path(output) if output is not None else intent.parent / ".orun" / f"plan.{format_}"


def _report(text: str, target: Path | None) -> None:
    """Write a report to stdout, or to stderr where stdout is the plan's."""
    if target is None:
        say(text.rstrip("\n"))
    else:
        write_text(text)


def _write(plan: Plan, target: Path | None, format_: Format) -> Diagnostics:
    """Write a plan to a file, None for stdout, and return what kept it from being written."""
    from orun.diagnostics import Diagnostics  # noqa: PLC0415 - only once there is a plan
    from orun.plan import UnencodableError, encode, encode_yaml, write_plan  # noqa: PLC0415 - same

    problems = Diagnostics()
    try:
        data = encode(plan) if format_ is Format.JSON else encode_yaml(plan)
    except UnencodableError as error:
        for each in error.diagnostics:
            problems.add(each)
    else:
        if target is None:
            write_bytes(data)
        elif (problem := write_plan(target, data)) is not None:
            problems.add(problem)
    return problems


def _say_summary(
    compilation: Compilation, plan: Plan, output: str | None, target: Path | None
) -> None:
    from orun.diagnostics import Severity  # noqa: PLC0415 - only once there is a plan
    from orun.views.summary import summary  # noqa: PLC0415 - the same

    warnings = sum(each.severity is Severity.WARNING for each in compilation.diagnostics.found)
    say(summary(plan, "stdout" if target is None else output or str(target), warnings))
