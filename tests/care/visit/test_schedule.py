"""What is due and when: hand-written tables for each route, pauses, late entries, the clock change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit import given, recovery, schedule
from morrow.care.visit.case import Case
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.schedule import Due
from morrow.care.visit.state import VisitState, fold
from morrow.care.visit.values import Parameter, Product, Route
from morrow.care.visit.view import visit_view
from morrow.quantities import Mg
from tests.care.visit import cast
from tests.care.visit.cast import ORDER, Story, as_rate, knowledge, readings
from tests.care.visit.tables import before_dose
from tests.care.visit.test_start_rules import other

P = Parameter


def minutes_due(story: Story, since: datetime) -> list[tuple[float, str]]:
    found = schedule.columns(story.state, story.protocol, story.now)
    return [((one.due_at - since).total_seconds() / 60, one.moment) for one in found]


# ── tables ───────────────────────────────────────────────────────────────────────────────────


def test_r28_an_infusion_has_a_set_every_ten_minutes_then_15_four_times_then_30() -> None:
    """By hand from 5.1: 10, 20, 30; end at 40; 55, 70, 85, 100; 130, 160."""
    story = cast.started()
    began = story.now
    story.wait(40).must(c.CompleteInfusion()).wait(91)
    assert minutes_due(story, began) == [
        (10, "10 min"), (20, "20 min"), (30, "30 min"), (40, "end of dosing"),
        (55, "15 min after"), (70, "30 min after"), (85, "45 min after"), (100, "60 min after"),
        (130, "90 min after"), (160, "120 min after"),
    ]  # fmt: skip


def test_r28_an_injection_has_three_sets_at_five_minutes_then_as_after_an_infusion() -> None:
    story = cast.started(knowledge(Route.IM))
    began = story.now
    story.wait(31)
    assert minutes_due(story, began) == [
        (5, "5 min"), (10, "10 min"), (15, "end of dosing"), (30, "15 min after"),
        (45, "30 min after"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        (1, [(0, "end of dosing"), (15, "15 min after"), (30, "30 min after"),
             (40, "40 min (label)"), (45, "45 min after")]),
        (2, [(5, "end of dosing"), (20, "15 min after"), (35, "30 min after"),
             (40, "40 min (label)"), (50, "45 min after")]),
        (3, [(10, "end of dosing"), (25, "15 min after"), (40, "30 min after"),
             (55, "45 min after")]),
    ],
)  # fmt: skip
def test_r28_sprays_have_the_labels_set_at_forty_minutes(
    devices: int, expected: list[tuple[float, str]]
) -> None:
    """From the first device; with three devices the ordinary column stands at 40 already."""
    know = knowledge(Route.NASAL, others=(other(4, Product.ESKETAMINE),))
    story = before_dose(know, order={"spray_mg": Mg(Decimal(28 * devices))})
    began = story.now
    for number in range(devices):
        story.must(c.GiveSpray(order=ORDER, lot=f"SYN-{number}"))
        story.wait(5 if number + 1 < devices else 0)
    story.now = began + timedelta(minutes=41)
    assert minutes_due(story, began) == expected


def test_a_pause_keeps_the_dosing_cadence_and_an_early_stop_begins_the_recovery_one() -> None:
    story = cast.started()
    began = story.now
    story.wait(12).must(c.PauseInfusion(reason="BP")).wait(15)
    story.must(c.ResumeInfusion(reason="settled"))
    assert [due for due, _ in minutes_due(story, began)] == [10, 20, 30]
    story.must(c.StopDosing(reason="asks")).wait(1)
    assert minutes_due(story, began) == [
        (10, "10 min"), (20, "20 min"), (27, "end of dosing"), (42, "15 min after"),
    ]  # fmt: skip


@pytest.mark.parametrize("minutes", [0.1, 4, 4.9, 5.1, 9])
@pytest.mark.parametrize("route", [Route.IV, Route.NASAL])
def test_what_was_charted_before_the_dose_is_no_set_after_it(route: Route, minutes: float) -> None:
    """However soon the dose was stopped: in a reaction nobody asks for the pressure of before."""
    story = cast.started(knowledge(route))  # its baseline is seconds old
    story.wait(minutes).must(c.StopDosing(reason="rash"))
    [ends] = [one for one in story_columns(story) if one.moment == "end of dosing"]
    assert {P.SBP, P.DBP} <= set(ends.missing)
    story.wait(0.5).record(readings())
    [ends] = [one for one in story_columns(story) if one.moment == "end of dosing"]
    assert not {P.SBP, P.DBP} & set(ends.missing)


def story_columns(story: Story) -> tuple[schedule.Column, ...]:
    return schedule.columns(story.state, story.protocol, story.now)


def test_nothing_is_due_before_a_dose_or_after_the_patient_has_gone() -> None:
    assert schedule.columns(cast.ready().state, cast.ready().protocol, cast.ready().now) == ()
    story = cast.discharged()
    before = schedule.columns(story.state, story.protocol, story.now)
    story.wait(300)
    after = schedule.columns(story.state, story.protocol, story.now)
    assert [one.due_at for one in after] == [one.due_at for one in before]
    assert schedule.overdue(story.state, story.protocol, story.now) is None
    assert schedule.next_due(story.state, story.protocol, story.now) is None


def test_a_pump_found_running_after_discharge_is_due_again() -> None:
    story = cast.discharged().wait(60).record(ds.InfusionFoundRunning(note="pump on")).wait(16)
    assert schedule.overdue(story.state, story.protocol, story.now) is not None


# ── windows and status ───────────────────────────────────────────────────────────────────────


def status_at(story: Story, minute: float) -> Due:
    """The status of the ten-minute column so long after the start."""
    began = given.dose_began(story.state)
    assert began is not None
    now = began + timedelta(minutes=minute)
    return schedule.columns(story.state, story.protocol, now)[0].status


@pytest.mark.parametrize(
    ("minute", "status"),
    [
        (9.9, Due.UPCOMING),
        (10, Due.DUE),
        (14.9, Due.DUE),
        (15, Due.MISSING),
        (19.9, Due.MISSING),
        (20, Due.ESCALATED),
    ],
)
def test_r28_a_set_is_missing_five_minutes_after_its_time_and_escalates_after_ten(
    minute: float, status: Due
) -> None:
    assert status_at(cast.started(), minute) is status


@pytest.mark.parametrize(
    ("taken", "status"),
    [(4.9, Due.ESCALATED), (5, Due.DONE), (14.9, Due.DONE), (15, Due.ESCALATED)],
)
def test_a_set_serves_the_column_in_whose_window_it_was_taken(taken: float, status: Due) -> None:
    story = cast.started().wait(taken).record(readings())
    assert status_at(story, 40) is status


def test_a_late_entry_serves_by_when_it_was_taken() -> None:
    story = cast.started().wait(18)
    assert schedule.overdue(story.state, story.protocol, story.now) is not None
    story.record(readings(), late=8)
    assert schedule.overdue(story.state, story.protocol, story.now) is None
    assert status_at(story, 18) is Due.DONE


def test_a_set_lacks_what_it_lacks() -> None:
    story = cast.started().wait(10)
    partial = mo.SetCharted(readings=tuple(r for r in readings().readings if r.parameter != P.SPO2))
    story.record(partial).wait(6)
    column = schedule.overdue(story.state, story.protocol, story.now)
    assert column is not None
    assert column.missing == (P.SPO2,)
    charted = story.state.last(mo.SetCharted)
    assert charted is not None
    story.record(mo.ReadingMarkedArtefact(set=charted.id, parameter=P.SBP, reason="moved"))
    column = schedule.overdue(story.state, story.protocol, story.now)
    assert column is not None
    assert set(column.missing) == {P.SPO2, P.SBP}, "an artefact is no reading"


def test_a_missed_set_stays_missing_when_the_next_one_comes_due() -> None:
    story = cast.started().wait(21)
    column = schedule.overdue(story.state, story.protocol, story.now)
    assert column is not None
    assert column.moment == "10 min"
    assert schedule.next_due(story.state, story.protocol, story.now) == column
    story.record(readings())
    assert schedule.overdue(story.state, story.protocol, story.now) is None
    upcoming = schedule.next_due(story.state, story.protocol, story.now)
    assert upcoming is not None
    assert upcoming.moment == "30 min"


def test_a_running_dose_without_a_set_is_never_without_a_notice() -> None:
    """H12, H13: twenty minutes without a set at the latest, the view says so."""
    for first in range(16):
        story = cast.started().wait(first).record(readings())
        taken = story.now
        for _ in range(60):
            story.wait(1)
            late = story.now - taken > timedelta(minutes=20)
            assert not late or schedule.overdue(story.state, story.protocol, story.now)


def test_the_end_asks_for_a_formal_score_and_the_infusion_does_not() -> None:
    story = cast.started().wait(40).must(c.CompleteInfusion())
    found = schedule.columns(story.state, story.protocol, story.now)
    assert P.MOAAS not in found[0].needs
    assert P.MOAAS in found[3].needs


# ── the change of clocks ─────────────────────────────────────────────────────────────────────

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Africa/Casablanca",
)


def transitions(name: str) -> list[datetime]:
    """Every change of offset from 2020 to 2037, to the minute, by looking for it."""
    zone, found = ZoneInfo(name), []
    at, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
    step = timedelta(days=1)
    while at < end:
        if at.astimezone(zone).utcoffset() != (at + step).astimezone(zone).utcoffset():
            low, high = at, at + step
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        at += step
    return found


def moved(story: Story, to: datetime) -> tuple[list[Any], timedelta]:
    """The same facts, as if the first of them had been recorded at `to`."""
    shift = to - story.facts[0].recorded_at
    facts = [
        replace(r, happened_at=r.happened_at + shift, recorded_at=r.recorded_at + shift)
        for r in story.facts
    ]
    return facts, shift


def figures(facts: list[Any], know: Any, now: datetime, zero: datetime) -> tuple[Any, ...]:
    """Everything of a visit that is a length of time, measured from `zero`."""
    state = fold(VisitState(), facts)
    case = Case(state, know, now)
    found = given.infused(state, now)
    earliest = recovery.not_before(case)
    return (
        found.running_for,
        found.volume_ml,
        found.dose_mg,
        [(one.due_at - zero, one.status, one.missing) for one in case.columns],
        None if earliest is None else earliest - zero,
        [alarm for alarm in visit_view(case)["alarms"] if alarm.pop("since")],
    )


def eighty_minutes() -> Story:
    """An infusion of eighty minutes with a pause, a cut rate, sets, an alarm, and its recovery."""
    story = cast.started()
    story.wait(10).record(readings())
    story.must(c.PauseInfusion(reason="BP")).wait(10)
    story.must(c.ResumeInfusion(reason="r", rate_ml_per_h=as_rate("75.5"))).wait(30)
    story.record(readings(sbp=170)).wait(4).record(readings())
    story.wait(26).must(c.StopDosing(reason="over")).wait(20).record(readings(moaas=5))
    return story


@pytest.mark.parametrize("name", ZONES)
def test_every_duration_is_the_same_over_every_change_of_clocks(name: str) -> None:
    """All transitions of 2020 to 2037, from 90 minutes before to 90 minutes after, in UTC."""
    story = eighty_minutes()
    know = knowledge(zone=name)
    expected = figures(story.facts, know, story.now, story.facts[0].recorded_at)
    assert expected[0] == timedelta(minutes=70)
    changes = transitions(name)
    assert len(changes) >= 36 or name in _STEADY, "two a year where clocks change"
    for change in changes:
        for minutes in (-150, -125, -90, -60, -35, 0, 45, 90):
            to = change + timedelta(minutes=minutes) - timedelta(minutes=52)
            facts, shift = moved(story, to)
            assert figures(facts, know, story.now + shift, to) == expected


_STEADY = {"America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Asia/Kathmandu"}


def test_an_eighty_minute_infusion_over_the_autumn_change_is_eighty_minutes() -> None:
    """1 November 2026 in New York: 00:50 EDT to 01:10 EST is 80 minutes, not 20."""
    story = Story(know=knowledge(), now=datetime(2026, 11, 1, 4, 50, tzinfo=UTC))
    story.record(ds.InfusionFoundRunning(rate_ml_per_h=as_rate("60"), note="n"))
    story.wait(80).must(c.StopDosing(reason="over"))
    found = given.infused(story.state, story.now)
    assert found.running_for == timedelta(minutes=80)
    assert found.volume_ml == 80
    zone = ZoneInfo("America/New_York")
    wall = [
        one.astimezone(zone).replace(tzinfo=None) for one in (found.segments[0].start, story.now)
    ]
    assert wall[1] - wall[0] == timedelta(minutes=20), "what a wall clock would say"


def test_an_instant_that_is_not_utc_is_our_own_bug() -> None:
    zone = ZoneInfo("America/New_York")
    for at in (datetime(2026, 3, 10, 9, 0, tzinfo=zone), datetime(2026, 3, 10, 9, 0)):  # noqa: DTZ001
        story = Story(now=at)
        with pytest.raises(ValueError, match="not an instant in UTC"):
            story.record(lv.PatientTransferred(to="hospital", reason="r"))
