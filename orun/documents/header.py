"""What a document says it is: `apiVersion` and `kind`."""

from typing import TypeVar

from orun.diagnostics import Diagnostics, did_you_mean, nearest
from orun.documents import problems
from orun.documents.decode import decode, renamed
from orun.documents.located import Located
from orun.sources.nodes import AnyNode, Mapping, Scalar

API_VERSIONS = ("sourceplane.io/v1", "sourceplane.io/v1alpha1", "orun.io/v1", "orun.io/v1alpha1")
"""The versions of the format, all of them read alike."""

KINDS = (
    "Component",
    "ComponentSchema",
    "Composition",
    "CompositionPackage",
    "ExecutionProfile",
    "Intent",
    "IntentPreset",
    "JobTemplate",
    "Stack",
)
"""All kinds of documents: one of them is no misspelling of another."""

T = TypeVar("T", bound=Located)


def decode_document(
    struct: type[T], kind: str, node: AnyNode, diagnostics: Diagnostics
) -> T | None:
    """Decode a whole document of `kind`; None if it is another kind or nothing can be made of it.

    A wrong kind is one error, since every field of another format would be another one.
    """
    if not isinstance(node, Mapping):
        problems.wrong_type(diagnostics, "the document", f"a map with `kind: {kind}`", node)
        return None
    node = _with_kind(node, kind, diagnostics)
    if not _has_kind(node, kind, diagnostics):
        return None
    _check_version(node, diagnostics)
    return decode(struct, node, diagnostics)


def kind_of(node: AnyNode) -> str | None:
    """Return the kind that a document says it is, if it says so."""
    return _text_at(node, "kind")


def means_kind(node: AnyNode, kind: str) -> bool:
    """Tell whether a document is of a kind, or of what is likely to be a misspelling of it."""
    said = kind_of(node)
    if said is None or said in KINDS:
        return said == kind
    return nearest(said, [kind]) is not None


def name_of(node: AnyNode) -> str | None:
    """Return the `metadata.name` of a document, if it has one."""
    if not isinstance(node, Mapping) or "metadata" not in node.entries:
        return None
    return _text_at(node.entries["metadata"], "name")


def _text_at(node: AnyNode, key: str) -> str | None:
    value = node.entries.get(key) if isinstance(node, Mapping) else None
    if value is not None:
        value = problems.only_item(value) or value  # Which is reported where it is decoded.
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else None


def _has_kind(node: Mapping, kind: str, diagnostics: Diagnostics) -> bool:
    stated = node.entries.get("kind")
    if stated is None:
        message = _without_kind(kind)
        diagnostics.error("wrong-kind", message, problems.start_of(node))
        return True
    said = kind_of(node)
    if said == kind and isinstance(stated, Scalar):
        return True
    found = f"`{stated.text}`" if isinstance(stated, Scalar) else problems.found(stated)
    message = f"the document is of kind {found}, `{kind}` is wanted here"
    hint = problems.without_brackets(stated) or did_you_mean(said or "", [kind])
    diagnostics.error("wrong-kind", message, stated.span, help=hint)
    return means_kind(node, kind)


def _without_kind(kind: str) -> str:
    return f"the document does not say its kind, `kind: {kind}` is wanted here"


def _with_kind(node: Mapping, kind: str, diagnostics: Diagnostics) -> Mapping:
    """Return a document with a misspelled `kind`, which is reported, under its right name."""
    if "kind" in node.entries:
        return node
    misspelled = nearest("kind", _texts(node))
    if misspelled is None:
        return node
    span = node.keys[misspelled].span
    diagnostics.error("wrong-kind", _without_kind(kind), span, help="did you mean `kind`?")
    return renamed(node, misspelled, "kind")


def _texts(node: Mapping) -> list[str]:
    """Return the names of the fields that hold a text, as a kind does."""
    return [name for name, value in node.entries.items() if isinstance(value, Scalar)]


def _check_version(node: Mapping, diagnostics: Diagnostics) -> None:
    stated = node.entries.get("apiVersion")
    if stated is None and nearest("apiVersion", node.entries):
        return  # It is there under a wrong name, which is told as that of an unknown field.
    if stated is None:
        message, span = "the document states no `apiVersion`", problems.start_of(node)
        best = None
    elif isinstance(stated, Scalar) and stated.value in API_VERSIONS:
        return
    else:
        shown = stated.text if isinstance(stated, Scalar) else problems.found(stated)
        best = problems.without_brackets(stated)
        message, span = f"the version `{shown}` of the format is unknown", stated.span
    help_ = best or f"it is read as {problems.either(API_VERSIONS)}"
    diagnostics.warning("unknown-api-version", message, span, help=help_)
