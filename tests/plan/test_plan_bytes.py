"""The bytes of a plan: one canonical form, a checksum over it, and reading it back."""

import hashlib
import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from plan_samples import bare_job, bare_plan, full_job, full_plan

from orun.diagnostics import Diagnostic, Severity
from orun.plan import (
    Gate,
    Plan,
    Step,
    UnencodableError,
    checksum,
    decode,
    encode,
    verify,
    with_checksum,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)
PARAMETERS = st.dictionaries(TEXT, VALUES, max_size=5)

KEYS = {
    "plan": "apiVersion kind metadata execution spec jobs",
    "metadata": "name description namespace generatedAt checksum source trigger selection",
    "source": "revision ref dirty intent",
    "trigger": "mode provider event action branch baseBranch tag matchedBindings"
    " activeEnvironments scope base head",
    "selection": "envs components mode allEnvs prunedEdges",
    "pruned": "kind from to reason",
    "execution": "concurrency failFast stateFile",
    "spec": "environments compositions rules",
    "job": "id name component environment composition profile profileSource"
    " profileRuleTriggerRef runsOn path dependsOn advisoryDependsOn dependencyMode"
    " dependencySource dependencyRuleTriggerRef dependencyConditions gates timeout retries env"
    " secretRefs labels parameters policies steps",
    "gate": "type environment component condition match",
    "run": "id name phase order run env shell working-directory timeout retry onFailure",
    "use": "id phase use with",
}


def with_parameters(parameters: dict[str, object]) -> Plan:
    return bare_plan(bare_job(parameters=parameters))


def in_other_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: in_other_order(value[key]) for key in reversed(value)}
    return [in_other_order(item) for item in value] if isinstance(value, list) else value


def codes(data: bytes) -> list[tuple[Severity, str]]:
    return [(each.severity, each.code) for each in verify(data)]


def problem(data: bytes) -> Diagnostic:
    found = decode(data)
    assert isinstance(found, Diagnostic)
    return found


def test_every_key_stands_in_its_order() -> None:
    data = json.loads(encode(with_checksum(full_plan())))
    job = data["jobs"][0]
    found = {
        "plan": data,
        "metadata": data["metadata"],
        "source": data["metadata"]["source"],
        "trigger": data["metadata"]["trigger"],
        "selection": data["metadata"]["selection"],
        "pruned": data["metadata"]["selection"]["prunedEdges"][0],
        "execution": data["execution"],
        "spec": data["spec"],
        "job": job,
        "gate": job["gates"][0],
        "run": job["steps"][0],
        "use": job["steps"][1],
    }
    assert {kind: " ".join(keys) for kind, keys in found.items()} == KEYS


def test_a_bare_plan_has_what_is_always_there_and_nothing_else() -> None:
    step, gate = Step(id="go", phase="main"), Gate(type="change-approval")
    data = json.loads(encode(bare_plan(bare_job(steps=(step,), gates=(gate,)), bare_job())))
    assert data["metadata"] == {
        "name": "shop",
        "generatedAt": "2024-01-02T00:00:00Z",
        "trigger": {
            "mode": "none",
            "matchedBindings": [],
            "activeEnvironments": [],
            "scope": "full",
        },
        "selection": {
            "envs": [],
            "components": [],
            "mode": "full",
            "allEnvs": False,
            "prunedEdges": [],
        },
    }
    assert data["spec"] == {"environments": {}, "compositions": [], "rules": []}
    assert data["jobs"][0]["steps"] == [{"id": "go", "phase": "main"}]
    assert data["jobs"][0]["gates"] == [{"type": "change-approval"}]
    assert data["jobs"][1] == {
        "id": "web@dev.deploy",
        "name": "deploy",
        "component": "web",
        "environment": "dev",
        "composition": "app",
        "path": "./",
        "dependsOn": [],
        "dependencyMode": "enforced",
        "dependencySource": "default",
        "steps": [],
    }


def test_what_is_set_is_written_even_if_it_is_zero_or_false() -> None:
    step = Step(id="go", phase="main", order=0, run="", retry=0, with_={})
    job = json.loads(encode(bare_plan(bare_job(retries=0, env={}, steps=(step,)))))["jobs"][0]
    assert (job["retries"], job["env"]) == (0, {})
    expected = {"id": "go", "phase": "main", "order": 0, "run": "", "with": {}, "retry": 0}
    assert job["steps"] == [expected]


