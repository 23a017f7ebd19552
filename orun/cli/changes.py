"""`--changed` and its companions: where changes are looked for, and what was found."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import click
import typer

from orun.changes.options import ChangeOptions

if TYPE_CHECKING:
    from orun.compiler.compile import Compilation
    from orun.plan import Plan


class IntentImpact(StrEnum):
    """Which components a changed section of the intent changes."""

    WATCH = "watch"
    ALL = "all"
    NONE = "none"


class CompositionImpact(StrEnum):
    """Which components a changed file of a composition source changes."""

    TYPES = "types"
    NONE = "none"


ChangedOption = Annotated[
    bool, typer.Option("--changed", help="Plan the components that a change touches.")
]
FilesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--files",
        metavar="PATHS",
        help="What changed, instead of asking git: paths, with commas or line ends between.",
    ),
]
UncommittedOption = Annotated[
    bool,
    typer.Option("--uncommitted", help="What changed: tracked files that differ from HEAD."),
]
UntrackedOption = Annotated[
    bool, typer.Option("--untracked", help="What changed: files that git does not track.")
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base", metavar="REF", help="What changed since the last commit shared with REF."
    ),
]
HeadOption = Annotated[
    str | None,
    typer.Option("--head", metavar="REF", help="Compare REF with the base, not the work tree."),
]
IntentImpactOption = Annotated[
    IntentImpact | None,
    typer.Option(
        "--intent-impact",
        help="Which components a changed section of the intent touches: those that watch it "
        "(default), all or none.",
    ),
]
CompositionImpactOption = Annotated[
    CompositionImpact | None,
    typer.Option(
        "--composition-impact",
        help="Which components a changed composition touches: those of its types (default), "
        "or none.",
    ),
]
ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Show why each component is selected.")
]


def change_options(  # noqa: PLR0913 - one for each option
    files: list[str] | None,
    uncommitted: bool,
    untracked: bool,
    base: str | None,
    head: str | None,
    intent_impact: IntentImpact | None,
    composition_impact: CompositionImpact | None,
    *,
    asked: bool,
) -> ChangeOptions:
    """Return what the options say; raises click.UsageError if they contradict each other.

    There are three ways to say where changes are: a list of files, what is not committed, or
    revisions. `asked` is whether anything may ask for changes at all: `--changed`, or a trigger,
    whose scope is known only later.
    """
    options = ChangeOptions(
        files=None if files is None else split_paths(files),
        uncommitted=uncommitted,
        untracked=untracked,
        base=base,
        head=head,
        intent_impact=(intent_impact or IntentImpact.WATCH).value,
        composition_impact=(composition_impact or CompositionImpact.TYPES).value,
    )
    stated = [name for name, _ in options.stated()]
    ways = ("--files",), ("--uncommitted", "--untracked"), ("--base", "--head")
    used = [name for way in ways if (name := next((n for n in way if n in stated), None))]
    if len(used) > 1:
        raise click.UsageError(
            f"{used[0]} and {used[1]} are different ways to say what changed; use one"
        )
    impacts = (("--intent-impact", intent_impact), ("--composition-impact", composition_impact))
    stated += [name for name, value in impacts if value is not None]
    if stated and not asked:
        raise click.UsageError(f"{stated[0]} needs --changed, --trigger or --from-ci")
    return options


def split_paths(values: list[str]) -> tuple[str, ...]:
    """Split lists of paths at commas and line ends; an empty list is one of nothing."""
    split = (path.strip() for value in values for path in value.replace("\n", ",").split(","))
    return tuple(dict.fromkeys(path for path in split if path))


def explanation(compilation: Compilation, plan: Plan) -> str:
    """Return the report of `--explain`."""
    from orun.views.selection import Comparison, selection  # noqa: PLC0415 - few runs need it

    result = compilation.result
    rows = () if result is None else result.rows("reason_selected")
    compared = None
    for base, head, before, after in () if result is None else result.rows("comparison"):
        compared = Comparison(base, head, before, after)
    return selection(rows, set(plan.metadata.selection.components), compared)
