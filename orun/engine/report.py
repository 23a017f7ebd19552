"""Turn what rules report, and attributes that rules disagree about, into diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.diagnostics import Diagnostic, Note, Severity
from orun.engine.functions import show
from orun.engine.layers import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.diagnostics import Span
    from orun.engine.database import Contribution, Place, Reported
    from orun.engine.explain import Explainer, Premise


def diagnostics_of(explainer: Explainer) -> Iterator[Diagnostic]:
    """Yield a diagnostic for everything reported and every conflict of a result."""
    for reported in explainer.result.database.reports:
        yield _diagnostic(explainer, reported)
    for attribute, key, offers in explainer.result.conflicts:
        yield _conflict(explainer, attribute, key, offers)


def _diagnostic(explainer: Explainer, reported: Reported) -> Diagnostic:
    clause, level, message, place, notes, help_text = reported
    name, rule_span = explainer.rule(clause)
    shown = []
    for text, at, edge in notes:
        if text is not None:
            maker = _made_by(explainer, at) if edge else ""
            shown.append(Note(text + maker, _span(explainer, at)))
    span = _span(explainer, place)
    if explainer.is_users(clause):
        span = span or rule_span
    elif place is not None and explainer.users:
        setter = explainer.setter_of_column(*place)
        span = setter.span if setter is not None else span
        places = [place, *(at for _, at, edge in notes if at is not None and not edge)]
        parts = [explainer.users_part(*each[:2]) for each in places]
        span = span or (parts[0].span if parts[0] is not None else None)
        seen = {span, *(each.span for each in shown)}
        for part in dict.fromkeys(parts):
            if part is not None and part.span not in seen:
                shown.append(Note(f"it follows from {part.text}", part.span))
            elif part is not None and part.rule is not None:
                shown.append(Note(f"it follows from {part.text}"))
    return Diagnostic(
        severity=Severity(level),
        code=name,
        message=message,
        span=span,
        notes=tuple(shown),
        help=help_text,
    )


def _span(explainer: Explainer, place: Place | None) -> Span | None:
    return None if place is None else explainer.place(*place)


def _made_by(explainer: Explainer, place: Place | None) -> str:
    """Name the rule behind an edge of a cycle, where it is not a fact of a file."""
    if place is None:
        return ""
    origin = explainer.origin(place[0], place[1])
    return f" (rule {explainer.rule(origin)[0]})" if type(origin) is int else ""


def _conflict(
    explainer: Explainer, attribute: str, key: object, offers: list[Contribution]
) -> Diagnostic:
    keys = key if isinstance(key, tuple) else (key,)
    layer = explainer.result.module.ATTRIBUTES[attribute][2][offers[0][0]]
    inner = f"[{show(offers[0][3])!r}]" if offers[0][3] is not None else ""
    notes = []
    for offer in sorted(offers, key=lambda each: (explainer.rule(each[2])[0], show(each[1]))):
        name, span = explainer.rule(offer[2])
        matched = _facts(explainer.contribution_premises(attribute, key, offer))
        verb = "unsets it" if offer[1] is REMOVED else f"sets {_value(offer[1])}"
        notes.append(Note(f"rule {name} {verb}{matched}", span))
    return Diagnostic(
        severity=Severity.ERROR,
        code="conflicting-values",
        message=f"rules set {attribute}({', '.join(map(show, keys))}){inner} to different values "
        f"in layer {layer}",
        span=notes[0].span,
        notes=tuple(notes),
        help="let one of the rules set it `at` another layer, or make their conditions exclude "
        "each other",
    )


def _facts(premises: list[Premise]) -> str:
    if not premises:
        return ""
    shown = ", ".join(
        f"{predicate.strip('?!@')}({', '.join(map(_value, _columns(row)))})"
        for predicate, row in premises
    )
    return f", having matched {shown}"


def _columns(row: object) -> tuple[object, ...]:
    return row if isinstance(row, tuple) else (row,)


def _value(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return "{…}" if isinstance(value, dict) else show(value)
