"""What the fuzzers begin with: examples, golden cases, rules and documents of the repository."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DECLARATION = re.compile(r"^(?=(?:relation|attribute|rule|fact)\b)", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LONGEST = 160
"""Bytes of a seed for the YAML fuzzer: small ones make ten times the inputs of whole files."""


def texts(pattern: str) -> list[str]:
    """Return the texts of all files below examples, golden, rules and docs with such a name."""
    found = (
        path
        for folder in ("examples", "golden", "rules", "docs")
        for path in sorted((ROOT / folder).rglob(pattern))
    )
    return list(dict.fromkeys(path.read_text(encoding="utf-8") for path in found))


def blocks(*languages: str) -> list[str]:
    """Return the code blocks of the documents that are in one of the languages."""
    return [
        body
        for text in texts("*.md")
        for language, body in _FENCE.findall(text)
        if language in languages
    ]


@cache
def yaml() -> list[bytes]:
    """Return whole YAML documents and pieces of them."""
    whole = [*texts("*.yaml"), *texts("*.yml"), *blocks("yaml", "yml"), *_FEATURES]
    pieces = [piece for text in whole for piece in _pieces(text)]
    return [text.encode() for text in dict.fromkeys(pieces)]


@cache
def documents() -> list[str]:
    """Return YAML documents as they are: intents, manifests, compositions."""
    return [text for text in texts("*.yaml") if "apiVersion:" in text]


@cache
def rules() -> list[str]:
    """Return rules one by one: each declaration of every rules file and document."""
    whole = [*texts("*.rules"), *blocks("rules", "")]
    found = (part.strip() for text in whole for part in _DECLARATION.split(text))
    return list(dict.fromkeys(part for part in found if _DECLARATION.match(part)))


@cache
def templates() -> list[str]:
    """Return texts with templates in them."""
    whole = [*documents(), *texts("*.md")]
    lines = [line.strip() for text in whole for line in text.splitlines() if "{{" in line]
    actions = [match for text in whole for match in _TEMPLATE.findall(text)]
    return list(dict.fromkeys([*lines, *actions, *_TEMPLATES]))


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that begin where a line is not indented, small ones together."""
    pieces = [""]
    for part in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        if len(pieces[-1]) + len(part) > _LONGEST:
            pieces.append("")
        pieces[-1] += part
    return [piece for piece in pieces if piece.strip()]


_FEATURES = (
    "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\nf: {<<: [*x, {g: 3}]}\n",
    "- &a [1, 2]\n- *a\n- [*a, *a]\n",
    "? complex\n: value\n? |\n  block key\n: - one\n  - two\n",
    "plain: multi\n  line text\nfolded: >-\n  one\n  two\n\n  three\nliteral: |2+\n    kept\n\n",
    "\"double \\\"quoted\\\" \\x41 \\u263a \\U0001F600 \\n\\\n  on\": 'single ''quoted'''\n",
    "%YAML 1.2\n---\n!!map {!!str a: !!int 1, b: !!float 1.5, c: !!null ~, d: !!bool true}\n...\n",
    "int: [0, -1, +2, 0o17, 017, 0xFf, 1_000, 12:30]\nfloat: [1.5, -2e10, .5, 3., .inf, .nan]\n",
    "bool: [true, False, TRUE, yes, on]\nnone: [null, Null, ~, '']\ndate: 2024-01-01\n",
    "{a: [b, {c: d}], 'e': \"f\", ? g : h, i: }\n",
    "# comment\nkey: value # behind\n# between\nother: # above\n  - item\n",
    "\ufeffbom: true\r\nwindows: lines\r\nmac: line\rnext: \x85 nel \u2028 ls\n",
    "deep: {a: {b: {c: {d: {e: {f: {g: [[[[[[[[1]]]]]]]]}}}}}}}\n",
    "environments:\n  dev:\n  prod: {promotion: {dependsOn: [{environment: dev}]}}\n",
)
"""YAML that the documents of the repository use little or not at all."""

_TEMPLATES = (
    "{{ if and .parameters.a (not .parameters.b) }}x{{ else if eq 1 2 3 }}y{{ else }}z{{ end }}",
    "{{ range $k, $v := .parameters.map }}{{ $k }}={{ $v }};{{ else }}none{{ end }}",
    "{{ range .parameters.list }}{{ . }}{{ end }}{{ with .env.X }}{{ . }}{{ end }}",
    "{{- /* comment */ -}} {{ \"{{\" }} ${{ secrets.TOKEN }} {{ `raw` }} {{ 'c' }}",
    '{{ printf "%05.2f %q %v %-10s %x" 1.5 "a" .parameters.map "b" 255 }}',
    '{{ index .parameters.list 0 }} {{ len .parameters.map }} {{ index .parameters.map "a" }}',
    '{{ .parameters.list | join "," | upper | replace "A" "b" | quote | default "x" }}',
    "{{ $x := 1 }}{{ $x = 2 }}{{ $x }} {{ (.parameters.map).a }} {{ true }} {{ nil }}",
    '{{ toJson .parameters }} {{ println "a" 1 }} {{ print 1 2 "a" }} {{ le 1 2 }} {{ 0x1F }}',
    "{{ .environment }}-{{.group}}-{{ .component }}",
)
"""Templates with what the documents of the repository use little or not at all."""
