"""Diagnostics as workflow commands, which GitHub Actions shows beside the lines they are about.

```
::error file=intent.yaml,line=9,col=18,endLine=9,endColumn=22,title=unknown-type::no composition …
```

The format and its escapes are those of `@actions/core` (`packages/core/src/command.ts` of
github.com/actions/toolkit): `%`, carriage return and line feed in a message; `:` and `,` in a
property too. Nothing of an input can therefore end a command and begin another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics.characters import printable
from orun.diagnostics.region import region_of, same_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orun.diagnostics.diagnostic import Diagnostic, Note
    from orun.diagnostics.region import PathOf


def as_github(diagnostics: Iterable[Diagnostic], path_of: PathOf = same_path) -> str:
    """Return one line for each diagnostic, in the order given.

    Notes and help follow the message as lines of their own. A diagnostic whose place is no file
    has no place for GitHub either.
    """
    return "".join(f"{_command(each, path_of)}\n" for each in diagnostics)


def _command(each: Diagnostic, path_of: PathOf) -> str:
    properties = [*_place(each, path_of), ("title", each.code)]
    stated = ",".join(f"{name}={_property(value)}" for name, value in properties)
    lines = "\n".join(printable(line) for line in _lines(each, path_of))
    return f"::{each.severity} {stated}::{_data(lines)}"


def _place(each: Diagnostic, path_of: PathOf) -> Iterator[tuple[str, str]]:
    region = None if each.span is None else region_of(each.span, path_of)
    if region is None or region.path is None:
        return
    yield "file", region.path
    yield "line", str(region.line)
    # GitHub takes columns only of a place within one line.
    if region.line == region.end_line:
        yield "col", str(region.column)
    yield "endLine", str(region.end_line)
    if region.line == region.end_line:
        yield "endColumn", str(region.end_column)


def _lines(each: Diagnostic, path_of: PathOf) -> Iterator[str]:
    yield each.message
    for note in each.notes:
        yield f"note: {note.message}{_behind(note, path_of)}"
    if each.help is not None:
        yield f"help: {each.help}"


def _behind(note: Note, path_of: PathOf) -> str:
    if note.span is None:
        return ""
    region = region_of(note.span, path_of)
    return f" ({region.path or region.name}:{region.line}:{region.column})"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
