"""GET, POST /visits/<id>/patient/: the visit was opened for somebody else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone

from morrow.care.patient import PatientRegistered, PatientsMerged
from morrow.clinic import journal, streams
from tests.clinic.cast import PATIENTS, Cast, append
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import Told

NEAR = {"record_number": "N-1001", "birth_date": "1979-03-02", "reason": "similar names"}


def name(told: Told, who: str = "nurse", **change: str) -> HttpResponse:
    body = {"id": str(uuid4()), **NEAR, **change}
    return told.as_(who).post(f"/visits/{told.visit}/patient/", body)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("who", "change", "status", "recorded"),
    [
        ("nurse", {}, 302, ["WrongPatientChosen"]),
        ("prescriber", {}, 302, ["WrongPatientChosen"]),
        ("coordinator", {}, 403, []),
        ("director", {}, 403, []),
        ("far-nurse", {}, 404, []),
        ("nobody-yet", {}, 404, []),
        ("nurse", {"reason": ""}, 422, []),
        ("nurse", {"birth_date": "1979-03-03"}, 422, []),
        ("nurse", {"birth_date": "2nd of March"}, 422, []),
        ("nurse", {"record_number": "N-1002"}, 422, []),
        ("nurse", {"record_number": "F-2001", "birth_date": "1988-11-30"}, 422, []),  # elsewhere
    ],
)
def test_who_says_whose_visit_it_is_and_what_is_recorded(
    cast: Cast, who: str, change: dict[str, str], status: int, recorded: list[str]
) -> None:
    told = telling.arrived(cast)
    before = told.kinds
    assert name(told, who, **change).status_code == status
    assert told.kinds[len(before) :] == recorded


def test_the_visit_is_the_named_patients_from_then_on(cast: Cast) -> None:
    told = telling.arrived(cast)
    answer = name(told)
    assert answer.headers["Location"] == f"/visits/{told.visit}/"
    fact = journal.read(streams.of_visit(told.visit))[-1].fact
    assert (fact.patient, fact.reason) == (cast.records["near"]["patient"], "similar names")
    view = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert view["patient"]["record_number"] == "N-1001"
    assert "opened for another patient" in str(view["flags"])


def test_nobody_found_is_said_with_what_would_be_right_and_names_nobody(cast: Cast) -> None:
    told = telling.arrived(cast)
    page = name(told, birth_date="1979-03-03").content.decode()
    assert "Right would be both as they stand on one patient" in page
    assert 'value="1979-03-03"' in page
    assert PATIENTS["near"].family_name not in page


def test_the_patient_whose_visit_it_is_already_is_refused(cast: Cast) -> None:
    told = telling.arrived(cast, patient=cast.records["near"]["patient"])
    page = name(told)
    assert page.status_code == 422
    assert "already" in page.content.decode()


def test_a_merged_record_is_refused_and_the_surviving_one_named(cast: Cast) -> None:
    duty, kept = cast.duty(timezone.now()), uuid4()
    born = timezone.now().date() - timedelta(days=9_000)
    who = PatientRegistered(
        given_name="Kept", family_name="Synthetic", birth_date=born, record_number="KEPT-1"
    )
    merged = PatientsMerged(other=cast.records["near"]["patient"], reason="one person")
    append(duty, streams.of_patient(kept), who, merged)
    told = telling.arrived(cast)
    page = name(told)
    assert page.status_code == 422
    assert "Use record KEPT-1" in page.content.decode()
    act = told.act("WrongPatientChosen", {"patient": str(merged.other), "reason": "x"})
    assert (act.status_code, act.json()["errors"][0]["field"]) == (422, "patient")


def test_a_page_sent_twice_records_once(cast: Cast) -> None:
    told, same = telling.arrived(cast), str(uuid4())
    statuses = [name(told, id=same).status_code, name(told, id=same).status_code]
    assert told.kinds.count("WrongPatientChosen") == 1
    assert statuses[0] == 302


def test_the_link_is_for_who_may_correct(cast: Cast) -> None:
    told = telling.arrived(cast)
    seen: dict[str, Any] = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert seen["urls"]["patient"] == f"/visits/{told.visit}/patient/"
    assert "visit.correct" in seen["can"]
    other = told.as_("director").get(f"/visits/{told.visit}/view.json").json()
    assert "visit.correct" not in other["can"]
