"""A reference for the tests: random templates as trees, their text, and what they must print.

The reference walks the tree with plain Python and no tokens, offsets or closures, so that it shares
nothing with what it checks. A tree is made of tuples whose first member names the kind.
"""

from typing import Any

from hypothesis import strategies as st

Tree = tuple[Any, ...]

WORDS = st.sampled_from(["a", "b", "c"])
PATHS = st.sampled_from(
    [("text",), ("number",), ("empty",), ("list",), ("map",), ("deep", "list"), ("deep", "text")]
)
VALUES: dict[str, Any] = {
    "text": "t",
    "number": 3,
    "empty": "",
    "list": ["x", "y"],
    "map": {"k2": "v2", "k1": "v1"},
    "deep": {"list": [], "text": "d"},
}

OPERANDS: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(
        st.tuples(st.just("text"), st.sampled_from(["", "a", "}} {{", 'q"\\', "é\n"])),
        st.tuples(st.just("number"), st.integers(-5, 5)),
        st.tuples(st.just("path"), PATHS),
    ),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("and"), inner, inner),
        st.tuples(st.just("or"), inner, inner),
        st.tuples(st.just("default"), inner, inner),
        st.tuples(st.just("print"), inner),
        st.tuples(st.just("pipe"), inner),
    ),
    max_leaves=6,
)

BODIES: st.SearchStrategy[list[Tree]] = st.recursive(
    st.lists(
        st.one_of(
            st.tuples(st.just("literal"), st.sampled_from(["x", " y ", "\n", "}}", "${{ r }} "])),
            st.tuples(st.just("output"), OPERANDS),
            st.tuples(st.just("comment"), WORDS),
        ),
        max_size=4,
    ),
    lambda inner: st.lists(
        st.one_of(
            st.tuples(st.just("if"), OPERANDS, inner, inner),
            st.tuples(st.just("with"), OPERANDS, inner),
            st.tuples(
                st.just("range"), st.sampled_from([("list",), ("map",), ("deep", "list")]), inner
            ),
            st.tuples(st.just("literal"), st.sampled_from(["x", " y ", "\n"])),
        ),
        max_size=3,
    ),
    max_leaves=12,
)


def spell(body: list[Tree]) -> str:
    """Write a body as a template."""
    return "".join(_spell_node(node) for node in body)


def _spell_node(node: Tree) -> str:
    match node:
        case ("literal", text):
            return str(text)
        case ("comment", text):
            return f"{{{{/* {text} */}}}}"
        case ("output", operand):
            return f"{{{{ {_spell(operand)} }}}}"
        case ("if", condition, body, otherwise):
            chosen = f"{{{{if {_spell(condition)}}}}}{spell(body)}"
            return f"{chosen}{{{{ else }}}}{spell(otherwise)}{{{{ end }}}}"
        case ("with", value, body):
            return f"{{{{ with {_spell(value)} }}}}{{{{ . }}}}{spell(body)}{{{{ end }}}}"
        case ("range", path, body):
            loop = f"{{{{ range $k, $v := $.{'.'.join(path)} }}}}"
            return f"{loop}{{{{ $k }}}}{{{{ $v }}}}{spell(body)}{{{{ else }}}}-{{{{ end }}}}"
    raise AssertionError(node)


def _spell(operand: Tree) -> str:
    match operand:
        case ("text", text):
            escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        case ("number", number):
            return str(number)
        case ("path", keys):
            return f"$.{'.'.join(keys)}"
        case ("pipe", inner):
            return f"({_spell(inner)} | print)"
        case (name, *inner):
            return f"({name} {' '.join(_spell(each) for each in inner)})"
    raise AssertionError(operand)


def expected(body: list[Tree]) -> str:
    """Return what a body must print."""
    return "".join(_expected_node(node) for node in body)


def _expected_node(node: Tree) -> str:
    match node:
        case ("literal", text):
            return str(text)
        case ("comment", _):
            return ""
        case ("output", operand):
            return _printed(_value(operand))
        case ("if", condition, body, otherwise):
            return expected(body if _value(condition) else otherwise)
        case ("with", value, body):
            found = _value(value)
            return _printed(found) + expected(body) if found else ""
        case ("range", path, body):
            found = _value(("path", path))
            pairs = sorted(found.items()) if isinstance(found, dict) else list(enumerate(found))
            rounds = [f"{_printed(key)}{_printed(each)}{expected(body)}" for key, each in pairs]
            return "".join(rounds) if pairs else "-"
    raise AssertionError(node)


def _value(operand: Tree) -> Any:
    match operand:
        case ("text", value) | ("number", value):
            return value
        case ("path", keys):
            found: Any = VALUES
            for key in keys:
                found = found[key]
            return found
        case ("not", inner):
            return not _value(inner)
        case ("and", left, right):
            return _value(left) and _value(right)
        case ("or", left, right):
            return _value(left) or _value(right)
        case ("default", fallback, value):
            return _value(value) or _value(fallback)
        case ("print" | "pipe", inner):
            return _printed(_value(inner))
    raise AssertionError(operand)


def _printed(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{' '.join(map(_printed, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_printed(value[key])}' for key in sorted(value))}]"
    return str(value)
