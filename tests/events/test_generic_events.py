from __future__ import annotations

from typing import TYPE_CHECKING

from event_check import ONE, TWO

if TYPE_CHECKING:
    from event_check import Reader


def test_all_fields(events: Reader) -> None:
    payload = {
        "provider": "buildkite",
        "event": "push",
        "action": None,
        "branch": "main",
        "baseBranch": "",
        "tag": None,
        "base": ONE,
        "head": TWO[:7],
        "repository": "acme/shop",
        "actor": "ada",
        "payload": {"anything": [1, 2]},
    }
    said, complaints = events.read("generic", payload)
    assert complaints == []
    assert said == {
        "provider": "buildkite",
        "name": "push",
        "branch": "main",
        "base": ONE,
        "head": TWO[:7],
        "repository": "acme/shop",
        "actor": "ada",
    }


def test_the_least(events: Reader) -> None:
    events.check("generic", {"event": "nightly"}, name="nightly")


def test_deletions(events: Reader) -> None:
    payload = {"event": "push", "branch": "x", "deleted": True}
    events.check("generic", payload, name="push", branch="x", action="deleted", deletes=True)


def test_an_event_has_to_have_a_name(events: Reader) -> None:
    events.check_refused("generic", {"branch": "main"}, "unknown-event event.json:1:1")
    events.check_refused("generic", None, "no-event None")


def test_an_unknown_field_is_a_warning(events: Reader) -> None:
    said, complaints = events.read("generic", {"event": "push", "brnach": "main", "a.b": 1})
    assert said == {"provider": "generic", "name": "push"}
    assert complaints == ["unknown-field event.json:3:12", "unknown-field event.json:1:1"][::-1]


def test_many_unknown_fields_are_counted(events: Reader) -> None:
    payload = {"event": "push"} | {f"field {number}": number for number in range(1000)}
    _, complaints = events.read("generic", payload)
    assert len(complaints) == 21
