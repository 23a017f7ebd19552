"""Rules files to an evaluating module: parsed, checked and generated once, then cached.

Parsing and checking the built-in rules takes about half a second, importing what comes of it a few
milliseconds. A module is found by the digest of all texts it was made from, in two places: inside
an installed orun, which brings the built-in rules along compiled, and in the user's cache
directory. It is never looked for in a repository: whatever is there may have been written by
anyone, and it would be executed.
"""

from __future__ import annotations

import importlib.util
import linecache
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from orun import __version__, data
from orun.compiler.cache import PACKAGE, cache_directory, is_ours, make_directory, state_of
from orun.diagnostics import Diagnostics, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from orun.engine.clause import Clauses
    from orun.language.program import Program


class RulesFile(Struct, frozen=True):
    """A rules file: its text, its digest, and whether it is a user's."""

    source: Source
    user: bool

    @property
    def digest(self) -> str:
        """`sha256-` and the hex SHA-256 of the declarations, whatever their order and layout."""
        from orun.language.layout import canonical_text  # noqa: PLC0415 - few runs have such files

        return "sha256-" + sha256(canonical_text(self.source.text).encode()).hexdigest()


def built_in(folder: str = "") -> list[RulesFile]:
    """Return the built-in rules files of a folder of `rules/`, in the order of their names."""
    directory = data.directory("rules") / folder
    prefix = f"rules/{folder}/" if folder else "rules/"
    texts = (
        (prefix + path.name, path.read_text(encoding="utf-8"))
        for path in sorted(directory.glob("*.rules"))
    )
    return [RulesFile(Source(*each, in_workspace=False), user=False) for each in texts]


class CompiledRules:
    """Rules ready to be evaluated. `sources` are the texts that places in `module` refer to."""

    def __init__(self, files: Sequence[RulesFile], outputs: Iterable[str], module: Any) -> None:
        self.sources = [file.source for file in files]
        self.module = module
        self.files = files
        self._outputs = tuple(outputs)

    @property
    def users(self) -> frozenset[int]:
        """The numbers of the sources that are a user's."""
        return frozenset(at for at, file in enumerate(self.files) if file.user)

    @cached_property
    def program(self) -> tuple[Program, Clauses]:
        """The checked program; parsed again, if the module came from a cache."""
        found = check_rules(self.files, Diagnostics())
        if found is None:
            raise ValueError("rules that compiled once do not compile again")
        return found

    def premises(self) -> Any:
        """Return the module that finds premises, which few runs need."""
        from orun.engine.generate import generate_premises  # noqa: PLC0415 - few runs need it

        key = _key(self.files, self._outputs, state_of("engine", "language"))
        cached = _load(f"{key}_premises")
        if cached is None:
            cached = _execute(f"{key}_premises", generate_premises(*self.program), store=True)
        return cached


def compile_rules(
    files: Sequence[RulesFile],
    outputs: Iterable[str],
    diagnostics: Diagnostics,
    *,
    reports: bool = True,
) -> CompiledRules | None:
    """Return rules ready to be evaluated, or None after reporting what is wrong with them.

    `outputs` are the relations and attributes that somebody wants to read; rules that nothing
    wanted depends on are left out. Without `reports` nobody wants to read what they complain of.
    """
    files, outputs = _ordered(files), tuple(sorted(outputs))
    key = _key(files, outputs, state_of("engine", "language"), reports=reports)
    module = _load(key)
    if module is None:
        found = Diagnostics()
        text = generate_module(files, outputs, found, reports=reports)
        diagnostics.add_all(found)
        if text is None:
            return None
        # Rules with warnings are not kept, or the next run would be silent about them.
        module = _execute(key, text, store=len(found) == 0)
    return CompiledRules(files, outputs, module)


def compile_built_in(outputs: Iterable[str], folder: str = "") -> CompiledRules:
    """Return the rules of a folder of `rules/` ready to be evaluated, without any of a user.

    Raises ValueError if they are wrong.
    """
    found = Diagnostics()
    rules = compile_rules(built_in(folder), outputs, found)
    if rules is None:
        raise ValueError(_in_one_line(found))
    return rules


