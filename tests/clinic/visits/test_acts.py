"""POST /visits/<id>/acts/<Act>/"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from morrow.care.recorded import Origin
from morrow.clinic import journal, streams
from morrow.clinic.visits.models import Conflict, DoseStart, Waste
from tests.clinic.cast import PASSWORD, Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import ORDER, SET, Told

both = pytest.mark.both
"""On what is stored, and on what a database could refuse to store.  What is turned back before the
store is asked meets PostgreSQL in script/long."""

Stage = Callable[[Cast], Told]


@both
def test_a_nurse_takes_a_patient_to_the_start_of_the_dose(cast: Cast) -> None:
    told = telling.started(cast)
    view = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert (told.row.phase, view["word"]) == ("infusing", "INFUSING")
    assert view["infusion"]["rate_ml_per_h"] == "151"


@pytest.mark.parametrize(
    ("who", "act", "body", "status", "recorded"),
    [
        ("nurse", "SetCharted", SET, 200, ["SetCharted"]),
        ("prescriber", "SetCharted", SET, 200, ["SetCharted"]),
        ("director", "SetCharted", SET, 200, ["SetCharted"]),
        ("coordinator", "SetCharted", SET, 403, []),
        ("admin", "SetCharted", SET, 403, []),
        ("auditor", "SetCharted", SET, 403, []),
        ("far-nurse", "SetCharted", SET, 404, []),
        ("nobody-yet", "SetCharted", SET, 404, []),
        ("anonymous", "SetCharted", SET, 401, []),
        ("nurse", "WeightMeasured", {"weight_kg": "70"}, 200, ["WeightMeasured"]),
        ("director", "WeightMeasured", {"weight_kg": "70"}, 403, []),
        ("coordinator", "PatientArrived", {}, 200, ["PatientArrived"]),
        ("coordinator", "CancelVisit", {"reason": "ill", "by_patient": "yes"}, 409, []),
        ("nurse", "AcceptPatient", {}, 200, ["NurseAssigned"]),
        ("nurse", "StopDosing", {}, 200, ["InfusionStopped"]),
        ("director", "StopDosing", {}, 200, ["InfusionStopped"]),
        ("coordinator", "StopDosing", {}, 403, []),
        ("nurse", "EmergencyDeclared", {}, 200, ["EmergencyDeclared"]),
        ("director", "EmergencyDeclared", {}, 200, ["EmergencyDeclared"]),
        ("nurse", "ResumeCleared", {"reason": "x"}, 403, []),
        ("prescriber", "ResumeCleared", {"reason": "x"}, 422, []),  # unsigned
        ("nurse", "AlarmRaised", {}, 404, []),
        ("nurse", "InfusionStarted", {}, 404, []),
        ("nurse", "NoSuchAct", {}, 404, []),
        ("nurse", "StartInfusion", {"order": str(uuid4())}, 409, []),
        ("nurse", "LeftBeforeDischarge", {}, 200, ["LeftBeforeDischarge"]),
        ("nurse", "PatientTransferred", {}, 200, ["PatientTransferred"]),
    ],
)
def test_who_may_do_what_and_what_is_recorded(
    cast: Cast, who: str, act: str, body: dict[str, Any], status: int, recorded: list[str]
) -> None:
    told = telling.arrived(cast)
    before = told.kinds
    assert told.act(act, body, who=who).status_code == status
    assert told.kinds[len(before) :] == recorded


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("WeightMeasured", {"weight_kg": "0"}, "weight_kg"),
        ("WeightMeasured", {"weight_kg": "-5"}, "weight_kg"),
        ("WeightMeasured", {"weight_kg": "700"}, "weight_kg"),
        ("WeightMeasured", {"weight_kg": "eighty"}, "weight_kg"),
        ("WeightMeasured", {"weight_kg": "70 lb"}, "weight_kg"),
        ("WeightMeasured", {}, "weight_kg"),
        ("WeightMeasured", {"weight_kg": "70", "colour": "red"}, "colour"),
        ("SetCharted", {"bp": "80/120"}, "bp"),
        ("SetCharted", {"bp": "eighty"}, "bp"),
        ("SetCharted", {"spo2": "101"}, "spo2"),
        ("SetCharted", {}, "bp"),
        ("NoteWritten", {"text": "x" * 5000}, "text"),
        ("EventMarked", {"event": "levitation"}, "event"),
        ("ChairTaken", {"chair": "@far-chair"}, "chair"),
        ("WrongPatientChosen", {"patient": "@far-patient", "reason": "x"}, "patient"),
        ("AlarmSeen", {"key": "sbp.high"}, "key"),
        ("FlagResolved", {"flag": "x", "resolution": "x"}, "flag"),
        ("NurseHandoverOffered", {"nurse": "@far-nurse"}, "nurse"),
        ("PreparationChecked", {"product": "ketamine"}, "signature"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_would_be_right(
    cast: Cast, act: str, body: dict[str, Any], field: str
) -> None:
    told = telling.arrived(cast)
    far = cast.records["far"]
    known = {
        "@far-chair": far["chair"], "@far-patient": far["patient"],
        "@far-nurse": cast.people["far-nurse"],
    }  # fmt: skip
    before = told.kinds
    sent = {name: str(known.get(value, value)) for name, value in body.items()}
    answer = told.act(act, sent)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, field)
    assert error["wrong"]
    assert error["right"]
    assert told.kinds == before


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"id": NaN}', 400),
        (b'{"id": "x", "id": "y"}', 400),
        (b"[" * 20_000, 400),
        (b" " * 65_537, 413),
    ],
)
def test_a_body_that_is_no_object_or_too_large_records_nothing(
    cast: Cast, raw: bytes, status: int
) -> None:
    told = telling.arrived(cast)
    path, before = f"/visits/{told.visit}/acts/NoteWritten/", told.kinds
    answer = told.as_("nurse").post(path, raw, content_type="application/json")
    assert (answer.status_code, told.kinds) == (status, before)


def test_without_its_token_nothing_is_recorded(cast: Cast) -> None:
    told = telling.arrived(cast)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = told.as_("nurse").cookies
    path, sent = (
        f"/visits/{told.visit}/acts/NoteWritten/",
        {"id": str(uuid4()), "body": {"text": "x"}},
    )
    before = told.kinds
    assert strict.post(path, sent, content_type="application/json").status_code == 403
    assert told.kinds == before


@both
def test_a_time_tomorrow_is_refused_and_a_late_entry_keeps_both_times(cast: Cast) -> None:
    told, now = telling.arrived(cast), timezone.now()
    tomorrow, earlier = now + timedelta(days=1), now - timedelta(minutes=20)
    assert told.act("SetCharted", SET, happened_at=tomorrow.isoformat()).status_code == 422
    assert "SetCharted" not in told.kinds
    told.must("SetCharted", SET, happened_at=earlier.isoformat())
    last = journal.read(streams.of_visit(told.visit))[-1]
    assert last.happened_at == earlier
    assert last.recorded_at > earlier


@both
def test_an_intention_is_decided_when_it_arrives_not_afterwards(cast: Cast) -> None:
    told = telling.ready(cast)
    earlier = (timezone.now() - timedelta(minutes=20)).isoformat()
    body = {"order": told.order()}
    assert told.act("StartInfusion", body, happened_at=earlier).status_code == 422
    told.must("StartInfusion", body)
    told.must("StopDosing", {"reason": "x"}, happened_at=timezone.now().isoformat())


@both
def test_a_double_tap_stores_one_fact(cast: Cast) -> None:
    told, sent = telling.arrived(cast), {"id": str(uuid4()), "body": {"event": "nausea"}}
    path = f"/visits/{told.visit}/acts/EventMarked/"
    first, second = (
        told.as_("nurse").post(path, sent, content_type="application/json") for _ in range(2)
    )
    assert first.json()["recorded"] == second.json()["recorded"]
    assert told.kinds.count("EventMarked") == 1


@both
def test_the_same_id_with_another_body_is_an_error(cast: Cast) -> None:
    told, taken = telling.arrived(cast), str(uuid4())
    told.must("EventMarked", {"event": "nausea"}, id=taken)
    answer = told.act("EventMarked", {"event": "vomiting"}, id=taken)
    assert (answer.status_code, told.kinds.count("EventMarked")) == (409, 1)
    assert answer.json()["errors"][0]["field"] == "id"


def test_a_hold_names_its_rule_its_source_and_the_way_on(cast: Cast) -> None:
    told = telling.checked_in(cast)
    answer = told.act("StartInfusion", {"order": str(uuid4())})
    [one, *_] = answer.json()["held"]
    assert answer.status_code == 409
    assert {"rule", "reason", "remedy", "sources"} <= one.keys()


@both
def test_what_was_not_seen_is_shown_before_an_intention_is_decided(cast: Cast) -> None:
    told = telling.ready(cast)
    seen = told.row.version
    told.must("EventMarked", {"event": "anxiety"}, who="second-nurse")
    answer = told.act("StartInfusion", {"order": told.order()}, version=seen)
    assert (answer.status_code, answer.json()["stale"]) == (409, True)
    assert answer.json()["kinds"] == ["EventMarked"]
    told.must("StopDosing", version=seen)  # a stop overlooks nothing


@pytest.mark.parametrize(
    ("act", "status"),
    [("StartInfusion", 422), ("ChangeRate", 422), ("Discharge", 422), ("StopDosing", 200),
     ("EventMarked", 200), ("EmergencyDeclared", 200)],
)  # fmt: skip
@pytest.mark.parametrize("version", [None, "", "9" * 5000, "-1"])
def test_what_gives_more_drug_or_lets_go_says_what_was_seen(
    cast: Cast, act: str, status: int, version: str | None
) -> None:
    told = telling.started(cast)
    body = {"EventMarked": {"event": "anxiety"}, "Discharge": {"to": "x"}}.get(act, {})
    answer = told.act(act, body, version=version)
    wrong = version is not None and len(version) > 1
    assert answer.status_code == (422 if wrong else status)
    if answer.status_code == 422:
        assert "version" in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("act", ["SignOrder", "OverrideGate", "PreparationChecked"])
def test_a_signature_does_not_pass_a_lock_that_the_policy_keeps(cast: Cast, act: str) -> None:
    told = telling.checked_in(cast)
    told.as_("nurse").post("/lock/")
    before = told.kinds
    answer = told.act(act, ORDER if act == "SignOrder" else {}, signs="prescriber")
    assert (answer.status_code, told.kinds) == (told.act("Discharge").status_code, before)
    assert answer.status_code not in {200, 409, 422}
    assert told.act("EventMarked", {"event": "anxiety"}).status_code == 200


def test_nobody_signs_what_takes_no_signature(cast: Cast) -> None:
    told = telling.started(cast)
    answer = told.act("NoteWritten", {"text": "x"}, signs="prescriber")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["signature"]


@both
def test_an_id_that_somebody_else_used_is_not_ones_own_entry(cast: Cast) -> None:
    told, same = telling.started(cast), str(uuid4())
    for who, status in (("nurse", 200), ("nurse", 200), ("second-nurse", 409)):
        body = {"id": same, "body": {"event": "anxiety"}}
        path = f"/visits/{told.visit}/acts/EventMarked/"
        answer = told.as_(who).post(path, body, content_type="application/json")
        assert answer.status_code == status
    assert told.kinds.count("EventMarked") == 1


# ── signatures on the spot ───────────────────────────────────────────────────────────────────


@both
def test_who_signs_is_the_author_and_the_first_login_stays(cast: Cast) -> None:
    told = telling.checked_in(cast)
    told.must("SignOrder", ORDER, who="nurse", signs="prescriber")
    last = journal.read(streams.of_visit(told.visit))[-1]
    assert (last.by, last.role) == (str(cast.people["prescriber"]), "prescriber")
    assert last.fact.signature.person == last.by
    me = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()["me"]
    assert me["id"] == str(cast.people["nurse"])


@pytest.mark.parametrize("signs", ["nurse", "director", "far-prescriber", "nobody-yet"])
def test_nobody_signs_what_their_role_may_not(cast: Cast, signs: str) -> None:
    told = telling.checked_in(cast)
    answer = told.act("SignOrder", ORDER, who="prescriber", signs=signs)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "signature")
    assert "OrderSigned" not in told.kinds


def test_a_wrong_secret_signs_nothing(cast: Cast) -> None:
    told = telling.checked_in(cast)
    wrong = {"username": "prescriber", "secret": "not it"}
    assert told.act("SignOrder", ORDER, who="prescriber", signature=wrong).status_code in {403, 422}
    assert "OrderSigned" not in told.kinds


@both
def test_the_second_reading_is_another_persons(cast: Cast) -> None:
    told = telling.checked_in(cast)
    told.must("PreparationEntered", {"product": "ketamine", "lot": "1", "expires_on": "2199-01-31"})
    answer = told.act("PreparationChecked", {"product": "ketamine"}, signs="nurse")
    assert (answer.status_code, "PreparationChecked" in told.kinds) == (422, False)
    told.must("PreparationChecked", {"product": "ketamine"}, signs="second-nurse")


@both
def test_what_is_prepared_anew_is_hidden_until_it_is_read_anew(cast: Cast) -> None:
    told = telling.ready(cast)
    again = {"product": "ketamine", "drawn_ml": "0.6", "lot": "SYN-2", "expires_on": "2199-01-31"}
    told.must("PreparationEntered", again)
    page = told.as_("second-nurse").get(f"/visits/{told.visit}/view.json").content.decode()
    assert "SYN-2" not in page
    told.must("PreparationChecked", {"product": "ketamine"}, signs="second-nurse")
    page = told.as_("second-nurse").get(f"/visits/{told.visit}/view.json").content.decode()
    assert "SYN-2" in page


@both
def test_a_witness_of_waste_is_another_person(cast: Cast) -> None:
    told = telling.started(cast)
    waste = {"volume_ml": "1", "amount_mg": "50"}
    assert told.act("DrugWasted", waste, signs="nurse").status_code == 422
    assert (
        told.act("DrugWasted", {**waste, "witness": "x"}, signs="second-nurse").status_code == 422
    )
    told.must("DrugWasted", waste, signs="second-nurse")
    [row] = Waste.objects.all()
    people = (str(cast.people["nurse"]), str(cast.people["second-nurse"]))
    assert (row.author, row.witness) == people


# ── what follows, and what the database keeps ────────────────────────────────────────────────


@both
def test_an_alarm_follows_in_the_programs_own_name(cast: Cast) -> None:
    told = telling.started(cast)
    told.must("SetCharted", {"bp": "205/95", "arousal": "awake"})
    last = journal.read(streams.of_visit(told.visit))[-1]
    assert type(last.fact).__name__ == "AlarmRaised"
    assert (last.by, last.origin) == ("clock", Origin.CLOCK)
    assert told.row.alarm_level == "stop"


@both
def test_an_order_starts_once(cast: Cast) -> None:
    told = telling.started(cast)
    answer = told.act("StartInfusion", {"order": told.order()})
    assert answer.status_code == 409
    assert DoseStart.objects.count() == told.kinds.count("InfusionStarted") == 1


@both
def test_a_patient_has_one_running_infusion_across_visits(cast: Cast) -> None:
    first = telling.started(cast)
    second = telling.ready(cast, patient=first.patient)
    answer = second.act("StartInfusion", {"order": second.order()})
    assert answer.status_code == 409
    assert "RUNNING" in {found["rule"] for found in answer.json()["held"]}


@both
def test_a_pump_found_running_beside_another_is_kept_as_a_conflict(cast: Cast) -> None:
    first = telling.started(cast)
    second = telling.arrived(cast, patient=first.patient)
    second.must("InfusionFoundRunning", {"note": "found at hand-over"})
    [conflict] = Conflict.objects.all()
    assert (conflict.visit_id, conflict.resolved) == (second.visit, False)
    found = journal.read(streams.of_visit(second.visit))[-1]
    review = {"breach": str(conflict.id), "finding": "x"}
    second.must("BreachReviewed", review, who="prescriber", signs="prescriber")
    assert Conflict.objects.get().resolved
    assert found is not None


@both
@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("ResumeCleared", {"reason": "settled"}),
        ("RiskDispositionSigned", {"disposition": "seen, goes home", "safety_plan": "yes"}),
        ("BreachReviewed", {"breach": "@breach", "finding": "x"}),
        ("OverrideGate", {"rule": "R25", "reason": "x"}),
    ],
)
def test_what_lifts_a_hold_is_signed_on_the_spot_by_a_prescriber(
    cast: Cast, act: str, body: dict[str, Any]
) -> None:
    told = telling.arrived(cast)
    told.must("InfusionFoundRunning", {"note": "found at hand-over"})
    breach = journal.read(streams.of_visit(told.visit))[-1]
    sent = {k: str(breach.id) if v == "@breach" else v for k, v in body.items()}
    before = told.kinds
    unsigned = told.act(act, sent, who="prescriber")
    assert unsigned.status_code == 422
    assert [each["field"] for each in unsigned.json()["errors"]] == ["signature"]
    wrong = {"username": "prescriber", "secret": "not the password"}
    assert told.act(act, sent, who="prescriber", signature=wrong).status_code == 422
    if act != "OverrideGate":  # a nurse may set some holds aside
        assert told.act(act, sent, who="nurse", signs="nurse").status_code in {403, 422}
    assert told.kinds == before
    # On the nurse's tablet the prescriber signs, and is the author.
    answer = told.act(act, sent, who="nurse", signs="prescriber")
    if act == "OverrideGate":  # nothing holds the start of a dose that runs
        assert (answer.status_code, told.kinds) == (409, before)
        return
    assert answer.status_code == 200, answer.content
    last = journal.read(streams.of_visit(told.visit))[len(before)]
    assert (type(last.fact).__name__, last.role) == (act, "prescriber")


@both
def test_the_secret_of_a_signature_is_nowhere_on_record(cast: Cast) -> None:
    told = telling.ready(cast)
    entries = journal.read(streams.of_visit(told.visit))
    assert all(PASSWORD not in repr(entry) for entry in entries)


@both
@pytest.mark.parametrize(
    "sent",
    [
        {"body": {"text": "\ud800"}},
        {"body": {"text": "a\x00b"}},
        {"body": {"text": "x"}, "happened_at": "0001-01-01T00:00+14:00"},
        {"body": {"text": "x"}, "happened_at": "9999-12-31T23:59-14:00"},
        {"body": {"text": "x"}, "version": "9" * 5000},
    ],
)
def test_what_no_record_can_hold_is_turned_back(cast: Cast, sent: dict[str, Any]) -> None:
    told = telling.started(cast)
    body = json.dumps({"id": str(uuid4()), **sent})  # with the escapes that a client may send
    path, before = f"/visits/{told.visit}/acts/NoteWritten/", told.kinds
    answer = told.as_("nurse").post(path, body, content_type="application/json")
    assert (answer.status_code, told.kinds) == (422, before)


@both
@pytest.mark.parametrize("name", ["\ud800", "\x00nurse"])
def test_a_signers_name_that_nobody_can_have_is_turned_back(cast: Cast, name: str) -> None:
    told = telling.started(cast)
    signature = {"username": name, "secret": "secret\ud800"}
    body = json.dumps({"id": str(uuid4()), "body": {"reason": "x"}, "signature": signature})
    path = f"/visits/{told.visit}/acts/ResumeCleared/"
    answer = told.as_("prescriber").post(path, body, content_type="application/json")
    assert answer.status_code == 422
