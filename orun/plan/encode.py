"""Canonical bytes: the one way in which a plan is written.

JSON in UTF-8, two-space indent, keys of the plan's own parts in the order of `orun.plan.model`,
keys of other maps sorted by code point at any depth, numbers as msgspec writes them (`1e16`), one
final newline. Equal plans give equal bytes whatever order their maps were filled in.
"""

import msgspec

from orun.diagnostics import Diagnostic
from orun.plan.model import Plan
from orun.plan.unencodable import has_non_finite, non_finite, surrogates

_ENCODER = msgspec.json.Encoder(order="deterministic")


class UnencodableError(ValueError):
    """A plan holds values that JSON cannot: `diagnostics` has one for each of them."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("; ".join(each.message for each in diagnostics))
        self.diagnostics = diagnostics


def encode(plan: Plan) -> bytes:
    """Return the canonical bytes of `plan`.

    Raises UnencodableError as `compact` does.
    """
    return msgspec.json.format(compact(plan), indent=2) + b"\n"


def compact(plan: Plan) -> bytes:
    """Return the plan as JSON without any white space: what the checksum is computed of.

    Raises UnencodableError if a text holds half a surrogate pair (JSON events and names of files
    can bring one in) or a number is not finite.
    """
    try:
        data = _ENCODER.encode(plan)
    except UnicodeEncodeError as problem:
        raise UnencodableError(list(surrogates(plan))) from problem
    # msgspec writes NaN and infinity as null, which a plan rarely holds: only then is it searched.
    if b"null" in data and has_non_finite(plan):
        raise UnencodableError(list(non_finite(plan)))
    return data
