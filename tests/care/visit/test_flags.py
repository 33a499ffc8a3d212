"""Flags: every contradiction raises one within its fold; it blocks the signature, never care."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit import flags
from morrow.care.visit.decide import Held, decide
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts.monitoring import Authority
from morrow.care.visit.values import Allergy, Answer, Parameter, Phase, Reading, Route
from morrow.quantities import Ml
from tests.care.visit import cast
from tests.care.visit.cast import NURSE, PRESCRIBER, SECOND, Story, knowledge, readings
from tests.care.visit.tables import open_at_signing
from tests.care.visit.worlds import assessed

D = Decimal
IM, NASAL = knowledge(Route.IM), knowledge(Route.NASAL)


def drug(name: str = "Ondansetron", key: str = "ondansetron-iv") -> mo.DrugGiven:
    return mo.DrugGiven(
        drug=key,
        name=name,
        dose=D(4),
        unit="mg",
        route="IV",
        authority=Authority.STANDING,
        reason="nausea",
        extends_observation=False,
    )


def one(parameter: Parameter, value: str) -> mo.SetCharted:
    return mo.SetCharted(readings=(Reading(parameter=parameter, value=D(value)),))


FIVE = ci.SuicideRiskScreened(answers=(False, False, None, None, None))
ROWS: tuple[tuple[str, Callable[[], Story], object, str], ...] = (
    ("arrived unbooked", Story, ci.PatientArrived(), "never booked"),
    ("arrived twice", cast.ready, ci.PatientArrived(), "a second time"),
    ("set before arrival", cast.booked, readings(), "had not arrived"),
    ("drug before arrival", cast.booked, drug(), "had not arrived"),
    ("left before arrival", cast.booked, lv.LeftBeforeDischarge(circumstances="c"), "not recorded"),
    ("left while infusing", cast.started, lv.LeftBeforeDischarge(circumstances="c"), "running"),
    ("moved while infusing", cast.started, lv.PatientTransferred(to="h", reason="r"), "running"),
    ("left twice", cast.discharged, lv.LeftBeforeDischarge(circumstances="c"), "already"),
    ("paused, nothing runs", cast.ready, ds.InfusionPaused(reason="r"), "nothing was recorded"),
    ("stopped, nothing runs", cast.ready, ds.InfusionStopped(reason="r"), "nothing was recorded"),
    ("stopped after an injection", lambda: cast.started(IM), ds.InfusionStopped(reason="r"),
     "nothing was recorded"),
    ("sprays stopped, none given", cast.started, ds.SpraysStopped(reason="r"), "none were"),
    ("found running", cast.ready, ds.InfusionFoundRunning(note="n"), "did not know"),
    ("found given", cast.ready, ds.DoseFoundGiven(route=Route.IM, note="n"), "did not know"),
    ("cannula out while infusing", cast.started, lv.CannulaRemoved(), "cannula removed while"),
    ("recovery without a dose", cast.ready, assessed(), "no dose was recorded"),
    ("baseline after the dose", cast.ended,
     ci.BaselineAssessed(orientation_deficit="", gait_deficit="", cadss6=0), "after the dose"),
    ("emergency over, none declared", cast.started, mo.EmergencyEnded(outcome="o"), "not declared"),
    ("co-signed, not given", cast.started, mo.DrugCosigned(given=UUID(int=1)), "not on record"),
    ("corrected, not charted", cast.started,
     mo.ReadingCorrected(set=UUID(int=1), parameter=Parameter.HR, value=D(70), reason="r"),
     "not on record"),
    ("marked, not charted", cast.started,
     mo.ReadingMarkedArtefact(set=UUID(int=1), parameter=Parameter.HR, reason="r"),
     "not on record"),
    ("wrong patient", cast.ready, ci.WrongPatientChosen(patient=UUID(int=9), reason="r"),
     "another patient"),
    ("cleared by a nurse", cast.started, ds.ResumeCleared(reason="r"), "does not count"),
    ("disposition by a nurse", cast.started,
     ci.RiskDispositionSigned(disposition="d", safety_plan=True), "does not count"),
    ("after discharge", lambda: cast.discharged().wait(5), readings(), "had gone"),
    ("after signing", cast.signed, mo.NoteWritten(text="t"), "after the record was signed"),
    ("pressure crossed", cast.started, readings(sbp=80, dbp=120), "not below the systolic"),
    ("pump over the bag", cast.started, ds.InfusionStopped(reason="r", given_ml=Ml(D(102))),
     "the bag held"),
    ("five screener answers", cast.started, FIVE,
     "the screener has 6"),
    ("breathing 7", cast.ended, assessed(breathing=7), "not from 0 to 2"),
)  # fmt: skip


def called(value: object) -> str:
    """The same name for a case in every process: a function's own repr has its address."""
    return value if isinstance(value, str) else getattr(value, "__name__", type(value).__name__)


