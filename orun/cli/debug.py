"""`orun debug`: what each stage of a run saw, and why rules fired or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import click
import typer

from orun.cli import OK, WRONG_INPUT
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
    FilesOption,
    HeadOption,
    IntentImpactOption,
    UncommittedOption,
    UntrackedOption,
    change_options,
)
from orun.cli.events import (
    EventFileOption,
    FromCiOption,
    check_event_options,
    event_of,
    event_options,
)
from orun.cli.paths import from_here
from orun.cli.terminal import NO_PLAN, close, say, show, status_of, write_text
from orun.engine.evaluate import DEFAULT_BUDGET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orun.debug import Trace, Traced


def debug(  # noqa: PLR0913, PLR0917 - typer makes an option of each parameter
    components: ComponentsArgument = None,
    intent: IntentOption = None,
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
    relation: Annotated[
        list[str] | None,
        typer.Option(
            "--relation",
            metavar="NAME",
            help="Show the facts of a relation, or the values of an attribute.",
        ),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule", metavar="NAME", help="Show what a rule matched, and where nothing was left."
        ),
    ] = None,
    why: Annotated[
        list[str] | None,
        typer.Option(
            "--why", metavar="FACT", help="Show why facts hold, such as 'job(id: \"web@dev.run\")'."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Leave nothing out: what is empty or long, too.")
    ] = False,
    no_times: Annotated[
        bool, typer.Option("--no-times", help="Do not say how long each stage took.")
    ] = False,
    strict: StrictOption = False,
    locked: LockedOption = False,
    max_facts: MaxFactsOption = DEFAULT_BUDGET,
) -> int:
    """Show what each stage of a plan saw: documents, facts and rules."""
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
    path = find(intent)
    if path is None:
        return WRONG_INPUT
    # The compiler is imported once the options are known to be right.
    from orun.compiler.compile import Task  # noqa: PLC0415 - see above
    from orun.debug import trace  # noqa: PLC0415 - see above
    from orun.diagnostics import Diagnostics  # noqa: PLC0415 - see above
    from orun.facts.request import Request  # noqa: PLC0415 - see above

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
        command="orun debug",
    )
    task = Task(
        intent=path,
        request=request,
        rules=tuple(rules or ()),
        strict=strict,
        locked=locked,
        budget=max_facts,
        found=tuple(found),
    )
    traced = trace(task, from_here(path.parent))
    show(traced.compilation.diagnostics, path.parent)
    if not no_times:
        _say_times(traced)
    if traced.trace is None:
        close("nothing was evaluated, so there is nothing to show", traced.compilation.diagnostics)
        return status_of(traced.compilation)
    answer = _show(traced.trace, relation or (), rule or (), why or (), everything)
    status = status_of(traced.compilation)
    if status != OK:
        close(NO_PLAN, traced.compilation.diagnostics)
    return answer or status


def _show(
    seen: Trace,
    relations: Sequence[str],
    rules: Sequence[str],
    facts: Sequence[str],
    everything: bool,
) -> int:
    """Write what was asked for, or without a question the overview."""
    from orun.debug.overview import overview  # noqa: PLC0415 - only once something was evaluated
    from orun.debug.relation import relation_text  # noqa: PLC0415 - the same
    from orun.debug.rule import rule_text  # noqa: PLC0415 - the same

    program = seen.program
    known = [*program.relations, *program.attributes]
    for name in relations:
        _check_name("relation or attribute", "--relation", name, known)
    for name in rules:
        _check_name("rule", "--rule", name, [each.name for each in program.rules])
    if not (relations or rules or facts):
        write_text(overview(seen, everything=everything))
        return OK
    texts = [relation_text(seen, name, everything=everything) for name in relations]
    texts += [rule_text(seen, name, everything=everything) for name in rules]
    reasons = [_why(seen, text) for text in facts]
    write_text("\n".join([*texts, *(each for each in reasons if each is not None)]))
    return WRONG_INPUT if None in reasons else OK


def _check_name(kind: str, option: str, name: str, known: Sequence[str]) -> None:
    """Raise click.UsageError, with a suggestion, for a name that does not exist."""
    from orun.diagnostics import nearest  # noqa: PLC0415 - only for mistakes
    from orun.diagnostics.characters import printable  # noqa: PLC0415 - the same

    if name not in known:
        guess = nearest(name, known)
        hint = f'; did you mean "{guess}"?' if guess else ""
        raise click.UsageError(f'{option}: there is no {kind} "{printable(name)}"{hint}')


def _why(seen: Trace, text: str) -> str | None:
    """Return the reasons of all facts that fit a pattern, None after saying what is wrong."""
    from orun.debug.question import facts_asked_for  # noqa: PLC0415 - few ask
    from orun.debug.why import why_text  # noqa: PLC0415 - the same
    from orun.diagnostics import Diagnostics  # noqa: PLC0415 - the same
    from orun.diagnostics.characters import printable  # noqa: PLC0415 - the same

    problems = Diagnostics()
    found = facts_asked_for(seen, text, problems)
    show(problems)
    if found is None:
        return None
    if not found:
        say(f"no fact fits {printable(text)}")
        return None
    return "\n".join(why_text(seen, each) for each in found)


def _say_times(traced: Traced) -> None:
    total = sum(traced.seconds.values())
    stages = ", ".join(f"{name} {taken * 1000:.0f}" for name, taken in traced.seconds.items())
    say(f"{total * 1000:.0f} ms: {stages}")
