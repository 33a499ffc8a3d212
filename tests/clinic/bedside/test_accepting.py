"""A nurse accepts what the monitor proposes: the set cites it, and it is what was measured."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone

from morrow.care.visit.facts.monitoring import SetCharted
from morrow.clinic.bedside import actions
from morrow.clinic.people import actions as people
from tests.clinic.access.test_sweep import enter
from tests.clinic.bedside import chair as chairs
from tests.clinic.bedside.chair import MONITOR, Chair
from tests.clinic.cast import Cast

pytestmark = pytest.mark.both

NOW = 600.0  # the second of the infusion at which the nurse charts: when its first set is due
LIVE: dict[str, Any] = {"hr": 80, "spo2": 96, "rr": 15}
BP = {"bp": "141/88"}


@pytest.fixture
def chair(cast: Cast) -> Chair:
    began = timezone.now().replace(microsecond=0) - timedelta(seconds=NOW)
    return chairs.ready_from(cast, began)


def chart(chair: Chair, message: int, **values: str) -> HttpResponse:
    fields = {"sbp" if name == "bp" else name for name in values} | {"dbp"}
    cited = {name: str(message) for name in fields if name != "arousal"}
    body = {**values, "candidates": cited}
    answer: HttpResponse = enter(chair.cast, "nurse").post(  # type: ignore[assignment]
        f"/visits/{chair.visit}/acts/SetCharted/",
        {"id": str(uuid4()), "body": body},
        content_type="application/json",
    )
    return answer


def wrong(answer: HttpResponse) -> str:
    assert answer.status_code == 422, answer.content
    return answer.content.decode()


def test_an_accepted_pressure_cites_its_message(chair: Chair) -> None:
    message = chair.hear(NOW - 60, cuff=(141, 88), **LIVE)
    assert chart(chair, message, **BP).status_code == 200
    fact = chair.facts(SetCharted)[-1]
    assert {r.message for r in fact.fact.readings} == {f"inbox:{message}"}
    assert fact.by == str(chair.cast.people["nurse"])


def test_another_value_than_the_monitors_does_not_cite_it(chair: Chair) -> None:
    message = chair.hear(NOW - 60, cuff=(141, 88))
    assert "is not what that message says" in wrong(chart(chair, message, bp="140/88"))
    assert len(chair.facts(SetCharted)) == 1  # the baseline alone


def test_what_was_measured_before_the_patient_sat_here_is_not_theirs(cast: Cast) -> None:
    began = timezone.now().replace(microsecond=0) - timedelta(seconds=NOW)
    chair = Chair(cast, began=began).sits(NOW - 30).put(NOW - 29)
    message = chair.hear(NOW - 5, cuff=(141, 88), cuff_at=NOW - 60)
    assert "before this patient was in this chair" in wrong(chart(chair, message, **BP))


def test_a_message_of_another_chairs_monitor_is_not_theirs(chair: Chair, cast: Cast) -> None:
    other = Chair(cast, began=chair.began).sits().put(device="MON-8")
    message = other.hear(NOW - 60, cuff=(141, 88), device="MON-8")
    assert "is not what that message says" in wrong(chart(chair, message, **BP))


def test_a_monitor_that_was_moved_away_gives_this_patient_nothing(chair: Chair, cast: Cast) -> None:
    message = chair.hear(NOW - 60, cuff=(141, 88))
    elsewhere = people.add_chair(cast.duty(chair.began), name="Chair 96")
    actions.assign(cast.duty(chair.at(NOW - 30)), device=MONITOR, chair=elsewhere)
    assert "no one monitor's values" in wrong(chart(chair, message, **BP))


def test_a_value_of_long_ago_is_not_of_this_set(chair: Chair) -> None:
    message = chair.hear(NOW - 320, cuff=(141, 88))
    assert "at another time than this set" in wrong(chart(chair, message, **BP))


def test_what_the_rule_filed_meanwhile_is_stored_once(chair: Chair) -> None:
    message = chair.hear(NOW, cuff=(141, 88), **LIVE)
    chair.judge(NOW + 1)
    assert len(chair.filed) == 1
    assert chart(chair, message, **BP, hr="80", arousal="awake").status_code == 200
    fact = chair.facts(SetCharted)[-1]
    assert [r.parameter.value for r in fact.fact.readings] == ["arousal"]
    assert chart(chair, message, **BP).status_code == 409  # nothing is left to record
    assert len(chair.facts(SetCharted)) == 3


def test_what_a_nurse_accepted_is_not_filed_again(chair: Chair) -> None:
    message = chair.hear(NOW - 20, cuff=(141, 88), **LIVE)
    assert chart(chair, message, **BP).status_code == 200
    chair.judge(NOW + 1)
    chair.tick(NOW + 200)
    assert chair.filed == []
