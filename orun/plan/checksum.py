"""The checksum of a plan: a name for its content that does not depend on when it was made."""

from hashlib import sha256

from msgspec.structs import replace

from orun.plan.encode import compact
from orun.plan.model import Plan


def checksum(plan: Plan) -> str:
    """Return `sha256-` and the hex SHA-256 of everything but `generatedAt` and `checksum`.

    The bytes are the plan's compact JSON without these two keys, so that any tool which keeps the
    order of keys can compute it again. Raises UnencodableError as encoding does.
    """
    bare = replace(plan.metadata, generated_at=None, checksum=None)
    return f"sha256-{sha256(compact(replace(plan, metadata=bare))).hexdigest()}"


def with_checksum(plan: Plan) -> Plan:
    """Return the plan with its checksum in its metadata."""
    return replace(plan, metadata=replace(plan.metadata, checksum=checksum(plan)))
