"""Files with a secret written out, as people write them, and what slips of the hand do to them."""

from __future__ import annotations

import json
from textwrap import indent

from hypothesis import strategies as st

CORE = "swordfish"
"""What each of the secrets holds, and nothing else of the files."""

REFERENCE = "secret://vault/{{ .environment }}/token"

_NAMES = ("secretEnv", "optionalSecretEnv", "secretenv", "secret_env", "SecretEnv", "secertEnv")
_SECRETS = (
    "swordfish",
    "p@ss:swordfish/+==",
    "swordfish, and more",
    "two words swordfish",
    "x: swordfish",
    "x]swordfish}",
    'say "swordfish"',
    "it's swordfish",
    "#swordfish",
    "x # swordfish",
    "*swordfish",
    "&swordfish",
    "!swordfish",
    "- swordfish",
    "@swordfish",
    "{{ swordfish }}",
    "http://x:swordfish@y",
    "\\swordfish",
)
_SLIPS = "\"'{}[]:,#-?&*!|>% \t\n\\x"


def _quoted(text: str, style: str) -> str:
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text) if style == '"' else text


@st.composite
def _values(draw: st.DrawFn, *, block: bool = True) -> str:
    """One value, a secret or a reference, as it is written behind its key."""
    text = draw(st.sampled_from((*_SECRETS, REFERENCE)))
    style = draw(st.sampled_from(("", "'", '"', *("|>" if block else ""))))
    if style in ("|", ">"):
        # A line with a key could be one of another field, once it is moved.
        return f"{style}\n" + indent(f"one\n{text.replace(': ', ':')}\n\n{CORE}", "    ")
    if not block and not style:
        text = REFERENCE.replace("{{ .environment }}", "x") if text == REFERENCE else "a swordfish"
    return _quoted(text, style)


@st.composite
def _sections(draw: st.DrawFn) -> tuple[str, bool]:
    """A field of secrets, and whether that is on one line in flow style."""
    name = draw(st.sampled_from(_NAMES))
    form = draw(st.sampled_from(("block", "flow", "json", "minified", "lines", "list", "value")))
    keys = ("TOKEN", "KEY_2", draw(st.sampled_from(("TOKEN", "A"))))
    if form == "block":
        entries = (f"  {key}: {draw(_values())}\n" for key in keys)
        return f"{name}:\n{''.join(entries)}", False
    if form == "json":
        entries = {key: draw(st.sampled_from((*_SECRETS, REFERENCE))) for key in keys}
        return f'"{name}": {json.dumps(entries, indent=2)}\n', False
    if form == "minified":
        entries = {key: draw(st.sampled_from((*_SECRETS, REFERENCE))) for key in keys}
        return f'"{name}":{json.dumps(entries, separators=(",", ":"))}', True
    if form == "list":
        left = draw(st.sampled_from(("", "  ")))
        items = (f"{left}- {draw(_values(block=False))}\n" for _ in keys)
        return f"{name}:\n{''.join(items)}", False
    if form == "value":
        return f"{name}: {draw(_values(block=False))}", True
    entries = [f"{key}: {draw(_values(block=False))}" for key in keys]
    if form == "lines":
        return f"{name}: {{\n  {f',{chr(10)}  '.join(entries)}\n}}\n", False
    return f"{name}: {{{', '.join(entries)}}}", True


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An intent with a field of secrets somewhere."""
    section, is_one_line = draw(_sections())
    place = draw(st.integers(0, 3))
    in_flow = is_one_line and draw(st.booleans())
    dev, web, top = "path: .\nenv: {REGION: eu}\n", "type: task\nenv: {REGION: eu}\n", ""
    one = section if is_one_line else section.rstrip("\n")
    if in_flow:
        dev_line, web_line = "env: {REGION: eu}", "type: task, env: {REGION: eu}"
        dev = f"{{{one}, {dev_line}}}" if place == 0 else f"{{{dev_line}}}"
        web = f"{{name: web, {one}, {web_line}}}" if place else f"{{name: web, {web_line}}}"
    else:
        dev = "\n" + indent(f"{one}\n{dev}" if place == 0 else dev, "    ")
        web = "name: web\n" + (f"{one}\n{web}" if place == 1 else web)
        web = indent(web, "    ").replace("    ", "", 1)
        top = f"{one}\n" if place > 1 else ""
    return (
        "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: demo}\n"
        "compositions: {sources: [{name: stack, kind: dir, path: ./stack}]}\n"
        f"environments:\n  dev: {dev.rstrip()}\n{top}"
        f"components:\n  - {web.rstrip()}\nexecution: {{concurrency: 2}}\n"
    )


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """An intent of `documents`, or what a slip makes of it that leaves the field its name."""
    text = draw(documents())
    return _slip(draw, text) if draw(st.booleans()) else text


def _slip(draw: st.DrawFn, text: str) -> str:
    start = next(text.find(name) for name in _NAMES if name in text)
    end = start + next(len(name) for name in _NAMES if name in text)
    at = draw(st.integers(0, len(text)).filter(lambda each: not start - 1 <= each <= end))
    kind = draw(st.sampled_from(("drop", "insert", "replace", "indent", "outdent", "cut", "twice")))
    character = draw(st.sampled_from(_SLIPS))
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    if kind == "insert":
        return text[:at] + character + text[at:]
    if kind == "replace":
        return text[:at] + character + text[at + 1 :]
    line = text.rfind("\n", 0, at) + 1
    if kind == "indent":
        return text[:line] + "  " + text[line:]
    if kind == "outdent":
        return text[:line] + text[line:].removeprefix("  ")
    if kind == "cut":
        return text[: max(at, end)]
    line_end = text.find("\n", at) + 1 or len(text)
    return text[:line_end] + text[line:]
