"""Which of the store's own refusals is a hold, and which is an error of ours."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from morrow.clinic.store.writer import write
from morrow.clinic.visits import following
from morrow.clinic.visits.models import Dose, DoseStart
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling

pytestmark = pytest.mark.both


def test_the_stores_own_constraint_on_a_start_is_a_hold(cast: Cast) -> None:
    told = telling.ready(cast)
    order, now = UUID(told.order()), timezone.now()
    write(lambda: DoseStart.objects.create(order_id=order, visit_id=uuid4(), at=now))
    before = told.kinds
    answer = told.act("StartInfusion", {"order": told.order()})
    assert (answer.status_code, answer.json()["held"][0]["rule"]) == (409, "RUNNING")
    assert told.kinds == before


def test_the_stores_constraint_on_running_infusions_is_a_hold(cast: Cast) -> None:
    told = telling.ready(cast)

    def another(*_: object) -> None:
        for _each in range(2):
            Dose.objects.create(
                visit_id=uuid4(), patient_id=told.patient, running=True, contradicts=False
            )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "after", another)
        answer = told.act("EventMarked", {"event": "nausea"})
    assert (answer.status_code, answer.json()["held"][0]["rule"]) == (409, "RUNNING")


def test_any_other_constraint_is_an_error_and_stores_nothing(cast: Cast) -> None:
    told = telling.arrived(cast)
    before = told.kinds

    def twice(*_: object) -> None:
        for visit in (told.visit, told.visit):
            Dose.objects.create(
                visit_id=visit, patient_id=uuid4(), running=False, contradicts=False
            )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "after", twice)
        with pytest.raises(IntegrityError):
            told.act("EventMarked", {"event": "nausea"})
    assert told.kinds == before
