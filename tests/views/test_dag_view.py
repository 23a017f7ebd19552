"""What `--view dag` shows, as a platform engineer reads it."""

import re

from plan_texts import plan_of

from orun.plan import Selection, Trigger
from orun.views import Vias, dag

SHOP = """
net@staging.plan infra.release
net@staging.apply infra.release
  < net@staging.plan
db@staging.migrate postgres
  < net@staging.apply
  < net@staging.plan
api@staging.deploy app.release
  < db@staging.migrate
  < net@staging.apply
  < net@staging.plan
  ~ docs@staging.build
web@staging.deploy app.release
  < api@staging.deploy
  < cache@staging.deploy
cache@staging.deploy
docs@staging.build site.publish
cleanup@staging.run
  < web@staging.deploy always
net@prod.plan infra.release
  < net@staging.apply
  < net@staging.plan
net@prod.apply infra.release
  < net@prod.plan
  < net@staging.apply
  < net@staging.plan
  gate change-approval
api@prod.deploy app.release
  < net@prod.apply
  < net@prod.plan
  < api@staging.deploy
web@prod.deploy app.release
  < api@prod.deploy
  < web@staging.deploy
  gate environment-promotion qa web success source
docs@prod.build site.publish
  < docs@staging.build
  gate environment-promotion qa * success source
prune component api@prod db@prod not-subscribed
prune promotion prod canary environment-not-active
"""


def check(text: str, expected: str, vias: Vias | None = None) -> None:
    """Compare the view below its heading, without the legend, where `expected` has none."""
    shown = dag(plan_of(text), vias=vias).split("\n\n")[1:]
    wanted = expected.strip("\n").split("\n\n")
    assert [part.rstrip("\n") for part in shown[: len(wanted)]] == wanted


def test_a_small_platform() -> None:
    assert (
        dag(plan_of(SHOP))
        == """\
shop  13 jobs · 20 edges · 1 advisory edge · 3 gates · 2 environments
sha256-0123456789ab

staging  8 jobs
├─ cache.deploy                app
├─ docs.build                  site.publish
└─ net.plan                    infra.release
   └─ net.apply                infra.release
      └─ db.migrate            postgres
         └─ api.deploy         app.release    ⇠ docs.build
            └─ web.deploy      app.release    ← cache.deploy
               └─ cleanup.run  app            ← web.deploy [always]

prod  5 jobs, after qa, staging
├─ docs.build                  site.publish   ⇡ docs@staging.build
│                                             ◇ every component in qa (success, revision=source)
└─ net.plan                    infra.release  ⇡ net@staging.{apply,plan}
   └─ net.apply                infra.release  ⇡ net@staging.{apply,plan}  ◇ change-approval
      └─ api.deploy            app.release    ⇡ api@staging.deploy
         └─ web.deploy         app.release    ⇡ web@staging.deploy  ◇ qa (success, revision=source)

└─ runs after the job that it stands below  ← also waits for
⇡ promotion: waits for an earlier environment  ⇠ advisory: comes after it, whatever becomes of it
◇ gate: evidence from outside of this plan  [always] runs also if that failed
2 edges pruned, see --view dependencies
"""
    )


def test_environments_stand_in_the_order_of_promotion_then_by_name() -> None:
    edge = "w@zoo.run\nw@mid.run\n  < w@zoo.run\n"
    gate = "w@end.run\n  gate environment-promotion mid w success source\n"
    shown = dag(plan_of(gate + edge + "w@alpha.run\n"))
    heads = [line.split()[0] for line in shown.splitlines() if " job" in line][1:]
    assert heads == ["alpha", "zoo", "mid", "end"]


def test_environments_that_promote_in_a_circle_are_still_shown() -> None:
    shown = dag(plan_of("w@b.run\n  gate x a\nw@a.run\n  gate x b\n"))
    assert shown.index("a  1 job, after b") < shown.index("b  1 job, after a")


def test_a_barrier_of_single_edges_is_said_once() -> None:
    check(
        """
a@dev.run
b@dev.run
a@staging.run
  < a@dev.run
  < b@dev.run
c@staging.run
  < a@dev.run
  < b@dev.run
  < a@staging.run
""",
        """
dev  2 jobs
├─ a.run     app
└─ b.run     app

staging  2 jobs, after all of dev
└─ a.run     app
   └─ c.run  app
""",
    )


