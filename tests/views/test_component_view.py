"""What `--view component=NAME` shows, and the line that ends a run."""

from plan_texts import plan_of

from orun.plan import Gate, GateMatch, Job, SecretRef, Step
from orun.views import component, components, summary

JOB = Job(
    id="web@prod.deploy",
    name="deploy",
    component="web",
    environment="prod",
    composition="app",
    profile="app.release",
    profile_source="subscription-rule",
    profile_rule_trigger_ref="tag",
    runs_on="ubuntu-22.04",
    path="apps/web",
    depends_on=("api@prod.deploy", "web@staging.deploy"),
    dependency_mode="enforced",
    dependency_source="default",
    gates=(
        Gate(
            type="environment-promotion",
            environment="qa",
            component="api",
            condition="success",
            match=GateMatch(revision="source"),
        ),
    ),
    timeout="30m",
    retries=1,
    env={"LOG": "info"},
    secret_refs=(
        SecretRef(as_env="TOKEN", ref="secret://vault/token"),
        SecretRef(as_env="X", ref="secret://vault/x", optional=True),
    ),
    labels={"team": "shop"},
    parameters={
        "replicas": 2,
        "image": {"tag": "v1", "repo": "ghcr.io/web"},
        "motd": "a\nb\x1b[0m",
    },
    policies={"requireApproval": "true"},
    steps=(
        Step(id="lint", phase="pre", run="\n  npm ci\n  npm run lint\n", on_failure="continue"),
        Step(id="deploy", phase="main", use="actions/deploy@v4", timeout="5m", retry=2),
    ),
)
TEXT = """
api@prod.deploy
web@staging.deploy
end@prod.run
  < web@prod.deploy
  ~ api@prod.deploy
"""


def test_everything_about_a_component() -> None:
    assert (
        component(plan_of(TEXT, jobs=(JOB,)), "web")
        == """\
web  app · 2 jobs in 2 environments

staging  web.deploy
  profile       none: every step of deploy
  path          ./
  dependencies  enforced (default)
  needed by     ⇡ web@prod.deploy

prod  web.deploy
  profile       app.release (subscription-rule, trigger tag)
  runs          ubuntu-22.04, 30m, 1 retry
  path          apps/web
  dependencies  enforced (default)
  parameters    image    = {"repo":"ghcr.io/web","tag":"v1"}
                motd     = a\\nb\\x1b[0m
                replicas = 2
  env           LOG = info
  secrets       TOKEN   secret://vault/token
                X       secret://vault/x (optional)
  labels        team = shop
  policies      requireApproval = true
  waits for     ← api.deploy  ⇡ web@staging.deploy
  needed by     end.run
  gates         ◇ api in qa (success, revision=source)
  steps         pre   lint    run  npm ci (+1 line), continues on failure
                main  deploy  use  actions/deploy@v4, timeout 5m, retry 2

⇡ promotion: waits for an earlier environment  ◇ gate: evidence from outside of this plan
"""
    )


def test_who_waits_by_an_advisory_edge_or_as_a_whole_environment() -> None:
    shown = component(plan_of(TEXT, jobs=(JOB,)), "api")
    assert "  needed by     ⇠ end.run  web.deploy\n" in shown
    barrier = "a@dev.run\nb@dev.run\na@qa.run\n  < a@dev.run\n  < b@dev.run\n"
    shown = component(plan_of(barrier), "a")
    assert "  needed by     ⇡ qa (all 1 job)\n" in shown
    assert "  waits for     ⇡ dev (all 2 jobs)\n" in shown


def test_nothing_is_left_out_of_a_long_list() -> None:
    names = [f"c{n:02}" for n in range(40)]
    text = "web@dev.run\n" + "".join(f"  < {name}@dev.run\n" for name in names)
    shown = component(plan_of(text + "".join(f"{name}@dev.run\n" for name in names)), "web")
    assert all(f"← {name}.run" in shown for name in names)


def test_a_component_that_is_in_no_environment() -> None:
    plan = plan_of("web@dev.run\n")
    said = "has no job in this plan; it is in no environment\n"
    assert component(plan, "api") == f"api {said}"
    assert component(plan, "\x1b") == f"\\x1b {said}"
    assert components(plan) == {"web"}


def test_the_line_that_ends_a_run() -> None:
    plan = plan_of(TEXT, jobs=(JOB,))
    counted = "4 jobs, 3 edges, 1 advisory edge, 1 gate, 2 environments, 0 warnings"
    assert summary(plan) == f"{counted} -> plan.json"
    ended = "0 jobs, 0 edges, 0 gates, 0 environments, 1 warning -> a\\x1b.json"
    assert summary(plan_of(""), "a\x1b.json", warnings=1) == ended
