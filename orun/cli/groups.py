"""Groups of commands: a misspelled one is answered once, and most are imported when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, ClassVar

import click
import typer
from typer.core import TyperCommand, TyperGroup

ADVICE = {
    ("dry-run", "output"): "`orun validate` writes nothing, and `orun plan -o -` writes to stdout",
    ("file", "intent"): "--intent names the intent",
}
"""What to say of an option that other tools have, where there is one that does what it does."""

OVERRIDDEN = frozenset({"format_", "intent", "output"})
"""Options that scripts put behind a command line that has them, as everywhere: the last counts."""


def application(**more: Any) -> typer.Typer:
    """Return an application with the settings that all of orun's commands have, and `more`."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **more,
    )


class _Careful(click.Command):
    """Options as they are typed: an unknown one is answered here, and no value is passed over."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments; raises click.UsageError for a value that is empty or one too many."""
        try:
            given, _, order = self.make_parser(ctx).parse_args(list(args))
        except click.NoSuchOption as problem:
            raise click.UsageError(_no_option(self, problem.option_name), ctx) from problem
        for option in order:
            if _is_empty(option, given.get(option.name or "")):
                raise click.UsageError(f"{_name(option)} needs a value, and is given none", ctx)
        rest = super().parse_args(ctx, args)
        for option in order:
            if _contradicts(option, order):
                raise click.UsageError(f"{_name(option)} takes one value and is given twice", ctx)
        return rest


def _name(option: click.Parameter) -> str:
    is_option = isinstance(option, click.Option)
    return max(option.opts, key=len) if is_option else option.human_readable_name


def _is_single(option: click.Parameter) -> bool:
    """Whether an option has one value; a flag that is repeated says nothing else."""
    return isinstance(option, click.Option) and not (option.multiple or option.is_flag)


def _contradicts(option: click.Parameter, order: list[click.Parameter]) -> bool:
    """Whether an option has several values of which only one could count."""
    return _is_single(option) and option.name not in OVERRIDDEN and order.count(option) > 1


def _is_empty(option: click.Parameter, given: object) -> bool:
    """Whether an option is given nothing, as by a variable that is not set.

    Lists of names may be empty, but for files: an empty path would be the working directory.
    """
    if isinstance(given, list):
        return isinstance(option.type, click.Path) and "" in given
    return given == "" and (_is_single(option) or isinstance(option.type, click.Path))


def _no_option(command: click.Command, name: str) -> str:
    from orun.diagnostics import meant  # noqa: PLC0415 - only for mistakes
    from orun.diagnostics.characters import printable  # noqa: PLC0415 - the same

    known = {each[2:] for option in command.params for each in option.opts if each.startswith("--")}
    word = name.lstrip("-")
    advice = (text for (other, ours), text in ADVICE.items() if other == word and ours in known)
    guess = meant(word, known)
    hint = next(advice, f'did you mean "--{guess}"?' if guess else None)
    return f'there is no option "{printable(name)}"{f"; {hint}" if hint else ""}'


class Command(_Careful, TyperCommand):
    """A command whose options are read with care."""


class Group(_Careful, TyperGroup):
    """Commands of which one is named; typer and click would both suggest another, one after one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that arguments name, and what is left of them."""
        known = self.list_commands(ctx)
        if args[0] in known or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        from orun.diagnostics import nearest  # noqa: PLC0415 - only for mistakes
        from orun.diagnostics.characters import printable  # noqa: PLC0415 - the same

        guess = nearest(args[0], known)
        hint = f'did you mean "{guess}"?' if guess else f"there are {', '.join(known)}"
        raise click.UsageError(f'there is no command "{printable(args[0])}"; {hint}', ctx)


class Commands(Group):
    """The commands of orun. Importing and building all of them would take 50 ms."""

    made_of: ClassVar = {
        "plan": "plan",
        "triggers": "triggers",
        "validate": "validate",
        "verify": "verify",
        "explain": "explain",
        "debug": "debug",
        "lock": "lock",
        "intent": "intent_app",
    }
    """Their names in the order of the help, and what the module of that name has for each: a
    function, or an application with commands of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        del ctx
        return list(self.made_of)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now; None if there is none of the name."""
        del ctx
        if cmd_name not in self.made_of:
            return None
        return _command(cmd_name, self.made_of[cmd_name])


@cache
def _command(name: str, made_of: str) -> click.Command:
    found = getattr(import_module(f"orun.cli.{name}"), made_of)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    single = application()
    single.command(name, cls=Command)(found)
    return typer.main.get_command(single)