def test_a_barrier_through_one_job_has_its_place_in_the_tree() -> None:
    check(
        """
a@dev.run
b@dev.run
dev->staging.barrier
  < a@dev.run
  < b@dev.run
a@staging.run
  < dev->staging.barrier
b@staging.run
  < dev->staging.barrier
""",
        """
dev  2 jobs
├─ a.run                 app
└─ b.run                 app

staging  3 jobs, after dev
└─ dev->staging.barrier  barrier  ⇡ dev (all 2 jobs)
   ├─ a.run              app
   └─ b.run              app
""",
    )


LOOKALIKE = """
a@shared.run
b@shared.run
web@prod.run
  < a@shared.run
  < b@shared.run
"""


def test_the_compiler_knows_better_what_an_edge_is() -> None:
    vias = {
        ("web@prod.run", "a@shared.run"): "dependency",
        ("web@prod.run", "b@shared.run"): "dependency",
    }
    check(
        LOOKALIKE,
        """
prod  1 job
└─ web.run  app  ← a@shared.run  ← b@shared.run

shared  2 jobs
├─ a.run    app
└─ b.run    app
""",
        vias,
    )
    check(
        LOOKALIKE,
        """
shared  2 jobs
├─ a.run    app
└─ b.run    app

prod  1 job, after all of shared
└─ web.run  app
""",
        dict.fromkeys(vias, "barrier"),
    )


def test_a_shared_dependency_is_drawn_once() -> None:
    check(
        "".join(f"c{n}@dev.run\n  < a@dev.run\n  < b@dev.run\n" for n in range(3))
        + "a@dev.run\nb@dev.run\n",
        """
dev  5 jobs
├─ a.run     app
│  ├─ c0.run  app  ← b.run
│  ├─ c1.run  app  ← b.run
│  └─ c2.run  app  ← b.run
└─ b.run     app
""".replace("run     app", "run      app"),
    )


def test_many_references_are_counted_and_wrap_below_the_job() -> None:
    ons = [f"component-{n:02}@dev.run" for n in range(12)]
    text = "".join(f"{on}\n" for on in ons) + "web@dev.run\n" + "".join(f"  < {on}\n" for on in ons)
    shown = dag(plan_of(text)).splitlines()
    start = next(n for n, line in enumerate(shown) if "web.run" in line)
    assert shown[start : start + 4] == [
        "│  └─ web.run        app  ← component-01.run  ← component-02.run  ← component-03.run",
        "│                         ← component-04.run  ← component-05.run  ← component-06.run",
        "│                         ← component-07.run  ← component-08.run  ← and 3 more",
        "├─ component-01.run  app",
    ]


def test_a_long_chain_begins_again_at_the_left() -> None:
    text = "".join(
        f"c{n:03}@dev.run\n" + f"  < c{n - 1:03}@dev.run\n" * (n > 0) for n in range(300)
    )
    shown = dag(plan_of(text)).splitlines()
    assert max(map(len, shown)) < 100
    names = [line.split("c", 1)[1][:3] for line in shown if ".run" in line and "c" in line]
    assert names == [f"{n:03}" for n in range(300)]
    assert sum("← c" in line for line in shown) == 30 - 1


def test_every_job_of_any_plan_is_drawn_once_even_on_a_circle() -> None:
    circle = "a@dev.run\n  < b@dev.run\nb@dev.run\n  < a@dev.run\n"
    text = circle + "c@dev.run\n  < a@dev.run\n  < gone@dev.run\n"
    shown = dag(plan_of(text))
    assert [shown.count(f"─ {name}.run") for name in "abc"] == [1, 1, 1]
    assert "a.run     app  ← b.run" in shown


def test_free_text_cannot_reach_the_terminal_as_it_is() -> None:
    text = "web@dev.run app.\x1b[31m\u202e\x07\n  gate \x1b]0;title\x07\n"
    shown = dag(plan_of(text, name="shop\x1b[2J"))
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)
    assert "shop\\x1b[2J" in shown
    assert "app.\\x1b[31m\\u202e\\x07" in shown


def test_colours_change_nothing_but_colours() -> None:
    plain, coloured = dag(plan_of(SHOP)), dag(plan_of(SHOP), colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[1;36mstaging\x1b[0m" in coloured


def test_an_empty_plan_says_why() -> None:
    trigger = Trigger(
        mode="event", event="push", matched_bindings=(), active_environments=(), scope="full"
    )
    selection = Selection(
        envs=("dev",), components=(), mode="scoped", all_envs=False, pruned_edges=()
    )
    assert dag(plan_of("", trigger=trigger)) == (
        "shop  an empty plan: no environment is active\n"
        "push: no trigger matched · sha256-0123456789ab\n"
    )
    assert "nothing that was selected is in dev" in dag(plan_of("", selection=selection))
