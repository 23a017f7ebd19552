"""Diagnostics as text for people, in the manner of rustc.

```
error[unknown-environment]: promotion depends on "stagin", which is no environment
  --> intent.yaml:12:24
   |
12 |         - environment: stagin
   |                        ^^^^^^
  help: did you mean "staging"?
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics.characters import printable
from orun.diagnostics.diagnostic import Severity
from orun.diagnostics.excerpt import excerpt
from orun.diagnostics.region import place_of, same_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orun.diagnostics.diagnostic import Diagnostic
    from orun.diagnostics.region import PathOf
    from orun.diagnostics.source import Span

_BOLD = "1"
_BLUE = "1;34"
_CYAN = "1;36"
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTICE: _CYAN}


def render(diagnostics: Iterable[Diagnostic], *, colour: bool, path_of: PathOf = same_path) -> str:
    """Return diagnostics as text, in the order given, with an empty line between them.

    Control characters, escape sequences and marks that reorder text come out escaped, whether
    they stand in a message, a name of a file or a line of source. `colour` adds ANSI colours.
    `path_of` gives the path that a place is shown with.
    """
    return "\n".join(_Renderer(each, path_of, colour=colour).text() for each in diagnostics)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return how many there are of each severity: `2 errors, 1 warning`, or `no problems`."""
    severities = [each.severity for each in diagnostics]
    counts = ((severity, severities.count(severity)) for severity in Severity)
    told = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts if count]
    return ", ".join(told) or "no problems"


class _Renderer:
    """One diagnostic on its way to text; all of its places share one width of the gutter."""

    def __init__(self, diagnostic: Diagnostic, path_of: PathOf, *, colour: bool) -> None:
        self.diagnostic = diagnostic
        self.path_of = path_of
        self.colour = colour
        spans = [diagnostic.span, *(note.span for note in diagnostic.notes)]
        self.gutter = max([2, *(len(str(span.position[0])) for span in spans if span)])

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines())

    def lines(self) -> Iterator[str]:
        each = self.diagnostic
        colour = _COLOURS[each.severity]
        heading = self.paint(f"{each.severity}[{printable(each.code)}]", colour)
        yield heading + self.paint(f": {printable(each.message)}", _BOLD)
        if each.span is not None:
            yield from self.place(each.span, "^", colour)
        for note in each.notes:
            yield f"  {self.paint('note:', _BOLD)} {printable(note.message)}"
            if note.span is not None:
                yield from self.place(note.span, "-", _BLUE)
        if each.help is not None:
            yield f"  {self.paint('help:', _CYAN)} {printable(each.help)}"

    def place(self, span: Span, mark: str, colour: str) -> Iterator[str]:
        """Return where a span is, and its line if the source has a text."""
        where = printable(place_of(span, self.path_of))
        yield f"{' ' * self.gutter}{self.paint('-->', _BLUE)} {where}"
        if not span.source.text:
            return
        shown = excerpt(span, mark)
        yield self.in_gutter("", "")
        yield self.in_gutter(str(shown.number), shown.line)
        yield self.in_gutter("", self.paint(shown.marks, colour))

    def in_gutter(self, number: str, text: str) -> str:
        return f"{self.paint(f'{number:>{self.gutter}} |', _BLUE)} {text}".rstrip()

    def paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text
