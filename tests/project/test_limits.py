"""Holds the limits that the page on security promises to those of the code."""

from __future__ import annotations

import re

import pytest
from checkout import ROOT

from orun.archives import limits as archives
from orun.documents import layout
from orun.engine import refusals
from orun.engine.evaluate import DEFAULT_BUDGET
from orun.events import file as event_file
from orun.events import payload as event_payload
from orun.language import expressions, parse, rule, words
from orun.sources import limits as sources
from orun.templates import limits as templates

MIB = 1024 * 1024

LIMITS = {
    "a file": (sources.MAX_BYTES // MIB,),
    "nesting of YAML": (sources.MAX_DEPTH,),
    "keys and values of a file": (sources.MAX_NODES,),
    "the same with each alias": (sources.MAX_ALIASED,),
    "problems of single YAML values": (sources.MAX_PROBLEMS,),
    "digits of an integer": (sources.MAX_DIGITS,),
    "an archive, packed": (archives.MAX_PACKED // MIB,),
    "bytes of an archive": (archives.MAX_RATIO,),
    "members of an archive": (
        archives.MAX_MEMBERS,
        archives.MAX_DEPTH,
        archives.MAX_PATH,
        archives.MAX_STREAMS,
    ),
    "a manifest of a stack": (layout.MAX_JSON // MIB,),
    "an event": (event_file.MAX_BYTES // MIB, event_payload.MAX_DEPTH),
    "an answer of git": (int(sources.GIT_SECONDS),),
    "facts that rules derive": (DEFAULT_BUDGET, 3),
    "a rules file": (parse.MAX_CHARACTERS, parse.MAX_PROBLEMS),
    "conditions of a rule": (rule.MAX_CONDITIONS, refusals.MOST_PATTERNS),
    "nesting of expressions": (expressions.MAX_DEPTH, words.MAX_DIGITS),
    "actions, expressions": (templates.PARTS,),
    "nested blocks": (templates.DEPTH, templates.PARENTHESES),
    "output of a template": (templates.OUTPUT // MIB, templates.WIDTH),
    "rounds of all loops": (templates.ROUNDS, templates.WORK),
}
"""How each row begins, and the numbers in its second cell."""

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+) \| (.+) \|$", PAGE[PAGE.index("## Limits") :], re.MULTILINE)[2:]


@pytest.mark.parametrize(("what", "stated"), ROWS, ids=[what[:20] for what, _ in ROWS])
def test_a_limit_is_the_one_of_the_code(what: str, stated: str) -> None:
    (limits,) = [each for start, each in LIMITS.items() if re.match(rf"{start}\b", what)]
    assert tuple(int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", stated)) == limits


def test_every_limit_is_on_the_page() -> None:
    assert len(ROWS) == len(LIMITS)
    assert archives.MAX_UNPACKED == archives.MAX_PACKED
    assert archives.FREE == 4 * MIB
