"""`toJson`: a value as Go's encoding/json writes it: compact, keys in order, `<>&` escaped."""

import json
import math
from typing import Any

from orun.templates.problem import Refusal
from orun.templates.values import check_depth, show_integer

_ESCAPES = str.maketrans(
    {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}
)
_CONSTANTS = {None: "null", True: "true", False: "false"}
_LEAST_POSITIONAL = 1e-6
_FIRST_EXPONENT = 1e21


def to_json(value: Any, depth: int = 0) -> str:
    """Return the JSON text of a value; raise `Refusal` for what JSON cannot say."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    if isinstance(value, int):
        return show_integer(value)
    if isinstance(value, float):
        return _float(value)
    return _collection(value, depth)


def _collection(value: Any, depth: int) -> str:
    check_depth(depth)
    if isinstance(value, (list, tuple)):
        return f"[{','.join([to_json(each, depth + 1) for each in value])}]"
    if isinstance(value, dict):
        members = [
            f"{to_json(str(key))}:{to_json(value[key], depth + 1)}"
            for key in sorted(value, key=str)
        ]
        return f"{{{','.join(members)}}}"
    raise Refusal(f"a value of type {type(value).__name__} has no JSON")


def _float(value: float) -> str:
    """Write a float without an exponent between 1e-6 and 1e21, like JavaScript."""
    if not math.isfinite(value):
        raise Refusal("JSON has no infinity and no NaN")
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text.removesuffix(".0")
    if _LEAST_POSITIONAL <= abs(value) < _FIRST_EXPONENT:
        return _positional(mantissa, int(exponent))
    return f"{mantissa}e{exponent[0]}{exponent[1:].lstrip('0')}"


def _positional(mantissa: str, exponent: int) -> str:
    """Write `1.5` and 20 as `150000000000000000000`, `1.5` and -5 as `0.000015`."""
    sign = "-" if mantissa.startswith("-") else ""
    digits = mantissa.lstrip("-").replace(".", "")
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    return sign + digits.ljust(exponent + 1, "0")
