"""The rule of filing alone: which set, for which column, and the figures on both sides."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from morrow.care.visit.alarms import samples
from morrow.care.visit.breaches import LiveSample, Sample, one_series
from morrow.care.visit.commands import StopDosing
from morrow.care.visit.facts.leaving import LeftBeforeDischarge, PatientTransferred
from morrow.care.visit.facts.monitoring import SetCharted
from morrow.care.visit.filing import Filed, due_set, on_oxygen, once
from morrow.care.visit.values import Parameter, Reading
from tests.care.visit.cast import Story, readings, ready, started

P = Parameter
DUE = timedelta(minutes=10)


def live(at: datetime, message: int = 7, **values: int) -> list[Sample]:
    return [
        LiveSample(parameter=P(name), value=Decimal(v), at=at, cites=f"inbox:{message}")
        for name, v in values.items()
    ]


def due(story: Story, samples: list[Sample], after: timedelta) -> Filed | None:
    """What is filed so long after the story's now."""
    return due_set(story.state, story.protocol, samples, story.now + after)


def test_a_pressure_at_its_time_makes_a_set() -> None:
    story = started()
    at = story.now + DUE
    filed = due(story, live(at, sbp=140, dbp=85, spo2=96), DUE)
    assert filed is not None
    assert filed.at == at
    assert [(r.parameter, int(r.value)) for r in filed.set.readings] == [
        (P.SBP, 140), (P.DBP, 85), (P.SPO2, 96),
    ]  # fmt: skip


@pytest.mark.parametrize(("after_s", "is_filed"), [(599, False), (600, True)])
def test_nothing_is_filed_before_a_column_is_due(after_s: int, *, is_filed: bool) -> None:
    story, after = started(), timedelta(seconds=after_s)
    assert bool(due(story, live(story.now + after, sbp=140, dbp=85), after)) == is_filed


@pytest.mark.parametrize(
    ("early_s", "asked_s", "is_filed"),
    [(120, 600, True), (121, 600, False), (121, 719, False), (121, 720, True), (300, 720, True),
     (301, 720, False)],
)  # fmt: skip
def test_how_early_a_pressure_serves_and_how_long_it_waits(
    early_s: int, asked_s: int, *, is_filed: bool
) -> None:
    story = started()
    found = live(story.now + DUE - timedelta(seconds=early_s), sbp=140, dbp=85)
    assert bool(due(story, found, timedelta(seconds=asked_s))) == is_filed


def test_of_several_pressures_the_nearest_to_the_time_is_taken() -> None:
    story = started()
    found = [
        *live(story.now + DUE - timedelta(minutes=4), 1, sbp=130, dbp=80),
        *live(story.now + DUE + timedelta(minutes=1), 2, sbp=141, dbp=86),
        *live(story.now + DUE + timedelta(minutes=3), 3, sbp=150, dbp=90),
    ]
    filed = due(story, found, timedelta(minutes=14))
    assert filed is not None
    assert filed.set.readings[0].value == 141


def test_systolic_and_diastolic_are_of_one_measurement() -> None:
    story = started()
    at = story.now + DUE
    apart = [*live(at, 1, sbp=140), *live(at + timedelta(seconds=40), 2, dbp=85)]
    assert due(story, apart, timedelta(minutes=13)) is None


def test_a_pressure_of_the_future_waits_for_its_time() -> None:
    """A device whose clock runs ahead within its own message."""
    story = started()
    found = live(story.now + DUE + timedelta(seconds=30), sbp=140, dbp=85)
    assert due(story, found, DUE) is None


def test_a_filed_pressure_that_another_message_brings_again_is_no_second_reading() -> None:
    story = started().wait(10)
    filed = Reading(parameter=P.SBP, value=Decimal(172), message="inbox:7")
    story.record(SetCharted(readings=(filed,)))
    for apart_s, count in ((-29, 1), (0, 1), (29, 1), (30, 2)):
        again = live(story.now + timedelta(seconds=apart_s), 9, sbp=172)
        series = one_series(samples(story.state), again, story.protocol)
        assert len([one for one in series if one.parameter is P.SBP]) == count


def test_before_the_dose_nothing_is_filed() -> None:
    story = ready()
    assert due(story, live(story.now + DUE, sbp=140, dbp=85), DUE) is None


def test_a_pressure_of_before_the_dose_is_filed_for_no_set_after_it() -> None:
    """The dose is stopped after six seconds; the cuff measured a minute before it began."""
    story = started()
    began = story.now
    story.wait(0.1).must(StopDosing(reason="rash"))
    before = live(began - timedelta(minutes=1), 1, sbp=140, dbp=85)
    assert due(story, before, timedelta(minutes=3)) is None
    since = [*before, *live(story.now + timedelta(minutes=1), 2, sbp=92, dbp=50)]
    filed = due(story, since, timedelta(minutes=3))
    assert filed is not None
    assert filed.set.readings[0].value == 92


@pytest.mark.parametrize(
    "gone",
    [
        LeftBeforeDischarge(circumstances="walked out"),
        PatientTransferred(to="hospital", reason="chest pain"),
    ],
)
def test_once_the_patient_is_gone_nothing_is_filed(gone: object) -> None:
    """Not even for the column that was due before they left."""
    story = started().wait(10)
    found = live(story.now, sbp=140, dbp=85)
    assert due(story, found, timedelta(minutes=1)) is not None
    story.wait(1).record(gone)
    assert due(story, found, timedelta(minutes=1)) is None


def test_oxygen_stands_as_a_person_last_said() -> None:
    story = started()
    assert not on_oxygen(story.state)
    said = SetCharted(readings=(Reading(parameter=P.SPO2, value=Decimal(95), on_oxygen=True),))
    story.wait(1).record(said)
    assert on_oxygen(story.state)
    story.wait(1).record(readings())
    assert not on_oxygen(story.state)


def test_a_value_of_a_message_that_is_charted_is_left_out_of_a_second_set() -> None:
    filed = Reading(parameter=P.SBP, value=Decimal(140), message="inbox:7")
    story = started().wait(1).record(SetCharted(readings=(filed,)))
    arousal = Reading(parameter=P.AROUSAL, value=Decimal(0))
    typed = Reading(parameter=P.SBP, value=Decimal(140))
    assert once(story.state, SetCharted(readings=(filed, arousal))).readings == (arousal,)
    assert once(story.state, SetCharted(readings=(typed,))).readings == (typed,)
