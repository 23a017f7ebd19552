"""What an intent means, computed once more: naively, in Python, straight from the definition.

It knows environments, promotion, components, subscriptions, selectors, dependencies and the
selection of a run; nothing of values, profiles and steps. Lists stand where sets of facts would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from workspaces import TYPES

Edge = tuple[str, str]
STRICTNESS = ["always", "failure", "success"]


@dataclass
class Outcome:
    """What the plan of an intent must say; with `errors`, there is none."""

    errors: list[str] = field(default_factory=list)
    jobs: set[str] = field(default_factory=set)
    edges: dict[Edge, set[str]] = field(default_factory=dict)
    advisory: dict[Edge, set[str]] = field(default_factory=dict)
    gates: set[tuple[str, str, str]] = field(default_factory=set)
    pruned: set[tuple[str, str, str, str]] = field(default_factory=set)
    members: dict[str, list[str]] = field(default_factory=dict)

    @property
    def depends_on(self) -> dict[str, list[str]]:
        return {job: sorted(on for at, on in self.edges if at == job) for job in self.jobs}

    @property
    def advisory_depends_on(self) -> dict[str, list[str]]:
        """What a job has better come after and does not wait for anyway."""
        return {
            job: sorted(on for at, on in self.advisory if at == job and (at, on) not in self.edges)
            for job in self.jobs
        }

    @property
    def conditions(self) -> dict[Edge, str]:
        """The strictest condition of each edge that has another one than success."""
        strictest = {
            edge: max(conditions, key=STRICTNESS.index)
            for edge, conditions in (self.advisory | self.edges).items()
        }
        return {edge: each for edge, each in strictest.items() if each != "success"}


@dataclass
class Model:
    """An intent as data, and what a run asks for: names of environments and of components."""

    intent: dict[str, Any]
    environments_asked: tuple[str, ...] = ()
    components_asked: tuple[str, ...] = ()

    @cached_property
    def environments(self) -> dict[str, Any]:
        return self.intent["environments"]  # type: ignore[no-any-return]

    @cached_property
    def components(self) -> dict[str, Any]:
        return {component["name"]: component for component in self.intent["components"]}

    @cached_property
    def active(self) -> list[str]:
        asked = self.environments_asked or tuple(self.environments)
        return [name for name in self.environments if name in asked]

    def wants(self, component: str, environment: str) -> bool:
        """Whether a component, even a disabled one, subscribes to an environment or is selected."""
        subscriptions = self.components[component].get("subscribe", {}).get("environments", [])
        patterns = self.environments[environment].get("selectors", {}).get("components", [])
        if subscriptions:
            return any(matches(each["name"], environment) for each in subscriptions)
        return any(matches(pattern, component) for pattern in patterns)

    def entry(self, component: str, environment: str) -> dict[str, Any] | None:
        """Return the subscription that decides, {} for membership by a selector, None for none."""
        subscriptions = self.components[component].get("subscribe", {}).get("environments", [])
        selectors = self.environments[environment].get("selectors", {})
        domains = selectors.get("domains", [])
        domain = self.components[component].get("domain", "")
        if domains and not any(matches(pattern, domain) for pattern in domains):
            return None
        if not subscriptions:
            patterns = selectors.get("components", [])
            return {} if any(matches(pattern, component) for pattern in patterns) else None
        exact = [each for each in subscriptions if each["name"] == environment]
        wide = [each for each in subscriptions if matches(each["name"], environment)]
        wide.sort(key=lambda each: -len(each["name"]))
        return next(iter(exact + wide), None)

    def enabled(self, component: str) -> bool:
        return bool(self.components[component].get("enabled", True))

    def is_in(self, component: str, environment: str) -> bool:
        return self.enabled(component) and self.entry(component, environment) is not None

    def mode(self, component: str, environment: str) -> str:
        entry = self.entry(component, environment) or {}
        stated = self.environments[environment].get("dependencyMode", "enforced")
        return str(entry.get("dependencyMode", stated))

    def needs(self, component: str) -> list[dict[str, Any]]:
        """Return the dependencies of a component, with defaults."""
        default = {"condition": "success", "include": "if-selected"}
        return [default | each for each in self.components[component].get("dependsOn", [])]

    @cached_property
    def selected(self) -> set[str]:
        asked = self.components_asked or tuple(self.components)
        selected = {name for name in self.components if name in asked and self.enabled(name)}
        while True:
            pulled = {
                need["component"]
                for name in selected
                for need in self.needs(name)
                if need["include"] == "always"
                and any(
                    self.is_in(name, environment) and self.mode(name, environment) != "disabled"
                    for environment in self.active
                )
            }
            if pulled <= selected:
                return selected
            selected |= pulled

    def planned(self, component: str, environment: str) -> bool:
        """Whether an instance has jobs in the plan."""
        return (
            environment in self.active
            and component in self.selected
            and self.is_in(component, environment)
        )

    def jobs(self, component: str, environment: str) -> list[str]:
        if not self.planned(component, environment):
            return []
        names = TYPES[self.components[component]["type"]]
        return [f"{component}@{environment}.{name}" for name in names]

    def jobs_in(self, environment: str) -> list[str]:
        return [job for name in self.components for job in self.jobs(name, environment)]

    def promotions(self, environment: str) -> list[dict[str, Any]]:
        """Return what an environment follows, with defaults."""
        default = {"strategy": "same-component", "satisfy": "same-plan-or-previous-success"}
        stated = self.environments[environment].get("promotion", {}).get("dependsOn", [])
        return [default | each for each in stated]

    # ---- What comes of it -----------------------------------------------------------------------

    def outcome(self) -> Outcome:
        found = Outcome()
        found.errors += self._mistakes()
        if found.errors:
            return found
        for environment in self.environments:
            found.members[environment] = sorted(
                name for name in self.components if self.is_in(name, environment)
            )
        for component in self.components:
            for environment in self.active:
                self._instance(component, environment, found)
        for environment in self.active:
            for promotion in self.promotions(environment):
                self._promotion(environment, promotion, found)
        found.advisory = {
            edge: conditions
            for edge, conditions in found.advisory.items()
            if not behind_barrier(edge, found)
        }
        if any(contradict(edge, found) for edge in found.edges):
            found.errors.append("contradiction")
        elif has_cycle(found.edges):
            found.errors.append("job cycle")
        return found

    def _mistakes(self) -> list[str]:
        """What is wrong with the shape of the whole."""
        mistakes = []
        follows = [
            (environment, promotion["environment"])
            for environment in self.environments
            for promotion in self.promotions(environment)
        ]
        if len(set(follows)) < len(follows):
            mistakes.append("promotion twice")
        if any(on not in self.environments for _, on in follows) or has_cycle(follows):
            mistakes.append("promotion")
        depends = [(name, each) for name in self.components for each in self.needs(name)]
        if any(each["component"] not in self.components for _, each in depends):
            mistakes.append("unknown component")
        if has_cycle(
            [(name, each["component"]) for name, each in depends if "environment" not in each]
        ):
            mistakes.append("component cycle")
        if any(name == each["component"] for name, each in depends):
            mistakes.append("component on itself")
        return mistakes

    def _instance(self, component: str, environment: str, found: Outcome) -> None:
        jobs = self.jobs(component, environment)
        found.jobs |= {*jobs}
        for earlier, later in pairwise(jobs):
            add(found.edges, later, earlier, "success")
        if jobs:
            for need in self.needs(component):
                self._need(component, environment, need, found)

    def _need(self, component: str, environment: str, need: dict[str, Any], found: Outcome) -> None:
        on, target = need["component"], need.get("environment", environment)
        mode = self.mode(component, environment)
        reason = self._reason(on, target) or ("mode-disabled" if mode == "disabled" else None)
        if reason is not None:
            found.pruned.add(("component", f"{component}@{environment}", f"{on}@{target}", reason))
            if need["include"] == "always" and mode != "disabled":
                found.errors.append("always included, but absent")
            return
        edges = found.edges if mode == "enforced" else found.advisory
        for later in self.jobs(component, environment):
            for earlier in self.jobs(on, target):
                add(edges, later, earlier, need["condition"])

    def _reason(self, component: str, environment: str) -> str | None:
        """Why an instance has no job in the plan; None if it has."""
        if not self.enabled(component):
            return "disabled"
        if not self.is_in(component, environment):
            return "not-subscribed"
        if environment not in self.active:
            return "environment-not-active"
        return None if component in self.selected else "not-selected"

    def _promotion(self, environment: str, promotion: dict[str, Any], found: Outcome) -> None:
        on, satisfy = promotion["environment"], promotion["satisfy"]
        if satisfy == "same-plan" and on not in self.active:
            found.errors.append("same plan")
            return
        before = (len(found.edges), len(found.gates))
        by_edges = satisfy != "previous-success" and on in self.active
        barrier = promotion["strategy"] == "environment-barrier"
        came = self._barrier if barrier else self._same_component
        if came(environment, on, found, by_edges=by_edges):
            assert barrier or before != (len(found.edges), len(found.gates))
        else:
            reason = self._reason_of(environment, on, barrier=barrier)
            found.pruned.add(("promotion", environment, on, reason))

    def _same_component(self, environment: str, on: str, found: Outcome, *, by_edges: bool) -> bool:
        came = False
        for component in self.components:
            for job in self.jobs(component, environment):
                if by_edges:
                    for earlier in self.jobs(component, on):
                        came = True
                        add(found.edges, job, earlier, "success")
                elif self.is_in(component, on):
                    came = True
                    found.gates.add((job, on, component))
        return came

    def _barrier(self, environment: str, on: str, found: Outcome, *, by_edges: bool) -> bool:
        later, earlier = self.jobs_in(environment), self.jobs_in(on)
        if not by_edges:
            if found.members[on]:
                found.gates |= {(job, on, "*") for job in later}
            return bool(found.members[on] and later)
        if not later or not earlier:
            return False
        if self.intent.get("execution", {}).get("barriers") == "join":
            barrier = f"{on}->{environment}.barrier"
            found.jobs.add(barrier)
            pairs = [(barrier, job) for job in earlier] + [(job, barrier) for job in later]
        else:
            pairs = [(job, other) for job in later for other in earlier]
        for job, other in pairs:
            add(found.edges, job, other, "success")
        return True

    def _reason_of(self, environment: str, on: str, *, barrier: bool) -> str:
        """Why nothing came of a promotion."""
        both = (environment, on)
        if barrier:
            empty = [
                each for each in both if not any(self.is_in(name, each) for name in self.components)
            ]
            if not empty:
                return "not-selected"
            disabled = [name for name in self.components if not self.enabled(name)]
            waiting = any(self.wants(name, each) for name in disabled for each in empty)
            return "disabled" if waiting else "not-subscribed"
        if any(all(self.is_in(name, each) for each in both) for name in self.components):
            return "not-selected"
        would_come = any(
            not self.enabled(name) and all(self.wants(name, each) for each in both)
            for name in self.components
        )
        return "disabled" if would_come else "not-subscribed"


def matches(pattern: str, text: str) -> bool:
    parts = {"*": ".*", "?": "."}
    return re.fullmatch("".join(parts.get(c, re.escape(c)) for c in pattern), text) is not None


def add(edges: dict[Edge, set[str]], job: str, on: str, condition: str) -> None:
    edges.setdefault((job, on), set()).add(condition)


def contradict(edge: Edge, found: Outcome) -> bool:
    """Tell whether a job waits for another to fail and, itself or by a barrier, to succeed."""
    conditions = found.edges[edge]
    return "failure" in conditions and ("success" in conditions or behind_barrier(edge, found))


def behind_barrier(edge: Edge, found: Outcome) -> bool:
    """Tell whether a job waits for another by a joined barrier."""
    job, on = edge
    return any(
        (job, barrier) in found.edges and (barrier, on) in found.edges
        for barrier in found.jobs
        if barrier.endswith(".barrier")
    )


def has_cycle(edges: dict[Edge, set[str]] | list[Edge]) -> bool:
    graph: dict[str, list[str]] = {}
    for job, on in edges:
        graph.setdefault(job, []).append(on)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False