def test_maps_are_sorted_at_any_depth() -> None:
    parameters = json.loads(encode(bare_plan(full_job())))["jobs"][0]["parameters"]
    assert json.dumps(parameters) == json.dumps(parameters, sort_keys=True)


@given(PARAMETERS)
def test_bytes_do_not_depend_on_the_order_of_maps(parameters: dict[str, object]) -> None:
    other = in_other_order(parameters)
    assert isinstance(other, dict)
    assert encode(with_parameters(parameters)) == encode(with_parameters(other))


@given(st.dictionaries(TEXT, st.integers() | TEXT | st.lists(st.just({})), max_size=5))
def test_layout_is_that_of_any_json_writer(parameters: dict[str, object]) -> None:
    data = encode(with_parameters(parameters))
    assert data == json.dumps(json.loads(data), indent=2, ensure_ascii=False).encode() + b"\n"


@given(PARAMETERS)
def test_encode_and_decode_are_inverse(parameters: dict[str, object]) -> None:
    plan = with_checksum(with_parameters(parameters))
    assert decode(encode(plan)) == plan
    assert not list(verify(encode(plan)))


def test_numbers_are_written_as_msgspec_writes_them() -> None:
    numbers = [1e16, 1.0, -0.0, 1.5, 1e-7, 10**40]
    text = encode(with_parameters({"n": numbers})).decode()
    written = text.partition('"n": [')[2].partition("]")[0].split()
    assert written == ["1e16,", "1.0,", "-0.0,", "1.5,", "1e-7,", f"1{'0' * 40}"]


def test_checksum_can_be_computed_from_the_file_by_any_tool() -> None:
    plan = with_checksum(full_plan())
    data = json.loads(encode(plan))
    del data["metadata"]["generatedAt"]
    stated = data["metadata"].pop("checksum")
    compact = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("1e+16", "1e16")
    assert stated == f"sha256-{hashlib.sha256(compact.encode()).hexdigest()}"


def test_checksum_covers_everything_but_the_date_and_itself() -> None:
    plan = full_plan()
    later = replace(plan, metadata=replace(plan.metadata, generated_at="2030-01-01T00:00:00Z"))
    renamed = replace(plan, metadata=replace(plan.metadata, name="shops"))
    assert checksum(later) == checksum(plan) == checksum(with_checksum(plan))
    assert checksum(renamed) != checksum(plan)
    assert checksum(replace(plan, jobs=())) != checksum(plan)


@pytest.mark.parametrize(
    ("parameters", "place"),
    [
        ({"a": ["ok", float("nan")]}, "jobs[web@dev.deploy].parameters.a[1]: nan"),
        ({"a": {"b": float("-inf")}}, "jobs[web@dev.deploy].parameters.a.b: -inf"),
        ({"a": "x\udc80"}, "jobs[web@dev.deploy].parameters.a: 'x\\udc80'"),
        ({"k\ud800": 1}, "jobs[web@dev.deploy].parameters.k\\ud800: 'k\\ud800'"),
    ],
)
def test_what_json_cannot_hold_is_named_with_its_place(
    parameters: dict[str, object], place: str
) -> None:
    with pytest.raises(UnencodableError) as caught:
        encode(with_parameters(parameters))
    (found,) = caught.value.diagnostics
    assert found.message.startswith(place)


def test_every_unencodable_value_is_found() -> None:
    step = Step(id="go", phase="main", use="x", with_={"n": float("inf")})
    plan = bare_plan(bare_job(steps=(step,), policies={"n": float("nan")}))
    with pytest.raises(UnencodableError) as caught:
        checksum(plan)
    places = [each.message.partition(":")[0] for each in caught.value.diagnostics]
    assert places == ["jobs[web@dev.deploy].policies.n", "jobs[web@dev.deploy].steps[go].with.n"]


def test_null_in_parameters_is_kept() -> None:
    assert b'"a": null' in encode(with_parameters({"a": None, "b": 1.5}))


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "plan-syntax", "too early"),
        (b'{"apiVersion": "orun.io/v1"', "plan-syntax", "too early"),
        (b"plan: orun.io/v1\n", "plan-syntax", "invalid character"),
        (b"\xff\xfe", "plan-syntax", "JSON"),
        (b'{"apiVersion": "\xff"}', "plan-syntax", "UTF-8"),
        (encode(full_plan()).replace(b"1e16", b"[" * 100_000), "plan-syntax", "too deeply"),
        (b"[]", "plan-shape", "object"),
        (b"{}", "plan-shape", "apiVersion"),
        (encode(full_plan()).replace(b'"id": "lint"', b'"id": 3'), "plan-shape", "steps"),
        (encode(full_plan()).replace(b'"jobs"', b'"extra": 1, "jobs"'), "plan-shape", "extra"),
        (encode(full_plan()).replace(b"orun.io/v1", b"orun.io/v9"), "plan-version", "v9"),
    ],
)
def test_a_broken_file_is_a_problem_and_no_traceback(data: bytes, code: str, said: str) -> None:
    found = problem(data)
    assert found.code == code
    assert said in found.message
    assert found.help


