"""The declared relations and attributes of all files, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from orun.diagnostics import Diagnostics, Note, Span, did_you_mean
from orun.language import tree
from orun.language.program import FUNCTIONS, Attribute, Column, Relation, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEFAULT_SIZE = 1000
"""Typical number of facts of a relation that does not say."""

_TYPES = ("text", "number", "flag", "map")
_LITERALS = frozenset({"true", "false", "none"})
_RESERVED = frozenset({"not", "proposed"})
"""Words that a condition starts with, so no relation can be called so."""


class Vocabulary(Struct):
    """What rules may speak of. `broken` are names whose declaration is wrong: no further errors."""

    relations: dict[str, Relation] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def forget(self, name: str) -> None:
        """Make a name broken that has been declared."""
        self.relations.pop(name, None)
        self.attributes.pop(name, None)
        self.broken.add(name)


def collect(
    declarations: Iterable[tuple[tree.Declaration, bool]], diagnostics: Diagnostics
) -> Vocabulary:
    """Return the vocabulary of declarations, each with whether it is a user's.

    Reports wrong types and names that are taken; of such a name nobody can tell which is meant.
    """
    vocabulary = Vocabulary()
    taken: dict[str, tuple[Span, bool]] = {}
    for each, user in declarations:
        if isinstance(each, (tree.RelationDeclaration, tree.AttributeDeclaration)):
            if not _claim(each.name, taken, diagnostics, user=user):
                vocabulary.forget(each.name.text)
                continue
            if isinstance(each, tree.RelationDeclaration):
                _relation(each, vocabulary, diagnostics)
            else:
                _attribute(each, vocabulary, diagnostics)
    return vocabulary


def check_unique(names: Iterable[tree.Name], what: str, diagnostics: Diagnostics) -> None:
    """Report each name that stands there a second time, with both places."""
    first: dict[str, Span] = {}
    for name in names:
        if name.text in first:
            diagnostics.error(
                "duplicate-name",
                f"{what} `{name.text}` is declared twice",
                name.span,
                notes=(Note("first declared here", first[name.text]),),
            )
        first.setdefault(name.text, name.span)


def check_rule_names(rules: Iterable[tuple[tree.Name, bool]], diagnostics: Diagnostics) -> None:
    """Report each rule that is called like one before it; with each goes whether it is a user's."""
    first: dict[str, tuple[Span, bool]] = {}
    for name, user in rules:
        if name.text not in first:
            first[name.text] = name.span, user
            continue
        span, of_user = first[name.text]
        if user and not of_user:
            diagnostics.error(
                "duplicate-name",
                f"`{name.text}` is the name of a rule that orun brings along",
                name.span,
                notes=(Note("the built-in rule", span),),
                help="choose another name: a built-in rule cannot be replaced, but what follows "
                "from it can be dropped, or set otherwise",
            )
        else:
            check_unique((tree.Name(name.text, span), name), "rule", diagnostics)


def _claim(
    name: tree.Name, taken: dict[str, tuple[Span, bool]], diagnostics: Diagnostics, *, user: bool
) -> bool:
    if name.text in FUNCTIONS or name.text in _RESERVED:
        kind = "a function" if name.text in FUNCTIONS else "a word of the language"
        diagnostics.error("reserved-name", f"`{name.text}` is the name of {kind}", name.span)
    if name.text in taken:
        span, of_user = taken[name.text]
        built_in = user and not of_user
        diagnostics.error(
            "duplicate-name",
            f"`{name.text}` is declared by orun already"
            if built_in
            else f"`{name.text}` is declared twice",
            name.span,
            notes=(Note("built in" if built_in else "first declared here", span),),
            help="relations and attributes share their names; choose another one",
        )
        return False
    taken[name.text] = name.span, user
    return True


def _relation(
    each: tree.RelationDeclaration, vocabulary: Vocabulary, diagnostics: Diagnostics
) -> None:
    columns = _columns(each.name, each.columns, vocabulary, diagnostics)
    size = DEFAULT_SIZE if each.size is None else each.size
    if size < 1:
        diagnostics.error(
            "wrong-size",
            f"the size of `{each.name.text}` must be at least 1",
            each.span,
            help="it is the typical number of facts; the order of joins depends on it",
        )
    relation = Relation(each.name.text, columns, max(size, 1), each.doc, each.name.span)
    vocabulary.relations[relation.name] = relation


def _attribute(
    each: tree.AttributeDeclaration, vocabulary: Vocabulary, diagnostics: Diagnostics
) -> None:
    keys = _columns(each.name, each.keys, vocabulary, diagnostics)
    kind = _type(each.type, each.name, vocabulary, diagnostics)
    check_unique(each.layers, f"in `{each.name.text}`, layer", diagnostics)
    for declared, key in zip(each.keys, keys, strict=True):
        if key.type.name == "map":
            diagnostics.error(
                "map-value", "a map cannot be the key of an attribute", declared.type.span
            )
    if each.merge and each.name.text not in vocabulary.broken:
        _check_merge(each, kind, diagnostics)
    vocabulary.attributes[each.name.text] = Attribute(
        name=each.name.text,
        keys=keys,
        type=kind,
        merge=each.merge,
        layers=tuple(layer.text for layer in each.layers),
        doc=each.doc,
        span=each.name.span,
    )


def _check_merge(each: tree.AttributeDeclaration, kind: Type, diagnostics: Diagnostics) -> None:
    """Report what cannot be decided key by key: what is no map, and what may be none."""
    if kind.name != "map":
        diagnostics.error(
            "wrong-type", "only an attribute of type `map` can `merge`", each.type.span
        )
    elif kind.optional:
        diagnostics.error(
            "optional-merge",
            f"`{each.name.text}` is merged key by key, and `none` has no keys to merge",
            each.type.span,
            help="write `map` without `?`; a key that no rule sets is not in it",
        )


def _columns(
    owner: tree.Name,
    columns: Sequence[tree.ColumnDeclaration],
    vocabulary: Vocabulary,
    diagnostics: Diagnostics,
) -> tuple[Column, ...]:
    check_unique((each.name for each in columns), f"in `{owner.text}`, column", diagnostics)
    return tuple(
        Column(each.name.text, _type(each.type, owner, vocabulary, diagnostics), each.name.span)
        for each in columns
    )


def _type(
    written: tree.TypeExpression,
    owner: tree.Name,
    vocabulary: Vocabulary,
    diagnostics: Diagnostics,
) -> Type:
    words = tuple(word.text for word in written.words)
    if len(words) > 1:
        _check_words(written, diagnostics)
        return Type("enum", words, written.optional)
    for name in _TYPES:
        if words[0] == name:
            return Type(name, (), written.optional)  # type: ignore[arg-type]  # one of _TYPES
    vocabulary.broken.add(owner.text)
    diagnostics.error(
        "unknown-type",
        f"there is no type `{words[0]}`",
        written.span,
        help=did_you_mean(words[0], _TYPES)
        or f"a type is {', '.join(_TYPES)}, or words with `|` between them",
    )
    return Type("text", (), written.optional)


def _check_words(written: tree.TypeExpression, diagnostics: Diagnostics) -> None:
    check_unique(written.words, "the word", diagnostics)
    for word in written.words:
        if word.text in _LITERALS:
            diagnostics.error(
                "reserved-name",
                f"`{word.text}` is a value of its own and no word of an enumeration",
                word.span,
                help="an optional column is marked with `?`" if word.text == "none" else None,
            )
