"""Circumstances that must not change a byte of an output, and compiling under many of them.

A process has one hash seed, one locale to start with and one order of the built-in rules, and
compiles under some two dozen combinations of all else. As a script, `variants.py NUMBER DIRECTORY`
prints the distinct outputs of process `NUMBER` with the variants that gave them, as JSON.
"""

from __future__ import annotations

import gc
import json
import locale
import os
import re
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from once import parsing_once
from workspaces import RULES, SHOP, WRONG, compile_in, files, write

from orun.compiler import changes, matrix
from orun.compiler import compile as stages
from orun.compiler import rules as loading
from orun.compiler.compile import Task
from orun.compiler.rules import RulesFile
from orun.diagnostics import Source
from orun.diagnostics.render import render
from orun.facts.request import Request
from orun.plan import encode, encode_yaml, write_plan
from orun.plan.matrix import encode_matrix
from orun.views import component, dag, dependencies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orun.compiler.compile import Compilation

BLOCK = re.compile(r"^(?=(?:relation|attribute|rule|fact) )", re.MULTILINE)
LIVE = Request(environments=("live",), trigger="push")

PROCESSES: tuple[Mapping[str, str], ...] = (
    {},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kolkata"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONIOENCODING": "latin-1", "TZ": "America/New_York"},
    {"LANG": "et_EE.UTF-8", "LC_COLLATE": "C", "PYTHONUTF8": "1"},
    {"LC_ALL": "C.UTF-8", "LANGUAGE": "ja", "PYTHONOPTIMIZE": "2"},
    {"TZ": "Pacific/Kiritimati", "PYTHONDONTWRITEBYTECODE": "1"},
)
"""What each process has in its environment from its start, apart from the hash seed."""

SHUFFLED = (3, 7)
"""The processes with the built-in rules in another order, which compile them anew."""

VARIANTS = 25
"""Variants of each process."""

LOCALES = ("C", "C.UTF-8", "POSIX", "tr_TR.UTF-8", "de_DE.UTF-8", "ja_JP.EUC-JP")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "XYZ+11:45", "Pacific/Kiritimati")
UMASKS = (0o022, 0o000, 0o077, 0o027)
ROOTS = ("work", "with blanks", "deep/er/down", "Größe-🦉", ".hidden", "x" * 120, "node.yaml")
FROM = (".", "..", "stack", "/")
"""Where orun is started, as seen from the workspace; `/` with an absolute path of the intent."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination of what may not matter. `files` and `keys` are seeds of orders."""

    process: int
    locale: str
    zone: str
    umask: int
    root: str
    start: str
    files: int
    keys: int


def variants(process: int) -> list[Variant]:
    """Return the variants of a process, always the same; the first of process 0 is the plainest."""
    order = in_order(process)
    drawn: dict[Variant, None] = {}
    if process == 0:
        drawn[Variant(0, LOCALES[0], ZONES[0], UMASKS[0], ROOTS[0], FROM[0], 0, 0)] = None
    while len(drawn) < VARIANTS:
        surroundings = [order.choice(each) for each in (LOCALES, ZONES, UMASKS, ROOTS, FROM)]
        drawn[Variant(process, *surroundings, order.randrange(1000), order.randrange(1000))] = None
    return list(drawn)


def in_order(seed: int) -> Random:
    """Return what shuffles things always in the same way."""
    return Random(seed)  # noqa: S311 - nothing is kept secret by an order


def shuffled(value: Any, order: Random) -> Any:
    """Return data with the keys of every map in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    if isinstance(value, list):
        return [shuffled(item, order) for item in value]
    return value


def shuffled_blocks(files_: Sequence[RulesFile], order: Random) -> list[RulesFile]:
    """Return rules files over which the same relations, attributes, rules and facts are strewn."""
    blocks = [block for file in files_ for block in BLOCK.split(file.source.text)[1:]]
    order.shuffle(blocks)
    names = [file.source.name for file in files_]
    texts = {
        name: "".join(f"{block}\n" for block in blocks[n :: len(names)])
        for n, name in enumerate(names)
    }
    return [RulesFile(Source(name, texts[name]), user=False) for name in names]


def with_manifests(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return an intent whose components stand in manifests of their own, with these."""
    intent = {name: value for name, value in document.items() if name != "components"}
    documents: dict[str, Mapping[str, Any]] = {"intent.yaml": intent}
    for each in document["components"]:
        spec = {name: value for name, value in each.items() if name != "name"}
        documents[f"apps/{each['name']}/component.yaml"] = {
            "apiVersion": "orun.io/v1",
            "kind": "Component",
            "metadata": {"name": each["name"], "description": "Straße, İstanbul, 🦉"},
            "spec": {**spec, "labels": {"tier": "1", "Zone": "ä", "area": "Z", "z": "İ", "Ä": "é"}},
        }
    return documents