def test_a_syntax_error_has_its_place() -> None:
    data = encode(full_plan()).replace("ü".encode(), "üü".encode()).replace(b'"kind"', b"kind")
    span = problem(data).span
    assert span is not None
    assert span.position == (3, 3)


@given(st.binary(max_size=40), st.integers(min_value=0))
def test_damaged_bytes_never_raise(damage: bytes, place: int) -> None:
    data = encode(full_plan())
    at = place % len(data)
    verify(data[:at] + damage + data[at + len(damage) :])


def test_a_written_plan_verifies() -> None:
    assert codes(encode(with_checksum(full_plan()))) == []


def test_a_changed_plan_does_not_verify() -> None:
    data = encode(with_checksum(full_plan()))
    assert codes(data.replace(b'"retries": 0', b'"retries": 1')) == [
        (Severity.ERROR, "checksum-mismatch")
    ]
    assert codes(encode(full_plan())) == [(Severity.ERROR, "checksum-mismatch")]


def test_another_layout_of_the_same_content_is_a_warning_with_the_first_difference() -> None:
    data = encode(with_checksum(full_plan()))
    (found,) = verify(data.replace(b'"kind": ', b'"kind":  '))
    assert (found.severity, found.code) == (Severity.WARNING, "not-canonical")
    assert found.span is not None
    assert found.span.position == (3, 11)
    assert codes(data[:-1]) == [(Severity.WARNING, "not-canonical")]
    assert codes(
        json.dumps(json.loads(data), sort_keys=True).replace("1e+16", "1e16").encode()
    ) == [(Severity.WARNING, "not-canonical")]


def test_a_key_that_stands_twice_is_an_error_though_the_checksum_fits() -> None:
    data = encode(with_checksum(full_plan()))
    twice = data.replace(b'"runsOn": ', b'"runsOn": "evil", "runsOn": ')
    assert codes(twice) == [(Severity.ERROR, "duplicate-key")]


def test_whatever_byte_is_changed_is_found() -> None:
    """Every byte in every bit, and for what breaks texts; of a date, that it is one is all to see.

    A change of white space between values is a warning, any other an error.
    """
    data = encode(with_checksum(bare_plan(bare_job(env={"A": "é"}))))
    start = data.index(b'"generatedAt": "') + len(b'"generatedAt": "')
    unseen = set()
    for at, byte in enumerate(data):
        for other in ({byte ^ 1 << bit for bit in range(8)} | set(b' \n\t\r"\\0Aa{}[],:')) - {byte}:
            changed = data[:at] + bytes([other]) + data[at + 1 :]
            found = verify(changed)
            if not len(found):
                unseen.add(changed)
            elif not found.has_errors:
                assert bytes([byte, other]).isspace()
    dates = {each[start : start + 20].decode() for each in unseen}
    assert {data[:start] + date.encode() + data[start + 20 :] for date in dates} == unseen
    assert all(datetime.strptime(date, "%Y-%m-%dT%H:%M:%S%z") for date in dates)


def test_whatever_byte_is_lost_or_added_is_found() -> None:
    data = encode(with_checksum(bare_plan(bare_job())))
    for at in range(len(data)):
        assert len(verify(data[:at] + data[at + 1 :])), f"without byte {at}"
        assert len(verify(data[: at + 1] + data[at:])), f"with byte {at} twice"
    for end in range(len(data)):
        assert verify(data[:end]).has_errors or end == len(data) - 1


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        "+024-01-02T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2024-01-02T00:00:00+00:00",
        "2024-01-02",
        "٢٠٢٤",
    ],
)
def test_a_plan_without_a_date_does_not_verify(date: str | None) -> None:
    plan = with_checksum(bare_plan(generated_at=date))
    assert codes(encode(plan)) == [(Severity.ERROR, "plan-date")]
