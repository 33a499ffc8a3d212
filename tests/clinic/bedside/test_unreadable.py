"""What one message cannot do: take a running visit's page, its stop or its other values away."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from morrow.care.visit.facts.dosing import InfusionStopped
from morrow.care.visit.facts.monitoring import AlarmRaised, EmergencyDeclared
from morrow.clinic import clock, streams
from morrow.clinic.bedside import candidates, inbox, queries, recent
from morrow.clinic.visits import feed, following
from tests.clinic import cast as casting
from tests.clinic.access.test_sweep import enter
from tests.clinic.bedside.chair import MONITOR, PEER, Chair, charted, ready
from tests.clinic.cast import Cast
from tests.exchange.hl7.samples import OBR, message, msh, obx


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


@pytest.fixture
def chair(cast: Cast) -> Chair:
    found = ready(cast)
    found.hear(1, spo2=97)
    return found


def act(cast: Cast, chair: Chair, name: str) -> Any:
    url = f"/visits/{chair.visit}/acts/{name}/"
    body = {"id": str(uuid4()), "body": {}}
    return enter(cast, "nurse").post(url, body, content_type="application/json")


@pytest.mark.parametrize("at", ["00010101000000+0000", "20260101000000+0000"])
def test_a_value_of_another_age_is_refused_and_the_visit_goes_on(
    cast: Cast, chair: Chair, at: str
) -> None:
    now = chair.at(2)
    ahead = (now + timedelta(seconds=1)).strftime("%Y%m%d%H%M%S+0000")
    header = msh(control="OLD", sender=MONITOR, sent=ahead)
    [answer] = inbox.receive(message(header, OBR, obx("97", at=at)), PEER, now=now)
    assert b"more than 12 hours before the message" in answer
    assert [one.why.value for one in queries.refused(MONITOR, chair.at(1))] == ["time"]
    assert enter(cast, "nurse").get(f"/visits/{chair.visit}/view.json").status_code == 200
    assert act(cast, chair, "StopDosing").status_code == 200
    assert len(chair.facts(InfusionStopped)) == 1


@pytest.fixture
def broken(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> Chair:
    """The next message is stored and then cannot be read, for a reason nobody has thought of."""
    bad = chair.hear(3, spo2=96)
    of_message = candidates.of_message

    def fail(message: Any, *, inbox_id: int, **more: Any) -> Any:
        if inbox_id == bad:
            raise OverflowError("date value out of range")
        return of_message(message, inbox_id=inbox_id, **more)

    monkeypatch.setattr(queries, "of_message", fail)
    queries._parse.cache_clear()
    recent.forget()
    return chair


def test_a_stored_message_that_cannot_be_read_hides_no_other(broken: Chair) -> None:
    broken.hear(5, spo2=88)
    shown = feed.of_visit(streams.visit(broken.visit), broken.at(5))
    assert shown is not None
    assert [one["value"] for one in shown.readings] == ["88"]
    assert [str(one.reading.value) for one in queries.candidates(MONITOR, broken.at(0))] == [
        "97", "88",
    ]  # fmt: skip


@pytest.fixture
def no_feed(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> Chair:
    def fail(*_: Any) -> None:
        raise OverflowError("date value out of range")

    monkeypatch.setattr(recent, "of_device", fail)
    return chair


@pytest.mark.parametrize(
    ("name", "fact"), [("StopDosing", InfusionStopped), ("EmergencyDeclared", EmergencyDeclared)]
)
def test_stop_and_emergency_are_stored_whatever_the_feed_does(
    cast: Cast, no_feed: Chair, name: str, fact: type
) -> None:
    assert act(cast, no_feed, name).status_code == 200
    assert len(no_feed.facts(fact)) == 1


def test_without_a_feed_the_page_says_so_and_charted_values_still_alarm(
    cast: Cast, no_feed: Chair
) -> None:
    client = enter(cast, "nurse")
    assert client.get(f"/visits/{no_feed.visit}/").status_code == 200
    view = client.get(f"/visits/{no_feed.visit}/view.json").json()
    assert "look at the monitor itself" in view["feed"]["why"]
    no_feed.record(60, charted(spo2=80))
    clock.tick(no_feed.at(61))
    assert [alarm.fact.key for alarm in no_feed.facts(AlarmRaised)] == ["spo2.low"]


def test_what_follows_may_fail_and_leaves_no_trace(
    cast: Cast, chair: Chair, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = following._append

    def fail(*args: Any) -> Any:
        append(*args)
        raise ValueError("after all")

    monkeypatch.setattr(following, "_append", fail)
    assert act(cast, chair, "EmergencyDeclared").status_code == 200
    assert len(chair.facts(EmergencyDeclared)) == 1
    assert chair.facts(AlarmRaised) == []
