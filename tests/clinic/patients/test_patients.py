"""Registering, correcting, importing, attesting, booking: who may, and what is on record."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from morrow.care.recorded import Origin
from morrow.clinic import journal, streams
from morrow.clinic.patients.models import Patient
from morrow.clinic.store.models import JournalEntry
from morrow.clinic.visits.models import Visit
from tests.clinic import cast as casting
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import Cast

WHO = {
    "given_name": "Testa", "family_name": "Synthetic", "birth_date": "1980-05-17",
    "record_number": "SYN-9", "phone": "",
}  # fmt: skip
CSV = "record_number,family_name,given_name,birth_date\n"


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


def post(cast: Cast, who: str, path: str, body: dict[str, Any]) -> HttpResponse:
    return enter(cast, who).post(path, {"id": str(uuid4()), **body})  # type: ignore[return-value]


def facts() -> int:
    return JournalEntry.objects.count()


@pytest.mark.parametrize(
    ("who", "change", "status", "recorded"),
    [
        ("coordinator", {}, 302, 1),
        ("nurse", {}, 302, 1),
        ("prescriber", {}, 403, 0),
        ("far-coordinator", {}, 404, 0),
        ("coordinator", {"birth_date": "2199-01-01"}, 422, 0),
        ("coordinator", {"birth_date": "17/05/1980"}, 422, 0),
        ("coordinator", {"family_name": ""}, 422, 0),
        ("coordinator", {"family_name": "x" * 121}, 422, 0),
        ("coordinator", {"record_number": "N-1001"}, 422, 0),  # the near clinic's own patient's
        ("coordinator", {"record_number": "F-2001"}, 422, 0),  # somebody's elsewhere
    ],
)
def test_who_registers_whom(
    cast: Cast, who: str, change: dict[str, str], status: int, recorded: int
) -> None:
    before = facts()
    answer = post(cast, who, f"/clinics/{cast.clinic}/patients/new/", {**WHO, **change})
    assert (answer.status_code, facts() - before) == (status, recorded)


def test_a_form_sent_twice_registers_once(cast: Cast) -> None:
    same = str(uuid4())
    before = facts()
    paths = [
        post(cast, "coordinator", f"/clinics/{cast.clinic}/patients/new/", {**WHO, "id": same})
        for _ in range(2)
    ]
    assert paths[0].headers["Location"] == paths[1].headers["Location"]
    assert facts() - before == 1


def test_what_was_typed_stays_on_the_page_with_what_would_be_right(cast: Cast) -> None:
    answer = post(
        cast, "nurse", f"/clinics/{cast.clinic}/patients/new/", {**WHO, "birth_date": "1980-5-17"}
    )
    page = answer.content.decode()
    assert "1980-5-17" in page
    assert "a date such as 2026-03-10" in page


def test_a_correction_keeps_the_old_words_in_the_journal(cast: Cast) -> None:
    patient = cast.records["near"]["patient"]
    path = f"/patients/{patient}/correct/"
    assert post(cast, "nurse", path, {**WHO, "seen": "1"}).status_code == 422  # no reason
    assert post(cast, "nurse", path, {**WHO, "reason": "A slip."}).status_code == 422  # of what?
    body = {**WHO, "reason": "A slip.", "seen": "1"}
    assert post(cast, "nurse", path, body).status_code == 302
    assert Patient.objects.get(id=patient).family_name == "Synthetic"
    kinds = [type(r.fact).__name__ for r in journal.read(streams.of_patient(patient))]
    assert kinds == ["PatientRegistered", "PatientCorrected"]


def test_a_correction_of_words_that_were_corrected_meanwhile_undoes_nothing(cast: Cast) -> None:
    patient = cast.records["near"]["patient"]
    path = f"/patients/{patient}/correct/"
    row = Patient.objects.get(id=patient)
    stated = {name: str(getattr(row, name)) for name in WHO} | {"reason": "x", "seen": "1"}
    first = {**stated, "birth_date": "1997-03-02"}
    assert post(cast, "coordinator", path, first).status_code == 302
    stale = post(cast, "nurse", path, {**stated, "phone": "555"})
    page = stale.content.decode()
    assert (stale.status_code, str(Patient.objects.get(id=patient).birth_date)) == (
        409, "1997-03-02",
    )  # fmt: skip
    assert "Born on: 1997-03-02" in page
    assert 'value="555"' in page  # what was typed stays
    assert 'name="seen" value="2"' in page
    again = {**first, "phone": "555", "seen": "2"}
    assert post(cast, "nurse", path, again).status_code == 302
    assert Patient.objects.get(id=patient).phone == "555"


@pytest.mark.parametrize("words", ["%00", "a%00b", "%00" * 200])
def test_a_search_for_what_no_text_holds_finds_nothing(cast: Cast, words: str) -> None:
    answer = enter(cast, "nurse").get(f"/clinics/{cast.clinic}/patients/?q={words}")
    assert answer.status_code == 200


# ── import ───────────────────────────────────────────────────────────────────────────────────


def send(cast: Cast, text: str) -> HttpResponse:
    table = SimpleUploadedFile("p.csv", text.encode())
    path = f"/clinics/{cast.clinic}/patients/import/"
    return enter(cast, "coordinator").post(path, {"table": table})  # type: ignore[return-value]


def test_an_import_repeated_stores_nothing_twice(cast: Cast) -> None:
    text, before = CSV + "I-1,A,B,1980-01-01\nI-2,C,D,1990-01-01\n", facts()
    assert "2 registered, 0 known" in send(cast, text).content.decode()
    assert "0 registered, 2 known" in send(cast, text).content.decode()
    assert "1 registered, 2 known" in send(cast, text + "I-3,E,F,1970-01-01\n").content.decode()
    assert facts() - before == 3
    last = journal.since(before)[-1]
    assert last.origin is Origin.IMPORT


def test_a_line_whose_patient_was_corrected_since_is_nobodys_registration(cast: Cast) -> None:
    text = CSV + "Q-1,A,B,1980-01-01\n"
    send(cast, text)
    patient = Patient.objects.get(record_number="Q-1").id
    words = {**WHO, "record_number": "Q-9", "reason": "A slip.", "seen": "1"}
    assert post(cast, "nurse", f"/patients/{patient}/correct/", words).status_code == 302
    before, answer = facts(), send(cast, text)
    page = answer.content.decode()
    assert (answer.status_code, facts()) == (422, before)
    assert "was imported before" in page
    assert "1 registered" not in page


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("I-2,C,D,1990-01-32\n", ["3", "birth_date"]),
        ("I-2,,D,1990-01-01\n", ["3", "family_name"]),
        ("N-1001,C,D,1990-01-01\n", ["3", "record_number", "on record with other words"]),
        ("I-1,C,D,1990-01-01\n", ["3", "record_number", "stands in line 2"]),
        ("I-2,C\n", ["3", "whole line"]),
    ],
)
def test_a_bad_line_is_named_and_nothing_half_imported(
    cast: Cast, bad: str, named: list[str]
) -> None:
    before = facts()
    answer = send(cast, CSV + "I-1,A,B,1980-01-01\n" + bad)
    page = answer.content.decode()
    assert (answer.status_code, facts()) == (422, before)
    assert all(word in page for word in ("Nothing was imported", *named))


# ── attestations ─────────────────────────────────────────────────────────────────────────────

CONSENT = {
    "consent-product": "ketamine", "consent-route": "iv", "consent-document": "form 3",
    "consent-signed_on": "2026-01-01", "consent-off_label_acknowledged": "on",
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "kind", "body", "status", "recorded"),
    [
        ("prescriber", "consent", CONSENT, 302, ["ConsentAttested"]),
        ("nurse", "consent", CONSENT, 403, []),
        ("director", "consent", CONSENT, 403, []),
        ("far-prescriber", "consent", CONSENT, 404, []),
        ("prescriber", "consent", {**CONSENT, "consent-signed_on": "2199-01-01"}, 422, []),
        ("prescriber", "consent", {**CONSENT, "consent-product": "morphine"}, 422, []),
        ("prescriber", "fortune", {}, 404, []),
    ],
)
def test_who_attests_what(
    cast: Cast, who: str, kind: str, body: dict[str, str], status: int, recorded: list[str]
) -> None:
    patient = cast.records["near"]["patient"]
    answer = post(
        cast, who, f"/patients/{patient}/attest/{kind}/", {f"{kind}-id": str(uuid4()), **body}
    )
    kinds = [type(r.fact).__name__ for r in journal.read(streams.of_patient(patient))]
    assert (answer.status_code, kinds[1:]) == (status, recorded)


def test_a_withdrawn_consent_is_shown_as_fallen(cast: Cast) -> None:
    patient = cast.records["near"]["patient"]
    post(
        cast,
        "prescriber",
        f"/patients/{patient}/attest/consent/",
        {"consent-id": str(uuid4()), **CONSENT},
    )
    words = {"withdrawal-id": str(uuid4()), "withdrawal-words": "No more."}
    post(cast, "prescriber", f"/patients/{patient}/attest/withdrawal/", words)
    page = enter(cast, "prescriber").get(f"/patients/{patient}/").content.decode()
    assert "withdrawn since" in page
    assert "No more." in page


# ── booking and planning ─────────────────────────────────────────────────────────────────────


def book(cast: Cast, **change: str) -> HttpResponse:
    at = (timezone.now() + timedelta(days=1)).isoformat(timespec="minutes")
    body = {"protocol": "iv-ketamine", "starts_at": at, "minutes": "120", **change}
    return post(cast, "coordinator", f"/patients/{cast.records['near']['patient']}/book/", body)


def test_a_visit_is_booked_once_however_often_the_page_is_sent(cast: Cast) -> None:
    before, same = Visit.objects.count(), str(uuid4())
    answers = [book(cast, id=same, starts_at="2199-01-31T10:00").status_code for _ in range(2)]
    assert (answers, Visit.objects.count() - before) == ([302, 302], 1)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"starts_at": "2020-01-01T10:00"}, 422),
        ({"starts_at": "later"}, 422),
        ({"minutes": "5"}, 422),
        ({"protocol": "magic"}, 422),
    ],
)
def test_a_booking_that_cannot_be_is_answered_on_the_page(
    cast: Cast, change: dict[str, str], status: int
) -> None:
    before = facts()
    assert (book(cast, **change).status_code, facts()) == (status, before)


@pytest.mark.parametrize(
    ("who", "what", "body", "status", "phase"),
    [
        (
            "coordinator",
            "move",
            {"starts_at": "2199-01-31T10:00", "reason": "snow"},
            302,
            "planned",
        ),
        ("coordinator", "move", {"starts_at": "2199-01-31T10:00", "reason": ""}, 422, "planned"),
        ("coordinator", "cancel", {"reason": "ill", "by_patient": "on"}, 302, "cancelled"),
        ("coordinator", "cancel", {"reason": "ill"}, 302, "cancelled"),
        ("coordinator", "no-show", {"reason": "rang, no answer"}, 302, "no-show"),
        ("prescriber", "no-show", {"reason": "x"}, 403, "planned"),
        ("director", "move", {"reason": "x"}, 403, "planned"),
        ("far-coordinator", "cancel", {"reason": "x"}, 404, "planned"),
    ],
)
def test_a_planned_visit_changes_with_its_reason(
    cast: Cast, who: str, what: str, body: dict[str, str], status: int, phase: str
) -> None:
    visit = cast.records["near"]["visit"]
    assert post(cast, who, f"/visits/{visit}/{what}/", body).status_code == status
    assert Visit.objects.get(id=visit).phase == phase


def test_a_visit_that_has_begun_is_not_moved(cast: Cast) -> None:
    running = cast.records["near"]["running"]
    body = {"starts_at": "2199-01-31T10:00", "reason": "x"}
    answer = post(cast, "coordinator", f"/visits/{running}/move/", body)
    assert answer.status_code == 409
    assert "only" in answer.content.decode() or "cannot move" in answer.content.decode()


def test_the_list_finds_the_clinics_own_patients_alone(cast: Cast) -> None:
    client = enter(cast, "coordinator")
    path = f"/clinics/{cast.clinic}/patients/"
    assert "Syntheticnear" in client.get(path, {"q": "syntheticn"}).content.decode()
    assert "Syntheticnear" in client.get(path, {"q": "N-10"}).content.decode()
    for words in ("Syntheticfar", "F-2001", ""):
        assert (
            str(cast.records["far"]["patient"])
            not in client.get(path, {"q": words}).content.decode()
        )


def test_a_patients_page_shows_no_visit_of_a_clinic_where_one_does_not_work(cast: Cast) -> None:
    patient, far = cast.records["near"]["patient"], UUID(int=7)
    from morrow.care.visit.facts.planning import VisitBooked
    from morrow.care.visit.values import Product, Route

    booked = VisitBooked(
        patient=patient, product=Product.KETAMINE, route=Route.IV, protocol="iv-ketamine",
        starts_at=timezone.now(), minutes=120,
    )  # fmt: skip
    casting.append(cast.duty(timezone.now(), clinic=cast.far_clinic), streams.of_visit(far), booked)
    assert str(far) not in enter(cast, "nurse").get(f"/patients/{patient}/").content.decode()
    assert str(far) in enter(cast, "far-nurse").get(f"/patients/{patient}/").content.decode()
