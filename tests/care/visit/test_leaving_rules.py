"""Each discharge criterion on both sides of its limit, missing data, and who may set it aside."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit import recovery
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts.monitoring import Authority
from morrow.care.visit.values import Answer, Parameter, Phase, Reading, Route
from tests.care.visit import cast
from tests.care.visit.cast import NURSE, PRESCRIBER, SECOND, Story, knowledge, readings
from tests.care.visit.tables import (
    finding,
    held_rules,
    open_at_leaving,
    open_at_signing,
    override,
    says_why,
)
from tests.care.visit.worlds import assessed, without_adult

D = Decimal


def leaving(
    route: Route = Route.IV,
    *,
    wait: float | None = None,
    charted: mo.SetCharted | None = None,
    facts: dict[type, object | None] | None = None,
    story: Story | None = None,
) -> Story:
    """A visit just before its discharge, every criterion met but for these changes."""
    told = story or cast.ended(knowledge(route))
    told.wait({Route.IV: 60, Route.IM: 105, Route.NASAL: 115}[told.route] if wait is None else wait)
    told.record(charted or readings(moaas=5))
    for one in cast.recovery_facts():
        changed = (facts or {}).get(type(one), one)
        if changed is not None:
            told.record(changed)
    return told


def discharge(story: Story) -> set[str]:
    return held_rules(story.do(c.Discharge(to="Adult Synthetic")))


@pytest.mark.parametrize("route", list(Route))
def test_with_every_criterion_met_the_patient_goes(route: Route) -> None:
    story = leaving(route)
    assert open_at_leaving(story) == set()
    assert discharge(story) == set()
    assert story.state.phase is Phase.DISCHARGED


# ── time ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("route", "minutes"), [(Route.IV, 60), (Route.IM, 105), (Route.NASAL, 115)]
)
def test_r32_watches_an_hour_after_an_infusion_and_two_after_injection_or_first_device(
    route: Route, minutes: float
) -> None:
    """`ended` stands 15 min after the injection, 5 min after the first device."""
    story = leaving(route, wait=minutes - 1)
    assert open_at_leaving(story) == {"R32"}
    assert override(story, "R32", NURSE) == {"R32"}
    label = route is Route.NASAL
    assert override(story, "R32", PRESCRIBER) == ({"R32"} if label else set())
    assert open_at_leaving(story) == ({"R32"} if label else set())
    assert open_at_leaving(leaving(route, wait=minutes)) == set()


def test_r32_nobody_leaves_while_the_dose_runs() -> None:
    story = cast.started().wait(70).record(readings(moaas=5))
    for one in cast.recovery_facts():
        story.record(one)
    assert "R32.running" in open_at_leaving(story)
    assert discharge(story) == {"PHASE"}


def drug(name: str, *, key: str = "other", extends: bool = False) -> mo.DrugGiven:
    return mo.DrugGiven(
        drug=key,
        name=name,
        dose=D(1),
        unit="mg",
        route="oral",
        authority=Authority.STANDING,
        reason="as needed",
        extends_observation=extends,
    )


@pytest.mark.parametrize(
    ("what", "longer"),
    [
        (drug("Ondansetron", key="ondansetron-iv"), False),
        (drug("Lorazepam", key="lorazepam-po"), True),
        (drug("some tablet", extends=True), True),
        (drug("Labetalol 5 mg"), True),
        (drug("Midazolam"), True),
        (drug("Paracetamol"), False),
    ],
)
def test_r48_a_sedative_or_antihypertensive_lengthens_the_watch_by_an_hour(
    what: mo.DrugGiven, longer: bool
) -> None:
    story = cast.ended().wait(30).record(what)
    leaving(story=story, wait=30)
    assert open_at_leaving(story) == ({"R32"} if longer else set())
    story.wait(29).record(readings(moaas=5)).record(assessed())
    assert open_at_leaving(story) == ({"R32"} if longer else set())
    story.wait(1).record(readings(moaas=5)).record(assessed())
    assert open_at_leaving(story) == set()
    given = story.state.last(mo.DrugGiven)
    assert given is not None
    assert (given.fact.dose, given.fact.reason) == (D(1), "as needed")


def test_r32_an_override_of_the_time_lapses_when_a_drug_lengthens_it() -> None:
    story = leaving(wait=40)
    assert override(story, "R32") == set()
    assert open_at_leaving(story) == set()
    story.record(drug("Lorazepam", key="lorazepam-po"))
    assert open_at_leaving(story) == {"R32"}


# ── state ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "changes", "open_"),
    [
        ("well", {}, set()),
        ("MOAA/S 4", {"moaas": 4}, {"R33.moaas"}),
        ("CADSS-6 one over baseline", {"cadss6": 1}, set()),
        ("CADSS-6 two over baseline", {"cadss6": 2}, {"R33.cadss6"}),
        ("disoriented", {"orientation_deficit": "to time"}, {"R33.orientation"}),
        ("sways", {"gait_deficit": "sways"}, {"R33.gait"}),
        ("vomiting", {"vomiting": True}, {"R33.vomiting"}),
        ("two limbs: Aldrete 9", {"limbs_moving": 2}, set()),
        ("two limbs, shallow breath: 8", {"limbs_moving": 2, "breathing": 1}, {"R33.aldrete"}),
        ("no limbs: a zero", {"limbs_moving": 0}, {"R33.aldrete"}),
        ("a slip: breathing 7", {"breathing": 7}, {"R33.aldrete"}),
    ],
)
def test_r33_holds_until_the_patient_is_as_before(
    words: str, changes: dict[str, Any], open_: set[str]
) -> None:
    story = leaving(facts={lv.RecoveryAssessed: assessed(**changes)})
    assert open_at_leaving(story) == open_, words
    for rule in open_:
        says_why(finding(story, rule))
        assert override(story, rule, NURSE) == {rule}
        assert override(story, rule, PRESCRIBER) == set()
    assert open_at_leaving(story) == set()


def test_r33_compares_with_a_deficit_that_was_there_before() -> None:
    stick = ci.BaselineAssessed(orientation_deficit="", gait_deficit="Uses a stick", cadss6=3)
    story = cast.arrived().record(stick)
    _dose(story)
    seen = assessed(gait_deficit="uses a stick ", cadss6=4)
    leaving(story=story, facts={lv.RecoveryAssessed: seen})
    assert open_at_leaving(story) == set()


def _dose(story: Story) -> None:
    """From check-in to the end of the dose."""
    signature = cast.signature(PRESCRIBER, story.now)
    story.must(c.SignOrder(request=cast.request(), signature=signature), PRESCRIBER)
    cast.prepared(story, NURSE, ci.PreparationEntered)
    cast.prepared(story, SECOND, ci.PreparationChecked)
    story.must(c.AcceptPatient()).record(readings()).wait(1)
    story.must(c.StartInfusion(order=cast.ORDER))
    story.wait(40).record(readings()).must(c.CompleteInfusion())


def test_r33_what_was_seen_after_the_dose_is_no_baseline() -> None:
    late = ci.BaselineAssessed(orientation_deficit="", gait_deficit="sways", cadss6=20)
    story = cast.ended().record(late)
    leaving(story=story, facts={lv.RecoveryAssessed: assessed(cadss6=12, gait_deficit="sways")})
    assert open_at_leaving(story) == {"R33.cadss6", "R33.gait"}


@pytest.mark.parametrize(
    ("age", "open_"), [(30, set()), (31, {"R33.assessed", "R33.aldrete", "R34.asked"})]
)
def test_r33_what_was_assessed_speaks_for_half_an_hour(age: float, open_: set[str]) -> None:
    story = leaving(wait=80).wait(age).record(readings(moaas=5))
    assert open_at_leaving(story) == open_


def test_r33_an_assessment_from_the_peak_of_an_injection_is_none() -> None:
    story = cast.started(knowledge(Route.IM)).wait(2).record(assessed())
    story.wait(13).record(readings(moaas=5))
    leaving(story=story, facts={lv.RecoveryAssessed: None})
    assert open_at_leaving(story) == {"R33.assessed", "R33.aldrete"}


def test_r33_a_late_entry_of_an_older_good_moment_hides_no_later_bad_one() -> None:
    story = leaving(facts={lv.RecoveryAssessed: assessed(vomiting=True)})
    story.record(assessed(), late=20)
    assert open_at_leaving(story) == {"R33.vomiting"}


def test_r33_a_moaas_charted_after_the_assessment_counts() -> None:
    story = leaving().wait(2).record(readings(moaas=4))
    assert "R33.moaas" in open_at_leaving(story)
    assert override(story, "R33.moaas") == set()
    story.wait(1).record(readings(moaas=3))
    assert "R33.moaas" in open_at_leaving(story), "a lower level is another value"


@pytest.mark.parametrize("changes", [{"moaas": 4}, {"cadss6": 2}])
def test_r32_esketamine_resolution_is_set_aside_by_nobody(changes: dict[str, Any]) -> None:
    story = leaving(Route.NASAL, facts={lv.RecoveryAssessed: assessed(**changes)})
    (rule,) = open_at_leaving(story)
    assert override(story, rule, PRESCRIBER) == {rule}
    story = leaving(Route.NASAL, facts={lv.RecoveryAssessed: None})
    assert override(story, "R33.assessed", PRESCRIBER) == {"R33.assessed"}


# ── signs ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sbp", "dbp", "open_"),
    [
        (122, 76, set()),
        (146, 76, set()),  # 20 % of 122 is 24.4
        (147, 76, {"R33.bp", "R33.aldrete"}),
        (98, 76, set()),
        (97, 76, {"R33.bp"}),
        (122, 91, set()),  # 20 % of 76 is 15.2
        (122, 92, {"R33.bp"}),
    ],
)
def test_r33_pressure_is_within_a_fifth_of_baseline(sbp: int, dbp: int, open_: set[str]) -> None:
    """By hand: 147/122 is 20.5 % over, so circulation scores 1; Aldrete is then 9 and holds not.

    97/122 is 20.5 % under: also 1.  The rows where Aldrete holds are those with an alarm's doubt.
    """
    story = leaving(charted=readings(sbp=sbp, dbp=dbp, moaas=5))
    assert open_at_leaving(story) - {"R33.aldrete"} == open_ - {"R33.aldrete"}


@pytest.mark.parametrize(
    ("first", "second", "open_"),
    [
        ((175, 70), (139, 89), set()),
        ((175, 70), (140, 89), {"R33.bp"}),
        ((175, 70), (139, 90), {"R33.bp"}),
        ((130, 80), (139, 89), {"R33.bp"}),
        ((139, 89), (139, 89), set()),
    ],
)
def test_r33_or_under_140_over_90_and_falling(
    first: tuple[int, int], second: tuple[int, int], open_: set[str]
) -> None:
    """The baseline is 100/60, so that only this way is open."""
    story = cast.arrived()
    signature = cast.signature(PRESCRIBER, story.now)
    story.must(c.SignOrder(request=cast.request(), signature=signature), PRESCRIBER)
    cast.prepared(story, NURSE, ci.PreparationEntered)
    cast.prepared(story, SECOND, ci.PreparationChecked)
    story.must(c.AcceptPatient()).record(readings(sbp=100, dbp=60)).wait(1)
    story.must(c.StartInfusion(order=cast.ORDER))
    story.wait(40).record(readings(sbp=100, dbp=60)).must(c.CompleteInfusion())
    story.wait(50).record(readings(sbp=first[0], dbp=first[1]))
    leaving(story=story, wait=10, charted=readings(sbp=second[0], dbp=second[1], moaas=5))
    assert open_at_leaving(story) & {"R33.bp"} == open_


@pytest.mark.parametrize(
    ("spo2", "oxygen", "open_"),
    [(97, False, set()), (96, False, {"R33.spo2"}), (99, True, {"R33.spo2"})],
)
def test_r33_saturation_is_at_baseline_and_without_oxygen(
    spo2: int, oxygen: bool, open_: set[str]
) -> None:
    plain = readings(spo2=spo2, moaas=5)
    charted = mo.SetCharted(
        readings=tuple(
            Reading(parameter=r.parameter, value=r.value, on_oxygen=oxygen)
            if r.parameter is Parameter.SPO2
            else r
            for r in plain.readings
        )
    )
    story = leaving(charted=charted)
    assert open_at_leaving(story) == open_
    for rule in open_:
        assert override(story, rule) == set()
        assert open_at_leaving(story) == set()
        story.wait(1).record(readings(spo2=94, moaas=5)).record(assessed())
        assert rule in open_at_leaving(story), "another value"


def test_r33_signs_from_before_the_end_or_too_long_ago_speak_for_nobody() -> None:
    story = cast.ended().wait(60)
    for one in cast.recovery_facts():
        story.record(one)
    assert open_at_leaving(story) == {"R33.aldrete", "R33.bp", "R33.spo2"}
    story = leaving().wait(31).record(assessed())
    assert open_at_leaving(story) == {"R33.aldrete", "R33.bp", "R33.spo2", "R34.asked"}


def test_r33_an_open_alarm_holds_and_an_override_covers_the_level_that_was_seen() -> None:
    story = leaving().record(readings(sbp=168, dbp=76, moaas=5))
    rule = "R33.alarm.sbp.high"
    assert rule in open_at_leaving(story)
    assert override(story, rule) == set()
    assert rule not in open_at_leaving(story)
    story.wait(1).record(readings(sbp=201, dbp=76, moaas=5))
    assert rule in open_at_leaving(story), "it rose to a stop value"


def test_r31_an_esketamine_visit_has_an_oximeter_reading_after_the_first_device() -> None:
    know = knowledge(Route.NASAL)
    story = cast.started(know).wait(5).must(c.GiveSpray(order=cast.ORDER, lot="SYN-2"))
    without = mo.SetCharted(
        readings=tuple(r for r in readings(moaas=5).readings if r.parameter is not Parameter.SPO2)
    )
    leaving(story=story, charted=without)
    assert "R31" in open_at_leaving(story)
    assert override(story, "R31") == {"R31"}
    story.record(readings(moaas=5)).record(assessed())
    assert open_at_leaving(story) == set()


# ── handover and risk ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "rule"), [(lv.AdviceGiven, "R33.advice"), (lv.CannulaRemoved, "R33.cannula")]
)
def test_r33_advice_is_given_and_the_cannula_out(kind: type, rule: str) -> None:
    story = leaving(facts={kind: None})
    assert open_at_leaving(story) == {rule}
    assert override(story, rule, NURSE) == {rule}
    assert override(story, rule, PRESCRIBER) == set()
    assert open_at_leaving(story) == set()


def test_r33_nobody_goes_without_a_responsible_adult_or_a_ward() -> None:
    story = without_adult(leaving())
    assert open_at_leaving(story) == {"R33.escort"}
    assert override(story, "R33.escort") == set()
    assert held_rules(story.do(c.Discharge(to=" "))) == {"H36"}
    assert discharge(story) == set()
    story = without_adult(leaving())
    story.record(ci.WardHandoverNamed(ward="4 B", receiving_nurse="nurse-9"))
    assert open_at_leaving(story) == set()


HIGH = ci.SuicideRiskScreened(answers=(True, True, False, True, False, False))
MODERATE = ci.SuicideRiskScreened(answers=(True, True, True, False, False, False))
LOW = ci.SuicideRiskScreened(answers=(True, False, None, None, None, False))
PLAN = ci.RiskDispositionSigned(disposition="seen", safety_plan=True)
NO_PLAN = ci.RiskDispositionSigned(disposition="seen", safety_plan=False)


def thoughts(answer: Answer) -> lv.NewSuicidalThoughtsAsked:
    return lv.NewSuicidalThoughtsAsked(answer=answer)


@pytest.mark.parametrize(
    ("answer", "open_"),
    [(Answer.NO, set()), (Answer.YES, {"R34.thoughts"}), (Answer.DECLINED, {"R34.thoughts"})],
)
def test_r34_a_yes_or_no_answer_before_leaving_waits_for_a_disposition(
    answer: Answer, open_: set[str]
) -> None:
    story = leaving(facts={lv.NewSuicidalThoughtsAsked: thoughts(answer)})
    assert open_at_leaving(story) == open_
    story.record(thoughts(Answer.NO))
    assert open_at_leaving(story) == open_, "a later no hides no earlier yes"
    for rule in open_:
        assert override(story, rule) == {rule}
    story.record(PLAN, NURSE)
    assert open_at_leaving(story) == open_
    story.record(NO_PLAN, PRESCRIBER)
    assert open_at_leaving(story) == set()


def test_r34_the_question_is_asked_after_the_dose() -> None:
    story = cast.started().record(thoughts(Answer.NO)).wait(40).must(c.CompleteInfusion())
    leaving(story=story, facts={lv.NewSuicidalThoughtsAsked: None})
    assert open_at_leaving(story) == {"R34.asked"}
    assert override(story, "R34.asked") == {"R34.asked"}


@pytest.mark.parametrize(
    ("screen", "open_"),
    [(LOW, set()), (MODERATE, {"R36"}), (HIGH, {"R34.high", "R36"})],
)
def test_r36_moderate_and_high_risk_go_with_a_safety_plan(
    screen: ci.SuicideRiskScreened, open_: set[str]
) -> None:
    story = leaving().record(screen)
    assert open_at_leaving(story) == open_
    for rule in open_:
        assert override(story, rule) == {rule}
    story.record(NO_PLAN, PRESCRIBER)
    assert open_at_leaving(story) == open_ - {"R34.high"}
    story.record(PLAN, PRESCRIBER)
    assert open_at_leaving(story) == set()


# ── phases ───────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_discharged_from_where_there_is_no_dose_to_recover_from() -> None:
    for story in (cast.booked(), cast.ready(), cast.started(), cast.discharged()):
        assert discharge(story) == {"PHASE"}


def test_recovery_opens_with_the_first_set_taken_after_the_end() -> None:
    story = cast.ended()
    late = story.record(readings(), late=5).state.phase
    assert late is Phase.ENDED, "a set from before the end, written down late"
    assert story.record(readings()).state.phase is Phase.RECOVERY
    injected = cast.started(knowledge(Route.IM)).wait(14).record(readings())
    assert injected.state.phase is Phase.INJECTED
    assert injected.wait(1).record(readings()).state.phase is Phase.RECOVERY


def test_a_stop_in_recovery_moves_neither_the_end_nor_the_time_rule() -> None:
    story = leaving()
    before = recovery.not_before(story.case())
    story.must(c.StopDosing(reason="pump beeps"))
    assert recovery.not_before(story.case()) == before
    assert story.state.phase is Phase.RECOVERY


def test_r32_counts_from_the_last_drug_by_its_own_route() -> None:
    """6.2: at least 60 min after an infusion, 120 min after an injection."""
    story = cast.ended()
    ended = story.now
    story.wait(10).record(ds.DoseFoundGiven(route=Route.IM, note="paper"), late=0)
    found = recovery.not_before(story.case())
    assert found == ended + timedelta(minutes=10 + 120)


def test_nobody_goes_and_nothing_is_signed_while_an_emergency_runs() -> None:
    story = leaving().record(mo.EmergencyDeclared())
    assert discharge(story) == {"EMERGENCY"}
    assert override(story, "EMERGENCY", PRESCRIBER) == {"EMERGENCY"}
    story.record(mo.EmergencyEnded(outcome="over"))
    assert discharge(story) == set()
    gone = cast.discharged().record(mo.EmergencyDeclared())
    assert "EMERGENCY" in open_at_signing(gone)


def test_r33_a_cannula_that_came_out_before_the_dose_is_not_the_one_in() -> None:
    story = cast.ready().record(lv.CannulaRemoved()).wait(1).must(c.StartInfusion(order=cast.ORDER))
    story.wait(40).must(c.CompleteInfusion())
    leaving(story=story, facts={lv.CannulaRemoved: None})
    assert open_at_leaving(story) == {"R33.cannula"}


def test_r34_a_question_asked_long_before_leaving_is_asked_again() -> None:
    story = cast.started(knowledge(Route.IM)).wait(1)
    story.record(lv.NewSuicidalThoughtsAsked(answer=Answer.NO)).wait(14).record(readings(moaas=5))
    leaving(story=story, facts={lv.NewSuicidalThoughtsAsked: None})
    assert open_at_leaving(story) == {"R34.asked"}
