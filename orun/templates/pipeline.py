"""Tokens of an action -> the pipeline they spell.

pipeline = [ declared ( ":=" | "=" ) ] command { "|" command }
declared = variable | variable "," variable           (two only in `range`)
command  = operand { space operand }
operand  = term { "." key }
term     = literal | "." | "." key | variable | function | "(" pipeline ")"
"""

from typing import NamedTuple

from orun.diagnostics import nearest
from orun.templates.calls import check_count, check_function, failure_at
from orun.templates.constant import CONSTANTS, read_constant
from orun.templates.lexer import Action, Token
from orun.templates.limits import PARENTHESES
from orun.templates.problem import (
    LIMIT,
    SYNTAX,
    VARIABLE,
    TemplateFailure,
    TemplateProblem,
    clip,
)
from orun.templates.scope import Scope
from orun.templates.tree import Call, Chain, Constant, Dot, Operand, Pipeline, Variable

_LONGEST_WORD = 100


class _Declared(NamedTuple):
    names: tuple[Token, ...]
    new: bool


class PipelineParser:
    """Reads the pipeline of one action, from the token at `first` on."""

    def __init__(self, action: Action, first: int, scope: Scope) -> None:
        self._tokens = action.tokens
        self._index = first
        self._action = action
        self._scope = scope
        self._depth = 0

    def parse(self, context: str) -> Pipeline:
        """Return the whole pipeline; raise `TemplateFailure`. Its variables are declared even so.

        `context` names what it is for: `if`, `range`, `with` or `action`.
        """
        declared = self._declared(context)
        start = self._place()[0]
        try:
            first, rest = self._commands()
            if self._peek() is not None:
                raise self._unexpected()
        finally:
            slots = self._slots(declared)
        return Pipeline(first, rest, slots, start, self._tokens[-1].end)

    def _declared(self, context: str) -> _Declared:
        most = 2 if context == "range" else 1
        names: list[Token] = []
        for count in range(most):
            at = self._index + 2 * count
            name, mark = self._at(at), self._at(at + 1)
            if name is None or name.kind != "variable" or mark is None:
                break
            names.append(name)
            if mark.kind in {":=", "="}:
                self._index = at + 2
                return _Declared(tuple(names), mark.kind == ":=")
            if mark.kind != ",":
                break
        return _Declared((), new=True)

    def _slots(self, declared: _Declared) -> tuple[int, ...]:
        return tuple([self._slot(name, new=declared.new) for name in declared.names])

    def _slot(self, name: Token, *, new: bool) -> int:
        if name.text == "$":
            raise failure_at(SYNTAX, "`$` is the root and cannot be set", name)
        return self._scope.declare(name.text) if new else self._variable(name)

    def _variable(self, name: Token) -> int:
        slot = self._scope.find(name.text)
        if slot is not None:
            return slot
        near = nearest(name.text, self._scope.names) if len(name.text) < _LONGEST_WORD else None
        help_text = (
            f"did you mean {near}?"
            if near
            else f"declare it before: {{{{ {clip(name.text)} := … }}}}"
        )
        raise failure_at(
            VARIABLE, f"there is no variable `{clip(name.text)}` here", name, help_text
        )

    def _commands(self) -> tuple[Operand, tuple[Call, ...]]:
        """Read `command { "|" command }`; a closing parenthesis or the end follows."""
        first = self._command(piped=False)
        rest: list[Call] = []
        while self._peek_kind() == "|":
            self._index += 1
            call = self._command(piped=True)
            if not isinstance(call, Call):
                raise TemplateFailure(
                    TemplateProblem(
                        SYNTAX, "only a function can take a piped value", call.start, call.end
                    )
                )
            rest.append(call)
        if isinstance(first, Constant) and first.value is None:
            raise TemplateFailure(
                TemplateProblem(SYNTAX, "nil alone is no value", first.start, first.end)
            )
        return first, tuple(rest)

    def _command(self, *, piped: bool) -> Operand:
        token = self._peek()
        if token is None or token.kind in {"|", ")"}:
            raise self._failure_here("a value or function is missing here")
        if token.kind == "word" and token.text not in CONSTANTS:
            return self._call(token, piped=piped)
        value = self._operand()
        following = self._peek()
        if following is not None and following.kind not in {"|", ")"}:
            if not following.spaced or following.kind in {",", ":=", "="}:
                raise self._unexpected()
            raise failure_at(SYNTAX, "only a function takes arguments", token, _HELP_CALL)
        return value

    def _call(self, name: Token, *, piped: bool) -> Call:
        check_function(name)
        self._index += 1
        arguments: list[Operand] = []
        while (token := self._peek()) is not None and token.kind not in {"|", ")"}:
            if not token.spaced or token.kind in {",", ":=", "="}:
                raise self._unexpected()
            arguments.append(self._operand())
        end = self._tokens[self._index - 1].end
        check_count(name, end, len(arguments) + piped)
        return Call(name.text, tuple(arguments), name.start, end)

    def _operand(self) -> Operand:
        token = self._tokens[self._index]
        self._index += 1
        if token.kind == "(":
            return self._parenthesised(token)
        if token.kind in {"field", "dot"}:
            return self._dot(token)
        if token.kind == "variable":
            return self._variable_path(token)
        if token.kind == "word" and token.text not in CONSTANTS:
            check_function(token)
            check_count(token, token.end, 0)
            return Call(token.text, (), token.start, token.end)
        constant = read_constant(token)
        if constant is None:
            self._index -= 1
            raise self._unexpected()
        return constant

    def _dot(self, token: Token) -> Dot:
        keys = self._keys((token.text[1:],)) if token.kind == "field" else ()
        if not self._scope.moved:
            self._scope.read_root(keys, token.start)
        return Dot(keys, token.start, self._tokens[self._index - 1].end)

    def _variable_path(self, token: Token) -> Variable:
        slot = self._variable(token)
        keys = self._keys(())
        if slot == 0:
            self._scope.read_root(keys, token.end)
        return Variable(slot, token.text, keys, token.start, self._tokens[self._index - 1].end)

    def _parenthesised(self, opened: Token) -> Operand:
        self._depth += 1
        if self._depth > PARENTHESES:
            raise failure_at(LIMIT, f"more than {PARENTHESES} nested parentheses", opened)
        first, rest = self._commands()
        closing = self._peek()
        if closing is None:
            raise failure_at(SYNTAX, "the parenthesis is never closed", opened)
        self._index += 1
        self._depth -= 1
        pipeline = Pipeline(first, rest, (), opened.start, closing.end)
        keys = self._keys(())
        if not keys:
            return pipeline
        return Chain(pipeline, keys, opened.start, self._tokens[self._index - 1].end)

    def _keys(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Read the keys that follow without a space."""
        found = list(keys)
        while (token := self._peek()) is not None and token.kind == "field" and not token.spaced:
            found.append(token.text[1:])
            self._index += 1
        return tuple(found)

    def _at(self, index: int) -> Token | None:
        return self._tokens[index] if index < len(self._tokens) else None

    def _peek(self) -> Token | None:
        return self._at(self._index)

    def _peek_kind(self) -> str:
        token = self._peek()
        return "" if token is None else token.kind

    def _place(self) -> tuple[int, int]:
        """Return start and end of the next token, or of the whole action behind the last."""
        token = self._peek()
        return (self._action.start, self._action.end) if token is None else (token.start, token.end)

    def _failure_here(self, message: str) -> TemplateFailure:
        return TemplateFailure(TemplateProblem(SYNTAX, message, *self._place()))

    def _unexpected(self) -> TemplateFailure:
        token = self._tokens[self._index]
        help_text = None
        if token.kind == ")":
            help_text = "there is no parenthesis to close"
        elif not token.spaced:
            help_text = "put a space between two values"
        return failure_at(SYNTAX, f"unexpected {clip(token.text)}", token, help_text)


_HELP_CALL = "a function comes first: {{ printf FORMAT VALUE }}"