@pytest.mark.parametrize(("words", "before", "fact", "reason"), ROWS, ids=called)
def test_a_contradiction_is_kept_and_flagged_within_its_fold(
    words: str, before: Callable[[], Story], fact: object, reason: str
) -> None:
    story = before()
    raised = len(story.state.flags)
    story.record(fact)
    new = story.state.flags[raised:]
    assert any(reason in flag.reason for flag in new), (words, [flag.reason for flag in new])
    kept = story.state.all(type(fact))[-1]
    assert kept.fact == fact
    assert all(flag.fact == kept.id for flag in new)
    assert any(flag in flags.unresolved(story.state) for flag in new)


@pytest.mark.parametrize(
    ("parameter", "low", "high"),
    [
        (Parameter.SBP, 60, 240),
        (Parameter.DBP, 30, 140),
        (Parameter.MAP, 40, 180),
        (Parameter.HR, 35, 190),
        (Parameter.SPO2, 70, 100),
        (Parameter.RR, 5, 45),
        (Parameter.TEMPERATURE, 34, 41),
        (Parameter.MOAAS, 0, 5),
        (Parameter.RASS, -5, 4),
        (Parameter.CADSS6, 0, 24),
        (Parameter.AROUSAL, 0, 2),
    ],
)
def test_a_reading_that_is_hard_to_believe_is_kept_and_questioned(
    parameter: Parameter, low: int, high: int
) -> None:
    for value, doubted in ((low - 1, True), (low, False), (high, False), (high + 1, True)):
        story = cast.started().record(one(parameter, str(value)))
        assert bool(story.state.flags) == doubted, value
        charted = story.state.last(mo.SetCharted)
        assert charted is not None
        correction = mo.ReadingCorrected(
            set=charted.id, parameter=parameter, value=D(high + 1), reason="r"
        )
        assert len(story.record(correction).state.flags) == doubted + 1


def test_r01_a_drug_against_an_allergy_or_an_exclusion_is_kept_and_flagged() -> None:
    allergic = ci.AllergiesConfirmed(allergies=(Allergy(substance="ondansetron", reaction="rash"),))
    story = cast.arrived().record(allergic)
    story.must(
        c.SignOrder(request=cast.request(), signature=cast.signature(PRESCRIBER, story.now)),
        PRESCRIBER,
    )
    reasons = [flag.reason for flag in story.record(drug()).state.flags]
    assert any("allergy on record" in reason for reason in reasons)
    assert any("which the order excludes" in reason for reason in reasons)
    assert story.record(drug("Labetalol", "labetalol-iv")).state.flags[len(reasons) :] == ()


def test_a_fact_dated_after_it_was_written_down_is_flagged() -> None:
    story = cast.started()
    assert story.record(readings(), late=-1).state.flags == ()
    assert "dated after" in story.record(readings(), late=-2).state.flags[0].reason


def test_what_was_taken_before_leaving_may_be_written_down_after_it() -> None:
    story = cast.discharged().wait(5).record(readings(), late=10)
    assert story.state.flags == ()


def test_stopping_the_pump_of_a_patient_who_left_contradicts_nothing() -> None:
    story = cast.started().wait(5).record(lv.LeftBeforeDischarge(circumstances="c"))
    story.wait(2).must(c.StopDosing(reason="pump off"))
    assert [flag.reason for flag in story.state.flags] == [
        "left or transferred while an infusion was recorded as running"
    ]
    assert story.state.phase is Phase.LEFT


