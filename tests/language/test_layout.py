"""One text for a rules file, whatever its layout and the order of its declarations."""

import pytest

from orun.language.layout import canonical_text

RULES = """\
# Ours.
relation frozen(environment: text) "An environment;  two blanks."

fact frozen(environment: qa)  # until spring
rule freeze "Says # no."
  when frozen($environment)
   and job($id, $environment)
  then gate(job: $id, type: freeze, $environment)
"""


@pytest.mark.parametrize(
    "other",
    [
        RULES.replace("\n", "\r\n"),
        RULES.replace("# Ours.\n", "").replace("  # until spring", ""),
        RULES.replace("   and", "      and"),
        "\n".join(reversed(RULES.split("\n\n"))),
        RULES.replace("\n   and", " and"),
    ],
)
def test_order_layout_and_comments_do_not_count(other: str) -> None:
    assert canonical_text(other) == canonical_text(RULES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  two blanks", " two blanks"),
        ("# no", "no"),
        ("qa", "live"),
        ("rule freeze", "rule thaw"),
        ("when frozen", "when not frozen"),
    ],
)
def test_everything_else_counts(old: str, new: str) -> None:
    assert canonical_text(RULES.replace(old, new)) != canonical_text(RULES)
