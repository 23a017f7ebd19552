"""`printf`: directives as in Go's fmt, except that what Go marks with `%!` is refused.

    directive = "%" { "-" | "+" | "#" | " " | "0" } [ width ] [ "." [ precision ] ] verb
    verb      = "v" | "s" | "q" | "t" | "d" | "b" | "o" | "x" | "X" | "c"
              | "e" | "E" | "f" | "F" | "g" | "G" | "%"

A directive applied to a list or a map is applied to each of its members.
"""

import math
import re
from collections.abc import Callable, Sized
from typing import Any, NamedTuple

from orun.templates.limits import DEPTH, OUTPUT, WIDTH
from orun.templates.problem import LIMIT, UNSUPPORTED, Refusal, clip
from orun.templates.values import check_depth, kind, quote, show, show_float, show_integer

_DIRECTIVE = re.compile(r"%([-+# 0]*)([0-9]*)(?:(\.)([0-9]*))?(.?)", re.DOTALL)
_LONGEST_COUNT = 6


class Spec(NamedTuple):
    """A directive: `flags` as written, width, precision (None: not given), verb."""

    flags: str
    width: int
    precision: int | None
    verb: str

    @property
    def text(self) -> str:
        """The directive as messages quote it."""
        precision = "" if self.precision is None else f".{self.precision}"
        return f"%{self.flags}{self.width or ''}{precision}{self.verb}"


def format_text(pattern: str, values: list[Any]) -> str:
    """Return `pattern` with its directives replaced by `values`; raise `Refusal` if they differ."""
    parts: list[str] = []
    position = taken = length = 0
    for match in _DIRECTIVE.finditer(pattern):
        parts.append(pattern[position : match.start()])
        position = match.end()
        spec = _read(match)
        if spec.verb == "%":
            parts.append("%")
            continue
        if taken == len(values):
            raise Refusal(f"printf has no value for {spec.text}", "give a value for each directive")
        parts.append(apply(spec, values[taken]))
        taken += 1
        length += len(parts[-1])
        if length > OUTPUT:
            raise Refusal(f"printf would write more than {OUTPUT} characters", code=LIMIT)
    if taken < len(values):
        raise Refusal(
            f"printf has {len(values)} values but only {taken} directives",
            "every value needs a directive such as %v",
        )
    parts.append(pattern[position:])
    return "".join(parts)


def _read(match: re.Match[str]) -> Spec:
    flags, width, point, precision, verb = match.groups()
    spec = Spec(flags, _count(width), _count(precision or "") if point else None, verb)
    if not verb:
        raise Refusal("printf has a % at the end of its text", "write %% for a percent sign")
    if verb in "*[" or (verb == "v" and "#" in flags):
        raise Refusal(f"printf does not support {match.group()!r} here", code=UNSUPPORTED)
    if verb != "%" and verb not in _KNOWN:
        raise Refusal(
            f"printf has no directive {match.group()}",
            f"directives are {', '.join(f'%{each}' for each in _KNOWN)} and %%",
        )
    return spec


def _count(digits: str) -> int:
    if len(digits) > _LONGEST_COUNT or (digits and int(digits) > WIDTH):
        raise Refusal(f"printf pads to {WIDTH} characters at most", code=LIMIT)
    return int(digits) if digits else 0


def apply(spec: Spec, value: Any, depth: int = 0) -> str:
    """Return the text of one value under a directive."""
    if isinstance(value, (list, tuple)):
        _check_size(spec, value, depth)
        return f"[{' '.join([apply(spec, each, depth + 1) for each in value])}]"
    if isinstance(value, dict):
        _check_size(spec, value, depth)
        members = [
            f"{apply(spec, key, DEPTH)}:{apply(spec, value[key], depth + 1)}"
            for key in sorted(value, key=str)
        ]
        return f"map[{' '.join(members)}]"
    if value is None and depth and spec.verb == "v":
        return show(value)  # Go pads nil only where it stands alone.
    name = kind(value)
    write = _WRITERS.get((name, spec.verb))
    if write is None:
        raise _bad(spec, name, value)
    return write(spec, value)


def _check_size(spec: Spec, members: Sized, depth: int) -> None:
    check_depth(depth)
    if len(members) * max(spec.width, spec.precision or 0) > OUTPUT:
        raise Refusal(f"{spec.text} would write more than {OUTPUT} characters", code=LIMIT)


def _bad(spec: Spec, name: str, value: Any) -> Refusal:
    fitting = [verb for known, verb in _WRITERS if known == name]
    shown = quote(clip(value)) if isinstance(value, str) else clip(show(value))
    return Refusal(
        f"{spec.text} of printf does not fit {shown} ({name})",
        f"for this value use {' or '.join(f'%{verb}' for verb in fitting)}" if fitting else None,
    )


