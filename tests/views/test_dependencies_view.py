"""What `--view dependencies` shows."""

from plan_texts import plan_of
from test_dag_view import SHOP

from orun.views import dependencies


def check(text: str, expected: str) -> None:
    shown = dependencies(plan_of(text)).partition("\n\n")[2]
    assert shown.strip("\n") == expected.strip("\n")


def test_a_small_platform() -> None:
    check(
        SHOP,
        """
cleanup
└─ web           staging [always]
   ├─ api        staging, prod
   │  ├─ db      staging
   │  │  └─ net  staging
   │  ├─ docs    ⇠ staging
   │  └─ net     staging, prod
   └─ cache      staging

⇠ advisory: comes after it, whatever becomes of it

pruned: declared, but not in this plan
  api@prod → db@prod  not-subscribed
  prod → canary       environment-not-active (promotion)
""",
    )


def test_what_stands_alone_and_what_was_drawn_before() -> None:
    check(
        """
core@dev.run
  < net@dev.run
net@dev.run
api@dev.run
  < core@dev.run
web@dev.run
  < api@dev.run
  < core@dev.run
docs@dev.run
""",
        """
web
├─ api               dev
│  └─ core           dev
│     └─ net         dev
└─ core (see above)  dev

without dependencies
  docs
""",
    )


def test_across_environments_and_in_a_circle() -> None:
    check(
        "a@dev.run\n  < b@shared.run\nb@shared.run\nb@dev.run\n  < a@dev.run\n",
        """
a
└─ b                 dev → shared
   └─ a (see above)  dev
""",
    )


def test_a_barrier_is_no_dependency() -> None:
    barrier = "a@dev.run\nb@dev.run\na@qa.run\n  < a@dev.run\n  < b@dev.run\n"
    check(barrier, "no component waits for another\n  a  b")


def test_long_chains_go_on_at_the_left() -> None:
    text = "".join(
        f"c{n:02}@dev.run\n" + f"  < c{n + 1:02}@dev.run\n" * (n < 30) for n in range(31)
    )
    shown = dependencies(plan_of(text))
    assert max(map(len, shown.splitlines())) < 60
    assert "c10 (see below)" in shown
    assert "\nc10\n└─ c11" in shown


def test_many_that_were_drawn_before_become_one_line() -> None:
    names = [f"c{n:02}" for n in range(12)]
    text = "".join(
        f"{name}@dev.run\n" + "".join(f"  < {on}@dev.run\n" for on in names[:n])
        for n, name in enumerate(names)
    )
    assert "└─ 9 components drawn above" in dependencies(plan_of(text))


def test_an_empty_plan_still_lists_what_was_pruned() -> None:
    shown = dependencies(plan_of("prune component a@dev b@dev rule\n"))
    assert shown.startswith("shop  an empty plan")
    assert shown.endswith("  a@dev → b@dev  rule\n")
