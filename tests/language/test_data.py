from __future__ import annotations

import pytest

from orun import data


def test_a_checkout_finds_its_grammar() -> None:
    assert (data.directory("grammar") / "rules.lark").is_file()


def test_an_incomplete_installation_is_named_as_such() -> None:
    with pytest.raises(FileNotFoundError, match="not installed completely"):
        data.directory("no-such-directory")
