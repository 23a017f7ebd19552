"""What is fuzzed: for each target how an input is made, how it is read, and what must then hold."""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from hashlib import sha256
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import seeds
from copies import Workspace
from mutation import JSON_PIECES, TEMPLATE_PIECES, WORD, YAML_PIECES, RulesMutator, damage
from tree_mutation import damage_document, is_document

from orun.compiler import rules as compiler_rules
from orun.compiler.compile import Compilation, Task, compile_intent
from orun.diagnostics import Diagnostics, Source, Span
from orun.engine.clause import clauses_of
from orun.engine.evaluate import evaluate
from orun.engine.generate import generate
from orun.engine.strata import schedule
from orun.events.provider import Provider
from orun.events.read import read_event
from orun.language import tree
from orun.language.check import check
from orun.language.parse import parse
from orun.plan import encode, verify
from orun.plan.yaml import to_yaml
from orun.sources import decode_source, read_yaml, to_data
from orun.templates import interpolate
from orun.templates.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from orun.facts.request import Event
    from orun.language.program import Program
    from orun.sources import AnyNode


class Target(Protocol):
    """One way into orun."""

    def make(self, random: Random) -> Any:
        """Return an input."""

    def run(self, data: Any) -> Any:
        """Read an input; this is what the clock measures."""

    def broken(self, data: Any, result: Any) -> Iterable[str]:
        """Return a sentence for everything that must not be so."""

    def accepted(self, result: Any) -> bool:
        """Tell whether the input was read without an error."""

    def diagnostics(self, result: Any) -> Diagnostics | None:
        """Return what was said about the input, if diagnostics were made."""


def misplaced(diagnostics: Diagnostics, *, all_placed: bool = True) -> Iterable[str]:
    """Return a sentence for each diagnostic without a place inside of its text."""
    for each in diagnostics.found:
        if each.span is None and all_placed:
            yield f"{each.code} has no place: {each.message}"
        for span in (each.span, *(note.span for note in each.notes)):
            if span is not None and not _is_inside(span):
                yield f"{each.code} is at {span.start}-{span.end} of {len(span.source.text)}"


def _is_inside(span: Span) -> bool:
    length = len(span.source.text)
    # What is missing at the end of a text is marked behind its last character.
    return 0 <= span.start <= length and span.start <= span.end <= length + 1


class YamlTarget:
    """Bytes of one YAML file."""

    def make(self, random: Random) -> bytes:
        return damage(random, seeds.yaml(), YAML_PIECES)

    def run(self, data: bytes) -> tuple[AnyNode | None, Diagnostics]:
        found = Diagnostics()
        source = decode_source(data, "fuzz.yaml", found)
        node = None if source is None else read_yaml(source, found)
        if node is not None:
            to_data(node)
        return node, found

    def broken(self, data: bytes, result: tuple[AnyNode | None, Diagnostics]) -> Iterable[str]:
        del data
        node, found = result
        if node is None and not found.has_errors:
            yield "nothing was read and nothing is said about it"
        yield from misplaced(found)

    def accepted(self, result: tuple[AnyNode | None, Diagnostics]) -> bool:
        return not result[1].has_errors

    def diagnostics(self, result: tuple[AnyNode | None, Diagnostics]) -> Diagnostics:
        return result[1]


class RulesTarget:
    """A text of rules, with the declarations it speaks of; what passes is compiled and run."""

    def __init__(self) -> None:
        self._mutate = RulesMutator(seeds.rules())
        self._declared: dict[str, tree.Declaration] = {}
        for number, path in enumerate(sorted((seeds.ROOT / "rules").glob("*.rules"))):
            source = Source(f"{number}.rules", path.read_text(encoding="utf-8"))
            file = parse(source, Diagnostics()).whole
            assert file is not None
            for each in file.declarations:
                if isinstance(each, tree.RelationDeclaration | tree.AttributeDeclaration):
                    self._declared[each.name.text] = each
        self._all = tree.File(Source("all.rules", ""), tuple(self._declared.values()))

    def make(self, random: Random) -> str:
        return self._mutate(random)

    def run(self, data: str) -> tuple[Program | None, Diagnostics]:
        found = Diagnostics()
        source = Source("fuzz.rules", data)
        file = parse(source, found).whole
        if file is None:
            return None, found
        program = check([(self._vocabulary(data), False), (file, True)], found)
        if program is None or found.has_errors:
            return None, found
        clauses = clauses_of(program)
        outputs = sorted(program.relations)
        steps = schedule(program, clauses, outputs, found)
        if found.has_errors:
            return None, found
        text = generate(program, clauses, steps, [source])
        module = ModuleType("fuzzed")
        exec(compile(text, "fuzzed", "exec"), module.__dict__)  # noqa: S102 - as the compiler does
        evaluate(module, {"component": {}, "environment": {}}, 1000)
        return program, found

    def _vocabulary(self, data: str) -> tree.File:
        """Return the declarations whose names stand in a text, in one of 32 cases all of them."""
        if sha256(data.encode("utf-8", "surrogatepass")).digest()[0] < 8:
            return self._all
        own = set(re.findall(r"^(?:relation|attribute)\s+([\w-]+)", data, re.MULTILINE))
        names = sorted((set(WORD.findall(data)) & self._declared.keys()) - own)
        return tree.File(self._all.source, tuple(self._declared[name] for name in names))

    def broken(self, data: str, result: tuple[Program | None, Diagnostics]) -> Iterable[str]:
        del data
        program, found = result
        if program is None and not found.has_errors:
            yield "there is no program and nothing is said about it"
        yield from misplaced(found)

    def accepted(self, result: tuple[Program | None, Diagnostics]) -> bool:
        return result[0] is not None

    def diagnostics(self, result: tuple[Program | None, Diagnostics]) -> Diagnostics:
        return result[1]


