"""Words that are mistyped, and words that are only like others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orun.diagnostics import mistyped


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("paymets", "payments"),
        ("paymnets", "payments"),
        ("peyments", "payments"),
        ("Payments", "payments"),
        ("prd", "prod"),
        ("pord", "prod"),
        ("apis", "api"),
        ("gihtub", "github"),
        ("git-hub", "github"),
        ("pull-request", "pull_request"),
        ("PullRequest", "pull_request"),
        ("workflow_dispach", "workflow_dispatch"),
        ("worflow-dispach", "workflow_dispatch"),
        ("Run the test", "Run the tests"),
        ("infrastucutre", "infrastructure"),
        ("step-2", "step_2"),
    ],
)
def test_mistyped(word: str, name: str) -> None:
    assert mistyped(word, name)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("payments", "payments"),
        ("team-b", "team-a"),
        ("us-east", "us-west"),
        ("deploy-2", "deploy"),
        ("step-1", "step-2"),
        ("v2", "v1"),
        ("lint", "link"),
        ("test-e2e", "test"),
        ("test-unit", "test"),
        ("rebuild", "build"),
        ("redeploy", "deploy"),
        ("frontend", "backend"),
        ("web", "website"),
        ("prod", "production"),
        ("push", "tag_push"),
        ("db", "dc"),
        ("north", "south"),
        ("a" * 99, "a" * 98),
    ],
)
def test_only_alike(word: str, name: str) -> None:
    assert not mistyped(word, name)


@given(st.text("ab1-_ A", max_size=12), st.text("ab1-_ A", max_size=12))
def test_it_goes_both_ways(word: str, name: str) -> None:
    assert mistyped(word, name) == mistyped(name, word)
