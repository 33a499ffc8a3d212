"""The projections of visits and patients, computed anew, are equal row for row."""

from uuid import UUID

import pytest
from django.utils import timezone

from morrow.clinic import streams
from morrow.clinic.store import rebuild
from morrow.clinic.visits.models import Dose, Visit
from tests.clinic import cast as casting
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling

pytestmark = pytest.mark.both


@pytest.fixture
def real_cast(real_store: None) -> Cast:
    return casting.make(timezone.now())


def stopped(told: telling.Told) -> telling.Told:
    return told.must("StopDosing", {"reason": "x"})


def test_a_day_with_every_contradiction_comes_out_the_same(real_cast: Cast) -> None:
    first = telling.started(real_cast)
    second = telling.arrived(real_cast, patient=first.patient)
    second.must("InfusionFoundRunning", {"note": "x"})
    third = telling.arrived(real_cast, patient=first.patient)
    third.must("InfusionFoundRunning", {"note": "x"})
    third.must(
        "WrongPatientChosen",
        {"patient": str(real_cast.records["near"]["patient"]), "reason": "x"},
    )
    stopped(first)
    first.must("DrugWasted", {"volume_ml": "1", "amount_mg": "1"}, signs="second-nurse")
    assert running(first.patient) == {second.visit}
    assert running(real_cast.records["near"]["patient"]) == {third.visit}
    assert rebuild.rebuild(check=True) == []
    stopped(second)
    assert running(first.patient) == set()
    assert rebuild.rebuild(check=True) == []


def running(patient: UUID) -> set[UUID]:
    found = Dose.objects.filter(patient_id=patient, running=True, contradicts=False)
    return set(found.values_list("visit_id", flat=True))


def test_the_boards_row_says_what_the_folded_visit_says(real_cast: Cast) -> None:
    told = telling.started(real_cast)
    told.must("SetCharted", {"bp": "205/95"})
    told.must("EmergencyDeclared")
    row, state = Visit.objects.get(id=told.visit), streams.visit(told.visit)
    assert (row.version, row.phase, row.nurse) == (state.version, state.phase, state.nurse)
    assert (row.alarm_level, row.emergency, int(row.sbp or 0)) == ("stop", True, 205)
    assert row.ends_at is not None
