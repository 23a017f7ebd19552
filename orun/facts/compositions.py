"""Facts of compositions: jobs, steps and profiles of each definition of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orun.documents.places import list_at, text_items
from orun.facts.intent import add_map
from orun.facts.store import Facts, MapValue, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orun.documents.composition import JobTemplate, Profile, ProfileJob
    from orun.documents.resolved import Definition, ResolvedComposition


def definition_name(definition: Definition) -> str:
    """Return the name by which facts speak of a source's definition of a type."""
    return f"{definition.source}:{definition.type}"


def add_compositions(facts: Facts, definitions: Iterable[Definition]) -> None:
    """Add every definition, sorted by source and type, with what could be read of it."""
    for definition in definitions:
        name, composition = definition_name(definition), definition.composition
        place = definition.place or (composition.node if composition is not None else None)
        # One that cannot be read is there all the same: no other may silently take its place.
        facts.add("composition", (name, definition.type, definition.source), place)
        if composition is not None:
            _add_composition(facts, name, composition)


def _add_composition(facts: Facts, name: str, composition: ResolvedComposition) -> None:
    place = Place(composition.node, composition.node)
    if composition.type is not None:
        facts.add("composition_type", (name, composition.type), place)
    if composition.default_job is not None:
        facts.add("default_job", (name, composition.default_job), place)
    if composition.default_profile is not None:
        facts.add("default_profile", (name, composition.default_profile), place)
    for job in composition.jobs.values():
        _add_job(facts, name, job)
    for profile_name, profile in sorted(composition.profiles.items()):
        _add_profile(facts, name, profile_name, profile)


def _add_job(facts: Facts, definition: str, job: JobTemplate) -> None:
    place = Place(job.node, job.node)
    row = (definition, job.name, job.runs_on, job.timeout, job.retries)
    facts.add("template_job", row, place)
    if job.labels:
        node = job.node.entries["labels"]
        facts.add("template_labels", (definition, job.name, MapValue(job.labels, node)), node)
    for earlier in text_items(job.node, "dependsOn"):
        facts.add("template_order", (definition, job.name, earlier.text), earlier)
    for position, step in enumerate(job.steps):
        facts.add(
            "template_step",
            (definition, job.name, position, step.id, step.name, step.capability),
            Place(step.node, step.node),
        )


def _add_profile(facts: Facts, definition: str, name: str, profile: Profile) -> None:
    facts.add("profile", (definition, name), profile.node)
    add_map(facts, "profile_policy", (definition, name), profile, "policies", profile.policies)
    for job, settings in sorted(profile.jobs.items()):
        _add_profile_job(facts, (definition, name, job), settings)


def _add_profile_job(facts: Facts, key: tuple[str, str, str], settings: ProfileJob) -> None:
    facts.add("profile_job", key, settings.node)
    if settings.include_capabilities is not None:
        facts.add("profile_filter", (*key, "capability"), settings.node)
    if settings.steps_enabled is not None:
        facts.add("profile_filter", (*key, "step"), settings.node)
    listed = list_at(settings.node, "includeCapabilities")
    for place, capability in zip(listed, settings.include_capabilities or (), strict=False):
        facts.add("profile_capability", (*key, capability), place)
    listed = list_at(settings.node, "stepsEnabled")
    for place, step in zip(listed, settings.steps_enabled or (), strict=False):
        facts.add("profile_step", (*key, step), place)
    for step, patch in sorted(settings.step_overrides.items()):
        facts.add("profile_patch", (*key, step), patch.node)
