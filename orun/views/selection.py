"""Why each component is selected: the file, the section or the component behind it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from orun.plan.text import visible
from orun.views.summary import plural

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SHOWN = 5
"""Things of one kind that are listed for a component; the others are counted."""

_COMMIT = 12
"""Characters of a commit that are enough to find it."""

REASONS = {
    "name": "it matches {}",
    "file": "{} changed",
    "component": "it was {} in the intent",
    "section": "section {} of the intent changed",
    "composition": "{} of its composition changed",
    "lock": "orun.lock says something else of its composition source {}",
    "rules": "rules changed: {}",
    "base": "there is nothing to compare with",
    "intent": "how the intent changed is not known: {}",
    "input": "{} is an input of it",
    "always": "{} always includes it",
    "everything": "everything is selected",
}
"""What is said for each kind of reason, in this order; `{}` stands for what it is about."""


class Comparison(NamedTuple):
    """What was compared: names and commits, None where there is no name or no commit."""

    base: str | None
    head: str | None
    base_commit: str | None
    head_commit: str | None


def selection(
    reasons: Iterable[tuple[str, str, str | None]],
    planned: Collection[str],
    compared: Comparison | None = None,
) -> str:
    """Return a report of rows (component, kind of reason, what it is about), by component.

        selected by what changed between main (0a1b2c3d4e5f) and the work tree: 2 components
          api  apps/api/main.go changed
               ... and 3 more files
          lib  api always includes it; no job in this plan

    `planned` are the components with a job.
    """
    by_component: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for component, because, of in sorted(reasons, key=_order):
        by_component[component][because].append(of or "")
    lines = [f"{_heading(compared)}: {plural(len(by_component), 'component')}"]
    width = max((len(visible(name)) for name in by_component), default=0)
    for name, kinds in sorted(by_component.items()):
        texts = [text for kind in REASONS for text in _texts(kind, kinds.get(kind, []))]
        if name not in planned:
            texts.append("but it has no job in this plan")
        lines += _entry(visible(name), width, texts)
    return "".join(f"{line}\n" for line in lines)


def _heading(compared: Comparison | None) -> str:
    if compared is None:
        return "selected"
    if compared.base is None:
        return "selected by a list of files"
    base = _revision(compared.base, compared.base_commit)
    head = _revision(compared.head or "", compared.head_commit)
    return f"selected by what changed between {base} and {head}"


def _revision(name: str, commit: str | None) -> str:
    if commit is None or commit.startswith(name):
        return visible(name[:_COMMIT] if commit else name)
    return f"{visible(name)} ({commit[:_COMMIT]})"


def _texts(kind: str, of: list[str]) -> list[str]:
    texts = [REASONS[kind].format(visible(each)) for each in of[:SHOWN]]
    more = len(of) - SHOWN
    return [*texts, f"and {plural(more, 'more reason')} of this kind"] if more > 0 else texts


def _entry(name: str, width: int, texts: list[str]) -> list[str]:
    names = [name, *[""] * (len(texts) - 1)]
    return [f"  {each:{width}}  {text}" for each, text in zip(names, texts, strict=True)]


def _order(row: tuple[str, str, str | None]) -> tuple[str, str, str]:
    component, because, of = row
    return component, because, of or ""
