"""Every code that orun can report has a page, and every page is true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import reported_codes
from code_pages import FOLDER, INDEX, index, pages, pattern, read_page, run

if TYPE_CHECKING:
    from pathlib import Path

    from code_pages import Example

ADVICE = "add docs/codes/CODE.md (see tests/diagnostics/code_pages.py), then run that file"


@pytest.fixture(scope="module")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compiled")


def outputs_of(example: Example, tmp_path: Path, name: str, cache_home: Path) -> str:
    """Run an example and check that each command prints what the page shows."""
    directory = tmp_path / name / "demo"
    directory.mkdir(parents=True)
    outputs = run(example, directory, cache_home)
    for (command, lines), output in zip(example.commands, outputs, strict=True):
        if name == "wrong" or lines:
            assert re.fullmatch(pattern(lines), output), f"$ {command}\n{output}"
    return "".join(outputs)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_the_example_of_a_page_is_real(path: Path, tmp_path: Path, cache_home: Path) -> None:
    page = read_page(path)
    reported = re.compile(rf"^(error|warning|notice)\[{re.escape(page.code)}\]", re.MULTILINE)
    assert page.text.startswith(f"# {page.code}\n\n")
    if page.code in reported_codes.WITHOUT_EXAMPLE:
        assert page.wrong.commands == []
        return
    assert reported.search(outputs_of(page.wrong, tmp_path, "wrong", cache_home))
    if page.right is not None:
        printed = outputs_of(page.right, tmp_path, "right", cache_home)
        assert not re.search(r"^error\[", printed, re.MULTILINE), printed
        assert not reported.search(printed), printed


def test_every_code_has_a_page() -> None:
    have = {path.stem for path in pages()}
    wanted = reported_codes.of_rules() | reported_codes.of_python()
    missing = {code: place for code, place in sorted(wanted.items()) if code not in have}
    assert missing == {}, ADVICE


def test_no_page_is_about_a_code_that_nothing_reports() -> None:
    have = {path.stem for path in pages()}
    wanted = reported_codes.of_rules() | reported_codes.of_python()
    assert sorted(have - set(wanted)) == []


def test_the_index_lists_all_pages() -> None:
    assert INDEX.read_text(encoding="utf-8") == index()


def test_nothing_else_lies_among_the_pages() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".md") == []
