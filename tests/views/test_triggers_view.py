"""The table that `orun triggers` shows."""

# ruff: noqa: E501 - a table is as wide as what it holds

from __future__ import annotations

from typing import Any

import msgspec

from orun.plan.matrix import Matrix, encode_matrix
from orun.views.triggers import triggers


def environment(name: str, components: int, jobs: int, *promotions: str) -> dict[str, Any]:
    """Return an environment of a row; a promotion is `from becomes count reason`."""
    outcomes = []
    for promotion in promotions:
        earlier, becomes, count, *reason = promotion.split()
        outcome = {"from": earlier, "strategy": "same-component", "becomes": becomes}
        outcomes.append(outcome | {"count": int(count), "reason": reason[0] if reason else None})
    return {"name": name, "components": components, "jobs": jobs, "promotions": outcomes}


def row(name: str, *environments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    on = {"provider": "github", "event": "push"}
    return {
        "name": name,
        "on": on,
        "scope": "full",
        "environments": environments,
        "problems": (),
    } | fields


def matrix(*rows: dict[str, Any], untriggered: tuple[str, ...] = ()) -> Matrix:
    found = {each["name"]: None for one in rows for each in one["environments"]}
    data = {"name": "shop", "environments": (*found, *untriggered), "untriggered": untriggered}
    return msgspec.convert(data | {"triggers": rows}, Matrix)


def check(shown: Matrix, expected: str) -> None:
    assert triggers(shown).strip("\n") == expected.strip("\n")


FLOW = matrix(
    row(
        "pull-request",
        environment("preview", 12, 14),
        on={
            "provider": "github",
            "event": "pull_request",
            "actions": ["opened", "synchronize", "reopened", "ready_for_review"],
            "baseBranches": ["main", "release/*"],
        },
        scope="changed",
    ),
    row(
        "main",
        environment("staging", 1_204, 1_300, "preview gate 1300"),
        on={"provider": "github", "event": "push", "branches": ["main"]},
    ),
    row(
        "release",
        environment("canary", 2, 2, "staging gate 2", "preview nothing 0 not-subscribed"),
        environment("production", 12, 14, "canary edge 1", "staging error 0"),
        on={"provider": "github", "tags": ["v*", "!v0*"]},
        problems=("production must follow staging",),
    ),
    row("nightly", on={"provider": "gitlab", "event": "schedule"}),
    untriggered=("sandbox", "lab"),
)


def test_a_release_flow() -> None:
    check(
        FLOW,
        """
shop  4 triggers · 6 environments

trigger       on                            scope    environment  components   jobs  promotion
pull-request  github pull_request           changed  preview              12     14
              actions opened, synchronize,
                      reopened,
                      ready_for_review
              onto main, release/*

main          github push                   full     staging           1,204  1,300  1,300 gates on preview
              branches main

release       github (any event)            full     canary                2      2  2 gates on staging
              tags v*, !v0*                                                          nothing from preview (not-subscribed)
                                                     production           12     14  1 edge from canary
                                                                                     error: staging is not active

nightly       gitlab schedule               full     no environment refers to it

no trigger activates sandbox, lab
under scope changed, a plan has what the change touches of this
release cannot be planned: production must follow staging
""",
    )


def test_a_small_table_is_no_wider_than_needed() -> None:
    check(
        matrix(row("a", environment("dev", 1, 1)), row("b", environment("dev", 1, 1))),
        """
shop  2 triggers · 1 environment

trigger  on           scope  environment  components  jobs  promotion
a        github push  full   dev                   1     1
b        github push  full   dev                   1     1
""",
    )


def test_an_intent_without_triggers() -> None:
    check(
        matrix(untriggered=("dev",)),
        """
shop  0 triggers · 1 environment

no trigger bindings
""",
    )


def test_wide_characters_take_two_columns_and_hostile_ones_are_escaped() -> None:
    on = {"provider": "github", "branches": ["主", "a\x1b[31m", "b\u202e"]}
    table = triggers(matrix(row("x", environment("dev", 1, 1), on=on)))
    assert "主, a\\x1b[31m, b\\u202e" in table
    assert "\x1b" not in table


def test_colour_changes_no_character() -> None:
    coloured = triggers(FLOW, colour=True)
    assert "\x1b[33m2 gates on staging\x1b[0m" in coloured
    plain, inside = "", False
    for character in coloured:
        inside = inside or character == "\x1b"
        plain += "" if inside else character
        inside = inside and character != "m"
    assert plain == triggers(FLOW)


def test_json_has_every_field_in_order() -> None:
    small = matrix(row("a", environment("dev", 1, 2, "x nothing 0 disabled"), description="why"))
    assert (
        encode_matrix(small).decode()
        == """\
{
  "name": "shop",
  "environments": [
    "dev"
  ],
  "untriggered": [],
  "triggers": [
    {
      "name": "a",
      "description": "why",
      "on": {
        "provider": "github",
        "event": "push"
      },
      "scope": "full",
      "environments": [
        {
          "name": "dev",
          "components": 1,
          "jobs": 2,
          "promotions": [
            {
              "from": "x",
              "strategy": "same-component",
              "becomes": "nothing",
              "count": 0,
              "reason": "disabled"
            }
          ]
        }
      ],
      "problems": []
    }
  ]
}
"""
    )
