"""Mistakes that people make in intents, one at a time, and how orun takes them.

    python tests/reliability/mistakes.py --show 10

From workspaces of the repository that are right, mistakes of five kinds are made: a misspelled
field, a line indented wrongly, a misspelled word of a choice, a value of another type, and a
misspelled reference. For each is measured whether the first error (warnings count as errors)
stands on the line of the mistake, and whether its advice, applied as it is written, makes the
workspace right again: `did you mean "x"` and `write x` replace what the error marks, `begin it in
column 5` moves its line.
"""
# ruff: noqa: S311 - chance that can be repeated is the point; nothing here is a secret

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from copies import Workspace  # noqa: E402 - a program finds the package in its checkout first

from orun.compiler import rules as compiler_rules  # noqa: E402 - the same
from orun.compiler.compile import Task, compile_intent  # noqa: E402 - the same
from orun.diagnostics import Diagnostic, Diagnostics, Severity, Source  # noqa: E402 - the same
from orun.sources import Mapping, Scalar, Sequence, read_yaml  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orun.sources import AnyNode

WORKSPACES = (
    "examples/shop",
    "golden/promotion/chain",
    "golden/promotion/triggers",
    "golden/profiles/filters",
    "golden/profiles/step-overrides",
    "golden/profiles/two-jobs",
    "golden/dependencies/conditions",
    "golden/dependencies/modes",
    "golden/values/parameters",
)
"""Workspaces in which there is nothing wrong."""

KINDS = ("field", "indent", "choice", "type", "reference")
EACH = 50
"""How many mistakes of each kind are made, if there are as many places."""

FREE = {
    *(
        "parameters",
        "env",
        "labels",
        "policies",
        "parameterDefaults",
        "with",
        "schema",
        "secretEnv",
    ),
    *("parameterSchema", "optionalSecretEnv", "metadata"),
}
"""Fields in which the keys are anybody's."""

CHOICES = {
    *("strategy", "satisfy", "condition", "scope", "dependencyMode", "include", "phase", "mode"),
    *("onFailure", "kind", "barriers"),
}
"""Fields of which the value is one of some words."""

REFERENCES = {
    *("environment", "component", "profile", "type", "defaultJob", "defaultProfile", "triggerRef"),
    *(
        "triggerRefs",
        "roots",
        "rules",
        "includeCapabilities",
        "stepsEnabled",
        "path",
        "environments",
    ),
    *("templateRef", "profileRef", "schemaRef", "precedence"),
}
"""Fields of which the value, or each of the values, is the name of something else."""

NO_REFERENCES = {"metadata", "jobs", "steps", "schema", "parameterSchema", "on", "parameters"}
"""Fields in which such names are given, or mean something else."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A file of a workspace with something wrong in one line (from 1)."""

    kind: str
    workspace: str
    file: str
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        place = f"{self.workspace}/{self.file}:{self.line}"
        return f"{self.kind} {place}: {self.before!r} -> {self.after!r}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What orun said to a mistake: `placed` on the right line, `mended` by the advice."""

    mistake: Mistake
    first: Diagnostic | None
    placed: bool
    mended: bool

    def __str__(self) -> str:
        lines = [str(self.mistake)]
        if self.first is not None:
            lines.append(f"{self.first.code} {self.first.span}: {self.first.message}")
            lines.append(f"help: {self.first.help}")
        return "\n    ".join(lines)


class Bench:
    """Copies of the workspaces, in which mistakes are tried."""

    def __init__(self) -> None:
        # Rules that were compiled once need not be read again for each of many compilations.
        compiler_rules._import = cache(compiler_rules._import)  # noqa: SLF001 - see above
        scratch = Workspace.scratch("mistakes")
        self.workspaces = {name: Workspace(ROOT / name, scratch) for name in WORKSPACES}

    def errors(self, mistake: Mistake, text: str) -> list[Diagnostic]:
        """Return the errors that a workspace has with another text in a file."""
        with self.workspaces[mistake.workspace].changed(mistake.file, text.encode()) as intent:
            found = compile_intent(Task(intent=intent, command="validate", strict=True))
        return [each for each in found.diagnostics if each.severity is Severity.ERROR]

    def right(self) -> list[str]:
        """Return what is wrong with the workspaces as they are: nothing, or they are of no use."""
        return [
            f"{name}: {each.message}"
            for name, workspace in self.workspaces.items()
            for each in self.errors(
                Mistake("", name, "intent.yaml", 0, "", "", ""), workspace.files["intent.yaml"]
            )
        ]

    def judge(self, mistake: Mistake) -> Verdict | None:
        """Return what orun says to a mistake, or None if it is no mistake after all."""
        errors = self.errors(mistake, mistake.text)
        if not errors:
            return None
        first = errors[0]
        span = first.span
        placed = (
            span is not None
            and span.source.name == mistake.file
            and span.position[0] == mistake.line
        )
        mended = apply(first, mistake)
        return Verdict(
            mistake, first, placed, mended is not None and not self.errors(mistake, mended)
        )


