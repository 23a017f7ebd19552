"""Random programs that are nothing but recursion."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from programs import Case


@st.composite
def recursive_cases(draw: Any) -> Case:
    """Draw rules over pairs in which everything may feed everything, with long chains of facts."""
    rules = [f"rule r{number} {draw(_pair_rule())}" for number in range(draw(st.integers(2, 5)))]
    declared = [f"relation {name}(a: text, b: text)" for name in "epq"]
    pairs = st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"))
    facts = {
        "e": draw(st.sets(pairs, min_size=5, max_size=10)),
        "p": draw(st.sets(pairs, max_size=1)),
    }
    return Case("\n".join([*declared, *rules]) + "\n", facts)


@st.composite
def _pair_rule(draw: Any) -> str:
    """Draw a rule that walks from `$x0` on: `p(a: $x0, b: $x1) and q(a: $x1, b: $x2) and …`."""
    steps = draw(st.integers(1, 3))
    ends = [draw(st.permutations([at, at + 1])) for at in range(steps)]
    atoms = [f"{draw(st.sampled_from('eppqq'))}(a: $x{a}, b: $x{b})" for a, b in ends]
    if steps == 1:
        return f"when {atoms[0]} then {draw(st.sampled_from('pq'))}(a: $x0, b: $x1)"
    if draw(st.integers(0, 3)) == 0:
        atoms.append(f"e(a: $x0, b: $x{steps})")
    if draw(st.integers(0, 3)) == 0:
        atoms.append(f"not e(a: $x{steps}, b: $x0)")
    head = draw(st.sampled_from(["a: $x0, b: $xn", "a: $xn, b: $x0", "a: $x0, b: $x1"]))
    used = {"$x0", f"$x{steps}"} if "$xn" in head else {"$x0", "$x1"}
    body = " and ".join(draw(st.permutations(atoms)))
    for column in (f"a: $x{steps}", f"b: $x{steps}"):  # a variable may not be used only once
        if f"$x{steps}" not in used and body.count(f"$x{steps}") == 1:
            body = body.replace(f"{column}, ", "").replace(f", {column}", "")
    return f"when {body} then {draw(st.sampled_from('pq'))}({head})".replace("$xn", f"$x{steps}")
