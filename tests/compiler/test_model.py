"""Random intents: the compiler and a naive model of its definition say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from model import Model
from workspaces import TYPES, compile_in, files, intent, write

from orun.compiler import compile as stages
from orun.compiler.build import Circumstances
from orun.diagnostics import Severity
from orun.diagnostics.render import render
from orun.facts.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from orun.plan import Plan

ENVIRONMENTS = ["dev", "dev-eu", "live", "live-eu"]
COMPONENTS = ["api", "bus", "web", "webs"]
MODES = st.sampled_from(["enforced", "advisory", "disabled"])
RARELY = st.integers(0, 24).map(lambda number: number == 7)

Run = tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]
"""An intent, the environments and the components that a run asks for."""


def promotion(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    each = st.fixed_dictionaries(
        {"environment": st.sampled_from(names)},
        optional={
            "strategy": st.sampled_from(["environment-barrier", "same-component"]),
            "satisfy": st.sampled_from(
                ["previous-success", "same-plan-or-previous-success"] * 3 + ["same-plan"]
            ),
        },
    )
    listed = st.lists(each, min_size=1, max_size=2, unique_by=lambda one: one["environment"])
    return listed.map(lambda followed: {"dependsOn": followed})


@st.composite
def environments(draw: st.DrawFn) -> dict[str, Any]:
    """Environments that mostly follow those before them, so that few examples are cycles."""
    names = ENVIRONMENTS[: draw(st.integers(2, 4))]
    found = {}
    for number, name in enumerate(names):
        earlier = names if draw(RARELY) else names[:number]
        found[name] = draw(
            st.fixed_dictionaries(
                {"promotion": promotion(earlier)} if earlier else {},
                optional={
                    "dependencyMode": MODES,
                    "selectors": st.sampled_from(
                        [{"components": ["web*"]}, {"components": ["?us"], "domains": ["f*"]}]
                    ),
                },
            )
        )
    return found


def dependencies(names: list[str], where: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    each = st.fixed_dictionaries(
        {
            "component": st.sampled_from(names),
            "condition": st.sampled_from(["always", "failure", "success", "success"]),
        },
        optional={
            "environment": st.sampled_from(where),
            "include": st.sampled_from(["if-selected", "if-selected", "always"]),
        },
    )
    return st.lists(each, min_size=1, max_size=3)


def subscriptions(where: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    each = st.fixed_dictionaries(
        {"name": st.sampled_from(["*", "dev*", "*-eu", "live?eu", *where])},
        optional={"dependencyMode": MODES},
    )
    return st.lists(each, min_size=1, max_size=2).map(lambda listed: {"environments": listed})


@st.composite
def runs(draw: st.DrawFn) -> Run:
    where = draw(environments())
    names = COMPONENTS[: draw(st.integers(2, 4))]
    components = []
    for number, name in enumerate(names):
        earlier = [*names, "nobody"] if draw(RARELY) else names[:number]
        fields: dict[str, st.SearchStrategy[Any]] = {
            "name": st.just(name),
            "type": st.sampled_from(list(TYPES)),
            "subscribe": st.just({}) if draw(RARELY) else subscriptions(list(where)),
            "enabled": st.sampled_from([True] * 5 + [False]),
            "domain": st.sampled_from(["front", "back"]),
        }
        if earlier:
            fields["dependsOn"] = dependencies(earlier, list(where))
        components.append(draw(st.fixed_dictionaries(fields)))
    barriers = {"barriers": draw(st.sampled_from(["join", "fan-out"]))}
    asked = st.lists(st.sampled_from(list(where)), max_size=2, unique=True)
    named = st.lists(st.sampled_from(names), max_size=2, unique=True)
    document = intent(environments=where, components=components, execution=barriers)
    return document, tuple(draw(asked)), tuple(draw(named))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model")


@pytest.fixture(autouse=True, scope="module")
def no_git() -> Iterator[None]:
    """Whether the workspace is in a work tree is of no interest here, and takes half the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "circumstances", lambda *_: Circumstances("now", None))
        yield


@settings(max_examples=150, deadline=None)
@given(run=runs())
@example(run=(intent(environments={"dev": {}}, components=[]), (), ()))
def test_random_intents(directory: Path, run: Run) -> None:
    document, asked, components = run
    write(directory, files(document))
    found = compile_in(directory, Request(environments=asked, components=components))
    expected = Model(document, asked, components).outcome()
    errors = [each for each in found.diagnostics if each.severity is Severity.ERROR]
    assert bool(errors) == bool(expected.errors), render(found.diagnostics, colour=False)
    assert (found.plan is None) == bool(errors)
    assert all(each.span is not None for each in errors)
    if found.plan is not None:
        compare(found.plan, expected)


def compare(plan: Plan, expected: Any) -> None:
    jobs = {job.id: job for job in plan.jobs}
    selection = plan.metadata.selection
    assert set(jobs) == expected.jobs
    assert {job.id: list(job.depends_on) for job in plan.jobs} == expected.depends_on
    advisory = {job.id: list(job.advisory_depends_on or ()) for job in plan.jobs}
    assert advisory == expected.advisory_depends_on
    conditions = {
        (job.id, on): condition
        for job in plan.jobs
        for on, condition in (job.dependency_conditions or {}).items()
    }
    assert conditions == expected.conditions
    gates = [
        (job.id, gate.environment, gate.component) for job in plan.jobs for gate in job.gates or ()
    ]
    assert sorted(gates) == sorted(expected.gates)
    pruned = [(each.kind, each.from_, each.to, each.reason) for each in selection.pruned_edges]
    assert pruned == sorted(expected.pruned)
    members = {name: list(each.components) for name, each in plan.spec.environments.items()}
    assert members == expected.members


def test_the_model_is_not_always_of_one_opinion() -> None:
    """The strategy reaches plans and errors, edges and gates, and most reasons to prune."""
    seen: set[str] = set()

    @settings(max_examples=250, deadline=None, database=None, derandomize=True)
    @given(run=runs())
    def look(run: Run) -> None:
        outcome = Model(*run).outcome()
        seen.update(outcome.errors or ["plan"])
        if outcome.errors:
            return
        seen.update(reason for _, _, _, reason in outcome.pruned)
        seen.update(f"gate {'*' if who == '*' else 'component'}" for _, _, who in outcome.gates)
        seen.update("condition" for _ in outcome.conditions)
        seen.update("barrier" for job in outcome.jobs if job.endswith(".barrier"))
        seen.update("advisory" for ons in outcome.advisory_depends_on.values() if ons)

    look()
    assert seen >= {
        "plan",
        "promotion",
        "component cycle",
        "disabled",
        "not-subscribed",
        "not-selected",
        "mode-disabled",
        "gate *",
        "gate component",
        "condition",
        "barrier",
        "advisory",
    }
