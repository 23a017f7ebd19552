"""Intents that extend presets."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

from documents_check import said, write
from packing import tgz

from orun.diagnostics import Diagnostics
from orun.documents.effective import load_effective_intent
from orun.documents.layout import Cache
from orun.sources import Trees

if TYPE_CHECKING:
    from pathlib import Path

    from orun.documents.effective import EffectiveIntent
    from orun.sources.nodes import AnyNode, Scalar

HEADER = "apiVersion: orun.io/v1\nkind: Intent\nmetadata: {name: demo}\n"
SOURCE = "compositions: {sources: [{name: core, kind: dir, path: core}]}\n"


class Outcome(NamedTuple):
    effective: EffectiveIntent
    problems: list[str]

    def place(self, *path: str) -> str:
        """Return where a key of the merged tree stands, and where its value does."""
        node: AnyNode = self.effective.intent.node
        for name in path[:-1]:
            node = node.entries[name]  # type: ignore[union-attr]  # a test knows its maps
        key: Scalar = node.keys[path[-1]]  # type: ignore[union-attr]  # the same
        value: AnyNode = node.entries[path[-1]]  # type: ignore[union-attr]  # the same
        return f"{key.span} {value.span}"


def stack_of(presets: dict[str, str]) -> dict[str, str]:
    listed = ", ".join(f"{{name: {name}, path: presets/{name}.yaml}}" for name in presets)
    files = {
        "stack.yaml": "apiVersion: orun.io/v1\nkind: Stack\n"
        f"spec: {{compositions: [], intentPresets: [{listed}]}}\n"
    }
    for name, spec in presets.items():
        head = "apiVersion: orun.io/v1\nkind: IntentPreset\nspec:\n"
        lines = dedent(spec).strip("\n").splitlines()
        files[f"presets/{name}.yaml"] = head + "".join(f"  {line}\n" for line in lines)
    return files


def load(root: Path, own: str, presets: dict[str, str], *extended: str) -> Outcome:
    """Load an intent that extends these presets of a source `core`, all of them by default."""
    write(root, {f"core/{path}": text for path, text in stack_of(presets).items()})
    return load_intent(root, own, extended or tuple(presets))


def load_intent(root: Path, own: str, extended: tuple[str, ...], source: str = SOURCE) -> Outcome:
    listed = ", ".join(f"{{source: core, preset: {name}}}" for name in extended)
    text = HEADER + source + f"extends: [{listed}]\n" + dedent(own)
    write(root, {"intent.yaml": text})
    diagnostics = Diagnostics()
    cache = Cache(root / "cache", "$C")
    effective = load_effective_intent(root / "intent.yaml", cache, Trees(), diagnostics)
    assert effective is not None
    return Outcome(effective, said(diagnostics))


BASE = """
    env: {ORG: acme, REGION: us}
    discovery: {roots: [services, ./libs]}
    automation:
      triggerBindings: {pr: {on: {provider: github, event: pull_request}}}
    environments:
      dev: {activation: {triggerRefs: [pr]}, path: deploy/dev}
      prod:
        parameterDefaults: {"*": {lane: release, limits: {cpu: 1, memory: 2}}}
        policies: {freeze: true}
    groups: {web: {path: web, policies: {tier: 1}}}
    """


def test_everything_a_preset_says_is_there(tmp_path: Path) -> None:
    outcome = load(tmp_path, "", {"base": BASE})
    assert outcome.problems == []
    intent = outcome.effective.intent
    assert intent.env == {"ORG": "acme", "REGION": "us"}
    assert intent.discovery is not None
    assert intent.discovery.roots == ["services", "./libs"]
    assert intent.automation is not None
    assert list(intent.automation.trigger_bindings) == ["pr"]
    assert sorted(intent.environments) == ["dev", "prod"]
    assert intent.groups["web"].path == "web"
    assert outcome.place("environments", "dev", "path") == (
        "core/presets/base.yaml:9:44 core/presets/base.yaml:9:50"
    )


def test_the_intent_beats_presets_and_later_ones_beat_earlier_ones(tmp_path: Path) -> None:
    later = "env: {REGION: eu, ZONE: a}\nenvironments: {dev: {path: later}}\n"
    own = "env: {ZONE: b}\nenvironments: {dev: {dependencyMode: advisory}}\n"
    presets = {"base": BASE, "later": later}
    outcome = load(tmp_path, own, presets)
    assert outcome.problems == []
    intent = outcome.effective.intent
    assert intent.env == {"ORG": "acme", "REGION": "eu", "ZONE": "b"}
    assert intent.environments["dev"].path == "later"
    assert intent.environments["dev"].dependency_mode == "advisory"
    assert outcome.place("env", "ZONE") == "intent.yaml:6:7 intent.yaml:6:13"
    assert outcome.place("env", "REGION") == (
        "core/presets/later.yaml:4:9 core/presets/later.yaml:4:17"
    )
    reversed_ = load(tmp_path, own, presets, "later", "base")
    assert reversed_.effective.intent.environments["dev"].path == "deploy/dev"
    assert [each.name for each in reversed_.effective.presets] == ["later", "base"]


def test_maps_below_a_parameter_are_values(tmp_path: Path) -> None:
    own = 'environments: {prod: {parameterDefaults: {"*": {limits: {cpu: 4}}, app: {x: 1}}}}\n'
    intent = load(tmp_path, own, {"base": BASE}).effective.intent
    assert intent.environments["prod"].parameter_defaults == {
        "*": {"lane": "release", "limits": {"cpu": 4}},
        "app": {"x": 1},
    }


def test_roots_and_trigger_references_unite(tmp_path: Path) -> None:
    own = """\
        discovery: {roots: [apps, services]}
        environments: {dev: {activation: {triggerRefs: [push, pr, push]}}}
        """
    outcome = load(tmp_path, own, {"base": BASE, "more": "discovery: {roots: [services, x]}"})
    intent = outcome.effective.intent
    assert intent.discovery is not None
    assert intent.discovery.roots == ["./libs", "x", "apps", "services"]
    activation = intent.environments["dev"].activation
    assert activation is not None
    assert activation.trigger_refs == ["push", "pr", "push"], "repetitions are reported later"


def test_other_lists_are_replaced(tmp_path: Path) -> None:
    preset = "environments: {prod: {promotion: {dependsOn: [{environment: dev}]}}}"
    own = "environments: {dev: , prod: {promotion: {dependsOn: []}}}\n"
    promotion = load(tmp_path, own, {"a": preset}).effective.intent.environments["prod"].promotion
    assert promotion is not None
    assert promotion.depends_on == []


def test_nothing_states_nothing(tmp_path: Path) -> None:
    own = "env: {ORG: }\ndiscovery:\nenvironments: {dev: , prod: {policies: , path: }}\ngroups:\n"
    outcome = load(tmp_path, own, {"base": BASE})
    assert outcome.problems == []
    intent = outcome.effective.intent
    assert intent.env["ORG"] == "", "nothing is a value here"
    assert intent.discovery is not None
    assert intent.environments["dev"].path == "deploy/dev"
    assert intent.environments["prod"].policies == {"freeze": True}
    assert list(intent.groups) == ["web"]


def test_policies_add_up_and_differences_are_told(tmp_path: Path) -> None:
    own = """\
        environments: {prod: {policies: {freeze: false, approvals: 2}}}
        groups: {web: {policies: {tier: 1}}}
        """
    outcome = load(tmp_path, own, {"base": BASE})
    intent = outcome.effective.intent
    assert intent.environments["prod"].policies == {"freeze": False, "approvals": 2}
    assert intent.groups["web"].policies == {"tier": 1}
    assert outcome.problems == [
        (
            "warning policy-conflict intent.yaml:6:34 the policy `freeze` is not what a preset "
            "says; this value counts [remove one of them, or agree on a value; with --strict this "
            "is an error]"
        ),
        "  the preset says otherwise core/presets/base.yaml:12:18",
    ]


def test_policies_differ_by_type_too(tmp_path: Path) -> None:
    preset = "groups: {web: {policies: {a: 1, b: {x: 1, y: 2}, c: true}}}"
    own = "groups: {web: {policies: {a: '1', b: {y: 2, x: 1}, c: 1}}}\n"
    outcome = load(tmp_path, own, {"base": preset})
    told = [line.split("`")[1] for line in outcome.problems if line.startswith("warning")]
    assert told == ["a", "c"]


def test_an_intent_completes_a_preset(tmp_path: Path) -> None:
    preset = "automation: {triggerBindings: {pr: {on: {event: pull_request}}}}"
    own = "automation: {triggerBindings: {pr: {on: {provider: github}, plan: {scope: changed}}}}\n"
    outcome = load(tmp_path, own, {"base": preset})
    assert outcome.problems == []
    alone = load(tmp_path, "", {"base": preset})
    assert alone.problems == [
        ("error missing-field core/presets/base.yaml:4:43 the trigger needs the field `provider`")
    ]


def test_a_preset_completes_an_intent(tmp_path: Path) -> None:
    preset = "automation: {triggerBindings: {pr: {on: {provider: github}}}}"
    own = "automation: {triggerBindings: {pr: {plan: {scope: changed}}}}\n"
    assert load(tmp_path, own, {"base": preset}).problems == []


def test_what_belongs_to_the_repository(tmp_path: Path) -> None:
    preset = """
        components: [{name: x, type: y}]
        compositions: {sources: [{name: evil, kind: dir, path: /}], resolution: {}}
        execution: {concurrency: 1}
        env: {A: 1}
        """
    outcome = load(tmp_path, "", {"base": preset})
    assert outcome.problems == [
        (
            "error preset-overreach core/presets/base.yaml:4:3 a preset may not declare "
            "`components` [that is for the intent to say: move it there]"
        ),
        (
            "error preset-overreach core/presets/base.yaml:5:18 a preset may not declare "
            "`compositions.sources` [that is for the intent to say: move it there]"
        ),
        (
            "warning unknown-field core/presets/base.yaml:6:3 the preset has no field "
            "`execution`, which is ignored [it has `automation`, `discovery`, `env`, "
            "`environments` and `groups`]"
        ),
    ]
    intent = outcome.effective.intent
    assert intent.components == []
    assert intent.execution is None
    assert intent.compositions is not None
    assert [each.name for each in intent.compositions.sources] == ["core"]
    assert intent.env == {"A": "1"}


def test_how_compositions_are_chosen_is_no_matter_of_presets(tmp_path: Path) -> None:
    preset = "compositions: {resolution: {precedence: [x]}}"
    outcome = load(tmp_path, "", {"base": preset})
    assert [line.split(" ")[:3] for line in outcome.problems] == [
        ["warning", "unknown-field", "core/presets/base.yaml:4:3"]
    ]


def test_unknown_sources_and_presets(tmp_path: Path) -> None:
    write(tmp_path, {f"core/{path}": text for path, text in stack_of({"base": BASE}).items()})
    text = """\
        extends:
          - {source: cor, preset: base}
          - {source: core, preset: bass}
          - {source: core, preset: other}
        """
    write(tmp_path, {"intent.yaml": HEADER + SOURCE + dedent(text)})
    diagnostics = Diagnostics()
    cache = Cache(tmp_path / "cache", "$C")
    effective = load_effective_intent(tmp_path / "intent.yaml", cache, Trees(), diagnostics)
    assert effective is not None
    assert not effective.presets_read
    assert said(diagnostics) == [
        (
            "error unknown-source intent.yaml:6:14 there is no composition source named `cor` "
            "[did you mean `core`?]"
        ),
        (
            "error unknown-preset intent.yaml:7:28 the source `core` publishes no preset named "
            "`bass` [did you mean `base`?]"
        ),
        (
            "error unknown-preset intent.yaml:8:28 the source `core` publishes no preset named "
            "`other` [it has `base`]"
        ),
    ]


def test_a_source_that_cannot_be_opened_is_reported_once(tmp_path: Path) -> None:
    outcome = load_intent(tmp_path, "", ("base",))
    assert [line.split(" ")[1] for line in outcome.problems] == ["missing-source"]
    assert not outcome.effective.presets_read


def test_a_source_without_presets(tmp_path: Path) -> None:
    package = "apiVersion: orun.io/v1\nkind: CompositionPackage\nspec: {exports: []}\n"
    write(tmp_path, {"core/orun.yaml": package})
    outcome = load_intent(tmp_path, "", ("base",))
    assert outcome.problems == [
        (
            "error unknown-preset intent.yaml:5:34 the source `core` publishes no preset named "
            "`base` [it publishes none]"
        )
    ]


def test_presets_that_cannot_be_read(tmp_path: Path) -> None:
    files = stack_of({"base": "env: {}", "gone": "", "far": "", "kind": "", "no": ""})
    files["stack.yaml"] = files["stack.yaml"].replace("presets/far.yaml", "../far.yaml")
    files["presets/kind.yaml"] = "apiVersion: orun.io/v1\nkind: Stack\n"
    files["presets/no.yaml"] = "apiVersion: orun.io/v1\nkind: IntentPreset\n"
    del files["presets/gone.yaml"]
    write(tmp_path, {f"core/{path}": text for path, text in files.items()})
    outcome = load_intent(tmp_path, "", ("gone", "far", "kind", "no"))
    assert not outcome.effective.presets_read
    assert outcome.problems == [
        (
            "error wrong-kind core/presets/kind.yaml:2:7 the document is of kind `Stack`, "
            "`IntentPreset` is wanted here"
        ),
        "error missing-field core/presets/no.yaml:1:1 the preset needs the field `spec`",
        (
            "error missing-preset core/stack.yaml:3:100 there is no file "
            "`core/presets/gone.yaml` [did you mean `presets/no.yaml`?]"
        ),
        (
            "error path-outside-source core/stack.yaml:3:138 the path `../far.yaml` leads out of "
            "the source"
        ),
    ]


def test_an_intent_is_no_misspelled_preset(tmp_path: Path) -> None:
    files = stack_of({"base": ""})
    files["presets/base.yaml"] = "apiVersion: orun.io/v1\nkind: Intent\nenvironments: {dev: {}}\n"
    write(tmp_path, {f"core/{path}": text for path, text in files.items()})
    assert load_intent(tmp_path, "", ("base",)).problems == [
        (
            "error wrong-kind core/presets/base.yaml:2:7 the document is of kind `Intent`, "
            "`IntentPreset` is wanted here [did you mean `IntentPreset`?]"
        )
    ]


def test_what_is_wrong_with_presets_that_nobody_extends_is_a_warning(tmp_path: Path) -> None:
    outcome = load(tmp_path, "", {"base": BASE, "bad": "components: []"}, "base")
    assert outcome.effective.presets_read
    assert outcome.problems == [
        (
            "warning preset-overreach core/presets/bad.yaml:4:3 a preset may not declare "
            "`components` [that is for the intent to say: move it there]"
        )
    ]


def test_one_preset_extended_twice_and_two_of_one_name(tmp_path: Path) -> None:
    outcome = load(tmp_path, "", {"base": BASE, "more": "env: {ORG: x}"}, "base", "more", "base")
    assert outcome.problems == [
        (
            "warning duplicate-extension intent.yaml:5:94 the preset `base` is extended twice; "
            "the last time counts"
        )
    ]
    assert outcome.effective.intent.env["ORG"] == "acme"
    files = stack_of({"a": "env: {}"})
    files["stack.yaml"] = files["stack.yaml"].replace(
        "intentPresets: [", "intentPresets: [{name: a, path: x}, "
    )
    write(tmp_path, {f"core/{path}": text for path, text in files.items()})
    assert load_intent(tmp_path, "", ()).problems == [
        (
            "warning missing-preset core/stack.yaml:3:58 there is no file `core/x` [paths are "
            "relative to the source]"
        ),
        "error duplicate-preset core/stack.yaml:3:69 there are two presets named `a`",
        "  the other one core/stack.yaml:3:49",
    ]


def test_presets_in_an_archive(tmp_path: Path) -> None:
    write(tmp_path, {"intent.yaml": ""})
    (tmp_path / "core.tgz").write_bytes(tgz(stack_of({"base": BASE})))
    source = SOURCE.replace("kind: dir, path: core", "kind: archive, path: core.tgz")
    outcome = load_intent(tmp_path, "", ("base",), source)
    assert outcome.problems == []
    assert outcome.place("env", "ORG") == (
        "core.tgz/presets/base.yaml:4:9 core.tgz/presets/base.yaml:4:14"
    )
    (preset,) = outcome.effective.presets
    assert preset.path == "core.tgz/presets/base.yaml"
    assert preset.file == "core.tgz"


def test_an_intent_without_presets_is_what_it_says(tmp_path: Path) -> None:
    write(tmp_path, {"intent.yaml": HEADER + "env: {A: 1}\n"})
    diagnostics = Diagnostics()
    cache = Cache(tmp_path / "cache", "$C")
    effective = load_effective_intent(tmp_path / "intent.yaml", cache, Trees(), diagnostics)
    assert effective is not None
    assert said(diagnostics) == []
    assert effective.intent.node is effective.own
    assert effective.presets_read


def test_problems_of_the_intent_are_found_beside_presets(tmp_path: Path) -> None:
    own = "envv: {}\nenvironments: {dev: {path: 3}}\nenv: [a]\n"
    outcome = load(tmp_path, own, {"base": BASE})
    assert [line.split(" ")[:3] for line in outcome.problems] == [
        ["warning", "unknown-field", "intent.yaml:6:1"],
        ["error", "wrong-type", "intent.yaml:7:28"],
        ["error", "wrong-type", "intent.yaml:8:6"],
    ]


def test_secrets_that_are_overridden_are_hidden_too(tmp_path: Path) -> None:
    preset = "environments: {dev: {secretEnv: {TOKEN: hunter2, OK: 'secret://a/b'}}}"
    own = "environments: {dev: {secretEnv: {TOKEN: 'secret://c/d'}}}\n"
    outcome = load(tmp_path, own, {"base": preset})
    (sections,) = [each.sections for each in outcome.effective.presets]
    assert sections is not None
    line = sections.source.line(4).text
    assert "hunter2" not in line
    assert "secret://a/b" in line
