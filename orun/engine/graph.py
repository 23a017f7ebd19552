"""Graph functions over an edge relation, linear in its size; no closure is ever stored."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def strongly_connected(graph: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """Return the strongly connected parts, each after the parts that it can reach.

    `graph` maps every node to its successors. Tarjan's algorithm without recursion; the order of
    the result follows from the order of the mapping and of the successors alone.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    on_stack: set[Node] = set()
    stack: list[Node] = []
    parts: list[list[Node]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    stack.append(successor)
                    on_stack.add(successor)
                    work.append((successor, iter(graph[successor])))
                    break
                if successor in on_stack:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    parts.append(_pop_part(stack, on_stack, node))
    return parts


def _pop_part(stack: list[Node], on_stack: set[Node], node: Node) -> list[Node]:
    part = []
    while True:
        member = stack.pop()
        on_stack.remove(member)
        part.append(member)
        if member == node:
            return part


def cyclic_parts(edges: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return one shortest cycle, as its edges, of each strongly connected part that has an edge.

    A cycle begins at the smallest name of its part; the cycles are sorted by that name.
    """
    graph: dict[str, list[str]] = {}
    for source, target in edges:
        graph.setdefault(source, []).append(target)
        graph.setdefault(target, [])
    return sorted(
        shortest_cycle(graph, min(part), set(part))
        for part in strongly_connected(graph)
        if len(part) > 1 or part[0] in graph[part[0]]
    )


def shortest_cycle(
    graph: Mapping[Node, Sequence[Node]], start: Node, within: set[Node]
) -> list[tuple[Node, Node]]:
    """Return the edges of a shortest cycle through `start` inside `within`, which holds one."""
    return shortest_path(graph, start, start, within)


def shortest_path(
    graph: Mapping[Node, Sequence[Node]], start: Node, goal: Node, within: set[Node]
) -> list[tuple[Node, Node]]:
    """Return the edges, at least one, of a shortest path from `start` to `goal` inside `within`.

    Among equally short ones the smallest names win, so that it does not depend on any order. Raises
    ValueError if there is none.
    """
    came_from: dict[Node, Node] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for successor in sorted(set(graph[node]) & within, key=str):
            if successor == goal:
                return _walk_back(came_from, start, node, goal)
            if successor not in came_from:
                came_from[successor] = node
                queue.append(successor)
    raise ValueError(f"no path from {start!r} to {goal!r}")


def _walk_back(
    came_from: Mapping[Node, Node], start: Node, last: Node, goal: Node
) -> list[tuple[Node, Node]]:
    path = [goal]
    node = last
    while node != start:
        path.append(node)
        node = came_from[node]
    path.append(start)
    path.reverse()
    return list(pairwise(path))
