"""From the events of a YAML parser to nodes, with every limit checked on the way.

The events come one at a time and the tree is built top down, so that a document which asks for
too much is refused where it does. The functions that build call each other as deep as the
document is nested, which the limit on depth bounds.
"""

from collections.abc import Callable
from typing import NamedTuple

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from orun.diagnostics import Diagnostics, Note, Source
from orun.sources.events import Event, EventParser, depth_refused
from orun.sources.limits import MAX_ALIASED, MAX_DEPTH, MAX_NODES
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence
from orun.sources.problems import CORE, Problems
from orun.sources.scalars import NUMERIC, SPECIAL, Refused, Value, resolve, resolve_as
from orun.sources.syntax import report_syntax_error

_SCALAR_TAGS = {CORE + kind: kind for kind in ("str", "null", "bool", "int", "float")}


class _Anchored(NamedTuple):
    """A node with an anchor, and what an alias of it adds to the document."""

    node: AnyNode | None  # None as long as the node is being built.
    nodes: int = 0
    depth: int = 0


class _RefusedDocumentError(Exception):
    """The document exceeds a limit, which has been reported."""


def build(
    source: Source,
    diagnostics: Diagnostics,
    parser: Callable[[str], Event] = EventParser,
    most: int = MAX_NODES,
) -> AnyNode | None:
    """Build the tree of the one document in `source`, as `read_yaml` says, of so many values."""
    return _build(source, source.text, diagnostics, parser, most)


def _build(
    source: Source, text: str, diagnostics: Diagnostics, parser: Callable[[str], Event], most: int
) -> AnyNode | None:
    """Build the tree of `text`, which is `source` or its beginning."""
    try:
        builder = _Builder(source, diagnostics, parser(text), most)
    except (YAMLError, UnicodeEncodeError) as error:
        report_syntax_error(error, source, diagnostics)
        return None
    try:
        return builder.document()
    except (YAMLError, UnicodeEncodeError) as error:
        refused = depth_refused(error)
        if refused is None:
            report_syntax_error(error, source, diagnostics)
            return None
    except _RefusedDocumentError:
        return None
    finally:
        builder.problems.tell_rest()
    # What stands before it is nested too deep already, and is refused where it begins to be.
    return _build(source, text[:refused], diagnostics, parser, most)


