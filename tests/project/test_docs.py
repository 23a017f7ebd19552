from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from checkout import ROOT
from pages import PAGES, Command, blocks

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 125
"""Columns of prose; tables, output and what is generated may be wider."""

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#([^)\s]*))?\)")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path, compiled: Path) -> None:
    for _, commands in blocks(page, tmp_path, compiled):
        for command in commands:
            assert command.agrees(), f"$ {command.text}\n{command.printed}"


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        target
        for target, anchor in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not leads_somewhere(page.parent / target, anchor)
    ]
    assert broken == []


@each_page
def test_prose_is_wrapped(page: Path) -> None:
    if page.name != "vocabulary.md":
        lines = FENCED.sub("", page.read_text(encoding="utf-8")).splitlines()
        assert [line for line in lines if len(line) > WIDTH and not line.startswith("|")] == []


def leads_somewhere(target: Path, anchor: str) -> bool:
    """Tell whether a file, and the heading in it, exist."""
    if not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize(
    ("shown", "printed", "agrees"),
    [
        (["a ... c", "...", "z"], "a b c\nx\ny\nz\n", True),
        (["a ... c", "z"], "a b c\nx\nz\n", False),
        ([], "said something\n", False),
        (["[x]"], "x\n", False),
        (["[x]..."], "[x]...  told\n", False),
    ],
)
def test_an_output_that_differs_is_noticed(shown: list[str], printed: str, *, agrees: bool) -> None:
    assert Command("", shown, printed).agrees() is agrees


def test_codes_that_the_page_names_exist() -> None:
    page = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page[page.index("## Codes") :]))
    files = [*(ROOT / "orun").rglob("*.py"), *(ROOT / "rules").rglob("*.rules")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert len(listed) > 40
    assert {
        code for code in listed if f'"{code}"' not in text and f"rule {code}\n" not in text
    } == set()


def test_the_test_command_of_the_readme_is_the_one_of_ci() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = next(line for line in readme.splitlines() if "pytest" in line)
    pytest_command = command.split(" && ")[-1]
    assert pytest_command.startswith("python -m pytest")
    assert f"\n{pytest_command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
