"""Damage to the structure of a document: keys and values that are legal YAML, and wrong."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import seeds
import yaml

if TYPE_CHECKING:
    from random import Random

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1.5, 1e300, "", " ", "*", "**", "prod-*", "!x", "-", ".",
    "..", "../..", "/etc/passwd", "a/b", "a:b", "::error::x", "::set-output name=a::b", "`id`",
    "$(id)", "x\ny", "\x1b[31mred", "\u202eright-to-left", "\ud800", "\U0001f600", "e\u0301",
    "x" * 3000, "{{ .environment }}", "{{", "{{ .x }}", "${{ x }}", "secret://a/b", "ORUN_X", [],
    {}, [[]], [None], {"": ""}, {"a": {"b": {"c": []}}}, ["a", "a"], [1, "a", None, {}], "same",
    {"name": "x"}, "main", "dev", "production", "^(a+)+$", "a" * 50 + "!", "~", "on", "017",
)  # fmt: skip


def damage_document(random: Random, text: str) -> str:
    """Return a YAML document with some nodes changed, as YAML in flow style."""
    document = deepcopy(_loaded(text))
    for _ in range(1 + int(random.random() ** 2 * 4)):
        _edit(random, document)
    # JSON is YAML; what JSON cannot say stands in the corpus of the YAML fuzzer.
    return json.dumps(document, indent=1, ensure_ascii=False)


@lru_cache(maxsize=1000)
def is_document(text: str) -> bool:
    """Tell whether a text can be read at all: some golden cases are there because theirs cannot."""
    try:
        return isinstance(_loaded(text), dict | list)
    except yaml.YAMLError:
        return False


@lru_cache(maxsize=1000)
def _loaded(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - makes nothing but plain data


@lru_cache(maxsize=1)
def _others() -> list[Any]:
    """Return all values of all documents, to be put where they do not belong."""
    found: dict[str, Any] = {}
    for text in seeds.documents():
        if is_document(text):
            for holder, key in _places(_loaded(text)):
                found.setdefault(json.dumps(holder[key]), holder[key])
    return list(found.values())


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place of a document: the list or map, and the index or key in it."""
    places: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        holder = stack.pop()
        keys = range(len(holder)) if isinstance(holder, list) else list(holder)
        for key in keys:
            places.append((holder, key))
            if isinstance(holder[key], dict | list):
                stack.append(holder[key])
    return places


def _edit(random: Random, document: Any) -> None:
    places = _places(document) if isinstance(document, dict | list) else []
    if not places:
        return
    holder, key = random.choice(places)
    chance = random.random()
    if chance < 0.3:
        holder[key] = deepcopy(random.choice(HOSTILE))
    elif chance < 0.5:
        holder[key] = deepcopy(random.choice(_others()))
    elif chance < 0.6:
        del holder[key]
    elif chance < 0.75 and isinstance(holder, dict):
        holder[_other_key(random, key)] = holder.pop(key)
    elif chance < 0.85 and isinstance(holder, list):
        holder.insert(0, deepcopy(holder[key]))
    elif chance < 0.95:
        other, at = random.choice(places)
        holder[key] = deepcopy(other[at])
    else:
        _crowd(random, holder, key)


def _other_key(random: Random, key: str) -> str:
    chance = random.random()
    if chance < 0.5:
        at = int(random.random() * (len(key) + 1))
        return key[:at] + random.choice("xX-_. \n\0\u202e") + key[at:]
    keys = [each for each in HOSTILE if isinstance(each, str)]
    return random.choice(keys)


def _crowd(random: Random, holder: Any, key: Any) -> None:
    """Put many values where there was one."""
    number = int(random.random() ** 4 * 300)
    if isinstance(holder, list):
        holder += [deepcopy(holder[key]) for _ in range(number)]
    else:
        for each in range(number):
            holder[f"{key}{each}"] = deepcopy(holder[key])
