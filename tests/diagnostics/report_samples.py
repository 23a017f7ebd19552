"""Diagnostics to be written as reports, and texts that try to be more than text."""

from __future__ import annotations

from hypothesis import strategies as st

from orun.diagnostics import Diagnostic, Diagnostics, Note, Severity, Source, Span

INTENT = Source("intent.yaml", "a: 1\nkey: value\nlast: ü→x\n")
RULES = Source("rules/built-in.rules", "rule a\n  when x()\n", in_workspace=False)

SAMPLE = Diagnostic(
    Severity.ERROR,
    "unknown-type",
    "there is no `value`",
    Span(INTENT, 10, 15),
    (Note("the other place", Span(INTENT, 0, 1)), Note("and besides")),
    "did you mean `valve`?",
)

HOSTILE = "\r\n::error file=x::owned\n%0A::stop-commands::x\x1b[2J\u202e,line=1:]##[error]"


def path_of(source: Source) -> str | None:
    """Know a repository in which the workspace is the directory `sub`."""
    return f"sub/{source.name}" if source.in_workspace else None


def some(count: int, severity: Severity) -> Diagnostics:
    """Return so many diagnostics of a severity, all different."""
    found = Diagnostics()
    for number in range(count):
        found.add(Diagnostic(severity, "many", f"number {number}"))
    return found


def whole(text: str) -> str:
    """Return text as programs read it: halves of surrogate pairs are no characters."""
    return text.encode("utf-8", "backslashreplace").decode()


def texts() -> st.SearchStrategy[str]:
    """Return any text, most of it of characters that mean something to some reader."""
    return st.text(alphabet=st.one_of(st.sampled_from(HOSTILE), st.characters()), max_size=40)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    text = draw(texts())
    start = draw(st.integers(0, len(text)))
    return Span(Source(draw(texts()), text), start, draw(st.integers(start, len(text))))


def diagnostics() -> st.SearchStrategy[Diagnostic]:
    """Return a diagnostic in which everything may be hostile, the code included."""
    places = st.none() | spans()
    notes = st.lists(st.builds(Note, texts(), places), max_size=3).map(tuple)
    return st.builds(
        Diagnostic, st.sampled_from(Severity), texts(), texts(), places, notes, st.none() | texts()
    )
