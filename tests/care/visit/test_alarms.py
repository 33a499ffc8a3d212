"""Alarms: every limit on both sides against this patient's own baseline; confirm, hold, clear."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from morrow.care.visit import alarms
from morrow.care.visit import commands as c
from morrow.care.visit.alarms import Sample, open_alarms
from morrow.care.visit.breaches import LiveSample
from morrow.care.visit.decide import RECORDABLE
from morrow.care.visit.events import EVENTS
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts.monitoring import Level
from morrow.care.visit.values import Parameter, Phase, Reading, Route
from morrow.care.visit.view import visit_view
from tests.care.visit import cast
from tests.care.visit.cast import NURSE, PRESCRIBER, SECOND, Story, knowledge, readings
from tests.care.visit.tables import held_rules, open_at_leaving, override

D = Decimal
P = Parameter
REPEAT, NOTIFY, STOP = Level.REPEAT, Level.NOTIFY, Level.STOP


def one(parameter: Parameter, value: int, *, oxygen: bool = False) -> mo.SetCharted:
    return mo.SetCharted(readings=(Reading(parameter=parameter, value=D(value), on_oxygen=oxygen),))


def with_baseline(**values: int) -> Story:
    """An infusion begun a minute ago from this baseline."""
    story = cast.arrived()
    signature = cast.signature(PRESCRIBER, story.now)
    story.must(c.SignOrder(request=cast.request(), signature=signature), PRESCRIBER)
    cast.prepared(story, NURSE, ci.PreparationEntered)
    cast.prepared(story, SECOND, ci.PreparationChecked)
    story.must(c.AcceptPatient()).record(readings(**values)).wait(1)
    return story.must(c.StartInfusion(order=cast.ORDER)).wait(1)


def levels(story: Story) -> dict[str, Level]:
    return {alarm.raised.key: alarm.raised.level for alarm in open_alarms(story.state)}


def follow(story: Story, *live: Sample) -> None:
    """What the clock does: see what follows now."""
    facts = alarms.changes(story.state, story.know, live, story.now)
    story._append(facts, NURSE, 0)


# ── limits ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("baseline", "parameter", "value", "level"),
    [
        # baseline 122/76, HR 72, SpO2 97, RR 14
        ({}, P.SBP, 161, None),  # 39 above 122
        ({}, P.SBP, 162, REPEAT),  # 40 above
        ({"sbp": 130}, P.SBP, 164, None),
        ({"sbp": 130}, P.SBP, 165, REPEAT),
        ({}, P.SBP, 199, REPEAT),
        ({}, P.SBP, 200, STOP),
        ({}, P.DBP, 99, None),  # 23 above 76
        ({}, P.DBP, 100, REPEAT),
        ({"dbp": 70}, P.DBP, 94, None),
        ({"dbp": 70}, P.DBP, 95, REPEAT),  # 25 above
        ({}, P.DBP, 119, REPEAT),
        ({}, P.DBP, 120, STOP),
        ({}, P.SBP, 90, None),  # 26 % under 122
        ({}, P.SBP, 89, NOTIFY),
        ({"sbp": 130}, P.SBP, 92, None),  # 29.2 % under
        ({"sbp": 130}, P.SBP, 91, NOTIFY),  # 30 % under
        ({}, P.SBP, 80, NOTIFY),
        ({}, P.SBP, 79, STOP),
        ({}, P.HR, 109, None),
        ({}, P.HR, 110, NOTIFY),
        ({}, P.HR, 130, NOTIFY),
        ({}, P.HR, 131, STOP),
        ({}, P.HR, 50, None),
        ({}, P.HR, 49, NOTIFY),  # 23 below 72
        ({"hr": 63}, P.HR, 49, None),  # 14 below
        ({"hr": 64}, P.HR, 49, NOTIFY),  # 15 below
        ({"hr": 52}, P.HR, 45, None),
        ({"hr": 52}, P.HR, 44, STOP),
        ({}, P.SPO2, 94, None),
        ({}, P.SPO2, 93, NOTIFY),
        ({}, P.SPO2, 90, NOTIFY),
        ({}, P.SPO2, 89, STOP),
        ({}, P.RR, 10, None),
        ({}, P.RR, 9, NOTIFY),
        ({}, P.RR, 8, NOTIFY),
        ({}, P.RR, 7, STOP),
        ({}, P.RR, 24, None),
        ({}, P.RR, 25, NOTIFY),
        ({}, P.MOAAS, 4, None),
        ({}, P.MOAAS, 3, NOTIFY),
        ({}, P.MOAAS, 2, STOP),
        ({}, P.RASS, -3, None),
        ({}, P.RASS, -4, STOP),
        ({}, P.AROUSAL, 1, None),
        ({}, P.AROUSAL, 2, NOTIFY),
        ({}, P.TEMPERATURE, 41, None),
        ({}, P.CADSS6, 24, None),
    ],
)
def test_r29_each_limit_on_both_sides_against_the_patients_own_baseline(
    baseline: dict[str, int], parameter: Parameter, value: int, level: Level | None
) -> None:
    story = with_baseline(**baseline).record(one(parameter, value))
    assert list(levels(story).values()) == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("value", "oxygen", "level"),
    [(92, True, NOTIFY), (91, True, STOP), (91, False, NOTIFY), (95, True, None)],
)
def test_r29_saturation_on_oxygen_stops_sooner(
    value: int, oxygen: bool, level: Level | None
) -> None:
    story = with_baseline().record(one(P.SPO2, value, oxygen=oxygen))
    assert levels(story) == ({} if level is None else {"spo2.low": level})


@pytest.mark.parametrize(
    ("limit", "baseline", "value", "level"),
    [
        ("88", 95, 91, NOTIFY),  # four below a baseline under 96
        ("88", 95, 92, None),
        ("88", 96, 92, None),  # the baseline is not under 96
        ("88", 97, 89, None),
        ("88", 97, 87, STOP),
    ],
)
def test_r29_a_fall_of_four_counts_below_a_baseline_under_96(
    limit: str, baseline: int, value: int, level: Level | None
) -> None:
    """With the shipped 94 % the fall never comes first; a clinic that lowers 94 meets it."""
    story = with_baseline(spo2=baseline)
    changes = {"notify.spo2_low": D(limit), "stop.spo2_low": D(88)}
    story.know = knowledge(protocol=story.protocol.with_changes(2, changes))
    story.record(one(P.SPO2, value))
    assert levels(story) == ({} if level is None else {"spo2.low": level})


def test_r29_without_a_baseline_the_absolute_limits_stand() -> None:
    story = cast.booked().record(ds.InfusionFoundRunning(note="pump on")).wait(1)
    assert levels(story.record(one(P.SBP, 164))) == {}
    assert levels(story.record(one(P.SBP, 165))) == {"sbp.high": REPEAT}
    assert levels(story.record(one(P.HR, 49)))["hr.low"] is NOTIFY


def test_an_alarm_says_its_value_limit_rule_and_reading() -> None:
    story = with_baseline().record(one(P.SPO2, 88))
    (alarm,) = open_alarms(story.state)
    charted = story.state.last(mo.SetCharted)
    assert charted is not None
    assert alarms.words(alarm.raised) == "SpO2 88: under 90 %"
    assert (alarm.raised.rule, alarm.raised.cites) == ("R29", str(charted.id))


# ── confirmation ─────────────────────────────────────────────────────────────────────────────


def test_a_high_pressure_asks_silently_for_a_repeat_and_the_repeat_confirms_it() -> None:
    story = with_baseline().record(one(P.SBP, 170))
    assert levels(story) == {"sbp.high": REPEAT}
    story.wait(2).record(one(P.SBP, 168))
    assert levels(story) == {"sbp.high": NOTIFY}


def test_a_repeat_back_in_range_clears_it() -> None:
    story = with_baseline().record(one(P.SBP, 170)).wait(2).record(one(P.SBP, 150))
    assert levels(story) == {}


@pytest.mark.parametrize(
    ("value", "minutes", "level"),
    [
        (170, 2.9, REPEAT),
        (170, 3, NOTIFY),
        (170, 9, NOTIFY),
        (185, 2.9, REPEAT),
        (185, 3, NOTIFY),
        (185, 4.9, NOTIFY),
        (185, 5, STOP),
    ],
)
def test_a_repeat_that_is_not_taken_counts_as_confirmed(
    value: int, minutes: float, level: Level
) -> None:
    """Notify after three minutes, and a stop value after five."""
    story = with_baseline().record(one(P.SBP, value)).wait(minutes)
    follow(story)
    assert levels(story) == {"sbp.high": level}


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        (182, 184, STOP),
        (182, 170, NOTIFY),
        (170, 182, NOTIFY),
        (182, 160, None),
        (150, 182, REPEAT),
        (170, 201, STOP),
    ],
)
def test_a_stop_value_is_confirmed_by_another_stop_value(
    first: int, second: int, level: Level | None
) -> None:
    story = with_baseline().record(one(P.SBP, first)).wait(2).record(one(P.SBP, second))
    assert levels(story) == ({} if level is None else {"sbp.high": level})


def test_systolic_and_diastolic_are_confirmed_each_by_its_own_repeat() -> None:
    story = with_baseline().record(readings(sbp=170, dbp=104)).wait(2)
    story.record(readings(sbp=169, dbp=88))
    assert levels(story) == {"sbp.high": NOTIFY}


# ── live values ──────────────────────────────────────────────────────────────────────────────


def stream(story: Story, parameter: Parameter, *values: tuple[float, int]) -> list[Sample]:
    """Live values, each so many seconds before now."""
    return [
        LiveSample(
            parameter=parameter,
            value=D(value),
            at=story.now - timedelta(seconds=seconds),
            cites=f"message-{parameter}-{seconds}",
        )
        for seconds, value in values
    ]


@pytest.mark.parametrize(
    ("parameter", "bad", "good", "hold", "key"),
    [
        (P.SPO2, 88, 97, 15, "spo2.low"),
        (P.HR, 140, 80, 30, "hr.high"),
        (P.RR, 6, 14, 30, "rr.low"),
    ],
)
def test_a_live_value_stays_beyond_its_limit_for_a_hold_time(
    parameter: Parameter, bad: int, good: int, hold: int, key: str
) -> None:
    story = with_baseline()

    def after(*values: tuple[float, int]) -> dict[str, Level]:
        facts = alarms.changes(
            story.state, story.know, stream(story, parameter, *values), story.now
        )
        return {fact.key: fact.level for fact in facts if isinstance(fact, mo.AlarmRaised)}

    assert after((hold - 0.1, bad), (0, bad)) == {}
    assert after((hold, bad), (0, bad)) == {key: STOP}
    assert after((hold, bad), (5, good), (0, bad)) == {}, "back in between"
    assert after((hold, bad), (0, good)) == {}
    assert after((hold + 5, bad)) == {key: STOP}, "the last word was bad, and nothing came since"


def test_a_live_value_beyond_its_limit_does_not_clear_an_alarm_while_it_is_held() -> None:
    story = with_baseline().record(one(P.SPO2, 88)).wait(1)
    follow(story, *stream(story, P.SPO2, (2, 87), (0, 88)))
    assert levels(story) == {"spo2.low": STOP}
    follow(story, *stream(story, P.SPO2, (2, 96), (0, 96)))
    assert levels(story) == {}


def test_a_live_cuff_value_sent_again_confirms_nothing() -> None:
    story = with_baseline()
    follow(story, *stream(story, P.SBP, (20, 185), (10, 185), (0, 185)))
    assert levels(story) == {"sbp.high": REPEAT}
    story.wait(1)
    follow(story, *stream(story, P.SBP, (60, 185), (31, 185), (0, 186)))
    assert levels(story) == {"sbp.high": STOP}


def test_a_live_cuff_value_that_was_filed_is_one_measurement() -> None:
    story = with_baseline()
    live = stream(story, P.SBP, (45, 185))
    filed = mo.SetCharted(readings=(Reading(parameter=P.SBP, value=D(185), message=live[0].cites),))
    story.record(filed)
    follow(story, *live)
    assert levels(story) == {"sbp.high": REPEAT}


# ── clearing, seeing, correcting ─────────────────────────────────────────────────────────────


def test_levels_only_rise_until_the_value_is_back_in_range() -> None:
    story = with_baseline().record(one(P.SPO2, 88)).wait(1).record(one(P.SPO2, 92))
    assert levels(story) == {"spo2.low": STOP}
    assert levels(story.wait(1).record(one(P.SPO2, 94))) == {}
    assert levels(story.wait(1).record(one(P.SPO2, 93))) == {"spo2.low": NOTIFY}, "raised anew"


def test_seeing_an_alarm_keeps_it_and_a_rise_asks_again() -> None:
    story = with_baseline().record(one(P.SPO2, 92))
    story.record(mo.AlarmSeen(key="spo2.low", done="probe moved"))
    (alarm,) = open_alarms(story.state)
    assert alarm.seen is not None
    assert alarm.seen.fact.done == "probe moved"
    story.wait(1).record(one(P.SPO2, 88))
    (alarm,) = open_alarms(story.state)
    assert (alarm.seen, alarm.raised.level) == (None, STOP)
    assert alarm.since == story.now, "at this level"
    assert alarm.first == story.now - timedelta(minutes=1)


def test_an_older_reading_written_down_late_clears_nothing() -> None:
    story = with_baseline().wait(10).record(one(P.SPO2, 88))
    story.record(one(P.SPO2, 97), late=5)
    assert levels(story) == {"spo2.low": STOP}


def test_a_reading_taken_since_clears_however_late_the_first_was_written_down() -> None:
    story = with_baseline().wait(10).record(one(P.SPO2, 88), late=4)
    story.record(one(P.SPO2, 97), late=2)
    assert levels(story) == {}


def test_an_artefact_or_a_correction_removes_the_alarm_that_it_raised() -> None:
    for mark in ("artefact", "correction"):
        story = with_baseline().record(readings(sbp=210))
        assert levels(story) == {"sbp.high": STOP}
        charted = story.state.last(mo.SetCharted)
        assert charted is not None
        fact: Any = (
            mo.ReadingMarkedArtefact(set=charted.id, parameter=P.SBP, reason="moved")
            if mark == "artefact"
            else mo.ReadingCorrected(
                set=charted.id, parameter=P.SBP, value=D(120), reason="typed 210"
            )
        )
        assert levels(story.wait(1).record(fact)) == {}


def test_a_correction_beyond_a_limit_raises_the_alarm() -> None:
    story = with_baseline().record(readings())
    charted = story.state.last(mo.SetCharted)
    assert charted is not None
    slip = mo.ReadingCorrected(set=charted.id, parameter=P.SPO2, value=D(87), reason="was 87")
    assert levels(story.record(slip)) == {"spo2.low": STOP}


def test_nobody_clears_or_raises_an_alarm_by_saying_so() -> None:
    assert mo.AlarmCleared not in RECORDABLE
    assert mo.AlarmRaised not in RECORDABLE
    story = with_baseline()
    with pytest.raises(TypeError, match="decided, not recorded"):
        story.record(mo.AlarmCleared(key="sbp.high", reason="fine"))


# ── events ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key)
def test_an_event_that_asks_to_stop_alarms_and_the_others_do_not(event: Any) -> None:
    story = with_baseline().record(mo.EventMarked(event=event.key))
    expected = {} if event.level is None else {f"event.{event.key}": event.level}
    assert levels(story) == expected


def test_an_event_is_closed_by_being_seen_with_what_was_done() -> None:
    story = with_baseline().record(mo.EventMarked(event="chest-pain"))
    story.record(mo.AlarmSeen(key="event.chest-pain"))
    assert levels(story) == {"event.chest-pain": STOP}, "to be seen is not to be treated"
    story.record(mo.EventMarked(event="chest-pain"))
    (alarm,) = open_alarms(story.state)
    assert alarm.seen is None, "it came again, so it asks again"
    story.record(mo.AlarmSeen(key="event.chest-pain", done="ECG, no change"))
    assert levels(story) == {}
    story.record(mo.EventMarked(event="chest-pain"))
    assert levels(story) == {"event.chest-pain": STOP}


# ── who is watched ───────────────────────────────────────────────────────────────────────────


def test_only_a_watched_visit_has_alarms() -> None:
    story = cast.ready().record(readings(spo2=85))
    assert levels(story) == {}
    story = cast.discharged().record(readings(spo2=85))
    assert levels(story) == {}


@pytest.mark.parametrize(
    "before", [cast.booked, cast.ready, cast.discharged, cast.signed], ids=lambda f: f.__name__
)
def test_a_pump_found_running_is_watched_at_once_in_any_phase(before: Any) -> None:
    story = before().record(ds.InfusionFoundRunning(note="pump on"))
    assert story.state.phase is Phase.INFUSING
    story.record(one(P.SPO2, 85))
    assert levels(story)["spo2.low"] is STOP


def test_a_dose_found_given_is_watched_at_once() -> None:
    story = cast.booked().record(ds.DoseFoundGiven(route=Route.IM, note="paper"))
    assert levels(story.record(one(P.SPO2, 85))) == {"spo2.low": STOP}


def test_readings_from_before_the_dose_raise_nothing() -> None:
    story = with_baseline().wait(5).record(one(P.SPO2, 85), late=10)
    assert levels(story) == {}


# ── a stop limit that waits for its repeat ───────────────────────────────────────────────────


def awaited(story: Story, *live: Sample) -> dict[str, tuple[str, float] | None]:
    """By alarm: the stop limit that is reached, and the minutes until its repeat is due."""
    found = visit_view(story.case(), NURSE, live)["alarms"]
    return {one["key"]: _until(one["stop_limit"], story.now) for one in found}


def _until(stop: dict[str, str] | None, now: datetime) -> tuple[str, float] | None:
    if stop is None:
        return None
    left = datetime.fromisoformat(stop["repeat_by"]) - now
    return stop["limit"], round(left / timedelta(minutes=1), 1)


@pytest.mark.parametrize(
    ("parameter", "value", "stop"),
    [
        (P.SBP, 179, None),
        (P.SBP, 180, ("180", 5)),
        (P.SBP, 199, ("180", 5)),
        (P.SBP, 200, None),  # once is enough: a stop value already
        (P.DBP, 109, None),
        (P.DBP, 110, ("110", 5)),
        (P.DBP, 120, None),
    ],
)
def test_r29_a_stop_limit_that_waits_for_its_repeat_says_so(
    parameter: Parameter, value: int, stop: tuple[str, float] | None
) -> None:
    story = with_baseline().record(one(parameter, value))
    assert awaited(story) == {f"{parameter}.high": stop}


def test_r29_the_time_for_a_repeat_runs_out_into_a_stop_value() -> None:
    story = with_baseline().record(one(P.SBP, 182)).wait(4.9)
    follow(story)
    assert levels(story) == {"sbp.high": NOTIFY}
    assert awaited(story) == {"sbp.high": ("180", 0.1)}
    follow(story.wait(0.1))
    assert levels(story) == {"sbp.high": STOP}
    assert awaited(story) == {"sbp.high": None}


def test_r29_a_repeat_confirms_or_ends_the_wait() -> None:
    assert awaited(with_baseline().record(one(P.SBP, 182)).wait(1).record(one(P.SBP, 181))) == {
        "sbp.high": None
    }
    below = with_baseline().record(one(P.SBP, 182)).wait(1).record(one(P.SBP, 168))
    assert awaited(below) == {"sbp.high": None}


def test_r29_a_stop_limit_behind_a_standing_notice_waits_too() -> None:
    """168 was confirmed and told; then 180: the line stays a notice, and says what it waits for."""
    story = with_baseline().record(one(P.SBP, 168)).wait(1).record(one(P.SBP, 168)).wait(4)
    story.record(one(P.SBP, 180))
    assert levels(story) == {"sbp.high": NOTIFY}
    assert awaited(story) == {"sbp.high": ("180", 5)}


def test_r29_what_the_monitor_measured_and_nobody_filed_waits_too() -> None:
    story = with_baseline().record(one(P.SBP, 168)).wait(1).record(one(P.SBP, 168)).wait(4)
    cuff = LiveSample(parameter=P.SBP, value=D(180), at=story.now)
    assert awaited(story) == {"sbp.high": None}
    assert awaited(story.wait(1), cuff) == {"sbp.high": ("180", 4)}


# ── after a stop value ───────────────────────────────────────────────────────────────────────


def test_r29_after_a_stop_value_only_a_prescriber_lets_the_dose_go_on() -> None:
    story = with_baseline().record(one(P.SPO2, 88)).must(c.PauseInfusion(reason="SpO2"))
    story.wait(2).record(one(P.SPO2, 97))
    assert levels(story) == {}, "cleared by itself, and still"
    resume = c.ResumeInfusion(reason="settled")
    assert held_rules(story.do(resume)) == {"R29"}
    story.record(ds.ResumeCleared(reason="fine"), NURSE)
    assert held_rules(story.do(resume)) == {"R29"}, "a nurse's word does not count"
    assert [flag.reason for flag in story.state.flags] == [
        "ResumeCleared written as nurse: it does not count"
    ]
    story.record(ds.ResumeCleared(reason="fine"), PRESCRIBER)
    assert held_rules(story.do(resume)) == set()
    story.record(one(P.SPO2, 87)).must(c.PauseInfusion(reason="again"))
    assert held_rules(story.do(resume)) == {"R29"}, "a stop value since"


def test_r29_a_next_spray_waits_too() -> None:
    story = cast.started(knowledge(Route.NASAL)).record(one(P.SPO2, 88)).wait(5)
    spray = c.GiveSpray(order=cast.ORDER, lot="SYN-2")
    assert held_rules(story.do(spray)) == {"R29"}
    story.record(ds.ResumeCleared(reason="fine"), PRESCRIBER)
    assert held_rules(story.do(spray)) == set()


def test_stopping_pausing_and_leaving_are_never_held_by_an_alarm() -> None:
    story = with_baseline().record(one(P.SPO2, 80))
    assert held_rules(story.do(c.PauseInfusion(reason="r"))) == set()
    assert held_rules(story.do(c.StopDosing(reason="r"))) == set()
    story.record(lv.PatientTransferred(to="hospital", reason="SpO2"))
    assert story.state.phase is Phase.TRANSFERRED


# ── after a clearance, and late ──────────────────────────────────────────────────────────────


def cleared(first: mo.SetCharted | mo.EventMarked) -> Story:
    """A stop value came, a prescriber cleared it, and the dose goes on."""
    story = with_baseline().record(first).must(c.PauseInfusion(reason="r"))
    story.record(ds.ResumeCleared(reason="seen"), PRESCRIBER)
    return story.must(c.ResumeInfusion(reason="settled")).wait(1)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (one(P.SBP, 201), one(P.SBP, 238)),
        (one(P.SPO2, 89), one(P.SPO2, 71)),
        (one(P.SPO2, 89), one(P.SPO2, 89)),
        (mo.EventMarked(event="chest-pain"), mo.EventMarked(event="chest-pain")),
    ],
)
def test_r29_a_stop_value_after_a_clearance_is_news(first: Any, again: Any) -> None:
    story = cleared(first).record(again)
    assert len(story.state.all(mo.AlarmRaised)) == 2
    story.must(c.PauseInfusion(reason="r"))
    assert held_rules(story.do(c.ResumeInfusion(reason="settled"))) == {"R29"}
    story.record(ds.ResumeCleared(reason="seen again"), PRESCRIBER)
    assert held_rules(story.do(c.ResumeInfusion(reason="settled"))) == set()


def test_an_alarm_that_was_seen_asks_again_when_its_value_gets_worse() -> None:
    story = with_baseline().record(one(P.SPO2, 92)).record(mo.AlarmSeen(key="spo2.low", done=""))
    story.wait(1).record(one(P.SPO2, 93))
    assert [a.seen is not None for a in open_alarms(story.state)] == [True], "no worse"
    story.wait(1).record(one(P.SPO2, 91))
    [alarm] = open_alarms(story.state)
    assert (alarm.seen, alarm.raised.value) == (None, D(91))


@pytest.mark.parametrize(
    ("late", "newest", "key"),
    [
        (one(P.SPO2, 88), one(P.SPO2, 97), "late.spo2.low"),
        (one(P.HR, 140), one(P.HR, 80), "late.hr.high"),
        (one(P.SBP, 205), one(P.SBP, 120), "late.sbp.high"),
        (one(P.SBP, 190), one(P.SBP, 120), None),  # one pressure alone is not yet a stop value
        (one(P.SPO2, 93), one(P.SPO2, 97), None),  # not a stop value
    ],
)
def test_r29_a_stop_value_written_down_late_is_told_and_holds(
    late: mo.SetCharted, newest: mo.SetCharted, key: str | None
) -> None:
    story = with_baseline().wait(10).record(newest).record(late, late=4)
    assert set(levels(story)) == ({key} if key else set())
    story.must(c.PauseInfusion(reason="r"))
    held = held_rules(story.do(c.ResumeInfusion(reason="settled")))
    assert held == ({"R29"} if key else set())
    if key:
        story.record(mo.AlarmSeen(key=key, done="looked: it was the probe"))
        assert levels(story) == {}
        story.record(one(P.HR, 80))
        assert levels(story) == {}, "told once"


def test_r33_an_override_of_an_alarm_covers_the_newest_value_that_was_seen() -> None:
    story = cast.recovered().record(one(P.HR, 112))
    rule = "R33.alarm.hr.high"
    assert rule in open_at_leaving(story)
    assert override(story, rule) == set()
    assert rule not in open_at_leaving(story)
    story.wait(1).record(one(P.HR, 129))
    assert rule in open_at_leaving(story)


def test_a_pressure_typed_beside_its_own_live_value_confirms_nothing() -> None:
    story = with_baseline().record(one(P.SBP, 186))
    near = LiveSample(
        parameter=P.SBP,
        value=D(186),
        at=story.now + timedelta(seconds=20),
        cites="inbox:1",
    )
    story.wait(0.5)
    follow(story, near)
    assert levels(story) == {"sbp.high": REPEAT}
