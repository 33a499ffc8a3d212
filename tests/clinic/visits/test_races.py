"""Two people at once, with the real writer and real commits, on both engines."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from morrow.clinic import streams
from morrow.clinic.store.writer import write
from morrow.clinic.visits.models import Dose, DoseStart, Waste
from tests.clinic import cast as casting
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling

pytestmark = pytest.mark.both


@pytest.fixture
def real_cast(real_store: None) -> Cast:
    return casting.make(timezone.now())


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do these on threads that start together; their answers in the order given."""
    answers: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            answers[number] = deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_taps_on_the_same_start_give_one_start_and_one_clear_hold(real_cast: Cast) -> None:
    """The assigned nurse on two tablets, each with an intention of its own."""
    told = telling.ready(real_cast)
    body = {"body": {"order": told.order()}, "version": told.row.version}
    tablets = [enter(real_cast, "nurse") for _ in range(2)]
    path = f"/visits/{told.visit}/acts/StartInfusion/"
    answers = at_once(
        *(
            lambda tablet=tablet: tablet.post(
                path, {"id": str(uuid4()), **body}, content_type="application/json"
            )
            for tablet in tablets
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [held] = [answer.json()["held"] for answer in answers if answer.status_code == 409]
    assert [(found["rule"], found["reason"]) for found in held] == [
        ("PHASE", "cannot start: the visit is infusing")
    ]
    assert told.kinds.count("InfusionStarted") == DoseStart.objects.count() == 1


def test_one_tap_sent_eight_times_at_once_stores_one_fact(real_cast: Cast) -> None:
    told = telling.arrived(real_cast)
    sent = {"id": str(uuid4()), "body": {"event": "nausea"}}
    tablets = [enter(real_cast, "nurse") for _ in range(8)]
    path = f"/visits/{told.visit}/acts/EventMarked/"
    answers = at_once(
        *(
            lambda tablet=tablet: tablet.post(path, sent, content_type="application/json")
            for tablet in tablets
        )
    )
    assert {answer.status_code for answer in answers} == {200}
    assert told.kinds.count("EventMarked") == 1


def test_two_visits_of_one_patient_started_at_once_give_one_running_infusion(
    real_cast: Cast,
) -> None:
    first = telling.ready(real_cast)
    second = telling.ready(real_cast, patient=first.patient)
    answers = at_once(
        lambda: first.act("StartInfusion", {"order": first.order()}),
        lambda: second.act("StartInfusion", {"order": second.order()}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert Dose.objects.filter(patient_id=first.patient, running=True).count() == 1


def test_the_database_itself_refuses_what_no_decision_may_yield(real_cast: Cast) -> None:
    """A second running infusion of a patient, a second start of an order, one's own witness."""
    told = telling.started(real_cast)
    now, order = timezone.now(), told.order()

    def refused(make: Callable[[], object]) -> None:
        with pytest.raises(IntegrityError):
            write(make)

    refused(
        lambda: Dose.objects.create(
            visit_id=uuid4(), patient_id=told.patient, running=True, contradicts=False, since=now
        )
    )
    refused(lambda: DoseStart.objects.create(order_id=order, visit_id=uuid4(), at=now))
    refused(
        lambda: Waste.objects.create(
            id=uuid4(), visit_id=told.visit, author="a", witness="a", amount_mg=1, at=now
        )
    )
    assert streams.visit(told.visit).phase == "infusing"