def _only(spec: Spec, flags: str) -> None:
    for flag in spec.flags:
        if flag not in flags:
            raise Refusal(f"printf does not support {flag!r} in {spec.text}", code=UNSUPPORTED)


def _pad(spec: Spec, text: str) -> str:
    if "-" in spec.flags:
        return text.ljust(spec.width)
    return text.rjust(spec.width, "0" if "0" in spec.flags else " ")


def _plain(spec: Spec, value: Any) -> str:
    _only(spec, "-+ 0")
    return _pad(spec, show(value))


def _string(spec: Spec, value: str) -> str:
    _only(spec, "-+ 0" if spec.verb == "v" else "-0")
    return _pad(spec, value[: spec.precision])


def _quoted(spec: Spec, value: str) -> str:
    _only(spec, "-0")
    return _pad(spec, quote(value[: spec.precision]))


def _bytes(spec: Spec, value: str) -> str:
    _only(spec, "-0")
    digits = value.encode("utf-8", "surrogatepass")[: spec.precision].hex()
    return _pad(spec, digits.upper() if spec.verb == "X" else digits)


def _character(spec: Spec, value: int) -> str:
    _only(spec, "-0")
    try:
        return _pad(spec, chr(value))
    except (ValueError, OverflowError):
        raise Refusal("%c of printf needs the number of a Unicode character") from None


def _sign(spec: Spec, *, negative: bool) -> str:
    if negative:
        return "-"
    if "+" in spec.flags and spec.verb != "v":
        return "+"
    return " " if " " in spec.flags else ""


_PREFIXES = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}


def _integer(spec: Spec, value: int) -> str:
    """Write an integer; a precision is the least number of digits, and 0 of zero writes nothing."""
    _only(spec, "-+ 0" if spec.verb in "dv" else "-+ 0#")
    base = "d" if spec.verb == "v" else spec.verb
    digits = show_integer(abs(value)) if base == "d" else format(abs(value), base)
    sign = _sign(spec, negative=value < 0)
    if spec.precision is not None:
        digits = "" if spec.precision == 0 and value == 0 else digits.rjust(spec.precision, "0")
        if not digits:
            return " " * spec.width
    elif "0" in spec.flags and "-" not in spec.flags:
        digits = digits.rjust(spec.width - len(sign), "0")
    prefix = _PREFIXES[base] if "#" in spec.flags else ""
    if prefix == "0" and digits.startswith("0"):
        prefix = ""
    text = f"{sign}{prefix}{digits}"
    return text.ljust(spec.width) if "-" in spec.flags else text.rjust(spec.width)


def _float(spec: Spec, value: float) -> str:
    _only(spec, "-+ 0")
    sign = _sign(spec, negative=math.copysign(1.0, value) < 0 and not math.isnan(value))
    digits = _float_digits(spec, abs(value))
    if math.isinf(value):
        sign = sign or "+"
    text = sign + digits
    if "-" in spec.flags:
        return text.ljust(spec.width)
    if "0" in spec.flags and math.isfinite(value):
        return sign + digits.rjust(spec.width - len(sign), "0")
    return text.rjust(spec.width)


def _float_digits(spec: Spec, size: float) -> str:
    if math.isinf(size):
        return "Inf"
    if math.isnan(size):
        return "NaN"
    verb = "g" if spec.verb == "v" else spec.verb
    if spec.precision is None and verb in "gG":
        text = show_float(size)
        return text.upper() if verb == "G" else text
    return format(size, f".{6 if spec.precision is None else spec.precision}{verb}")


_Writer = Callable[[Spec, Any], str]
_WRITERS: dict[tuple[str, str], _Writer] = {
    ("nil", "v"): _plain,
    ("boolean", "v"): _plain,
    ("boolean", "t"): _plain,
    ("string", "v"): _string,
    ("string", "s"): _string,
    ("string", "q"): _quoted,
    ("string", "x"): _bytes,
    ("string", "X"): _bytes,
    ("integer", "v"): _integer,
    ("integer", "d"): _integer,
    ("integer", "b"): _integer,
    ("integer", "o"): _integer,
    ("integer", "x"): _integer,
    ("integer", "X"): _integer,
    ("integer", "c"): _character,
    ("float", "v"): _float,
    ("float", "e"): _float,
    ("float", "E"): _float,
    ("float", "f"): _float,
    ("float", "F"): _float,
    ("float", "g"): _float,
    ("float", "G"): _float,
}
_KNOWN = tuple(dict.fromkeys(verb for _, verb in _WRITERS))