class TemplateTarget:
    """A text with templates: rendered as a step, and interpolated as a value."""

    values: ClassVar[dict[str, Any]] = {
        "parameters": {
            "image": "web", "replicas": 3, "ratio": 1.5, "nothing": None, "flag": True,
            "list": ["p", "q", 1, [2]], "map": {"zeta": 1, "alpha": {"deep": "d"}, "a-b": "-"},
            "port": 8080, "host": "shop.example", "region": "eu-west-1", "a": "", "b": 0,
        },
        "env": {"X": "x", "REGION": "eu"},
        "orun": {
            "component": {"name": "shop", "type": "service", "domain": ""},
            "environment": {"name": "dev"},
            "composition": {"type": "service"},
            "profile": {"name": ""},
            "job": {"id": "shop@dev.deploy", "name": "deploy"},
        },
    }  # fmt: skip
    names: ClassVar[dict[str, str]] = {"environment": "dev", "group": "", "component": "shop"}

    def make(self, random: Random) -> str:
        return damage(random, seeds.templates(), TEMPLATE_PIECES)

    def run(self, data: str) -> tuple[Any, Any]:
        return Template(data).render(self.values), interpolate(data, self.names)

    def broken(self, data: str, result: tuple[Any, Any]) -> Iterable[str]:
        for each in result:
            if isinstance(each, str):
                continue
            if not each:
                yield "there is no text and no problem"
            for problem in each:
                if not 0 <= problem.start <= problem.end <= len(data):
                    yield f"{problem.code} is at {problem.start}-{problem.end} of {len(data)}"

    def accepted(self, result: tuple[Any, Any]) -> bool:
        return isinstance(result[0], str)

    def diagnostics(self, result: tuple[Any, Any]) -> None:
        del result


class IntentTarget:
    """A workspace of which one document is damaged, as a tree or as text."""

    def __init__(self) -> None:
        # What takes long in one process after the other need not be done again in the same one.
        compiler_rules._import = cache(compiler_rules._import)  # noqa: SLF001 - see above
        self._scratch = Workspace.scratch("intent")
        self._workspaces = [Workspace(path, self._scratch) for path in Workspace.originals()]

    def make(self, random: Random) -> tuple[Workspace, str, bytes, str]:
        workspace = random.choice(self._workspaces)
        name = workspace.pick(random)
        text = workspace.files[name]
        if name.endswith(".rules"):
            damaged = damage(random, [text], seeds.rules()).encode("utf-8", "surrogatepass")
        elif random.random() < 0.25 or not is_document(text):
            damaged = damage(random, [text.encode()], YAML_PIECES)
        else:
            damaged = damage_document(random, text).encode("utf-8", "surrogatepass")
        return workspace, name, damaged, "plan" if random.random() < 0.1 else "validate"

    def run(self, data: tuple[Workspace, str, bytes, str]) -> Compilation:
        workspace, name, damaged, command = data
        with workspace.changed(name, damaged) as intent:
            return compile_intent(Task(intent=intent, command=command, budget=100_000))

    def broken(self, data: tuple[Workspace, str, bytes, str], result: Compilation) -> Iterable[str]:
        if data[3] == "plan" and (result.plan is None) != result.diagnostics.has_errors:
            yield "there is neither a plan nor an error, or both"
        if result.plan is not None and len(verify(encode(result.plan))):
            yield "the plan does not verify"
        yield from misplaced(result.diagnostics, all_placed=False)

    def accepted(self, result: Compilation) -> bool:
        return not result.diagnostics.has_errors

    def diagnostics(self, result: Compilation) -> Diagnostics:
        return result.diagnostics


