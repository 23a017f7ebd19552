"""Write a workspace of any size: components below directories, in three environments each.

    python tests/benchmarks/workspace.py DIR --components 1000

The same size gives the same files, on any machine. Every component has one job in each
environment, parameters, environment variables and labels, and up to three dependencies; every
environment follows the one before it.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

ENVIRONMENTS = ("dev", "staging", "production")
TYPES = ("service", "worker", "site", "stack", "library")
DOMAINS = ("commerce", "identity", "platform", "data", "edge", "billing")
RELEASE = "tag-release"

INTENT = """\
apiVersion: orun.io/v1
kind: Intent
metadata: {name: benchmark}
discovery: {roots: [components]}
compositions: {sources: [{name: platform, kind: dir, path: ./compositions}]}
automation:
  triggerBindings:
    push-main: {on: {provider: github, event: push, branches: [main]}}
    tag-release: {on: {provider: github, event: push, tags: ["v*"]}}
env: {ORGANISATION: example, LOG_LEVEL: info}
groups:
"""

GROUP = """\
  {domain}:
    parameterDefaults: {{"*": {{region: region-{number}, strict: true}}}}
"""

ENVIRONMENT = """\
  {name}:
    activation: {{triggerRefs: [{triggers}]}}
    parameterDefaults: {{"*": {{lane: {name}, prefix: {name}-, replicas: {replicas}}}}}
    env: {{DEPLOY_ENV: "{{{{ .environment }}}}", LOG_LEVEL: debug}}
"""

COMPOSITION = """\
apiVersion: orun.io/v1
kind: Composition
metadata: {{name: {name}}}
spec:
  type: {name}
  defaultJob: deploy
  defaultProfile: verify
  parameterSchema:
    type: object
    required: [name, type, parameters]
    properties:
      parameters:
        type: object
        required: [runtime, build]
        additionalProperties: false
        properties:
          runtime: {{type: string}}
          build: {{type: string}}
          lane: {{type: string}}
          prefix: {{type: string}}
          region: {{type: string}}
          strict: {{type: boolean}}
          replicas: {{type: integer}}
  jobs:
    - name: deploy
      runsOn: ubuntu-22.04
      timeout: 30m
      retries: 1
      labels: {{scope: delivery}}
      capabilities: [{name}.setup, {name}.verify, {name}.deploy]
      steps:
        - id: setup
          capability: {name}.setup
          use: actions/setup@v4
          with: {{version: "{{{{ .parameters.runtime }}}}"}}
        - id: context
          run: echo {{{{ .orun.component.name }}}} in {{{{ .orun.environment.name }}}}
        - id: verify
          capability: {name}.verify
          run: |
            {{{{ if .parameters.strict }}}}set -eu{{{{ else }}}}set -e{{{{ end }}}}
            {{{{ .parameters.build }}}}
          env: {{TARGET: "{{{{ .orun.environment.name }}}}", LEVEL: "{{{{ .env.LOG_LEVEL }}}}"}}
        - id: package
          capability: {name}.verify
          shell: bash
          run: package {{{{ .parameters.prefix }}}}{{{{ .orun.component.name }}}}
        - id: deploy
          capability: {name}.deploy
          run: deploy {{{{ .orun.component.name }}}} --replicas {{{{ .parameters.replicas }}}}
  executionProfiles:
    verify: {{jobs: {{deploy: {{includeCapabilities: [{name}.setup, {name}.verify]}}}}}}
    release: {{jobs: {{deploy: {{}}}}}}
"""

COMPONENT = """\
apiVersion: orun.io/v1
kind: Component
metadata:
  name: {name}
spec:
  type: {type}
  domain: {domain}
  subscribe:
    environments:
      - name: dev
        profile: verify
      - name: staging
        profile: verify
        profileRules:
          - profile: release
            when:
              triggerRef: tag-release
      - name: production
        profile: verify
        profileRules:
          - profile: release
            when:
              triggerRef: tag-release
  parameters:
    runtime: "{runtime}"
    build: make {name}
  labels:
    team: team-{domain}
    tier: {tier}
  env:
    SERVICE: "{{{{ .component }}}}"
    HOST: "{name}.{{{{ .environment }}}}.example.com"
"""


def write_workspace(root: Path, components: int, *, barrier: bool = False) -> Path:
    """Write a workspace and return its intent; `barrier` makes the last promotion one."""
    _write(root / "intent.yaml", _intent(barrier=barrier))
    _write(root / "compositions" / "stack.yaml", "kind: Stack\nmetadata: {name: platform}\n")
    for name in TYPES:
        path = root / "compositions" / name / "composition.yaml"
        _write(path, COMPOSITION.format(name=name))
    chance = random.Random(0)  # noqa: S311 - the same workspace every time is the point
    for number in range(components):
        domain = DOMAINS[number % len(DOMAINS)]
        folder = root / "components" / domain / f"batch-{number // 100:02}" / f"part-{number:05}"
        _write(folder / "component.yaml", _component(chance, number, domain))
    return root / "intent.yaml"


def _intent(*, barrier: bool) -> str:
    groups = (GROUP.format(domain=name, number=at) for at, name in enumerate(DOMAINS))
    text = INTENT + "".join(groups) + "environments:\n"
    for number, name in enumerate(ENVIRONMENTS):
        triggers = "push-main, tag-release" if name != "production" else RELEASE
        text += ENVIRONMENT.format(name=name, triggers=triggers, replicas=number + 1)
        if number:
            last = barrier and number == len(ENVIRONMENTS) - 1
            strategy = "environment-barrier" if last else "same-component"
            earlier = f"{{environment: {ENVIRONMENTS[number - 1]}, strategy: {strategy}}}"
            text += f"    promotion: {{dependsOn: [{earlier}]}}\n"
    return text


def _component(chance: random.Random, number: int, domain: str) -> str:
    text = COMPONENT.format(
        name=f"part-{number:05}",
        type=chance.choice(TYPES),
        domain=domain,
        runtime=chance.choice(("20", "22")),
        tier=chance.choice(("gold", "silver")),
    )
    needed = sorted(chance.sample(range(number), chance.randint(0, min(3, number))))
    if needed:
        text += "  dependsOn:\n"
        text += "".join(f"    - component: part-{other:05}\n" for other in needed)
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Write the workspace that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--components", type=int, default=1000)
    parser.add_argument("--barrier", action="store_true")
    options = parser.parse_args()
    write_workspace(options.directory, options.components, barrier=options.barrier)


if __name__ == "__main__":
    main()
