"""What comes late is dated when it was measured, and a clock that is wrong is no delay."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from morrow.care.visit.facts.monitoring import AlarmRaised
from morrow.clinic import streams
from morrow.clinic.bedside import inbox, recent
from morrow.clinic.bedside.device_clock import HALF, DeviceClock
from morrow.clinic.visits import feed
from morrow.clinic.visits.feed import Feed
from tests.clinic import cast as casting
from tests.clinic.bedside.chair import MONITOR, PEER, Chair, ready
from tests.clinic.cast import Cast
from tests.exchange.hl7.samples import DIA, MMHG, OBR, SYS, message, msh, obx


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


@pytest.fixture
def chair(cast: Cast) -> Chair:
    return ready(cast)


def deliver(
    chair: Chair, measured: float, arrives: float, *, clock: float = 0, cuff: bool = False
) -> None:
    """A message that was sent when its value was measured, by a clock that is `clock` s ahead."""
    at = (chair.at(measured + clock)).strftime("%Y%m%d%H%M%S+0000")
    chair.sent += 1
    header = msh(control=f"LATE{chair.sent}", sender=MONITOR, sent=at)
    lines = [obx("82", at=at)]
    if cuff:
        lines = [
            obx("171", code=SYS, channel="1.3.1.1", unit=MMHG, at=at),
            obx("99", code=DIA, channel="1.3.1.2", unit=MMHG, at=at),
        ]
    [answer] = inbox.receive(message(header, OBR, *lines), PEER, now=chair.at(arrives))
    assert b"MSA|AA" in answer


def shown(chair: Chair, second: float) -> Feed:
    found = feed.of_visit(streams.visit(chair.visit), chair.at(second))
    assert found is not None
    return found


def samples(chair: Chair, second: float) -> list[Decimal]:
    live = feed.live(streams.visit(chair.visit), chair.at(second))
    assert live is not None
    return [one.value for one in (*live.samples, *live.fileable)]


@pytest.mark.parametrize("restarted", [False, True])
def test_what_was_queued_through_an_outage_is_as_old_as_it_is(
    chair: Chair, *, restarted: bool
) -> None:
    chair.hear(1, spo2=97)
    deliver(chair, measured=60, arrives=260)
    if restarted:
        recent.forget()
    found = shown(chair, 261)
    assert [one["at"] for one in found.readings] == [chair.at(60).isoformat()]
    assert (found.silent, found.last_at, found.why) == (True, chair.at(60), feed.LATE)
    assert samples(chair, 261) == []
    chair.judge(261)
    assert chair.facts(AlarmRaised) == []


def test_what_comes_in_time_again_is_live_again(chair: Chair) -> None:
    chair.hear(1, spo2=97)
    for second in range(60, 360, 20):
        deliver(chair, measured=second, arrives=400 + second / 100)
    chair.hear(404, spo2=96)
    found = shown(chair, 405)
    assert ([one["value"] for one in found.readings], found.silent, found.why) == (
        ["96"],
        False,
        "",
    )
    assert set(samples(chair, 405)) == {Decimal(96)}


@pytest.mark.parametrize(("delay", "is_used"), [(9, True), (10, True), (11, False), (500, False)])
def test_ten_seconds_on_both_sides(chair: Chair, delay: int, *, is_used: bool) -> None:
    chair.hear(1, spo2=97)
    deliver(chair, measured=600, arrives=600 + delay)
    assert (Decimal(82) in samples(chair, 601 + delay)) == is_used


def test_a_cuff_value_that_comes_late_is_shown_and_filed_by_nobody_but_a_person(
    chair: Chair,
) -> None:
    chair.hear(1, spo2=97)
    deliver(chair, measured=850, arrives=900, cuff=True)
    assert {one["at"] for one in shown(chair, 900).readings} == {chair.at(850).isoformat()}
    chair.judge(900)
    chair.tick(1030)
    assert chair.filed == []


def test_a_value_that_was_under_way_when_this_patient_sat_down_is_not_theirs(chair: Chair) -> None:
    chair.hear(-400, spo2=97)
    deliver(chair, measured=-700, arrives=-450)
    deliver(chair, measured=-700.0 + 50, arrives=-420)
    assert [one["value"] for one in shown(chair, -399).readings] == ["97"]


@pytest.mark.parametrize("clock", [-3600 * 5, -90, 90, 3600 * 5])
def test_a_wrong_clock_is_no_delay(chair: Chair, clock: float) -> None:
    recent.forget()
    for second in range(100, 100 + 2 * int(HALF.total_seconds()) + 60, 5):
        deliver(chair, measured=second, arrives=second, clock=clock)
    last = second + 1
    assert {one["at"] for one in shown(chair, last).readings} == {chair.at(second).isoformat()}
    assert Decimal(82) in samples(chair, last)


def test_a_clock_that_was_set_back_is_believed_after_it_was_heard_for_minutes(
    chair: Chair,
) -> None:
    chair.hear(1, spo2=97)
    end = 2 + 2 * int(HALF.total_seconds()) + 30
    for second in range(2, end, 5):
        deliver(chair, measured=second, arrives=second, clock=-60)
        if second == 32:
            assert shown(chair, 33).why == feed.LATE
    assert shown(chair, end).why == ""
    assert Decimal(82) in samples(chair, end)


class TestDeviceClock:
    def test_silence_takes_nothing_from_what_is_known(self) -> None:
        known = DeviceClock(newest=timedelta(seconds=2))
        late = known.after(timedelta(hours=-3), timedelta(hours=3))
        assert late.offset == timedelta(seconds=2)

    def test_a_delay_never_makes_the_clock_look_slow_within_the_window(self) -> None:
        clock = DeviceClock(newest=timedelta())
        for _ in range(int(HALF.total_seconds())):
            clock = clock.after(timedelta(seconds=-40), timedelta(seconds=1))
            assert clock.offset == timedelta()

    @pytest.mark.parametrize(("hours", "is_new"), [(12, False), (13, True)])
    def test_after_half_a_day_it_begins_anew(self, hours: int, *, is_new: bool) -> None:
        before = DeviceClock(newest=timedelta())
        slow = timedelta(hours=-hours)
        assert (before.after(slow, timedelta()).offset == slow) == is_new
        minute = timedelta(minutes=-1)
        assert (before.after(minute, timedelta(hours=hours)).offset == minute) == is_new
