"""GET, POST /patients/<id>/merge/, and what it means to be read through another record."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.utils import timezone

from morrow.care.patient import ConsentAttested, PatientRegistered, PatientsMerged
from morrow.care.visit.values import Product, Route
from morrow.clinic import journal, streams
from morrow.clinic.patients.models import Patient
from morrow.clinic.store import rebuild
from morrow.clinic.store.writer import write
from morrow.clinic.visits.models import Dose
from tests.clinic import cast as casting
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import Cast, append
from tests.clinic.visits import told as telling

BORN = date(1979, 3, 2)


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


@pytest.fixture
def real_cast(real_store: None) -> Cast:
    return casting.make(timezone.now())


def register(cast: Cast, number: str, *, born: date = BORN, clinic: UUID | None = None) -> UUID:
    """Somebody once more, at the near clinic or at another."""
    patient = uuid4()
    who = PatientRegistered(
        given_name="Again", family_name=f"Synthetic {number}", birth_date=born, record_number=number
    )
    append(cast.duty(timezone.now(), clinic=clinic), streams.of_patient(patient), who)
    return patient


def merge(
    cast: Cast, kept: UUID, number: str, who: str = "coordinator", **change: str
) -> HttpResponse:
    body = {
        "id": str(uuid4()), "record_number": number, "birth_date": BORN.isoformat(),
        "reason": "registered twice", **change,
    }  # fmt: skip
    return enter(cast, who).post(f"/patients/{kept}/merge/", body)  # type: ignore[return-value]


def merged_into(patient: UUID) -> UUID | None:
    return Patient.objects.get(id=patient).merged_into


@pytest.mark.parametrize(
    ("who", "number", "change", "status", "recorded"),
    [
        ("coordinator", "AGAIN-1", {}, 302, 1),
        ("nurse", "AGAIN-1", {}, 302, 1),
        ("prescriber", "AGAIN-1", {}, 302, 1),
        ("director", "AGAIN-1", {}, 403, 0),
        ("far-coordinator", "AGAIN-1", {}, 404, 0),
        ("coordinator", "AGAIN-1", {"reason": ""}, 422, 0),
        ("coordinator", "AGAIN-1", {"birth_date": "1979-03-03"}, 422, 0),
        ("coordinator", "NOBODYS", {}, 422, 0),
        ("coordinator", "ELSEWHERE-1", {}, 422, 0),  # a far clinic's: nothing is told of them
        ("coordinator", "N-1001", {}, 422, 0),  # itself
    ],
)
def test_who_merges_whom(
    cast: Cast, who: str, number: str, change: dict[str, str], status: int, recorded: int
) -> None:
    kept = cast.records["near"]["patient"]
    register(cast, "AGAIN-1")
    register(cast, "ELSEWHERE-1", clinic=cast.far_clinic)
    assert merge(cast, kept, number, who, **change).status_code == status
    kinds = [type(each.fact).__name__ for each in journal.read(streams.of_patient(kept))]
    assert kinds.count("PatientsMerged") == recorded


def test_what_was_merged_before_is_refused_and_the_surviving_record_named(cast: Cast) -> None:
    kept = cast.records["near"]["patient"]
    register(cast, "AGAIN-1")
    third = register(cast, "AGAIN-2")
    assert merge(cast, kept, "AGAIN-1").status_code == 302
    page = merge(cast, third, "AGAIN-1")
    assert page.status_code == 422
    assert "was merged into record N-1001 before" in page.content.decode()


def test_a_merged_record_leads_to_the_surviving_one_and_takes_no_entry(cast: Cast) -> None:
    kept, other = cast.records["near"]["patient"], register(cast, "AGAIN-1")
    merge(cast, kept, "AGAIN-1")
    client = enter(cast, "coordinator")
    for page in ("", "book/", "correct/", "merge/"):
        led = client.get(f"/patients/{other}/{page}")
        assert (led.status_code, led.headers["Location"]) == (302, f"/patients/{kept}/{page}")
    before = len(journal.read(streams.of_patient(other)))
    body = {"id": str(uuid4()), "protocol": "iv-ketamine", "minutes": "120",
            "starts_at": "2199-01-31T10:00"}  # fmt: skip
    refused = client.post(f"/patients/{other}/book/", body)
    assert refused.status_code == 409
    assert "Nothing was saved" in refused.content.decode()
    assert f"/patients/{kept}/" in refused.content.decode()
    assert len(journal.read(streams.of_patient(other))) == before
    assert not Dose.objects.filter(patient_id=other).exists()
    assert enter(cast, "far-nurse").get(f"/patients/{other}/").status_code == 404


def test_the_surviving_page_lists_the_visits_of_both_and_what_was_merged(cast: Cast) -> None:
    kept, other = cast.records["near"]["patient"], register(cast, "AGAIN-1")
    consent = ConsentAttested(
        product=Product.KETAMINE, route=Route.IV, document="form 7", signed_on=BORN,
        off_label_acknowledged=True,
    )  # fmt: skip
    append(cast.duty(timezone.now()), streams.of_patient(other), consent)
    told = telling.booked(cast, patient=other)
    merge(cast, kept, "AGAIN-1")
    page = enter(cast, "nurse").get(f"/patients/{kept}/").content.decode()
    assert f"/visits/{told.visit}/" in page
    assert f"/visits/{cast.records['near']['visit']}/" in page
    assert "Merged into this record" in page
    assert "registered twice" in page
    assert "for merged record AGAIN-1: attest anew" in page
    found = enter(cast, "nurse").get(f"/clinics/{cast.clinic}/patients/", {"q": "again"})
    assert "Synthetic AGAIN-1" not in found.content.decode()


def test_a_visit_of_the_merged_record_stands_on_the_surviving_one(cast: Cast) -> None:
    """Consent and identity of the survivor count; the merged record's own do not any more."""
    first = telling.ready(cast)
    number = Patient.objects.get(id=first.patient).record_number
    kept = cast.records["near"]["patient"]
    view = first.as_("nurse").get(f"/visits/{first.visit}/view.json").json()
    assert view["word"] == "READY"
    born = Patient.objects.get(id=first.patient).birth_date.isoformat()
    assert merge(cast, kept, number, birth_date=born).status_code == 302
    view = first.as_("nurse").get(f"/visits/{first.visit}/view.json").json()
    assert view["patient"]["record_number"] == "N-1001"
    assert view["word"] == "CHECKING"
    assert {"R04.decision", "R14"} <= {each["rule"] for each in view["gates"]}
    board = enter(cast, "nurse").get(f"/clinics/{cast.clinic}/board/").content.decode()
    assert "Testa Synthetic" not in board


