"""Text of a template -> its tree.

    body  = { text | "{{" pipeline "}}" | block | "{{break}}" | "{{continue}}" }
    block = "{{if" pipeline "}}" body { "{{else if" pipeline "}}" body } [ "{{else}}" body ] end
          | "{{with" pipeline "}}" body { "{{else with" pipeline "}}" body } [ "{{else}}" body ] end
          | "{{range" pipeline "}}" body [ "{{else}}" body ] end
    end   = "{{end}}"

Parsing goes on behind a problem, so that one look at a template finds all of them.
"""

from typing import NamedTuple

from orun.templates.lexer import Action, Lexed, Literal, lex
from orun.templates.limits import DEPTH
from orun.templates.pipeline import PipelineParser
from orun.templates.problem import (
    LIMIT,
    MOST_PROBLEMS,
    SYNTAX,
    UNSUPPORTED,
    TemplateFailure,
    TemplateProblem,
)
from orun.templates.scope import Scope, UnknownRoot
from orun.templates.tree import Body, Branch, Constant, Jump, Node, Output, Pipeline, Range, Text


class Parsed(NamedTuple):
    """A template's tree with what else is known before rendering; no tree if there are problems.

    `slots` is the number of variables that live at once, the root included.
    """

    body: Body
    slots: int
    unknown_roots: tuple[UnknownRoot, ...]
    problems: tuple[TemplateProblem, ...]


def parse(text: str) -> Parsed:
    """Return the tree of a template and all problems found in it, in the order of their places."""
    lexed = lex(text)
    parser = _Parser(lexed)
    try:
        body = parser.template()
    except TemplateFailure as failure:
        lexed.problems.append(failure.problem)
        body = ()
    scope = parser.scope
    found = sorted(lexed.problems, key=lambda each: (each.start, each.end, each.message))
    roots = () if found else tuple(scope.unknown_roots)
    return Parsed(() if found else body, scope.slots, roots, tuple(found[:MOST_PROBLEMS]))


