"""Alarms from a monitor: how long a value must last, what confirms, what clears, and what never.

The figures are the protocol's: 15 s for SpO2, 30 s for heart rate and breathing, a repeat for a
pressure within 3 minutes (notify) or 5 (stop).
"""

from datetime import timedelta
from typing import Any

import pytest

from morrow.care.recorded import Origin
from morrow.care.visit.facts.check_in import ChairTaken
from morrow.care.visit.facts.monitoring import (
    AlarmCleared,
    AlarmRaised,
    EmergencyStep,
    EmergencyStepTaken,
)
from morrow.clinic import streams
from morrow.clinic.bedside import recent
from morrow.clinic.people import actions as people
from morrow.clinic.visits import feed
from tests.clinic.bedside.chair import MONITOR, Chair, charted
from tests.clinic.cast import Cast

WELL: dict[str, Any] = {"hr": 74, "spo2": 97, "rr": 14}
LOW: dict[str, Any] = {"hr": 74, "spo2": 88, "rr": 14}


def test_a_desaturation_alarms_within_its_hold_time_and_two_seconds(chair: Chair) -> None:
    chair.says(60, 98, **WELL)
    chair.says(100, 114, **LOW)
    assert chair.alarms == []  # 14 s
    chair.says(116, 120, **LOW)
    assert chair.alarms == [("spo2.low", "stop")]
    [raised] = chair.facts(AlarmRaised)
    assert timedelta(seconds=15) <= raised.happened_at - chair.at(100) <= timedelta(seconds=17)
    assert (raised.by, raised.origin, raised.device) == ("gateway", Origin.DEVICE, MONITOR)
    assert raised.fact.cites.startswith("inbox:")


@pytest.mark.parametrize(
    ("beyond", "hold", "key"),
    [({"spo2": 93}, 15, "spo2.low"), ({"hr": 131}, 30, "hr.high"), ({"rr": 9}, 30, "rr.low")],
)
def test_each_hold_time_on_both_sides(
    chair: Chair, beyond: dict[str, Any], hold: int, key: str
) -> None:
    chair.says(60, 60 + hold - 1, every=1, **{**WELL, **beyond})
    assert chair.alarms == []
    chair.says(60 + hold, 60 + hold, **{**WELL, **beyond})
    assert [each for each, _ in chair.alarms] == [key]


def test_a_moment_beyond_the_limit_raises_nothing(chair: Chair) -> None:
    chair.says(60, 70, **LOW)
    chair.says(72, 74, **WELL)
    chair.says(76, 88, **LOW)
    chair.tick(89)
    assert chair.alarms == []


def test_a_value_back_in_range_clears_its_alarm_and_the_next_one_is_new(chair: Chair) -> None:
    chair.says(60, 80, **LOW)
    chair.says(82, 82, **WELL)
    chair.says(84, 104, **LOW)
    assert chair.alarms == [("spo2.low", "stop"), ("spo2.low", "cleared"), ("spo2.low", "stop")]


def test_a_pressure_that_climbs_is_confirmed_by_its_repeat(chair: Chair) -> None:
    chair.hear(300, cuff=(172, 96), **WELL)
    chair.judge(300)
    assert chair.alarms == [("sbp.high", "repeat")]
    for second in range(302, 400, 2):  # the same one, sent again, confirms nothing
        chair.hear(second, cuff=(172, 96), cuff_at=300, **WELL)
        chair.judge(second)
    assert chair.alarms == [("sbp.high", "repeat")]
    chair.hear(400, cuff=(181, 99), **WELL)
    chair.judge(400)
    assert chair.alarms == [("sbp.high", "repeat"), ("sbp.high", "notify")]
    chair.hear(460, cuff=(183, 99), **WELL)
    chair.judge(460)
    assert chair.alarms[2:] == [("sbp.high", "stop")]


def test_a_repeat_in_range_clears_the_silent_amber(chair: Chair) -> None:
    chair.hear(300, cuff=(172, 96), **WELL)
    chair.judge(300)
    chair.hear(380, cuff=(150, 90), **WELL)
    chair.judge(380)
    assert chair.alarms == [("sbp.high", "repeat"), ("sbp.high", "cleared")]


def test_a_repeat_that_does_not_come_is_brought_up_by_the_clock(chair: Chair) -> None:
    chair.hear(300, cuff=(172, 96), **WELL)
    chair.judge(300)
    chair.tick(479)
    assert chair.alarms == [("sbp.high", "repeat")]
    chair.tick(480)
    assert chair.alarms == [("sbp.high", "repeat"), ("sbp.high", "notify")]
    by = [each.by for each in chair.facts(AlarmRaised)]
    assert by == ["gateway", "clock"]


@pytest.mark.parametrize("cuff", [(201, 100), (150, 121)])
def test_the_gravest_pressure_needs_no_repeat(chair: Chair, cuff: tuple[int, int]) -> None:
    chair.hear(300, cuff=cuff, **WELL)
    chair.judge(300)
    assert "stop" in {level for _, level in chair.alarms}


def test_a_filed_heart_rate_that_nobody_looked_at_must_last_too(chair: Chair) -> None:
    """Filed with the pressure, it is still a moment's value and not a person's finding."""
    chair.says(590, 608, **WELL)
    chair.hear(610, cuff=(130, 80), hr=131, spo2=97, rr=14)
    chair.judge(610)
    assert chair.filed[0]["hr"] == "131"
    chair.says(612, 614, **WELL)
    assert chair.alarms == []


