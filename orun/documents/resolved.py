"""A composition with everything it refers to put in: the shape that the rest of orun sees."""

from msgspec import Struct

from orun.diagnostics import Diagnostics
from orun.documents.composition import JobTemplate, Profile
from orun.sources.nodes import Mapping, Node


class ResolvedComposition(Struct, frozen=True):
    """A component type: its jobs, profiles and schema.

    `jobs` and `profiles` go by name, in the order in which they are written. Every job has its
    steps, whatever template they come from, and every step its id. `default_job` and
    `default_profile` are None if they are not stated or name nothing; the profile is named
    without its type. `schema` is a JSON Schema as plain data, and `schema_node` its place.
    `node` is the `spec` of the composition. If `all_profiles` is false, there are profiles that
    could not be read.
    """

    type: str | None
    description: str | None
    jobs: dict[str, JobTemplate]
    profiles: dict[str, Profile]
    default_job: str | None
    default_profile: str | None
    schema: dict[str, object] | None
    schema_node: Mapping | None
    node: Mapping
    all_profiles: bool = True


class Definition(Struct, frozen=True):
    """A component type as a source exports it.

    `type` is the name of the export, which components state. `path` is the document of the
    composition, `files` are all documents it consists of, sorted, both relative to the directory
    of the intent; `place` is where the export is stated, or the document. `composition` is None
    if nothing could be made of the document. `diagnostics` is what is wrong with it: whether
    that matters depends on whether a component has this type.
    """

    source: str
    type: str
    path: str
    files: tuple[str, ...]
    place: Node | None
    composition: ResolvedComposition | None
    diagnostics: Diagnostics