def compile_module(
    files: Sequence[RulesFile], outputs: Iterable[str], generator: str, *, reports: bool = True
) -> tuple[str, str]:
    """Return name and source of the module that orun looks for in the given state of its code.

    Raises ValueError if the rules are wrong.
    """
    files, outputs = _ordered(files), tuple(sorted(outputs))
    diagnostics = Diagnostics()
    text = generate_module(files, outputs, diagnostics, reports=reports)
    if text is None:
        raise ValueError(_in_one_line(diagnostics))
    return _key(files, outputs, generator, reports=reports), text


def _in_one_line(diagnostics: Diagnostics) -> str:
    return "; ".join(f"{each.span}: {each.message}" for each in diagnostics)


def generate_module(
    files: Sequence[RulesFile],
    outputs: Iterable[str],
    diagnostics: Diagnostics,
    *,
    reports: bool = True,
) -> str | None:
    """Return the source of the evaluating module, or None after reporting what is wrong."""
    # What only a changed rules file needs is imported here: lark alone takes 50 ms.
    from orun.engine.generate import generate  # noqa: PLC0415 - see above
    from orun.engine.strata import schedule  # noqa: PLC0415 - see above

    found = Diagnostics()
    checked = check_rules(files, found)
    text = None
    if checked is not None:
        program, clauses = checked
        steps = schedule(program, clauses, outputs, found, reports=reports)
        if not found.has_errors:
            sources = [file.source for file in files]
            text = generate(program, clauses, steps, sources)
    diagnostics.add_all(found)
    return text


def check_rules(
    files: Sequence[RulesFile], diagnostics: Diagnostics
) -> tuple[Program, Clauses] | None:
    """Parse and check rules files, or return None after reporting what is wrong with them."""
    from orun.engine.clause import clauses_of  # noqa: PLC0415 - see generate_module
    from orun.language.check import check  # noqa: PLC0415 - see generate_module
    from orun.language.parse import parse  # noqa: PLC0415 - see generate_module
    from orun.language.partial import check_readable  # noqa: PLC0415 - see generate_module

    parsed = [(parse(file.source, diagnostics), file.user) for file in files]
    if any(each.unread for each, _ in parsed):
        check_readable(parsed, diagnostics)
        return None
    program = check([(each.file, user) for each, user in parsed], diagnostics)
    return None if program is None else (program, clauses_of(program))


def _ordered(files: Sequence[RulesFile]) -> list[RulesFile]:
    return sorted(files, key=lambda file: (file.user, file.source.name))


def _key(
    files: Sequence[RulesFile], outputs: Iterable[str], generator: str, *, reports: bool = True
) -> str:
    """Name a module by everything that it depends on, the generator included."""
    wanted = " ".join(outputs) + ("" if reports else " alone")
    digest = sha256(f"{__version__}\0{generator}\0{wanted}".encode())
    for file in files:
        for part in (file.source.name, str(file.user), file.source.text):
            content = part.encode()
            digest.update(b"%d:%s" % (len(content), content))
    return "rules_" + digest.hexdigest()[:32]


def _load(key: str) -> ModuleType | None:
    """Import a cached module, or return None if there is none that can be read."""
    shipped = PACKAGE / "_data" / "compiled" / f"{key}.py"
    if shipped.is_file():
        return _import(key, shipped)
    cached = cache_directory() / f"{key}.py"
    if cached.is_file() and is_ours(cached):
        with suppress(OSError, ValueError, SyntaxError, ImportError):
            return _import(key, cached)
    return None


def _import(key: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"orun._{key}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_once(name: str, text: str) -> ModuleType:
    """Run generated source as a module that nobody needs again."""
    return _execute(name, text, store=False)


def _execute(key: str, text: str, *, store: bool) -> ModuleType:
    """Run generated source as a module; keep it for the next run where that is possible."""
    if store:
        with suppress(OSError):  # A cache that cannot be written costs time and nothing else.
            return _import(key, _store(key, text))
    name = f"<{key}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    module = ModuleType(key)
    exec(compile(text, name, "exec"), module.__dict__)  # noqa: S102 - what this module is for
    return module


def _store(key: str, text: str) -> Path:
    import py_compile  # noqa: PLC0415 - only the first run with these rules needs it

    from orun.plan.write import replace_file  # noqa: PLC0415 - the same

    directory = cache_directory()
    make_directory(directory)
    path = directory / f"{key}.py"
    replace_file(path, text.encode(), 0o600)
    # Where Python is told to keep no bytecode, as in many containers, each run would translate the
    # module again, which takes longer than evaluating it.
    py_compile.compile(str(path), quiet=2)
    return path
