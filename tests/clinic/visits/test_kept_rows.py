"""A list of visits reads a row again only when its facts, or its patient's, have gone on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from morrow.care.patient import PatientCorrected
from morrow.clinic import streams
from morrow.clinic.visits import kept_rows
from morrow.clinic.visits.models import Visit
from tests.clinic import cast as casting
from tests.clinic.cast import Cast, append
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import Told


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


def look(told: Told) -> tuple[Visit, int]:
    """The visit's row, and how many selects it took."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        [row] = kept_rows.of(Visit.objects.filter(id=told.visit))
    return row, len(found)


def test_what_has_not_changed_costs_a_look_at_its_versions(cast: Cast) -> None:
    told = telling.arrived(cast)
    first, selects = look(told)
    assert selects == 2
    again, selects = look(told)
    assert selects == 1
    assert again is first


def test_a_new_fact_of_the_visit_or_of_its_patient_is_seen(cast: Cast) -> None:
    told = telling.arrived(cast)
    before, _ = look(told)
    told.must("WeightMeasured", {"weight_kg": "70"})
    weighed, _ = look(told)
    assert before.weight_kg is None
    assert weighed.weight_kg == 70
    corrected = PatientCorrected(
        given_name="Other", family_name="Name", birth_date=timezone.now().date(),
        record_number="K-1", phone="", reason="x",
    )  # fmt: skip
    append(cast.duty(timezone.now()), streams.of_patient(told.patient), corrected)
    row, _ = look(told)
    assert row.patient.family_name == "Name"


def test_rows_come_in_the_order_that_was_asked_for(cast: Cast) -> None:
    told = [telling.booked(cast, hours=hours) for hours in (3, 1, 2)]
    wanted = Visit.objects.filter(id__in=[each.visit for each in told])
    for order in ("starts_at", "-starts_at"):
        rows = kept_rows.of(wanted.order_by(order))
        assert rows == list(wanted.order_by(order))
