"""What a rule files from a monitor: which pressure, beside what, when, and never for another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from morrow.care.protocols import protocol
from morrow.care.recorded import Origin
from morrow.care.visit.facts.check_in import ChairTaken
from morrow.care.visit.facts.dosing import InfusionStopped
from morrow.care.visit.facts.leaving import Discharged, LeftBeforeDischarge
from morrow.care.visit.facts.monitoring import (
    EmergencyStep,
    EmergencyStepTaken,
    ReadingMarkedArtefact,
    SetCharted,
)
from morrow.care.visit.schedule import columns
from morrow.care.visit.values import Parameter
from morrow.clinic import streams
from morrow.clinic.bedside import actions, recent
from morrow.clinic.people import actions as people
from morrow.clinic.store import writer
from morrow.clinic.visits import following, knowledge
from tests.clinic.bedside.chair import MONITOR, Chair, charted
from tests.clinic.cast import Cast

DUE = 600  # the first column, 10 minutes after the start
PID = "PID|||N-1001^^^Clinic^MR||Syntheticnear^Nearone"
LIVE: dict[str, Any] = {"hr": 80, "spo2": 96, "rr": 15}
SET = {"sbp": "141", "dbp": "88", "hr": "80", "spo2": "96", "rr": "15"}


def test_a_pressure_at_a_due_column_is_filed_with_what_was_measured_beside_it(chair: Chair) -> None:
    message = chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 21)
    assert chair.filed == [SET]
    [fact] = [each for each in chair.facts(SetCharted) if each.by == "gateway"]
    assert fact.happened_at == chair.at(DUE + 20)
    assert (fact.role, fact.origin, fact.device) == ("gateway", Origin.DEVICE, MONITOR)
    assert {reading.message for reading in fact.fact.readings} == {f"inbox:{message}"}


def test_arousal_is_never_filed_so_no_column_is_complete_without_a_nurse(chair: Chair) -> None:
    chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 21)
    [first, *_] = columns(streams.visit(chair.visit), protocol("iv-ketamine"), chair.at(DUE + 60))
    assert first.missing == (Parameter.AROUSAL,)


def test_a_cuff_sent_again_in_every_message_is_filed_once(chair: Chair) -> None:
    for second in range(DUE + 20, DUE + 120, 2):
        chair.hear(second, cuff=(141, 88), cuff_at=DUE + 20, **LIVE)
        chair.judge(second)
        chair.tick(second + 1)
    assert chair.filed == [SET]


def test_after_a_restart_the_same_cuff_is_known_though_an_earlier_message_brought_it(
    chair: Chair,
) -> None:
    """What is kept in memory begins again, and with it the first message that is seen."""
    chair.hear(DUE + 2, cuff=(171, 95), **LIVE)
    chair.judge(DUE + 2)
    assert chair.alarms == [("sbp.high", "repeat")]
    for second in range(DUE + 30, DUE + 480, 30):
        chair.hear(second, cuff=(171, 95), cuff_at=DUE + 2, **LIVE)
    recent.forget()
    chair.judge(DUE + 470)
    assert len(chair.filed) == 1
    # The repeat that was asked for has not come; the same cuff, sent again, has confirmed nothing.
    assert chair.alarms == [("sbp.high", "repeat"), ("sbp.high", "notify")]


def test_an_early_pressure_waits_for_its_time_and_for_a_better_one(chair: Chair) -> None:
    chair.hear(DUE - 240, cuff=(130, 80), **LIVE)
    chair.judge(DUE - 240)
    assert chair.filed == []
    chair.tick(DUE + 1)
    assert chair.filed == []  # one nearer to the time may come
    chair.hear(DUE + 40, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 41)
    assert chair.filed == [SET]


def test_an_early_pressure_is_filed_by_the_clock_when_no_better_one_came(chair: Chair) -> None:
    chair.hear(DUE - 240, cuff=(130, 80), **LIVE)
    chair.tick(DUE + 119)
    assert chair.filed == []
    chair.tick(DUE + 120)
    # With what was measured beside it then, long gone from the screen.
    assert chair.filed == [{**SET, "sbp": "130", "dbp": "80"}]


def test_a_pressure_of_too_early_serves_no_column(chair: Chair) -> None:
    chair.hear(DUE - 301, cuff=(130, 80), **LIVE)
    chair.tick(DUE + 121)
    assert chair.filed == []


def test_a_column_that_a_nurse_has_charted_is_left_alone(chair: Chair) -> None:
    chair.record(DUE + 5, charted(sbp=139, dbp=86, arousal=0))
    chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 21)
    assert chair.filed == []


def test_what_was_marked_as_an_artefact_is_not_filed_again(chair: Chair) -> None:
    chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 20)
    [filed] = [each for each in chair.facts(SetCharted) if each.by == "gateway"]
    marked = (
        ReadingMarkedArtefact(set=filed.id, parameter=parameter, reason="moved the arm")
        for parameter in (Parameter.SBP, Parameter.DBP)
    )
    chair.record(DUE + 30, *marked)
    chair.hear(DUE + 40, cuff=(141, 88), cuff_at=DUE + 20, **LIVE)
    chair.judge(DUE + 40)
    assert len(chair.filed) == 1
    chair.hear(DUE + 90, cuff=(135, 84), **LIVE)
    chair.judge(DUE + 90)
    assert [each["sbp"] for each in chair.filed] == ["141", "135"]


def test_an_artefact_stays_one_after_a_restart_though_another_message_brings_it(
    chair: Chair,
) -> None:
    chair.hear(DUE + 2, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 2)
    [filed] = [each for each in chair.facts(SetCharted) if each.by == "gateway"]
    for parameter in (Parameter.SBP, Parameter.DBP):
        marked = ReadingMarkedArtefact(set=filed.id, parameter=parameter, reason="moved the arm")
        chair.record(DUE + 30, marked)
    for second in range(DUE + 30, DUE + 480, 30):
        chair.hear(second, cuff=(141, 88), cuff_at=DUE + 2, **LIVE)
    recent.forget()
    chair.judge(DUE + 470)
    assert len(chair.filed) == 1


@pytest.mark.parametrize(("apart", "is_beside"), [(30, True), (31, False)])
def test_only_what_was_measured_within_half_a_minute_is_one_set(
    chair: Chair, apart: int, is_beside: bool
) -> None:
    chair.hear(DUE + 20 - apart, **LIVE)
    chair.hear(DUE + 20, cuff=(141, 88))
    chair.judge(DUE + 20)
    [filed] = chair.filed
    assert ("spo2" in filed) == is_beside


def test_a_probe_that_is_off_leaves_its_value_missing(chair: Chair) -> None:
    chair.hear(DUE + 20, cuff=(141, 88), hr=80, rr=15, spo2=None)
    chair.judge(DUE + 20)
    assert chair.filed == [{"sbp": "141", "dbp": "88", "hr": "80", "rr": "15"}]


def test_a_pressure_whose_own_time_nobody_sent_is_never_filed(chair: Chair) -> None:
    chair.hear(DUE + 2, cuff=(141, 88), timed=False, **LIVE)
    chair.hear(DUE + 4, cuff=(150, 90), timed=False, **LIVE)
    chair.judge(DUE + 4)
    assert chair.filed == []


def test_a_diastolic_that_is_not_below_the_systolic_is_left_to_a_person(chair: Chair) -> None:
    chair.hear(DUE + 20, cuff=(88, 88), **LIVE)
    chair.judge(DUE + 20)
    assert chair.filed == []


def test_oxygen_that_a_nurse_gave_is_said_of_the_monitors_saturation(chair: Chair) -> None:
    chair.record(DUE, EmergencyStepTaken(step=EmergencyStep.OXYGEN))
    chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    chair.judge(DUE + 20)
    [fact] = [each for each in chair.facts(SetCharted) if each.by == "gateway"]
    assert {r.parameter for r in fact.fact.readings if r.on_oxygen} == {Parameter.SPO2}


class TestNever:
    """Each test here fails when the control that it names is taken away."""

    def test_before_the_dose(self, cast: Cast) -> None:
        chair = Chair(cast).sits().put()
        chair.hear(-60, cuff=(141, 88), **LIVE)
        chair.judge(-60)
        chair.tick(0)
        assert chair.filed == []

    @pytest.mark.parametrize(
        "gone", [Discharged(to="Adult Synthetic"), LeftBeforeDischarge(circumstances="walked out")]
    )
    def test_after_the_patient_has_left(self, chair: Chair, gone: object) -> None:
        chair.record(DUE - 60, InfusionStopped(reason="asked for"), gone)
        chair.hear(DUE - 50, cuff=(141, 88), **LIVE)
        chair.judge(DUE - 50)
        chair.tick(DUE + 200)
        assert chair.filed == []
        assert chair.alarms == []

    def test_from_a_device_at_no_chair_whatever_patient_it_names(self, cast: Cast) -> None:
        chair = Chair(cast).sits().dosed()
        chair.hear(DUE + 20, cuff=(231, 130), pid=PID, **LIVE)
        chair.judge(DUE + 20)
        chair.tick(DUE + 200)
        assert (chair.filed, chair.alarms) == ([], [])

    def test_from_a_device_that_was_put_elsewhere(self, chair: Chair, cast: Cast) -> None:
        other = Chair(cast, began=chair.began).sits().dosed()
        duty = cast.duty(chair.at(DUE))
        actions.assign(duty, device=MONITOR, chair=other.id)
        chair.hear(DUE + 20, cuff=(231, 130), **LIVE)
        chair.judge(DUE + 21)
        chair.tick(DUE + 200)
        assert (chair.filed, chair.alarms) == ([], [])
        assert [each["sbp"] for each in other.filed] == ["231"]

    @pytest.mark.parametrize("was_heard_there", [True, False])
    def test_the_pressure_of_where_the_device_stood_before(
        self, chair: Chair, cast: Cast, *, was_heard_there: bool
    ) -> None:
        """A monitor sends its last pressure in every message, for minutes."""
        other = Chair(cast, began=chair.began).sits().dosed()
        if was_heard_there:
            chair.hear(DUE + 2, cuff=(231, 130), **LIVE)
        actions.assign(cast.duty(chair.at(DUE + 10)), device=MONITOR, chair=other.id)
        chair.hear(DUE + 20, cuff=(231, 130), cuff_at=DUE + 2, **LIVE)
        chair.judge(DUE + 20)
        other.tick(DUE + 200)
        assert (other.filed, other.alarms) == ([], [])

    @pytest.mark.parametrize("was_heard_then", [True, False])
    def test_the_pressure_of_whoever_sat_here_before(
        self, chair: Chair, cast: Cast, *, was_heard_then: bool
    ) -> None:
        if was_heard_then:
            chair.hear(DUE - 20, cuff=(231, 130), **LIVE)
        chair.record(DUE - 10, InfusionStopped(reason="asked for"), Discharged(to="Adult"))
        following = Chair(cast, began=chair.began)
        following.id = chair.id
        following.sits(DUE - 5).dosed(1)
        chair.hear(DUE + 2, cuff=(231, 130), cuff_at=DUE - 20, **LIVE)
        chair.judge(DUE + 2)
        following.tick(DUE + 200)
        assert (following.filed, following.alarms) == ([], [])

    def test_where_two_patients_are_on_record_in_one_chair(self, chair: Chair, cast: Cast) -> None:
        other = Chair(cast, began=chair.began)
        other.id = chair.id
        other.sits(DUE - 5).dosed(1)
        chair.hear(DUE + 20, cuff=(231, 130), **LIVE)
        chair.judge(DUE + 20)
        chair.tick(DUE + 200)
        assert (chair.filed, other.filed, chair.alarms, other.alarms) == ([], [], [], [])

    def test_for_a_patient_who_has_moved_to_another_chair(self, chair: Chair, cast: Cast) -> None:
        elsewhere = people.add_chair(cast.duty(chair.began), name="Chair 99")
        chair.record(DUE, ChairTaken(chair=elsewhere))
        chair.hear(DUE + 20, cuff=(231, 130), **LIVE)
        chair.judge(DUE + 20)
        chair.tick(DUE + 200)
        assert (chair.filed, chair.alarms) == ([], [])


class TestInTheMeantime:
    """Between the look and the writer's turn, somebody else's fact is recorded."""

    @pytest.fixture
    def meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
        def first(act: Callable[[], object]) -> None:
            def write(unit: Callable[[], Any]) -> Any:
                act()
                return writer.write(unit)

            monkeypatch.setattr(following, "write", write)

        return first

    def test_the_device_is_put_elsewhere(
        self, chair: Chair, cast: Cast, meanwhile: Callable[[Callable[[], object]], None]
    ) -> None:
        other = people.add_chair(cast.duty(chair.began), name="Chair 97")
        duty = cast.duty(chair.at(DUE + 21))
        meanwhile(lambda: actions.assign(duty, device=MONITOR, chair=other))
        chair.hear(DUE + 20, cuff=(231, 130), **LIVE)
        chair.judge(DUE + 22)
        assert (chair.filed, chair.alarms) == ([], [])

    def test_the_patient_is_discharged(
        self, chair: Chair, meanwhile: Callable[[Callable[[], object]], None]
    ) -> None:
        gone = InfusionStopped(reason="asked for"), Discharged(to="Adult Synthetic")
        meanwhile(lambda: chair.record(DUE + 21, *gone))
        chair.hear(DUE + 20, cuff=(231, 130), **LIVE)
        chair.judge(DUE + 22)
        assert (chair.filed, chair.alarms) == ([], [])

    def test_a_nurse_charts_the_column(
        self, chair: Chair, meanwhile: Callable[[Callable[[], object]], None]
    ) -> None:
        meanwhile(lambda: chair.record(DUE + 21, charted(sbp=139, dbp=86, arousal=0)))
        chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
        chair.judge(DUE + 22)
        assert chair.filed == []


def test_a_visit_that_fails_stops_no_other(
    chair: Chair, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = Chair(cast, began=chair.began).sits().put(device="MON-8").dosed()
    chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    other.hear(DUE + 20, cuff=(141, 88), device="MON-8", **LIVE)
    known = knowledge.of_state

    def broken(visit: object, *arguments: object, **more: object) -> object:
        if visit == chair.visit:
            raise RuntimeError("this visit is broken")
        return known(visit, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(knowledge, "of_state", broken)
    chair.tick(DUE + 21)
    assert (chair.filed, other.filed) == ([], [SET])
    assert "this visit is broken" in caplog.text


def test_a_late_message_files_what_was_measured_then_with_both_times(chair: Chair) -> None:
    """A monitor that was cut off keeps its messages; each says when it was measured."""
    chair.hear(DUE + 420, cuff=(141, 88), cuff_at=DUE + 20, **LIVE)
    chair.judge(DUE + 420)
    [fact] = [each for each in chair.facts(SetCharted) if each.by == "gateway"]
    assert fact.recorded_at - fact.happened_at == timedelta(seconds=400)
    assert {r.parameter for r in fact.fact.readings} == {Parameter.SBP, Parameter.DBP}


def test_a_second_clock_at_the_same_moment_files_nothing_twice(chair: Chair) -> None:
    chair.hear(DUE + 20, cuff=(141, 88), **LIVE)
    assert [chair.tick(DUE + 30), chair.tick(DUE + 30)] == [1, 0]
