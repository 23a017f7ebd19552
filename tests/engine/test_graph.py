"""Graph functions against definitions by reachability, in linear time and without recursion."""

from __future__ import annotations

import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from orun.engine.cycles import cycles
from orun.engine.graph import cyclic_parts, shortest_cycle, shortest_path, strongly_connected

NODES = "abcdefg"
Edges = set[tuple[str, str]]
edge_sets = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=16)
many = settings(max_examples=300, deadline=None)


def graph_of(edges: Edges) -> dict[str, list[str]]:
    return {node: sorted(target for source, target in edges if source == node) for node in NODES}


def distances(edges: Edges, start: str) -> dict[str, int]:
    """Return the length of a shortest walk, of at least one edge, from `start` to each node."""
    found: dict[str, int] = {}
    reached, steps = {start}, 0
    while reached:
        steps += 1
        reached = {b for a, b in edges if a in reached} - found.keys()
        found |= dict.fromkeys(reached, steps)
    return found


@many
@given(edge_sets)
def test_parts_reach_each_other_and_come_after_what_they_reach(edges: Edges) -> None:
    parts = strongly_connected(graph_of(edges))
    assert sorted(node for part in parts for node in part) == sorted(NODES)
    reach = {node: set(distances(edges, node)) for node in NODES}
    for number, part in enumerate(parts):
        assert all(one == two or two in reach[one] for one in part for two in part)
        later = [node for other in parts[number + 1 :] for node in other]
        assert not any(reach[node] & set(later) for node in part)


@many
@given(edge_sets)
def test_one_shortest_cycle_for_each_cyclic_part(edges: Edges) -> None:
    found = cyclic_parts(sorted(edges))
    away = {node: distances(edges, node) for node in NODES}
    on_cycle = {node for node in NODES if node in away[node]}
    smallest = {min(two for two in on_cycle if two in away[one] and one in away[two])
                for one in on_cycle}  # fmt: skip
    assert [cycle[0][0] for cycle in found] == sorted(smallest)
    for cycle in found:
        assert set(cycle) <= edges
        assert [edge[1] for edge in cycle] == [edge[0] for edge in (*cycle[1:], cycle[0])]
        assert len(cycle) == away[cycle[0][0]][cycle[0][0]]


@many
@given(edge_sets, st.randoms(use_true_random=False))
def test_the_order_of_edges_changes_nothing(edges: Edges, random: object) -> None:
    shuffled = sorted(edges)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert cyclic_parts(shuffled) == cyclic_parts(sorted(edges))


@many
@given(edge_sets)
def test_paths_are_shortest_and_of_the_smallest_names(edges: Edges) -> None:
    graph = graph_of(edges)
    away = distances(edges, "a")
    for goal, length in away.items():
        path = shortest_path(graph, "a", goal, set(NODES))
        assert len(path) == length
        walks = [[edge] for edge in sorted(edges) if edge[0] == "a"]
        for _ in range(length - 1):
            walks = [[*walk, edge] for walk in walks for edge in edges if edge[0] == walk[-1][1]]
        assert path == min(walk for walk in walks if walk[-1][1] == goal)


def test_a_path_stays_inside() -> None:
    graph = graph_of({("a", "b"), ("b", "c"), ("a", "d"), ("d", "e"), ("e", "c")})
    assert shortest_path(graph, "a", "c", set("acde")) == [("a", "d"), ("d", "e"), ("e", "c")]


def test_a_long_cycle_needs_no_stack() -> None:
    length = sys.getrecursionlimit() * 20
    ring = [(f"{n:06}", f"{(n + 1) % length:06}") for n in range(length)]
    (found,) = cyclic_parts(ring)
    assert found == ring
    graph = {source: [target] for source, target in ring}
    assert len(shortest_cycle(graph, ring[5][0], set(graph))) == length


def test_cycles_show_one_fact_for_each_edge() -> None:
    rows = dict.fromkeys(
        [("b", "a", "two"), ("a", "b", "why"), ("b", "a", "one"), ("c", "c", None), ("c", "a", "")]
    )
    one, two = cycles(rows, 0, 1)
    assert str(one) == "a -> b -> a"
    assert one.edges == (("a", "b", "why"), ("b", "a", "one"))
    assert (str(two), two.edges) == ("c -> c", (("c", "c", None),))
    assert [str(each) for each in cycles(rows, 1, 0)] == ["a -> b -> a", "c -> c"]


def test_no_cycle() -> None:
    assert cycles({}, 0, 1) == []
    assert cyclic_parts([("a", "b"), ("a", "c"), ("b", "c")]) == []
