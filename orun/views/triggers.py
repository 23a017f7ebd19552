"""`orun triggers`: what each trigger plans where, and what becomes of promotions, in a table."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from orun.plan.text import visible
from orun.views.style import GAP, WIDTH, Piece, Tone, columns, wrapped
from orun.views.summary import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orun.plan.matrix import EventFilter, Matrix, PromotionOutcome, TriggerRow

_HEADINGS = ("trigger", "on", "scope", "environment", "components", "jobs", "promotion")
_NUMBERS = frozenset({4, 5})
"""Columns that are aligned at the right."""

_WIDEST_FILTER = 32
_BLANK = Piece("")

Line = list[Piece]
"""A piece for each column."""


def triggers(matrix: Matrix, *, colour: bool = False) -> str:
    """Draw the matrix: a block for each trigger, with a line for each environment it activates.

    The table is as wide as what it holds; below it stand environments that no trigger activates,
    and the errors that keep a trigger from being planned.
    """
    lines = [_heading(matrix, colour=colour)]
    if matrix.triggers:
        lines += ["", *_table(matrix.triggers, colour=colour)]
    if footer := list(_footer(matrix, colour=colour)):
        lines += ["", *footer]
    return "".join(f"{line}\n" for line in lines)


def _heading(matrix: Matrix, *, colour: bool) -> str:
    name = Piece(visible(matrix.name), Tone.TITLE).show(colour=colour)
    sizes = [
        plural(len(matrix.triggers), "trigger"),
        plural(len(matrix.environments), "environment"),
    ]
    return f"{name}  {' · '.join(sizes)}"


def _table(rows: Sequence[TriggerRow], *, colour: bool) -> Iterator[str]:
    blocks = [list(_block(row)) for row in rows]
    heading = [Piece(text, Tone.QUIET) for text in _HEADINGS]
    every = [heading, *(line for block in blocks for line in block)]
    # What a trigger without environments says runs on over the columns that it leaves empty.
    widths = [
        max(columns(line[at].text) for line in every if not _runs_on(line, at))
        for at in range(len(_HEADINGS))
    ]
    yield _show(heading, widths, colour=colour)
    apart = any(len(block) > 1 for block in blocks)
    for number, block in enumerate(blocks):
        if number and apart:
            yield ""
        for line in block:
            yield _show(line, widths, colour=colour)


def _block(row: TriggerRow) -> Iterator[Line]:
    tone = Tone.CONDITION if row.problems else Tone.TITLE
    filters = _filter(row.on)
    left = zip_longest(
        [Piece(visible(row.name), tone)], filters, [Piece(row.scope)], fillvalue=_BLANK
    )
    for before, after in zip_longest(left, list(_right(row))):
        yield [*(before or (_BLANK,) * 3), *(after or (_BLANK,) * 4)]


def _right(row: TriggerRow) -> Iterator[Line]:
    if not row.environments:
        yield [Piece("no environment refers to it", Tone.GATE), _BLANK, _BLANK, _BLANK]
    for each in row.environments:
        outcomes = [_outcome(outcome) for outcome in each.promotions] or [_BLANK]
        for number, outcome in enumerate(outcomes):
            yield [
                _BLANK if number else Piece(visible(each.name), Tone.ENVIRONMENT),
                _BLANK if number else Piece(f"{each.components:,}"),
                _BLANK if number else Piece(f"{each.jobs:,}"),
                outcome,
            ]


def _outcome(outcome: PromotionOutcome) -> Piece:
    earlier = visible(outcome.from_)
    if outcome.becomes == "edge":
        return Piece(f"{plural(outcome.count, 'edge')} from {earlier}", Tone.PROMOTION)
    if outcome.becomes == "gate":
        return Piece(f"{plural(outcome.count, 'gate')} on {earlier}", Tone.GATE)
    if outcome.becomes == "error":
        return Piece(f"error: {earlier} is not active", Tone.CONDITION)
    reason = f" ({outcome.reason})" if outcome.reason else ""
    return Piece(f"nothing from {earlier}{reason}", Tone.QUIET)


def _filter(on: EventFilter) -> list[Piece]:
    """Return the events of a trigger: provider and event, then a line for each kind of filter."""
    lines = [Piece(visible(f"{on.provider} {on.event or '(any event)'}"))]
    for word, values in (
        ("actions", on.actions),
        ("branches", on.branches),
        ("onto", on.base_branches),
        ("tags", on.tags),
    ):
        pieces = [Piece(visible(value)) for value in values or ()]
        pieces[:-1] = [Piece(f"{piece.text},") for piece in pieces[:-1]]
        room = _WIDEST_FILTER - len(word) - 1
        for number, line in enumerate(wrapped(pieces, room, colour=False, gap=" ")):
            lines.append(Piece(f"{' ' * len(word) if number else word} {line}", Tone.QUIET))
    return lines


def _runs_on(line: Line, at: int) -> bool:
    return at == _HEADINGS.index("environment") and not line[at + 1].text


def _show(line: Line, widths: Sequence[int], *, colour: bool) -> str:
    shown = ""
    for at, (piece, width) in enumerate(zip(line, widths, strict=True)):
        blanks = " " * max(width - columns(piece.text), 0)
        text = piece.show(colour=colour and bool(piece.text))
        shown += (blanks + text if at in _NUMBERS else text + blanks) + " " * GAP
    return shown.rstrip()


def _footer(matrix: Matrix, *, colour: bool) -> Iterator[str]:
    if not matrix.triggers:
        yield Piece("no trigger bindings", Tone.QUIET).show(colour=colour)
    elif matrix.untriggered:
        names = ", ".join(map(visible, matrix.untriggered))
        yield from _note(f"no trigger activates {names}", Tone.QUIET, colour=colour)
    if any(row.scope == "changed" for row in matrix.triggers):
        text = "under scope changed, a plan has what the change touches of this"
        yield from _note(text, Tone.QUIET, colour=colour)
    for row in matrix.triggers:
        for problem in row.problems:
            text = f"{visible(row.name)} cannot be planned: {visible(problem)}"
            yield from _note(text, Tone.CONDITION, colour=colour)


def _note(text: str, tone: Tone, *, colour: bool) -> list[str]:
    return wrapped([Piece(word, tone) for word in text.split(" ")], WIDTH, colour=colour, gap=" ")
