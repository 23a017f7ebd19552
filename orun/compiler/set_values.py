"""What users' rules set is held to what files may state: the same types, the same reserved keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orun.diagnostics.secrets import refers
from orun.engine.functions import show
from orun.engine.layers import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.diagnostics import Diagnostics
    from orun.engine.explain import Explainer

TEXTS = ("env", "labels", "secret_env")
"""Attributes whose maps hold nothing but texts."""

RESERVED = "ORUN_"
"""How no variable of the environment may begin."""


def check_set_values(explainer: Explainer, diagnostics: Diagnostics) -> None:
    """Report values and steps of users' rules that no file could state; each rule's first."""
    check = _Check(explainer, diagnostics)
    for attribute in TEXTS:
        check.texts(attribute)
    check.path_parameter()
    check.retries()
    check.steps()


class _Check:
    def __init__(self, explainer: Explainer, diagnostics: Diagnostics) -> None:
        self._explainer = explainer
        self._diagnostics = diagnostics
        self._told: set[tuple[object, ...]] = set()

    def texts(self, attribute: str) -> None:
        """Check the keys and values that users' rules put into a map of texts."""
        for at, key, value, clause in self._set_keys(attribute):
            shown = f'{attribute}({", ".join(map(show, at))})["{key}"]'
            if not isinstance(value, str):
                self._error(
                    "unfit-value",
                    clause,
                    f"{shown} must be a text, and this is {_kind(value)}",
                    (attribute, key),
                    help='write a number as a text: `"3"`',
                )
            elif attribute == "secret_env" and not refers(value):
                self._error(
                    "literal-secret",
                    clause,
                    f'the value of secret "{key}" is no reference',
                    (attribute, key),
                    help="write a reference such as secret://store/path; its value never belongs"
                    " in a file",
                )
            if attribute != "labels" and key.startswith(RESERVED):
                self._error(
                    "reserved-env-key",
                    clause,
                    f'"{key}" begins with {RESERVED}, which is reserved',
                    (attribute, key),
                    help="choose another name",
                )

    def path_parameter(self) -> None:
        """Check that no rule sets a path among the parameters, where nothing would read it."""
        for at, key, _, clause in self._set_keys("parameters"):
            if key == "path":
                self._error(
                    "unfit-value",
                    clause,
                    f'parameters({", ".join(map(show, at))})["path"] is no parameter but where the'
                    " instance is built",
                    ("parameters", key),
                    help="write `set path($component, $environment) = …`",
                )

    def _set_keys(self, attribute: str) -> Iterator[tuple[tuple[Any, ...], str, Any, int]]:
        """Yield each key of a map that a user's rule sets: (keys, key, value, clause)."""
        for at, offers in self._explainer.result.database.contributions[attribute].items():
            keys = at if isinstance(at, tuple) else (at,)
            for _, value, clause, key in offers:
                if value is REMOVED or not self._explainer.is_users(clause):
                    continue
                entries = value if key is None else {key: value}
                yield from ((keys, each, entries[each], clause) for each in sorted(entries))

    def retries(self) -> None:
        """Check that nothing is tried again a negative number of times."""
        for at, offers in self._explainer.result.database.contributions["retries"].items():
            for _, value, clause, _ in offers:
                if value < 0:
                    self._error(
                        "unfit-value",
                        clause,
                        f"retries({show(at)}) cannot be negative, and this is {value}",
                        ("retries",),
                    )

    def steps(self) -> None:
        """Check that a step does one thing."""
        rows = self._explainer.result.rows("step")
        run, use = (self._explainer.result.module.RELATIONS["step"].index(n) for n in _ACTIONS)
        for row, origin in rows.items():
            stated = [row[at] for at in (run, use) if row[at] is not None]
            if len(stated) != 1:
                self._step(f"the step `{row[1]}` of {row[0]}", row, origin, stated)

    def _step(self, step: str, row: tuple[Any, ...], origin: Any, stated: list[str]) -> None:
        message = f"{step} has neither `run` nor `use`"
        if stated:
            message = f"{step} has both `run` and `use`"
        if type(origin) is int:
            self._error("step-action", origin, message, ())
        else:
            fact = self._explainer.users_part("step", row)
            self._diagnostics.error("step-action", message, None if fact is None else fact.span)

    def _error(
        self,
        code: str,
        clause: int,
        message: str,
        subject: tuple[object, ...],
        help: str | None = None,  # noqa: A002 - called as in a diagnostic
    ) -> None:
        """Report what a rule does wrong, once for whatever is wrong with it."""
        if (code, clause, subject) in self._told:
            return
        self._told.add((code, clause, subject))
        _, span = self._explainer.rule(clause)
        self._diagnostics.error(code, message, span, help=help)


_ACTIONS = ("run", "use")


def _kind(value: object) -> str:
    """Return what a value is in a sentence."""
    if isinstance(value, bool):
        return "a flag"
    if isinstance(value, int | float):
        return "a number"
    return "none" if value is None else "a list or a map"
