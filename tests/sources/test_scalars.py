"""Plain scalars by the core schema of YAML 1.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.sources.scalars import Refused, resolve, resolve_as

TEXT = [
    "on",
    "off",
    "yes",
    "no",
    "On",
    "Yes",
    "y",
    "n",
    "12:30",
    "12:30:45",
    "1_000",
    "2024-01-31",
    "2001-12-14t21:59:43.10-05:00",
    "=",
    "<<",
    "nULL",
    "tRUE",
    "-0o17",
    "0o",
    "0o18",
    "0x",
    "0xg",
    "+0x1F",
    "0b11",
    ".e3",
    ".",
    "-",
    "+",
    "--",
    "1e",
    "e1",
    "1.2.3",
    "+.infx",
    ".nanx",
    "1,000",
    "~x",
    "٣",
    "-.nan",
]


@pytest.mark.parametrize("text", TEXT)
def test_text_stays_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("017", 17),
        ("-017", -17),
        ("+5", 5),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("2.0", 2.0),
        ("2.", 2.0),
        ("1.10", 1.1),
        ("1E-2", 0.01),
    ],
)
def test_values(text: str, value: object) -> None:
    assert (resolve(text), type(resolve(text))) == (value, type(value))


@pytest.mark.parametrize(
    "text", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "-1e999", "9" * 4301]
)
def test_what_a_plan_cannot_hold_is_refused(text: str) -> None:
    assert isinstance(resolve(text), Refused)


def test_long_integers_in_any_base_are_refused_beyond_the_limit() -> None:
    assert resolve("9" * 4300) == 10**4300 - 1
    assert isinstance(resolve("0" * 4301), Refused)
    assert isinstance(resolve("0x" + "f" * 4000), Refused)
    assert isinstance(resolve("0o" + "7" * 5000), Refused)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1", "str", "1"),
        ("", "str", ""),
        ("3", "int", 3),
        ("3", "float", 3.0),
        ("true", "bool", True),
        ("~", "null", None),
    ],
)
def test_explicit_tags(text: str, kind: str, value: object) -> None:
    assert (resolve_as(text, kind), type(resolve_as(text, kind))) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x", "int"),
        ("1.5", "int"),
        ("yes", "bool"),
        ("x", "null"),
        (".inf", "float"),
        ("true", "int"),
        ("9" * 400, "float"),
    ],
)
def test_explicit_tags_that_lie(text: str, kind: str) -> None:
    assert isinstance(resolve_as(text, kind), Refused)


@given(st.integers())
def test_every_integer_reads_back(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_reads_back(number: float) -> None:
    assert resolve(repr(number)) == number


@given(st.text())
def test_any_text_has_a_value_or_a_reason(text: str) -> None:
    assert isinstance(resolve(text), str | int | float | bool | None | Refused)
