"""From a composition as written to a composition in one piece, checked in itself."""

from typing import TypeVar

from orun.diagnostics import Diagnostics, did_you_mean
from orun.documents import jobs as jobs_
from orun.documents import profiles as profiles_
from orun.documents.composition import (
    ComponentSchema,
    Composition,
    CompositionSpec,
    ExecutionProfile,
    JobTemplate,
    JobTemplateDocument,
    Profile,
    Reference,
)
from orun.documents.library import Library
from orun.documents.located import Located
from orun.documents.places import key_at, list_at
from orun.documents.problems import is_null
from orun.documents.references import follow
from orun.documents.resolved import ResolvedComposition
from orun.sources.nodes import Mapping

T = TypeVar("T", bound=Located)


class Resolver:
    """Puts one composition together; afterwards `files` holds the paths of its documents."""

    def __init__(self, library: Library, path: str, diagnostics: Diagnostics) -> None:
        self.library = library
        self.path = path
        self.diagnostics = diagnostics
        self.files = {path}

    def resolve(self) -> ResolvedComposition | None:
        """Return the composition; None if its document is none."""
        document = self.library.document(self.path, Composition, "Composition", self.diagnostics)
        if document is None or document.spec is None:
            return None
        spec = document.spec
        jobs = self._jobs(spec)
        profiles = self._profiles(spec, jobs)
        schema, schema_node = self._schema(spec)
        return ResolvedComposition(
            type=spec.type,
            description=spec.description,
            jobs=jobs,
            profiles={name: each for name, each in profiles.items() if each is not None},
            default_job=spec.default_job if spec.default_job in jobs else None,
            default_profile=self._default_profile(spec, profiles),
            schema=schema,
            schema_node=schema_node,
            node=spec.node,
            all_profiles=_are_all(spec, profiles),
        )

    def _follow(self, reference: Reference, struct: type[T], kind: str) -> T | None:
        """Return the document that a reference means, and remember its path."""
        found = follow(reference, struct, kind, self.library, self.path, self.diagnostics)
        if found is None:
            return None
        path, document = found
        self.files.add(path)
        return document

    def _jobs(self, spec: CompositionSpec) -> dict[str, JobTemplate]:
        jobs = jobs_.by_name([self._job(job) for job in spec.jobs], self.diagnostics)
        jobs_.check_jobs(spec, jobs, self.diagnostics)
        return jobs

    def _job(self, job: JobTemplate) -> JobTemplate:
        if job.template_ref is not None:
            document = self._follow(job.template_ref, JobTemplateDocument, "JobTemplate")
            if document is not None and document.spec is not None:
                job = jobs_.put_in(job, document.spec)
        return jobs_.name_steps(job, self.diagnostics)

    def _profiles(
        self, spec: CompositionSpec, jobs: dict[str, JobTemplate]
    ) -> dict[str, Profile | None]:
        """Return the profiles by name, with None for those whose document is missing."""
        placed: list[profiles_.Placed] = [
            (name, key_at(spec.node, "executionProfiles", name), profile)
            for name, profile in spec.execution_profiles.items()
        ]
        for entry in spec.profiles:
            document = self._follow(entry.profile_ref, ExecutionProfile, "ExecutionProfile")
            profile = None if document is None else document.spec
            placed.append((entry.name, entry.node.entries["name"], profile))
        named = profiles_.by_name(placed, self.diagnostics)
        for each in named.values():
            if each is not None:
                profiles_.check_profile(each, jobs, self.diagnostics)
        return named

    def _schema(self, spec: CompositionSpec) -> tuple[dict[str, object] | None, Mapping | None]:
        schema, node = spec.parameter_schema, spec.node.entries.get("parameterSchema")
        if schema is None and spec.schema_ref is not None:
            document = self._follow(spec.schema_ref, ComponentSchema, "ComponentSchema")
            if document is not None and document.spec is not None:
                schema, node = document.spec.schema, document.spec.node.entries["schema"]
        return schema, node if isinstance(node, Mapping) else None

    def _default_profile(
        self, spec: CompositionSpec, profiles: dict[str, Profile | None]
    ) -> str | None:
        stated = spec.default_profile
        if stated is None:
            return None
        meant = profiles_.meant_profile(stated, spec.type, profiles)
        if meant is None:
            self.diagnostics.error(
                "unknown-profile",
                f"the composition has no profile named `{stated}`",
                spec.node.entries["defaultProfile"].span,
                help=did_you_mean(stated, profiles),
            )
            return None
        return None if profiles[meant] is None else meant


def _are_all(spec: CompositionSpec, profiles: dict[str, Profile | None]) -> bool:
    """Whether every profile that a composition states could be read."""
    stated = spec.node.entries.get("executionProfiles")
    if isinstance(stated, Mapping):
        inline = stated.entries.keys() == spec.execution_profiles.keys()
    else:
        inline = stated is None or is_null(stated)
    listed = len(spec.profiles) == len(list_at(spec.node, "profiles"))
    return inline and listed and None not in profiles.values()
