"""From the bytes of a `.tgz` to its files, or to all reasons why it is refused."""

import re
from posixpath import normpath

from orun.archives.archive import Archive, Directory, Extent
from orun.archives.inflate import inflate
from orun.archives.limits import MAX_DEPTH, MAX_PATH
from orun.archives.problem import Refusal
from orun.archives.tar import DIRECTORY, FILE, Member, members
from orun.diagnostics import Diagnostics, Span

SHOWN = 10
"""Members that are complained of one by one; of further ones only the number is told."""

_DRIVE = re.compile("[A-Za-z]:")


def read_archive(packed: bytes, name: str, place: Span, diagnostics: Diagnostics) -> Archive | None:
    """Read an archive that people know as `name`; None if it is refused, which is reported.

    `place` is where the archive is asked for. Refused are archives that are damaged, that ask for
    more than `limits` allow, or that have a member which is neither file nor directory, whose path
    leads out of the archive or could on some system, or whose path another one has too.
    """
    try:
        data = inflate(packed)
        tree, problems = _tree(data)
    except Refusal as refusal:
        message = f"the archive {name} {refusal.message}"
        diagnostics.error(refusal.code, message, place, help=refusal.advice)
        return None
    for problem in problems[:SHOWN]:
        message = f"the archive {name} is refused: {problem}"
        diagnostics.error("unsafe-member", message, place, help="do not use it: see who packed it")
    if len(problems) > SHOWN:
        more = f"the archive {name} is refused: {len(problems) - SHOWN:,} more members like these"
        diagnostics.error("unsafe-member", more, place)
    return None if problems else Archive(data, tree)


def _tree(data: bytes) -> tuple[Directory, list[str]]:
    """Return the files of a tar, and what is wrong with its members."""
    tree: Directory = {}
    problems = []
    for member in members(data):
        problem = _flaw(member) or _put(tree, member)
        if problem is not None:
            problems.append(f"its member `{_escaped(member.name)}` {problem}")
    return tree, problems


def _flaw(member: Member) -> str | None:
    """Say what is wrong with a member in itself."""
    name = member.name
    if member.kind not in (FILE, DIRECTORY):
        return f"is a {member.kind}"
    if name.startswith("/"):
        return "has an absolute path"
    if _DRIVE.match(name):
        return "has a path that begins with a drive letter"
    if "\\" in name:
        return "has a backslash in its path"
    if "\0" in name or not name:
        return "has no possible name"
    if ".." in name.split("/"):
        return "has a path with `..`"
    if len(name) > MAX_PATH or name.count("/") >= MAX_DEPTH:
        return "has a path that is too long or too deep"
    return None if name.isascii() or _is_utf8(name) else "has a name that is not UTF-8"


def _put(tree: Directory, member: Member) -> str | None:
    """Put a member into the tree, or say why it has no place there."""
    *parents, name = normpath(member.name).split("/")
    for parent in parents:
        below = tree.setdefault(parent, {})
        if isinstance(below, Extent):
            return "is in a directory that is a file too"
        tree = below
    if member.kind == DIRECTORY:
        there = {} if name == "." else tree.setdefault(name, {})
        return "is a file too" if isinstance(there, Extent) else None
    if name == ".":
        return "has no possible name"
    if name in tree:
        return "is there twice"
    tree[name] = Extent(member.start, member.size)
    return None


def _is_utf8(name: str) -> bool:
    return not any("\udc80" <= character <= "\udcff" for character in name)


def _escaped(name: str) -> str:
    """Return a name that can be written; what terminals do with it is for those who show it."""
    short = name if len(name) <= 100 else name[:99] + "…"  # noqa: PLR2004 - a line
    return short.encode("utf-8", "backslashreplace").decode()