def test_an_ordinary_visit_by_any_route_raises_no_flag() -> None:
    for route in Route:
        assert cast.signed(knowledge(route)).state.flags == ()


def test_a_flag_blocks_the_signature_until_somebody_says_what_is_true() -> None:
    story = cast.discharged().record(one(Parameter.HR, "30"), late=5)
    assert open_at_signing(story) == {"FLAG"}
    (flag,) = flags.unresolved(story.state)
    story.record(lv.FlagResolved(flag=flag.key, resolution="athlete, counted by hand"))
    assert open_at_signing(story) == set()
    assert story.state.flags == (flag,), "it stays on record"


@pytest.mark.parametrize(("words", "before", "fact", "reason"), ROWS, ids=called)
def test_a_flag_never_blocks_care(
    words: str, before: Callable[[], Story], fact: object, reason: str
) -> None:
    del words, reason
    story = before().record(fact)
    care: tuple[Any, ...] = (
        c.StopDosing(reason="r"),
        c.PauseInfusion(reason="r"),
        *(
            c.Record(fact=one)
            for one in (
                mo.EmergencyDeclared(),
                mo.EmergencyStepTaken(step=mo.EmergencyStep.AIRWAY),
                drug("Epinephrine", "epinephrine-im"),
                readings(),
                lv.PatientTransferred(to="hospital", reason="r"),
                lv.LeftBeforeDischarge(circumstances="c"),
                ds.InfusionFoundRunning(note="n"),
            )
        ),
    )
    for command in care:
        for who in (NURSE, SECOND, PRESCRIBER, cast.DIRECTOR, cast.COORDINATOR):
            decision = decide(story.state, command, who, story.know, story.now)
            assert not isinstance(decision, Held)


def test_a_start_goes_ahead_beside_an_open_flag() -> None:
    story = cast.ready().record(one(Parameter.TEMPERATURE, "33"))
    assert flags.unresolved(story.state)
    story.must(c.StartInfusion(order=cast.ORDER))


def test_every_breach_stays_open_until_a_prescriber_or_the_director_reviews_it() -> None:
    for fact in (ds.InfusionFoundRunning(note="n"), ds.DoseFoundGiven(route=Route.IM, note="n")):
        story = cast.ready().record(fact)
        (flag,) = story.state.flags
        assert flag.breach
        story.record(lv.FlagResolved(flag=flag.key, resolution="fine"))
        story.record(ds.BreachReviewed(breach=flag.fact, finding="fine"), NURSE)
        assert flag in flags.unresolved(story.state)
        story.record(ds.BreachReviewed(breach=flag.fact, finding="seen"), cast.DIRECTOR)
        assert flag not in flags.unresolved(story.state)


def test_thoughts_and_answers_are_no_contradiction() -> None:
    story = cast.ended().record(lv.NewSuicidalThoughtsAsked(answer=Answer.DECLINED))
    assert story.state.flags == ()


def test_r27_a_set_from_before_the_dose_written_down_after_it_moves_no_baseline() -> None:
    story = cast.started().wait(1).record(readings(sbp=158, dbp=99), late=2)
    assert story.case().baseline[Parameter.SBP].value == 122
    assert [flag.reason for flag in story.state.flags] == [
        "charted for before the dose once it had begun: no baseline that the start saw"
    ]


def test_a_correction_of_what_was_marked_an_artefact_says_that_it_was_none() -> None:
    story = cast.started().record(readings(spo2=88))
    charted = story.state.all(mo.SetCharted)[-1].id
    named: dict[str, Any] = {"set": charted, "parameter": Parameter.SPO2, "reason": "mis-tapped"}
    story.record(mo.ReadingMarkedArtefact(**named))
    assert story.case().value(Parameter.SPO2) == 97
    story.record(mo.ReadingCorrected(**named, value=D(88)))
    assert story.case().value(Parameter.SPO2) == 88


def test_a_set_with_a_comment_and_no_value_opens_no_recovery() -> None:
    story = cast.ended().record(mo.SetCharted(readings=(), comment="asleep"))
    assert story.state.phase is Phase.ENDED
    assert story.record(readings()).state.phase is Phase.RECOVERY