class TestGone:
    """A value that is no longer there is not a value in range."""

    def test_a_probe_that_is_off_clears_nothing(self, chair: Chair) -> None:
        chair.record(30, charted(spo2=97, hr=72))
        chair.says(60, 80, **LOW)
        for second in range(82, 400, 2):
            chair.hear(second, hr=74, spo2=None, rr=14)
            chair.judge(second)
            chair.tick(second + 1)
        assert chair.alarms == [("spo2.low", "stop")]

    def test_a_feed_that_falls_silent_clears_nothing(self, chair: Chair) -> None:
        chair.record(30, charted(spo2=97))
        chair.says(60, 80, **LOW)
        for second in range(82, 600, 10):
            chair.tick(second)
        assert chair.alarms == [("spo2.low", "stop")]

    def test_a_value_that_was_gone_before_it_had_lasted_raises_nothing(self, chair: Chair) -> None:
        """The feed is shown as silent instead: what is not known is neither low nor in range."""
        chair.says(60, 64, **LOW)
        for second in range(75, 200, 5):
            chair.tick(second)
        assert chair.alarms == []

    def test_a_restart_with_an_empty_inbox_before_it_clears_nothing(self, chair: Chair) -> None:
        chair.says(60, 80, **LOW)
        recent.forget()
        chair.tick(1000)
        assert chair.alarms == [("spo2.low", "stop")]

    def test_moving_to_a_chair_without_a_monitor_clears_nothing(
        self, chair: Chair, cast: Cast
    ) -> None:
        chair.says(60, 80, **LOW)
        elsewhere = people.add_chair(cast.duty(chair.began), name="Chair 98")
        chair.record(82, ChairTaken(chair=elsewhere))
        chair.tick(84)
        assert chair.alarms == [("spo2.low", "stop")]

    def test_a_nurse_who_measures_again_clears_it(self, chair: Chair) -> None:
        chair.says(60, 80, **LOW)
        chair.record(200, charted(spo2=97))
        chair.tick(201)
        [cleared] = chair.facts(AlarmCleared)
        assert cleared.fact.key == "spo2.low"


class TestSilence:
    def test_a_feed_is_live_for_ten_seconds_after_its_last_message(self, chair: Chair) -> None:
        chair.hear(60, **WELL)
        state = streams.visit(chair.visit)
        shown = [feed.of_visit(state, chair.at(60 + age)) for age in (0, 10, 10.1, 400)]
        assert [each.silent for each in shown if each] == [False, False, True, True]
        assert [each.last_at for each in shown if each] == [chair.at(60)] * 4

    def test_a_monitor_whose_probe_is_off_is_not_silent(self, chair: Chair) -> None:
        chair.hear(60, spo2=97)
        chair.hear(70, spo2=None)
        found = feed.of_visit(streams.visit(chair.visit), chair.at(75))
        assert found is not None
        assert not found.silent
        assert [(r["parameter"], r["at"]) for r in found.readings] == [
            ("spo2", chair.at(60).isoformat())
        ]  # with its own age, which the screen strikes

    def test_what_an_earlier_patient_left_on_the_monitor_is_not_its_last_word(
        self, cast: Cast
    ) -> None:
        chair = Chair(cast).sits().put()
        found = feed.of_visit(streams.visit(chair.visit), chair.at(-589))
        assert found is not None
        assert (found.silent, found.readings) == (False, ())
        later = Chair(cast, began=chair.began)
        later.id = chair.id
        chair.record(-500, ChairTaken(chair=people.add_chair(cast.duty(chair.began), name="X")))
        later.sits(-400)
        found = feed.of_visit(streams.visit(later.visit), chair.at(-399))
        assert found is not None
        assert (found.silent, found.last_at) == (True, None)


class TestUntimed:
    """A spot monitor that sends a pressure without its time, again and again."""

    def test_what_it_was_sending_already_is_nobodys(self, chair: Chair) -> None:
        for second in range(60, 80, 2):
            chair.hear(second, cuff=(231, 130), timed=False, **WELL)
            chair.judge(second)
        assert chair.alarms == []

    def test_a_new_value_alarms_and_sent_again_confirms_nothing(self, chair: Chair) -> None:
        chair.hear(60, cuff=(130, 80), timed=False, **WELL)
        for second in range(100, 200, 2):
            chair.hear(second, cuff=(172, 96), timed=False, **WELL)
            chair.judge(second)
        assert chair.alarms == [("sbp.high", "repeat")]
        assert chair.filed == []
        chair.hear(240, cuff=(174, 96), timed=False, **WELL)
        chair.judge(240)
        assert chair.alarms == [("sbp.high", "repeat"), ("sbp.high", "notify")]

    def test_its_age_on_the_screen_counts_from_its_first_message(self, chair: Chair) -> None:
        for second in range(60, 120, 2):
            chair.hear(second, cuff=(130, 80), timed=False)
        found = feed.of_visit(streams.visit(chair.visit), chair.at(119))
        assert found is not None
        assert {r["at"] for r in found.readings} == {chair.at(60).isoformat()}


def test_a_monitors_saturation_is_judged_as_on_oxygen_while_a_nurse_says_so(chair: Chair) -> None:
    """91 % is a notice on room air and a stop value on oxygen."""
    chair.record(50, EmergencyStepTaken(step=EmergencyStep.OXYGEN))
    chair.says(60, 76, **{**WELL, "spo2": 91})
    assert chair.alarms == [("spo2.low", "stop")]


def test_while_nothing_changes_nothing_is_written(chair: Chair) -> None:
    before = streams.visit(chair.visit).version
    chair.says(60, 180, **WELL)
    assert streams.visit(chair.visit).version == before
