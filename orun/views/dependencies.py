"""`--view dependencies`: which component waits for which, and which edges were pruned and why."""

from collections.abc import Iterable, Iterator, Sequence

from orun.plan import Plan, PrunedEdge
from orun.plan.text import visible
from orun.views.barriers import Vias, is_barrier
from orun.views.graph import SUCCESS, Edge, Graph
from orun.views.labels import ADVISED
from orun.views.needs import Need, Needs, need_tree, needs
from orun.views.style import GAP, WIDTH, Piece, Tone, columns, padded, wrapped
from orun.views.summary import heading, nothing

_WIDEST_NAME = 56
_MOST = 8


def dependencies(plan: Plan, *, colour: bool = False, vias: Vias | None = None) -> str:
    """Draw the dependencies between components, over all environments.

    Below a component stand those it waits for, with the environments where it does; each is drawn
    out once. Promotions are no part of it. Then come the components without dependencies and the
    pruned edges with their reasons. `vias` is as in `dag`.
    """
    pruned = plan.metadata.selection.pruned_edges
    if not plan.jobs:
        lines = [nothing(plan, colour=colour).rstrip("\n"), *_pruned(pruned, colour=colour)]
    else:
        graph = Graph(plan, vias)
        lines = [*heading(plan, colour=colour), *_body(graph, colour=colour)]
        lines += _pruned(pruned, colour=colour)
    return "".join(f"{line}\n" for line in lines)


def _body(graph: Graph, *, colour: bool) -> Iterator[str]:
    found = needs(graph)
    trees = list(need_tree(found))
    lines = [line for tree in trees for line in tree]
    widths = [columns(line.branch) + columns(_name(line)) for line in lines]
    width = min(max(widths, default=0), _WIDEST_NAME) + GAP
    order = {name: place for place, name in enumerate(graph.environments())}
    for tree in trees:
        yield ""
        for line in tree:
            yield from _rows(line, width, order, colour=colour)
    yield from _alone(graph, found, colour=colour)
    if any(edge.advisory for line in lines for edge in line.edges):
        yield ""
        legend = f"{ADVISED} advisory: comes after it, whatever becomes of it"
        yield Piece(legend, Tone.QUIET).show(colour=colour)


def _rows(line: Need, width: int, order: dict[str, int], *, colour: bool) -> Iterator[str]:
    room = max(WIDTH - width, _WIDEST_NAME // 2)
    where = list(_where(line.edges, order))
    first, *rest = wrapped(where, room, colour=colour, gap=" ") or [""]
    branch = Piece(line.branch, Tone.QUIET).show(colour=colour)
    tone = Tone.QUIET if line.seen else Tone.PLAIN if line.branch else Tone.TITLE
    name = padded(Piece(_name(line), tone), width - columns(line.branch), colour=colour)
    yield f"{branch}{name}{first}".rstrip()
    trunk = padded(Piece(line.trunk, Tone.QUIET), width, colour=colour)
    yield from (trunk + more for more in rest)


def _name(line: Need) -> str:
    return visible(line.component) + (f" (see {line.seen})" if line.seen else "")


def _where(edges: Iterable[Edge], order: dict[str, int]) -> Iterator[Piece]:
    """Yield the environments in which edges hold: plain ones, conditional ones, advisory ones."""
    groups: dict[tuple[bool, str], set[tuple[int, str]]] = {}
    for edge in edges:
        here, there = edge.job.environment, edge.on.environment
        name = here if edge.is_local else f"{here} → {there}"
        groups.setdefault((edge.advisory, edge.condition), set()).add((order[here], name))
    for (advisory, condition), places in sorted(groups.items(), key=_plain_first):
        sign = f"{ADVISED} " if advisory else ""
        suffix = "" if condition == SUCCESS else f" [{condition}]"
        tone = Tone.CONDITION if suffix else Tone.QUIET if advisory else Tone.ENVIRONMENT
        names = [name for _, name in sorted(places)]
        more = [f"… and {len(names) - _MOST} more"] if len(names) > _MOST else []
        *shown, last = names[:_MOST] + more
        yield from (Piece(visible(f"{sign}{name}{suffix},"), tone) for name in shown)
        yield Piece(visible(f"{sign}{last}{suffix}"), tone)


def _plain_first(group: tuple[tuple[bool, str], object]) -> tuple[bool, bool, str]:
    (advisory, condition), _ = group
    return advisory, condition != SUCCESS, condition


def _alone(graph: Graph, found: Needs, *, colour: bool) -> Iterator[str]:
    """Yield the components that wait for no other and that no other waits for."""
    joined = {*found, *(target for targets in found.values() for target in targets)}
    named = {job.component for job in graph.plan.jobs if not is_barrier(job)}
    alone = sorted(named - joined)
    if alone:
        yield ""
        title = "without dependencies" if joined else "no component waits for another"
        yield Piece(title, Tone.QUIET).show(colour=colour)
        pieces = [Piece(visible(name)) for name in alone]
        yield from (f"  {line}" for line in wrapped(pieces, WIDTH - 2, colour=colour))


def _pruned(pruned: Sequence[PrunedEdge], *, colour: bool) -> Iterator[str]:
    """Yield a table of the edges that were declared and are not in the plan."""
    if not pruned:
        return
    yield ""
    yield Piece("pruned: declared, but not in this plan", Tone.QUIET).show(colour=colour)
    edges = [(visible(f"{edge.from_} → {edge.to}"), edge) for edge in pruned]
    width = min(max(columns(name) for name, _ in edges), _WIDEST_NAME) + GAP
    for name, edge in edges:
        kind = " (promotion)" if edge.kind == "promotion" else ""
        reason = Piece(visible(edge.reason) + kind, Tone.CONDITION).show(colour=colour)
        yield f"  {padded(Piece(name), width, colour=colour)}{reason}"