class _Parser:
    def __init__(self, lexed: Lexed) -> None:
        self._pieces = lexed.pieces
        self._complete = lexed.complete
        self._index = 0
        self._depth = 0
        self._problems = lexed.problems
        self.scope = Scope()

    def template(self) -> Body:
        """Read everything; report an `end` or `else` that closes nothing."""
        nodes: list[Node] = []
        while True:
            body, stop = self._body()
            nodes += body
            if stop is None:
                return tuple(nodes)
            self._problem(f"there is no block here for {{{{ {_keyword(stop)} }}}}", stop)

    def _body(self) -> tuple[Body, Action | None]:
        """Read up to an `end` or `else`, which is returned, or to the end of the text."""
        nodes: list[Node] = []
        while self._index < len(self._pieces) and len(self._problems) < MOST_PROBLEMS:
            piece = self._pieces[self._index]
            self._index += 1
            if isinstance(piece, Literal):
                nodes.append(Text(piece.text))
            elif _keyword(piece) in {"end", "else"}:
                return tuple(nodes), piece
            else:
                nodes += self._action(piece)
        return tuple(nodes), None

    def _action(self, action: Action) -> Body:
        keyword = _keyword(action)
        if keyword in {"if", "with"}:
            return (self._block(action, keyword),)
        if keyword == "range":
            return (self._range(action),)
        if keyword in {"break", "continue"}:
            return self._jump(action, keyword)
        if keyword in {"define", "template", "block"}:
            return self._unsupported(action, keyword)
        pipeline = self._pipeline(action, 0, "action")
        return (Output(pipeline),) if pipeline is not None else ()

    def _pipeline(self, action: Action, first: int, context: str) -> Pipeline | None:
        """Read the pipeline of an action; None, and a problem, if it is wrong."""
        if action.broken:
            self._declare(action)
            return None
        try:
            return PipelineParser(action, first, self.scope).parse(context)
        except TemplateFailure as failure:
            self._problems.append(failure.problem)
            return None

    def _declare(self, action: Action) -> None:
        """Declare what a broken action would have, so that its uses are no further problems."""
        for token in action.tokens:
            if token.kind == "variable" and self.scope.find(token.text) is None:
                self.scope.declare(token.text)

    def _block(self, action: Action, keyword: str) -> Branch:
        """Read `if` or `with` with all its arms."""
        mark = self.scope.mark
        self._enter(action)
        arms: list[tuple[Pipeline, Body]] = []
        stop: Action | None = action
        first = 1
        while stop is not None:
            condition = self._pipeline(stop, first, keyword) or _NOTHING
            body, stop = self._inner_body(moved=keyword == "with")
            arms.append((condition, body))
            if stop is None or _keyword(stop, 1) != keyword or _keyword(stop) != "else":
                break
            first = 2
        otherwise = self._rest(action, stop)
        self._leave(mark)
        return Branch(tuple(arms), otherwise, keyword == "with")

    def _range(self, action: Action) -> Range:
        mark = self.scope.mark
        self._enter(action)
        pipeline = self._pipeline(action, 1, "range") or _NOTHING
        self.scope.loops += 1
        body, stop = self._inner_body(moved=True)
        self.scope.loops -= 1
        otherwise = self._rest(action, stop)
        self._leave(mark)
        return Range(pipeline, pipeline.slots, body, otherwise)

    def _inner_body(self, *, moved: bool) -> tuple[Body, Action | None]:
        """Read a body with variables of its own; `moved`: the dot in it is not the root."""
        mark = self.scope.mark
        self.scope.moved += moved
        read = self._body()
        self.scope.moved -= moved
        self.scope.leave(mark)
        return read

    def _rest(self, opened: Action, stop: Action | None) -> Body:
        """Read from the `else` or `end` behind the arms to the end of a block."""
        body: Body = ()
        seen_else = False
        while stop is not None and _keyword(stop) == "else":
            if seen_else:
                self._problem("the block has an {{ else }} already", stop)
            elif len(stop.tokens) > 1 and not stop.broken:
                self._problem(_wrong_else(opened), stop)
            seen_else = True
            body, stop = self._body()
        if stop is None:
            if self._complete and len(self._problems) < MOST_PROBLEMS:
                name = _keyword(opened)
                self._problem(f"{{{{ {name} … }}}} is never closed by {{{{ end }}}}", opened)
        elif len(stop.tokens) > 1:
            self._problem("{{ end }} takes no value", stop)
        return body

    def _jump(self, action: Action, keyword: str) -> Body:
        if len(action.tokens) > 1:
            self._problem(f"{{{{ {keyword} }}}} takes no value", action)
        elif not self.scope.loops:
            self._problem(f"{{{{ {keyword} }}}} stands outside of a range", action)
        return (Jump(again=keyword == "continue"),)

    def _unsupported(self, action: Action, keyword: str) -> Body:
        """Report `define`, `block` and `template`, and read what the first two enclose."""
        self._problem(
            f"`{keyword}` is not supported: a template is one text",
            action,
            "write the text where it is used",
            code=UNSUPPORTED,
        )
        if keyword != "template":
            mark = self.scope.mark
            self._enter(action)
            _, stop = self._inner_body(moved=True)
            self._rest(action, stop)
            self._leave(mark)
        return ()

    def _enter(self, action: Action) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise TemplateFailure(
                TemplateProblem(LIMIT, f"more than {DEPTH} nested blocks", action.start, action.end)
            )

    def _leave(self, mark: int) -> None:
        self._depth -= 1
        self.scope.leave(mark)

    def _problem(
        self,
        message: str,
        action: Action,
        help: str | None = None,  # noqa: A002 - the field's name everywhere
        *,
        code: str = SYNTAX,
    ) -> None:
        self._problems.append(TemplateProblem(code, message, action.start, action.end, help))


_NOTHING = Pipeline(Constant(None, 0, 0), (), (), 0, 0)
"""Stands where a pipeline could not be read, in a tree that is thrown away."""


def _keyword(action: Action, index: int = 0) -> str:
    """Return the word at a place of an action, or nothing."""
    if index >= len(action.tokens) or action.tokens[index].kind != "word":
        return ""
    return action.tokens[index].text


def _wrong_else(opened: Action) -> str:
    keyword = _keyword(opened)
    if keyword == "range":
        return "the {{ else }} of a range takes no value"
    return f"behind {{{{ {keyword} … }}}} only {{{{ else {keyword} … }}}} takes a value"