def test_merges_stay_one_level_deep(cast: Cast) -> None:
    first = cast.records["near"]["patient"]
    second, third = register(cast, "AGAIN-1"), register(cast, "AGAIN-2")
    told = telling.booked(cast, patient=first)
    assert merge(cast, second, "N-1001").status_code == 302
    assert merge(cast, third, "AGAIN-1").status_code == 302
    assert (merged_into(first), merged_into(second), merged_into(third)) == (third, third, None)
    assert Dose.objects.get(visit_id=told.visit).patient_id == third
    led = enter(cast, "nurse").get(f"/patients/{first}/")
    assert led.headers["Location"] == f"/patients/{third}/"
    page = enter(cast, "nurse").get(f"/patients/{third}/").content.decode()
    assert "record N-1001" in page
    assert "record AGAIN-1" in page


def test_a_number_of_a_merged_record_is_nobody_elses(cast: Cast) -> None:
    kept = cast.records["near"]["patient"]
    register(cast, "AGAIN-1")
    merge(cast, kept, "AGAIN-1")
    body = {
        "id": str(uuid4()), "given_name": "New", "family_name": "Synthetic",
        "birth_date": "1990-01-01", "record_number": "AGAIN-1", "phone": "",
    }  # fmt: skip
    client = enter(cast, "coordinator")
    assert client.post(f"/clinics/{cast.clinic}/patients/new/", body).status_code == 422
    own = {**body, "id": str(uuid4()), "reason": "the newer number", "seen": "1"}
    assert client.post(f"/patients/{kept}/correct/", own).status_code == 302


def test_contradicting_merges_change_nothing_more(cast: Cast) -> None:
    """Facts are never refused: two that name each other leave one record surviving."""
    first, second = register(cast, "AGAIN-1"), register(cast, "AGAIN-2")
    duty = cast.duty(timezone.now())
    append(duty, streams.of_patient(first), PatientsMerged(other=second, reason="x"))
    append(duty, streams.of_patient(second), PatientsMerged(other=first, reason="x"))
    assert (merged_into(first), merged_into(second)) == (None, first)


# ── one running infusion, one dose a day, across both records ────────────────────────────────


def two_ready(cast: Cast) -> tuple[telling.Told, telling.Told]:
    """Two records of one person, both ready for a dose; the second is merged into the first."""
    return telling.ready(cast), telling.ready(cast)


def join(cast: Cast, kept: telling.Told, other: telling.Told) -> None:
    row = Patient.objects.get(id=other.patient)
    born = row.birth_date.isoformat()
    assert merge(cast, kept.patient, row.record_number, birth_date=born).status_code == 302


def test_a_second_start_is_held_across_merged_records(cast: Cast) -> None:
    kept, other = two_ready(cast)
    kept.must("StartInfusion", {"order": kept.order()})
    join(cast, kept, other)
    answer = other.act("StartInfusion", {"order": other.order()})
    assert answer.status_code == 409
    assert "RUNNING" in {found["rule"] for found in answer.json()["held"]}
    kept.must("StopDosing", {"reason": "x"})
    answer = other.act("StartInfusion", {"order": other.order()})
    assert answer.status_code == 409
    assert "H6" in {found["rule"] for found in answer.json()["held"]}


def test_the_database_holds_one_running_infusion_across_merged_records(real_cast: Cast) -> None:
    """What the decision may overlook the constraint does not; a rebuild comes out equal."""
    kept, other = two_ready(real_cast)
    kept.must("StartInfusion", {"order": kept.order()})
    other.must("AcceptPatient", who="second-nurse")
    other.must("StartInfusion", {"order": other.order()}, who="second-nurse")
    join(real_cast, kept, other)
    with pytest.raises(IntegrityError):
        write(lambda: Dose.objects.filter(visit_id=other.visit).update(contradicts=False))
    running = Dose.objects.filter(patient_id=kept.patient, running=True)
    assert {each.visit_id: each.contradicts for each in running} == {
        kept.visit: False, other.visit: True,
    }  # fmt: skip
    assert rebuild.rebuild(check=True) == []
    kept.must("StopDosing", {"reason": "x"})
    assert not Dose.objects.get(visit_id=other.visit).contradicts
    third = telling.arrived(real_cast, patient=other.patient)  # as a journal may tell it
    assert Dose.objects.get(visit_id=third.visit).patient_id == kept.patient
    assert rebuild.rebuild(check=True) == []