_MEANT = re.compile(r'did you mean (?:"(?P<quoted>[^"]*)"|`(?P<ticked>[^`]*)`)')
_WRITE = re.compile(
    r"\bwrite (?:it )?(?:(?:in|without) (?:quotes|brackets): |as a list: |as )?(?P<text>.+)$"
)
_COLUMN = re.compile(r"begin (?:it|this line) in column (?P<column>\d+)")


def apply(diagnostic: Diagnostic, mistake: Mistake) -> str | None:
    """Return the text with the advice of an error applied, or None if there is none to apply."""
    span, advice = diagnostic.span, diagnostic.help or ""
    if span is None or span.source.name != mistake.file:
        return None
    text = mistake.text
    if match := _COLUMN.search(advice):
        lines = text.splitlines(keepends=True)
        number = span.position[0] - 1
        lines[number] = " " * (int(match["column"]) - 1) + lines[number].lstrip(" \t")
        return "".join(lines)
    if match := _MEANT.search(advice):
        instead = match["quoted"] if match["ticked"] is None else match["ticked"]
        return text[: span.start] + instead + text[span.end :]
    if match := _WRITE.search(advice):
        return text[: span.start] + match["text"] + text[span.end :]
    return None


def mistakes(bench: Bench, kind: str, seed: int = 1, each: int = EACH) -> Iterator[Mistake]:
    """Yield mistakes of a kind at places that are drawn from all there are."""
    random = Random(f"{kind} {seed}")
    places = [
        (name, file, node, key, path)
        for name, workspace in bench.workspaces.items()
        for file, text in workspace.files.items()
        if file.endswith((".yaml", ".yml"))
        for node, key, path in _walk(_tree(file, text), ())
    ]
    made = []
    seen = set()
    for name, file, node, key, path in places:
        text = bench.workspaces[name].files[file]
        for mistake in _MAKERS[kind](random, node, key, path):
            start, end, after = mistake
            changed = text[:start] + after + text[end:]
            before = text[start:end]
            line = text.count("\n", 0, start) + 1
            what = (before, after if kind != "field" else "", path if kind != "indent" else line)
            if what not in seen:
                seen.add(what)
                made.append(Mistake(kind, name, file, line, before, after, changed))
    random.shuffle(made)
    yield from sorted(made[:each], key=str)


def _tree(file: str, text: str) -> AnyNode:
    node = read_yaml(Source(file, text), Diagnostics())
    assert node is not None
    return node


Path_ = tuple[str, ...]


def _walk(
    node: AnyNode, path: Path_, key: Scalar | None = None
) -> Iterator[tuple[AnyNode, Scalar | None, Path_]]:
    """Yield every node with its key, if it stands in a map, and the fields above it."""
    yield node, key, path
    if isinstance(node, Mapping):
        for name, inner in node.entries.items():
            yield from _walk(inner, (*path, name), node.keys[name])
    elif isinstance(node, Sequence):
        for inner in node.items:
            yield from _walk(inner, path)


Edit = tuple[int, int, str]


def _misspelled(random: Random, word: str) -> str:
    """Return a word with two letters swapped, one left out, or one twice."""
    at = 1 + int(random.random() * (len(word) - 2))
    chance = random.random()
    if chance < 0.4 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if chance < 0.7:
        return word[:at] + word[at + 1 :]
    return word[: at + 1] + word[at:]


_LEAST = 4
"""Letters of a word that is misspelled: of shorter ones too little is left to recognize."""


def _field(random: Random, _: AnyNode, key: Scalar | None, path: Path_) -> Iterator[Edit]:
    if key is None or FREE & set(path) or len(key.text) < _LEAST:
        return
    if not _is_field(path):
        return
    yield key.start, key.end, _misspelled(random, key.text)


def _is_field(path: Path_) -> bool:
    """Tell whether the last key is a field of the format, not a name that somebody gave."""
    above = path[-2] if len(path) > 1 else ""
    named = {"environments", "groups", "triggerBindings", "executionProfiles", "stepOverrides"}
    if above in named or "bindings" in path[:-1]:
        return False
    return not (above == "jobs" and "spec" in path and path[-1] not in _JOB_FIELDS)


_JOB_FIELDS = {"name", "description", "runsOn", "timeout", "retries", "steps", "templateRef"}


