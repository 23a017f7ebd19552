"""The date of a plan, from `SOURCE_DATE_EPOCH`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from orun.compiler.circumstances import circumstances
from orun.diagnostics import Diagnostics

if TYPE_CHECKING:
    from pathlib import Path


def date(stated: str, directory: Path, patch: pytest.MonkeyPatch) -> str | None:
    """Return the date of a plan; None if it is refused."""
    patch.setenv("SOURCE_DATE_EPOCH", stated)
    found = Diagnostics()
    now = circumstances(directory / "intent.yaml", (), found)
    return None if found.has_errors else now.generated_at


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("0", "1970-01-01T00:00:00Z"),
        ("-1", "1969-12-31T23:59:59Z"),
        ("-62135596800", "0001-01-01T00:00:00Z"),
        ("253402300799", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_date_has_four_digits_for_the_year(
    stated: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert date(stated, tmp_path, monkeypatch) == expected


@pytest.mark.parametrize("stated", ["1_000", " 5", "+5", "\uff11", "1.5", "x", "253402300800"])
def test_what_is_no_number_of_seconds_is_refused(
    stated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert date(stated, tmp_path, monkeypatch) is None