def workspace(document: Mapping[str, Any], variant: Variant, *, keys: bool) -> dict[str, str]:
    """Return the files of a workspace, in an order and with `keys` in orders of the variant's."""
    documents = with_manifests(document)
    if keys and variant.keys:
        documents = {
            name: shuffled(each, in_order(variant.keys)) for name, each in documents.items()
        }
    texts = {
        **files(documents["intent.yaml"]),
        **{name: json.dumps(each, ensure_ascii=False) for name, each in documents.items()},
        "own.rules": RULES,
    }
    if keys and variant.keys:
        order = in_order(variant.keys)
        stack = [name for name in texts if name.startswith("stack/")]
        texts |= {name: json.dumps(shuffled(json.loads(texts[name]), order)) for name in stack}
        blocks = BLOCK.split(texts["own.rules"])[1:]
        order.shuffle(blocks)
        texts["own.rules"] = "# Strewn.\n" + "\n".join(blocks)
    names = list(texts)
    if variant.files:
        in_order(variant.files).shuffle(names)
    return {name: texts[name] for name in names}


def outputs(directory: Path, variant: Variant) -> dict[str, str]:
    """Return everything that comes of a good and of a bad workspace, by its name."""
    found = {}
    # Where the locale is ASCII, a name of other bytes is spelt with surrogates.
    root = directory / os.fsdecode(variant.root.encode())
    with _surroundings(variant):
        for name, document, keys in (("shop", SHOP, True), ("wrong", WRONG, False)):
            # Places of mistakes depend on the order of keys, so the bad one keeps its own.
            write(root / name, workspace(document, variant, keys=keys))
        with _started_in(root / "shop", variant.start) as shop:
            for name, request in (("all", Request()), ("live", LIVE)):
                found |= _of_plan(name, compile_in(shop, request, "own.rules"), shop)
            survey = matrix.survey_triggers(Task(intent=shop / "intent.yaml"))
            found["triggers"] = encode_matrix(survey.matrix).decode() if survey.matrix else ""
        with _started_in(root / "wrong", variant.start) as wrong:
            compilation = compile_in(wrong, None, "own.rules")
        found["mistakes"] = render(compilation.diagnostics, colour=False)
    return found


def _of_plan(name: str, compilation: Compilation, directory: Path) -> dict[str, str]:
    """Return a plan as it is written to the disk, and all views of it."""
    plan = compilation.plan
    if plan is None:
        raise ValueError(render(compilation.diagnostics, colour=False))
    target = directory / ".orun" / f"{name}.json"
    if (problem := write_plan(target, encode(plan))) is not None:
        raise ValueError(problem.message)
    vias = compilation.vias()
    found = {
        f"{name}.json": target.read_bytes().decode(),
        f"{name} as dag": dag(plan, colour=False, vias=vias),
    }
    if name == "live":
        found["live.yaml"] = encode_yaml(plan).decode()
        found["live as dependencies"] = dependencies(plan, colour=False, vias=vias)
        found["live as component"] = component(plan, "api", colour=False, vias=vias)
    return found


@contextmanager
def _surroundings(variant: Variant) -> Iterator[None]:
    """Set locale, time zone and umask for a while."""
    before = os.umask(variant.umask)
    with patch.dict(os.environ, {"TZ": variant.zone, "LC_ALL": variant.locale}):
        time.tzset()
        with suppress(locale.Error):  # It is not installed: then only the variable names it.
            locale.setlocale(locale.LC_ALL, variant.locale)
        try:
            yield
        finally:
            locale.setlocale(locale.LC_ALL, "C")
            os.umask(before)
    time.tzset()


@contextmanager
def _started_in(directory: Path, start: str) -> Iterator[Path]:
    """Change the working directory for a while; yields the way from there to the workspace."""
    before = Path.cwd()
    directory = directory.absolute()
    os.chdir(directory if start == "/" else directory / start)
    try:
        yield directory if start == "/" else Path(os.path.relpath(directory))
    finally:
        os.chdir(before)


def rules_of(process: int) -> list[RulesFile]:
    """Return the built-in rules in the order of a process."""
    rules = loading.built_in()
    return shuffled_blocks(rules, in_order(process)) if process in SHUFFLED else rules


def main(process: int, directory: Path) -> None:
    """Print which variants of a process gave which outputs, as JSON."""
    rules = rules_of(process)
    for module in (stages, changes, matrix):
        module.built_in = lambda: rules  # type: ignore[attr-defined]
    gc.disable()  # As orun does; nothing here lives long enough to be looked for.
    found: dict[str, list[str]] = {}
    with parsing_once():  # Their order is the process's, whatever the variants do.
        for number, variant in enumerate(variants(process)):
            text = json.dumps(outputs(directory / str(number), variant))
            found.setdefault(text, []).append(str(variant))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