def _indent(random: Random, node: AnyNode, key: Scalar | None, path: Path_) -> Iterator[Edit]:
    """Move a line by one column; only one that begins with its key, or with a dash."""
    start = key.start if key is not None else node.start
    text = node.source.text
    begin = text.rfind("\n", 0, start) + 1
    before = text[begin:start]
    if not path or start == 0 or before.strip(" -") or len(before) < 2:
        return
    spaces = before[: len(before) - len(before.lstrip(" "))]
    if not spaces:
        return
    by = random.choice((-1, 1, -1, 1, 2))
    after = "\t" if random.random() < 0.05 else " " * (len(spaces) + by)
    yield begin, begin + len(spaces), after


def _choice(random: Random, node: AnyNode, key: Scalar | None, path: Path_) -> Iterator[Edit]:
    if key is None or path[-1] not in CHOICES or (FREE - {"parameterDefaults"}) & set(path):
        return
    if isinstance(node, Scalar) and isinstance(node.value, str) and len(node.text) >= _LEAST - 1:
        yield from _respelled(random, node)


def _type(random: Random, node: AnyNode, key: Scalar | None, path: Path_) -> Iterator[Edit]:
    """Put numbers and flags in quotes, take lists for texts and texts for lists."""
    del random
    if key is None or {"labels", "env", "policies", "with", "schema", "parameterSchema"} & set(
        path
    ):
        return
    shown = node.source.text[node.start : node.end]
    if isinstance(node, Scalar) and isinstance(node.value, int | float):
        yield node.start, node.end, f'"{node.text}"'
        if isinstance(node.value, bool):
            yield node.start, node.end, "yes" if node.value else "no"
    elif isinstance(node, Scalar) and isinstance(node.value, str) and "\n" not in shown:
        if not FREE & set(path) and _is_field(path):
            yield node.start, node.end, f"[{shown}]"
    elif _is_short_list(node) and shown.startswith("[") and not FREE & set(path):
        yield node.start, node.end, shown[1:-1]


def _is_short_list(node: AnyNode) -> bool:
    """Tell whether a node is a list of one scalar."""
    return isinstance(node, Sequence) and len(node.items) == 1 and isinstance(node.items[0], Scalar)


def _reference(random: Random, node: AnyNode, key: Scalar | None, path: Path_) -> Iterator[Edit]:
    del key
    if not path or NO_REFERENCES & set(path[:-1]):
        return
    field = path[-2] if path[-1] == "name" and len(path) > 1 else path[-1]
    if field not in REFERENCES or (field == "environments" and path[0] == "environments"):
        return
    if field == "type" and path[0] == "spec" and "subscribe" not in _siblings(node):
        return
    if isinstance(node, Scalar) and isinstance(node.value, str) and len(node.text) >= _LEAST:
        yield from _respelled(random, node)


def _siblings(node: AnyNode) -> str:
    """Return the text of the document: that of a component tells of subscriptions."""
    return node.source.text


def _respelled(random: Random, node: Scalar) -> Iterator[Edit]:
    """Misspell a scalar inside of its quotes, if it has any, and not in its punctuation."""
    shown = node.source.text[node.start : node.end]
    words = [match for match in re.finditer(r"[A-Za-z-]{4,}|[a-z]{3}", shown) if match[0][0] != "-"]
    if words and not set("*?{") & set(shown):
        word = words[-1]
        wrong = _misspelled(random, word[0])
        if wrong != word[0]:
            yield node.start + word.start(), node.start + word.end(), wrong


_MAKERS = {
    "field": _field,
    "indent": _indent,
    "choice": _choice,
    "type": _type,
    "reference": _reference,
}


def main() -> int:
    """Print both rates for each kind, and some of the mistakes that were not taken well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="failures to show of a kind"
    )
    options = parser.parse_args()
    bench = Bench()
    sys.stdout.writelines(f"not right: {each}\n" for each in bench.right())
    totals: Counter[str] = Counter()
    for kind in KINDS:
        found = [bench.judge(each) for each in mistakes(bench, kind, options.seed, options.each)]
        verdicts = [each for each in found if each is not None]
        counts = Counter(
            mistakes=len(verdicts),
            placed=sum(each.placed for each in verdicts),
            mended=sum(each.mended for each in verdicts),
        )
        totals.update(counts)
        sys.stdout.write(f"{kind}: {_rates(counts)}, {found.count(None)} harmless\n")
        bad: dict[str, list[Verdict]] = defaultdict(list)
        for each in verdicts:
            if not (each.placed and each.mended):
                bad["not mended" if each.placed else "misplaced"].append(each)
        for what, those in bad.items():
            for each in those[: options.show]:
                sys.stdout.write(f"  {what}: {each}\n")
    sys.stdout.write(f"all: {_rates(totals)}\n")
    return 0


def _rates(counts: Counter[str]) -> str:
    number = max(counts["mistakes"], 1)
    placed, mended = (100 * counts[each] / number for each in ("placed", "mended"))
    return f"{counts['mistakes']} mistakes, {placed:.1f} % on the line, {mended:.1f} % mended"


if __name__ == "__main__":
    sys.exit(main())
