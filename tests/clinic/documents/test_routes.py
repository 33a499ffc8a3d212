"""The papers over HTTP: who gets them, in which states, and under which name they are filed."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from morrow.care.calendar import local_date, zone
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning
from morrow.care.visit.values import Signature
from morrow.clinic import streams
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.models import Opening
from morrow.clinic.visits.models import Visit
from tests.clinic import cast as casting
from tests.clinic.cast import Cast

pytestmark = pytest.mark.django_db
PAPERS = ("record.pdf", "handover.pdf")


@pytest.fixture
def cast() -> Cast:
    return casting.make(timezone.now())


def happens(cast: Cast, fact: object, visit: str = "running", who: str = "nurse") -> None:
    role = who.rpartition("-")[2]
    duty = Duty(by=str(cast.people[who]), role=role, clinic=cast.clinic, now=timezone.now())
    casting.append(duty, streams.of_visit(cast.records["near"][visit]), fact)


def url(cast: Cast, paper: str, visit: str = "running", place: str = "near") -> str:
    return f"/visits/{cast.records[place][visit]}/{paper}"


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def lock(client: Client) -> None:
    session = client.session
    session["seen"] = (timezone.now() - timedelta(hours=1)).timestamp()
    session.save()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_names_patient_clinic_chair_and_reader(
    client: Client, cast: Cast, paper: str
) -> None:
    happens(cast, check_in.NurseAssigned(nurse=str(cast.people["second-nurse"])))
    casting.sign_in(client, "nurse")
    answer = client.get(url(cast, paper))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    text = text_of(answer.content)
    for said in (
        "Nearone Syntheticnear", "N-1001", "Harbor Street", "by Nurse One, synthetic", "Nurse Two, synthetic",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize(
    ("paper", "name"), [("record.pdf", "visit-record"), ("handover.pdf", "handover")]
)
def test_it_is_filed_under_record_number_and_date(
    client: Client, cast: Cast, paper: str, name: str
) -> None:
    casting.sign_in(client, "nurse")
    said = client.get(url(cast, paper)).headers["Content-Disposition"]
    arrived = Visit.objects.get(id=cast.records["near"]["running"]).arrived_at
    assert arrived is not None
    day = local_date(arrived, zone=zone(casting.ZONE))
    assert said == f'inline; filename="{name}-N-1001-{day}.pdf"'


RECORD = {
    "nurse": 200, "prescriber": 200, "director": 200, "auditor": 200,
    "coordinator": 403, "admin": 403, "far-nurse": 404, "far-director": 404,
}  # fmt: skip
SHEET = {**RECORD, "auditor": 403}


@pytest.mark.parametrize("who", RECORD)
def test_who_may_print(client: Client, cast: Cast, who: str) -> None:
    casting.sign_in(client, who)
    assert client.get(url(cast, "record.pdf")).status_code == RECORD[who]
    assert client.get(url(cast, "handover.pdf")).status_code == SHEET[who]


def test_every_print_is_a_line_of_its_own_in_the_access_log(client: Client, cast: Cast) -> None:
    casting.sign_in(client, "nurse")
    for _ in range(2):
        client.get(url(cast, "record.pdf"))
    lines = Opening.objects.filter(operation="visit.record", allowed=True)
    assert [line.record for line in lines] == [f"visit:{cast.records['near']['running']}"] * 2


def test_a_locked_tablet_still_prints_the_handover_of_a_running_visit_alone(
    client: Client, cast: Cast
) -> None:
    casting.sign_in(client, "nurse")
    lock(client)
    assert client.get(url(cast, "handover.pdf")).status_code == 200
    assert client.get(url(cast, "record.pdf")).status_code != 200
    assert client.get(url(cast, "handover.pdf", "visit")).status_code != 200


def test_a_locked_tablets_handover_says_who_it_is_in_an_emergency_alone(
    client: Client, cast: Cast
) -> None:
    casting.sign_in(client, "nurse")
    lock(client)
    sheet = client.get(url(cast, "handover.pdf"))
    told = text_of(sheet.content) + sheet.headers["Content-Disposition"]
    assert not [w for w in ("Nearone", "Syntheticnear", "N-1001", "Nurse One") if w in told]
    happens(cast, monitoring.EmergencyDeclared())
    assert "Syntheticnear" in text_of(client.get(url(cast, "handover.pdf")).content)


def test_a_clinician_of_another_clinic_prints_the_handover_after_opening_at_once(
    client: Client, cast: Cast
) -> None:
    casting.sign_in(client, "far-nurse")
    assert client.get(url(cast, "handover.pdf")).status_code == 404
    client.post(f"/visits/{cast.records['near']['running']}/open-at-once/")
    assert client.get(url(cast, "handover.pdf")).status_code == 200
    assert client.get(url(cast, "record.pdf")).status_code == 404


ENDS = (
    planning.VisitCancelled(reason="snow", by_patient=False),
    planning.PatientDidNotAttend(reason="no call"),
    planning.VisitNotDone(reason="BP"),
    dosing.InfusionFoundRunning(note="pump on"),
    dosing.InfusionPaused(reason="toilet"),
    monitoring.EmergencyDeclared(note="not breathing"),
    leaving.Discharged(to="sister"),
    leaving.LeftBeforeDischarge(circumstances="walked out"),
    leaving.PatientTransferred(to="General Hospital", reason="SpO2"),
    leaving.VisitSigned(
        signature=Signature(person="p", text_hash="0" * 64, at=timezone.now())
    ),
)  # fmt: skip


@pytest.mark.parametrize("visit", ["visit", "running"])
@pytest.mark.parametrize("fact", ENDS, ids=lambda fact: type(fact).__name__)
def test_both_papers_print_in_every_state(
    client: Client, cast: Cast, visit: str, fact: object
) -> None:
    happens(cast, fact, visit)
    casting.sign_in(client, "nurse")
    assert [client.get(url(cast, paper, visit)).status_code for paper in PAPERS] == [200, 200]


def test_a_visit_that_does_not_exist_is_not_found(client: Client, cast: Cast) -> None:
    casting.sign_in(client, "nurse")
    for paper in PAPERS:
        assert client.get(f"/visits/{cast.clinic}/{paper}").status_code == 404