class EventTarget:
    """A file with the event of a CI system."""

    def __init__(self) -> None:
        self._path = Workspace.scratch("event") / "event.json"
        self._seeds = [json.dumps(each, indent=1).encode() for each in _EVENTS]
        self._pieces = tuple(piece.encode("utf-8", "surrogatepass") for piece in JSON_PIECES)

    def make(self, random: Random) -> tuple[str, bytes, dict[str, str]]:
        provider = random.choice(sorted(Provider))
        name = random.choice(("push", "pull_request", "release", "schedule", "create", "\x1b[0m"))
        variables = {"GITHUB_EVENT_NAME": name} if random.random() < 0.5 else {}
        return provider, damage(random, self._seeds, self._pieces), variables

    def run(self, data: tuple[str, bytes, dict[str, str]]) -> tuple[Event | None, Diagnostics]:
        provider, content, variables = data
        self._path.write_bytes(content)
        found = Diagnostics()
        return read_event(provider, self._path, variables, found), found

    def broken(
        self,
        data: tuple[str, bytes, dict[str, str]],
        result: tuple[Event | None, Diagnostics],
    ) -> Iterable[str]:
        del data
        event, found = result
        if (event is None) != found.has_errors:
            yield "there is neither an event nor an error, or both"
        yield from misplaced(found)

    def accepted(self, result: tuple[Event | None, Diagnostics]) -> bool:
        return result[0] is not None

    def diagnostics(self, result: tuple[Event | None, Diagnostics]) -> Diagnostics:
        return result[1]


class PlanTarget:
    """The bytes of a plan file, JSON or YAML, as `orun verify` gets them."""

    @cached_property
    def _seeds(self) -> list[bytes]:
        found = sorted((seeds.ROOT / "golden").rglob("plan.json"))
        plans = [data for path in found if len(data := path.read_bytes()) < 20_000]
        return plans + [to_yaml(json.loads(plan)) for plan in plans]

    @cached_property
    def _undated_seeds(self) -> set[bytes]:
        return {_undated(plan) for plan in self._seeds}

    def make(self, random: Random) -> bytes:
        pieces = [piece.encode("utf-8", "surrogatepass") for piece in JSON_PIECES]
        return damage(random, self._seeds, pieces)

    def run(self, data: bytes) -> Diagnostics:
        return verify(data)

    def broken(self, data: bytes, result: Diagnostics) -> Iterable[str]:
        if not len(result) and _undated(data) not in self._undated_seeds:
            yield "a changed plan passes"
        yield from misplaced(result, all_placed=False)

    def accepted(self, result: Diagnostics) -> bool:
        return not result.has_errors

    def diagnostics(self, result: Diagnostics) -> Diagnostics:
        return result


def _undated(plan: bytes) -> bytes:
    """Return a plan without its date, the only thing that a checksum does not cover."""
    return re.sub(rb'("generatedAt"|generatedAt): "[-0-9T:Z]{20}"', b"", plan, count=1)


TARGETS: dict[str, type[Target]] = {
    "yaml": YamlTarget,
    "intent": IntentTarget,
    "rules": RulesTarget,
    "template": TemplateTarget,
    "event": EventTarget,
    "plan": PlanTarget,
}

_REVISIONS = {"before": "0" * 40, "after": "9a0d" * 10}
_EVENTS: tuple[dict[str, Any], ...] = (
    {"ref": "refs/heads/main", **_REVISIONS, "created": False, "deleted": False, "forced": True,
     "repository": {"full_name": "acme/shop"}, "sender": {"login": "ada"}, "commits": []},
    {"ref": "refs/tags/v1.2.3", **_REVISIONS, "repository": {"full_name": "acme/shop"}},
    {"action": "opened", "number": 7, "sender": {"login": "ada"}, "pull_request": {
        "head": {"ref": "feature/x", "sha": "9a0d" * 10}, "merged": False,
        "base": {"ref": "main", "sha": "3f1c" * 10}}, "repository": {"full_name": "acme/shop"}},
    {"action": "published", "release": {"tag_name": "v1.2.3", "draft": False}},
    {"action": "checks_requested", "merge_group": {"head_ref": "refs/heads/q", "base_ref": "main",
     "head_sha": "9a0d" * 10, "base_sha": "3f1c" * 10}},
    {"schedule": "0 4 * * *"},
    {"inputs": {"a": "b"}, "ref": "refs/heads/main", "workflow": "plan.yml"},
    {"ref": "v2", "ref_type": "tag", "master_branch": "main"},
    {"object_kind": "push", "ref": "refs/heads/main", **_REVISIONS, "user_username": "ada",
     "project": {"path_with_namespace": "acme/shop"}},
    {"object_kind": "merge_request", "user": {"username": "ada"}, "object_attributes": {
        "action": "open", "source_branch": "x", "target_branch": "main",
        "last_commit": {"id": "9a0d" * 10}}},
    {"provider": "buildkite", "event": "push", "action": None, "branch": "main", "tag": None,
     "base": "3f1c" * 10, "head": "9a0d" * 10, "repository": "acme/shop", "actor": "ada",
     "deleted": False, "payload": {"a": [1, 2, {"b": None}]}},
)  # fmt: skip
"""One event of each kind that orun understands."""