class _Builder:
    """The state of building one document."""

    def __init__(self, source: Source, diagnostics: Diagnostics, parser: Event, most: int) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.problems = Problems(source, diagnostics)
        self.next_event: Callable[[], Event] = parser.get_event
        self.anchors: dict[str, _Anchored] = {}
        self.nodes = 0
        self.most = most
        self.aliased = 0
        self.deepest = 0

    def document(self) -> AnyNode | None:
        self.next_event()  # The stream starts.
        opening = self.next_event()
        if opening.__class__ is StreamEndEvent:
            self.problems.empty_document()
            return None
        node = self.node(self.next_event(), 0)
        self.next_event()  # The document ends.
        further = self.next_event()
        if further.__class__ is not StreamEndEvent:
            self.problems.several_documents(further)
        elif isinstance(node, Scalar) and node.start == node.end:
            self.problems.empty_document()
            return None
        return node

    def node(self, event: Event, depth: int) -> AnyNode:
        """Build what `event` begins, inside of `depth` lists and maps."""
        if event.__class__ is ScalarEvent:
            return self.scalar(event)
        if _is_alias(event):
            return self.alias(event, depth)
        self.begin(event, depth + 1)
        if event.anchor is not None:
            return self.anchored(event, depth + 1)
        return self.collection(event, depth + 1)

    def begin(self, event: Event, depth: int) -> None:
        """Count a list or a map, and look at its tag."""
        self.nodes += _cost(event)
        if self.nodes > self.most:
            self.too_many(event)
        if depth > MAX_DEPTH:
            message = f"lists and maps are nested deeper than {MAX_DEPTH} levels"
            self.refuse("nesting-depth", message, event)
        self.deepest = max(self.deepest, depth)
        kind = "map" if event.__class__ is MappingStartEvent else "seq"
        if event.tag not in (None, "!", CORE + kind):
            self.problems.foreign_tag(event)

    def anchored(self, event: Event, depth: int) -> AnyNode:
        """Build a list or a map, and keep it and its size for aliases."""
        self.nodes += 2
        building = self.anchors[event.anchor] = _Anchored(None)
        nodes_before = self.nodes + self.aliased - _cost(event)
        deepest, self.deepest = self.deepest, depth
        node = self.collection(event, depth)
        # Of two anchors with one name the one that begins later counts, be it inside of this.
        if self.anchors[event.anchor] is building:
            size = self.nodes + self.aliased - nodes_before
            self.anchors[event.anchor] = _Anchored(node, size, self.deepest - depth + 1)
        self.deepest = max(deepest, self.deepest)
        return node

    def collection(self, event: Event, depth: int) -> AnyNode:
        if event.__class__ is MappingStartEvent:
            return self.mapping(event, depth)
        return self.sequence(event, depth)

    def sequence(self, opening: Event, depth: int) -> Sequence:
        next_event, scalar = self.next_event, self.scalar
        items: list[AnyNode] = []
        last = opening
        while (event := next_event()).__class__ is not SequenceEndEvent:
            is_scalar = event.__class__ is ScalarEvent
            items.append(scalar(event) if is_scalar else self.node(event, depth))
            last = event
        end = _end(event, last, items[-1] if items else None)
        return Sequence(self.source, opening.start_mark.index, end, items)

    def mapping(self, opening: Event, depth: int) -> Mapping:
        next_event, scalar = self.next_event, self.scalar
        entries: dict[str, AnyNode] = {}
        keys: dict[str, Scalar] = {}
        merge: tuple[Scalar, AnyNode] | None = None
        second: Event = opening
        value: AnyNode | None = None
        while (first := next_event()).__class__ is not MappingEndEvent:
            key = self.key(first, depth)
            second = next_event()
            is_scalar = second.__class__ is ScalarEvent
            value = scalar(second) if is_scalar else self.node(second, depth)
            if key is None:
                continue
            text = key.text
            if text == "<<" and _is_plain(first):
                if merge is None:
                    merge = key, value
                else:
                    self.duplicate(key, merge[0])
            elif text in keys:
                self.duplicate(key, keys[text])
            else:
                entries[text] = value
                keys[text] = key
        if merge is not None:
            self.merge(merge[1], entries, keys)
        end = _end(first, second, value)
        return Mapping(self.source, opening.start_mark.index, end, entries, keys)

    def duplicate(self, key: Scalar, first: Scalar) -> None:
        self.nodes += 1
        self.problems.duplicate_key(key, first)

    def key(self, event: Event, depth: int) -> Scalar | None:
        """Return a key, or None, with an error reported, if it is a list or a map."""
        kind = event.__class__
        if kind is ScalarEvent and event.tag is None and event.anchor is None:
            self.nodes += 1  # The value that follows is counted with the check.
            text = event.value
            return Scalar(self.source, event.start_mark.index, event.end_mark.index, text, text)
        node = self.node(event, depth)
        if not isinstance(node, Scalar):
            self.problems.complex_key(event, node)
            return None
        if not _is_alias(event):
            return Scalar(self.source, node.start, node.end, node.text, node.text)
        _, start, end = self.problems.span(event)
        return Scalar(self.source, start, end, node.text, node.text)

    def merge(self, value: AnyNode, entries: dict[str, AnyNode], keys: dict[str, Scalar]) -> None:
        """Add what `<<` brings: own keys win over merged ones, earlier maps over later ones."""
        for each in value.items if isinstance(value, Sequence) else [value]:
            if not isinstance(each, Mapping):
                self.problems.merge_key(each)
                continue
            for text, node in each.entries.items():
                if text not in keys:
                    entries[text] = node
                    keys[text] = each.keys[text]

    def scalar(self, event: Event) -> Scalar:
        if event.tag is not None or event.anchor is not None:
            return self.decorated(event)
        text: str = event.value
        value: Value | Refused = text
        if event.implicit[0]:
            if text[:1] in SPECIAL:
                value = resolve(text)
                if value is not text or text[0] in NUMERIC:
                    self.nodes += 1  # It had to be looked at closely.
        elif "\0" in text:
            value = self.held(text, event.start_mark.index, event.end_mark.index)
        self.nodes += 1
        if self.nodes > self.most:
            self.too_many(event)
        return Scalar(self.source, event.start_mark.index, event.end_mark.index, text, value)

    def decorated(self, event: Event) -> Scalar:
        """Build a scalar with an anchor or a tag, which are no part of its place."""
        self.nodes += 3  # Its place has to be looked for.
        if self.nodes > self.most:
            self.too_many(event)
        text, tag = event.value, event.tag
        start, end = self.problems.behind_properties(event), event.end_mark.index
        value: Value | Refused = resolve(text) if _is_plain(event) else text
        if tag in _SCALAR_TAGS:
            value = self.held(resolve_as(text, _SCALAR_TAGS[tag]), start, end)
        elif not _is_plain(event):
            if tag not in (None, "!"):
                self.problems.foreign_tag(event)
            value = self.held(text, start, end)
        node = Scalar(self.source, start, end, text, value)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(node, nodes=1)
        return node

    def held(self, value: Value | Refused, start: int, end: int) -> Value:
        """Return a value that a plan can hold; what it cannot becomes null, with an error."""
        if isinstance(value, Refused):
            self.problems.refused_scalar(value, start, end)
            return None
        if isinstance(value, str) and "\0" in value:
            self.problems.escaped_nul(start, end)
            return None
        return value

    def alias(self, event: Event, depth: int) -> AnyNode:
        self.nodes += 1
        if self.nodes > self.most:
            self.too_many(event)
        name = event.anchor
        anchored = self.anchors.get(name)
        if anchored is None or anchored.node is None:
            if anchored is None:
                self.problems.unknown_anchor(event, self.anchors)
            else:
                self.problems.recursive_alias(event)
            return Scalar(self.source, event.start_mark.index, event.end_mark.index, "", None)
        self.aliased += anchored.nodes
        if self.nodes + self.aliased > MAX_ALIASED:
            message = f'with the alias "*{name}" the document has more than {MAX_ALIASED:,} values'
            self.refuse("alias-bomb", message, event, _anchor_note(anchored.node))
        depth += anchored.depth
        if depth > MAX_DEPTH:
            message = f'the alias "*{name}" nests lists and maps deeper than {MAX_DEPTH} levels'
            self.refuse("nesting-depth", message, event, _anchor_note(anchored.node))
        self.deepest = max(self.deepest, depth)
        return anchored.node

    def too_many(self, event: Event) -> None:
        self.refuse("too-many-values", f"the document has more than {self.most:,} values", event)

    def refuse(self, code: str, message: str, event: Event, notes: tuple[Note, ...] = ()) -> None:
        self.diagnostics.error(code, message, self.problems.span(event), notes=notes)
        raise _RefusedDocumentError


def _anchor_note(node: AnyNode) -> tuple[Note, ...]:
    return (Note("the anchor is here", node.span),)


def _cost(event: Event) -> int:
    """Return as how many scalars a list or a map counts: it takes as long."""
    return 3 if event.__class__ is MappingStartEvent else 2


def _is_alias(event: Event) -> bool:
    return event.__class__ is AliasEvent


def _is_plain(event: Event) -> bool:
    """Tell whether this is a scalar without quotes and without a tag."""
    return event.__class__ is ScalarEvent and event.tag is None and event.implicit[0]


def _end(closing: Event, last: Event, value: AnyNode | None) -> int:
    """Return the end of a list or map: its bracket, or in block style that of its last item.

    `last` is the event that began the item, `value` what came of it. An alias ends where its event
    does, since its node stands elsewhere.
    """
    bracket: int = closing.end_mark.index
    if bracket > closing.start_mark.index:
        return bracket
    if value is not None and not _is_alias(last):
        return value.end
    return int(last.end_mark.index)
