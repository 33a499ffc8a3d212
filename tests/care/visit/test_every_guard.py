"""Each rule of a gate and each guard of a command, taken away alone, makes a check here go red.

For every rule a story in which it alone stands in the way: the command is held; without the rule
it is accepted, and then the oracle, which knows no rule, names what was not met.  For every guard
a command that it alone holds.  A rule or guard without such a story fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit import gates, roles
from morrow.care.visit.case import Case
from morrow.care.visit.decide import DECIDERS, Held, decide
from morrow.care.visit.deciding.answers import Decider, Guard
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts import planning
from morrow.care.visit.facts.monitoring import Authority
from morrow.care.visit.knowledge import OtherVisit, Tended
from morrow.care.visit.rules._hold import Rule
from morrow.care.visit.state import fold
from morrow.care.visit.values import Actor, Allergy, Answer, Phase, Product, Reading, Route
from morrow.quantities import Kg, Mg, MgPerKg, Ml
from tests.care.visit import cast, oracle
from tests.care.visit.cast import (
    COORDINATOR,
    NURSE,
    ORDER,
    PATIENT,
    PRESCRIBER,
    SECOND,
    SECOND_PRESCRIBER,
    START,
    Story,
    as_rate,
    knowledge,
    readings,
    registered,
    signature,
)
from tests.care.visit.tables import before_dose
from tests.care.visit.test_leaving_rules import leaving
from tests.care.visit.test_start_rules import heart, medicine
from tests.care.visit.worlds import assessed, without_adult

D = Decimal
Make = Callable[[], Story]
NASAL, IM = knowledge(Route.NASAL), knowledge(Route.IM)
OTHER = OtherVisit(
    id=UUID(int=1), product=Product.KETAMINE, dosed_at=START - timedelta(days=1), running=False
)
BUSY = Tended(route=Route.IV, began_at=START, dosing=True)
RUNNING = OtherVisit(
    id=UUID(int=1), product=Product.KETAMINE, dosed_at=START - timedelta(days=9), running=True
)
HIGH = ci.SuicideRiskScreened(answers=(True, True, True, True, False, False))


def without(kind: type) -> Make:
    return lambda: before_dose(answers={kind: None})


def answered(fact: object) -> Make:
    return lambda: before_dose(answers={type(fact): fact})


def new_id(story: Story) -> Story:
    """The same story, arrived anew and asked everything but who they are."""
    story.wait(1).record(ci.PatientArrived())
    for fact in cast.check_in_facts(story.now):
        if not isinstance(fact, ci.IdentityConfirmed):
            story.record(fact)
    cast.prepared(story, NURSE, ci.PreparationEntered)
    cast.prepared(story, SECOND, ci.PreparationChecked)
    return story.record(readings())


START_PROBES: dict[str, Make] = {
    "r01_identity": lambda: new_id(before_dose()),
    "r03_age": lambda: before_dose(knowledge(patient=registered(born=date(2009, 1, 1)))),
    "r04_contraindications": answered(
        ci.AllergiesConfirmed(allergies=(Allergy(substance="ketamine", reaction="rash"),))
    ),
    "r05_cardiovascular": answered(heart(Answer.YES)),
    "r06_pregnancy": without(ci.PregnancyAnswered),
    "r11_benzodiazepines": answered(medicine("diazepam")),
    "r12_interactions": answered(medicine("lamotrigine")),
    "r13_xanthines": answered(medicine("theophylline")),
    "r34_screened": answered(HIGH),
    "r35_item": lambda: (
        before_dose(answers={ci.SuicideRiskScreened: HIGH})
        .record(ci.RiskDispositionSigned(disposition="d", safety_plan=True), PRESCRIBER)
        .record(ci.RiskItemAnswered(scale="PHQ-9", answer=3), late=60 * 15)
    ),
    "order_in_force": lambda: _with(before_dose(), signed=False),
    "r18_cosigned": lambda: before_dose(
        order={"dose_mg_per_kg": MgPerKg(D("1.1"))},
        first={"drawn_ml": Ml(D("1.54"))},
        second={"drawn_ml": Ml(D("1.54"))},
    ),
    "r14_consent": lambda: before_dose(knowledge(patient=registered(consent_on=None))),
    "r16_weight": lambda: before_dose(knowledge(last_weight_kg=Kg(D(90))), acknowledged=("H4",)),
    "r20_preparation": lambda: before_dose(second={"drawn_ml": Ml(D(7))}),
    "r22_frequency": lambda: before_dose(knowledge(others=(OTHER,))),
    "one_running": lambda: before_dose(knowledge(others=(RUNNING,))),
    "no_emergency": lambda: before_dose().record(mo.EmergencyDeclared()),
    "nurse_assigned": lambda: before_dose(knowledge(tended_by_nurse={"nurse-1": (BUSY,)})),
    "baseline_filed": lambda: before_dose(sets=((15, readings()),)),
    "r25_fasting": without(ci.FastingAnswered),
    "r26_responsible_adult": without(ci.ResponsibleAdultNamed),
    "r30_staff": without(ci.SafetyStaffConfirmed),
    "r27_pressure": lambda: before_dose(sets=((0, readings(sbp=185)),)),
    "r27_other_signs": lambda: before_dose(sets=((0, readings(spo2=90)),)),
    "stop_events": lambda: before_dose().record(mo.EventMarked(event="chest-pain")),
}


def _with(story: Story, **changes: Any) -> Story:
    story.know = knowledge(story.route, **changes)
    return story


def on_oxygen() -> Story:
    charted = mo.SetCharted(
        readings=tuple(
            Reading(parameter=r.parameter, value=r.value, on_oxygen=r.parameter == "spo2")
            for r in readings(spo2=99, moaas=5).readings
        )
    )
    return leaving(charted=charted)


def alarmed() -> Story:
    return leaving().record(mo.EventMarked(event="chest-pain"))


def no_oximeter() -> Story:
    """An oximeter reading is missing; a prescriber has set aside what else depends on it."""
    story = cast.started(NASAL).wait(5).must(c.GiveSpray(order=ORDER, lot="SYN-2"))
    charted = mo.SetCharted(
        readings=tuple(r for r in readings(moaas=5).readings if r.parameter != "spo2")
    )
    leaving(story=story, charted=charted)
    for rule in ("R33.aldrete", "R33.spo2"):
        story.must(c.OverrideGate(rule=rule, reason="why"), PRESCRIBER)
    return story


DISCHARGE_PROBES: dict[str, Make] = {
    "no_emergency": lambda: leaving().record(mo.EmergencyDeclared()),
    "r32_time": lambda: leaving(wait=50),
    "r33_aldrete": lambda: leaving(
        facts={lv.RecoveryAssessed: assessed(limbs_moving=2, breathing=1)}
    ),
    "r33_state": lambda: leaving(facts={lv.RecoveryAssessed: assessed(cadss6=9)}),
    "r33_as_before": lambda: leaving(facts={lv.RecoveryAssessed: assessed(gait_deficit="sways")}),
    "r33_pressure": lambda: leaving(charted=readings(dbp=93, moaas=5)),
    "r33_saturation": on_oxygen,
    "r33_alarms": alarmed,
    "r33_escort": lambda: without_adult(leaving()),
    "r31_oximetry": no_oximeter,
    "r34_before_leaving": lambda: leaving(facts={lv.NewSuicidalThoughtsAsked: None}),
    "r36_safety_plan": lambda: leaving().record(
        ci.SuicideRiskScreened(answers=(True, True, True, False, False, False))
    ),
}


def verbal() -> Story:
    drug = mo.DrugGiven(
        drug="other",
        name="Ondansetron",
        dose=D(4),
        unit="mg",
        route="IV",
        authority=Authority.VERBAL,
        reason="nausea",
        extends_observation=False,
    )
    return cast.discharged().record(drug, late=10)


def no_staff() -> Story:
    """Signed, but for who was in the building; a pump found running has no check-in."""
    story = cast.discharged()
    found = Story(know=story.know)
    for recorded in story.facts:
        if not isinstance(recorded.fact, ci.SafetyStaffConfirmed):
            found.facts.append(recorded)
            found.state = fold(found.state, [recorded])
    found.now = story.now
    return found


GRAVE = ci.SuicideRiskScreened(answers=(True, True, True, None, None, False))
PLANNED = ci.RiskDispositionSigned(disposition="seen", safety_plan=True)


def risky() -> Story:
    """High again after a disposition with a plan: the plan stands, the disposition does not."""
    return cast.discharged().record(PLANNED, PRESCRIBER).record(HIGH)


SIGN_PROBES: dict[str, Make] = {
    "no_emergency": lambda: cast.discharged().record(mo.EmergencyDeclared(), late=5),
    "r36_at_closing": lambda: cast.arrived().record(GRAVE).must(c.MarkNotDone(reason="fever")),
    "flags_resolved": lambda: cast.discharged().record(readings(hr=30), late=5),
    "r01_cosigned": verbal,
    "r40_balance": lambda: cast.discharged().record(
        ds.DrugWasted(volume_ml=Ml(D(1)), amount_mg=Mg(D(7)), witness="nurse-2")
    ),
    "r49_serious": lambda: cast.discharged().record(
        mo.AdverseEventRecorded(
            event="syncope", severity="severe", serious=True, action="a", outcome="o"
        )
    ),
    "r52_complete": no_staff,
    "r34_disposed": risky,
    "r35_item": lambda: (
        cast.booked()
        .record(ci.PatientArrived())
        .record(ci.RiskItemAnswered(scale="PHQ-9", answer=1))
        .must(c.MarkNotDone(reason="fever"))
    ),
}

Unmet = Callable[[Any, Any, Any], set[str]]
GATES: dict[str, tuple[tuple[Rule, ...], dict[str, Make], Unmet]] = {
    "START": (gates.START, START_PROBES, oracle.unmet_to_start),
    "DISCHARGE": (gates.DISCHARGE, DISCHARGE_PROBES, oracle.unmet_to_leave),
    "SIGN": (gates.SIGN, SIGN_PROBES, oracle.unmet_to_sign),
}


def _act(gate: str, story: Story) -> object:
    if gate == "DISCHARGE":
        return c.Discharge(to="Adult Synthetic")
    if gate == "SIGN":
        return c.SignVisit(signature=signature(NURSE, story.now))
    return c.StartInfusion(order=ORDER)


def _rules() -> Iterator[tuple[str, Rule]]:
    for name, (rules, _, _) in GATES.items():
        for rule in rules:
            yield name, rule


@pytest.mark.parametrize(("gate", "rule"), list(_rules()), ids=lambda v: getattr(v, "__name__", v))
def test_a_rule_taken_away_lets_through_what_the_oracle_names(
    gate: str, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, probes, unmet = GATES[gate]
    assert rule.__name__ in probes, "no story in which this rule alone stands in the way"
    story = probes[rule.__name__]()
    act, what = _act(gate, story), (story.state, story.know, story.now)
    held = decide(story.state, act, NURSE, story.know, story.now)
    assert isinstance(held, Held)
    mine = {found.rule for found in rule(Case(*what))}
    assert {found.rule for found in held.findings} <= mine, "another rule stands in the way too"
    monkeypatch.setattr(gates, gate, tuple(one for one in rules if one is not rule))
    let_through = decide(story.state, act, NURSE, story.know, story.now)
    assert not isinstance(let_through, Held)
    assert unmet(*what), "the oracle does not miss this rule"


# ── guards of commands ───────────────────────────────────────────────────────────────────────

Ask = tuple[Make, object, Actor]


def paused(story: Story | None = None) -> Story:
    told = story or cast.started()
    return told.wait(5).record(readings()).must(c.PauseInfusion(reason="BP"))


def cancelled() -> Story:
    return cast.booked().must(c.CancelVisit(reason="ill", by_patient=True), COORDINATOR)


def sign_order(by: Actor = PRESCRIBER, to: Actor = PRESCRIBER, **changes: Any) -> tuple[Any, Actor]:
    return c.SignOrder(request=cast.request(**changes), signature=signature(by, START)), to


def ready_for_second() -> Story:
    story = cast.arrived()
    command = c.SignOrder(
        request=cast.request(dose_mg_per_kg=MgPerKg(D("1.1"))),
        signature=signature(PRESCRIBER, story.now),
    )
    return story.must(command, PRESCRIBER)


def stopped_value(story: Story) -> Story:
    return story.record(readings(spo2=88))


def withdrawn(story: Story) -> Story:
    story.know = knowledge(story.route, patient=registered(story.route, consent_on=None))
    return story


def found(story: Story) -> Story:
    return story.record(ds.InfusionFoundRunning(rate_ml_per_h=as_rate("100"), note="n"))


def found_reviewed() -> Story:
    """A pump found running before any baseline, reviewed, paused; an order and consent exist."""
    story = cast.arrived()
    command = c.SignOrder(request=cast.request(), signature=signature(PRESCRIBER, story.now))
    story.must(command, PRESCRIBER).must(c.AcceptPatient())
    found(story)
    breach = story.state.flags[0]
    story.record(ds.BreachReviewed(breach=breach.fact, finding="f"), PRESCRIBER)
    return story.must(c.PauseInfusion(reason="found"))


def unknown_rate() -> Story:
    story = before_dose().record(ds.InfusionFoundRunning(note="n"))
    breach = story.state.flags[0]
    story.record(ds.BreachReviewed(breach=breach.fact, finding="f"), PRESCRIBER)
    return story.must(c.PauseInfusion(reason="found"))


def one_spray(minutes: float = 5) -> Story:
    return cast.started(NASAL).wait(minutes)


def all_sprays() -> Story:
    """Every ordered device given, but one more is asked for at the same phase."""
    story = one_spray()
    story.state = _again_spraying(story)
    return story


def _again_spraying(story: Story) -> Any:
    """As if two devices had gone in while the visit still sprays: an import may say so."""
    extra = ds.SprayGiven(order=ORDER, number=2, given_mg=Mg(D(28)), lot="L")
    at = story.now - timedelta(minutes=5)
    state = fold(story.state, [cast.envelope(extra, story.state.version + 1, at, NURSE)])
    return type(state)(state.version, Phase.SPRAYING, state.by_kind, state.flags)


SPRAY = c.GiveSpray(order=ORDER, lot="SYN-2")
RESUME = c.ResumeInfusion(reason="settled")
SIGN = c.SignVisit(signature=signature(NURSE, START))
BOOK = c.BookVisit(
    patient=PATIENT, protocol="iv-ketamine", starts_at=START + timedelta(hours=1), minutes=120
)
WRONG = UUID(int=0xBAD)
GUARDS: dict[tuple[type, str], Ask] = {
    (c.BookVisit, "phase"): (cast.booked, BOOK, COORDINATOR),
    (c.BookVisit, "in_the_future"): (lambda: Story().wait(70), BOOK, COORDINATOR),
    (c.MoveVisit, "phase"): (
        cast.arrived, c.MoveVisit(starts_at=START + timedelta(days=1), reason="r"), COORDINATOR),
    (c.MoveVisit, "has_reason"): (
        cast.booked, c.MoveVisit(starts_at=START + timedelta(days=1), reason=""), COORDINATOR),
    (c.MoveVisit, "in_the_future"): (
        cast.booked, c.MoveVisit(starts_at=START, reason="r"), COORDINATOR),
    (c.CancelVisit, "phase"): (
        cast.arrived, c.CancelVisit(reason="r", by_patient=True), COORDINATOR),
    (c.CancelVisit, "has_reason"): (
        cast.booked, c.CancelVisit(reason="", by_patient=True), COORDINATOR),
    (c.MarkNoShow, "phase"): (cast.arrived, c.MarkNoShow(reason="r"), COORDINATOR),
    (c.MarkNoShow, "has_reason"): (cast.booked, c.MarkNoShow(reason=""), COORDINATOR),
    (c.MarkNotDone, "phase"): (cancelled, c.MarkNotDone(reason="r"), NURSE),
    (c.MarkNotDone, "not_dosed"): (
        lambda: _phase(cast.started(), Phase.ARRIVED), c.MarkNotDone(reason="r"), NURSE),
    (c.MarkNotDone, "has_reason"): (cast.arrived, c.MarkNotDone(reason=""), NURSE),
    (c.MarkNotDone, "risk_disposed"): (
        lambda: cast.arrived().record(HIGH), c.MarkNotDone(reason="fever"), NURSE),
    (c.AcceptPatient, "phase"): (cast.signed, c.AcceptPatient(), NURSE),
    (c.Discharge, "phase"): (
        lambda: _phase(cast.recovered(), Phase.LEFT), c.Discharge(to="Adult"), NURSE),
    (c.Discharge, "discharge_criteria"): (cast.ended, c.Discharge(to="Adult"), NURSE),
    (c.Discharge, "to_somebody"): (cast.recovered, c.Discharge(to=" "), NURSE),
    (c.SignVisit, "phase"): (cast.recovered, SIGN, NURSE),
    (c.SignVisit, "signed_by_author"): (cast.discharged, SIGN, SECOND),
    (c.SignVisit, "signing_criteria"): (verbal, SIGN, NURSE),
    (c.AddAddendum, "phase"): (
        cast.discharged, c.AddAddendum(text="t", signature=signature(NURSE, START)), NURSE),
    (c.AddAddendum, "signed_by_author"): (
        cast.signed, c.AddAddendum(text="t", signature=signature(NURSE, START)), SECOND),
    (c.AddAddendum, "says_something"): (
        cast.signed, c.AddAddendum(text=" ", signature=signature(NURSE, START)), NURSE),
    (c.SignOrder, "phase"): (cast.started, *sign_order(id=WRONG)),
    (c.SignOrder, "signed_by_author"): (cast.arrived, *sign_order(by=SECOND_PRESCRIBER)),
    (c.SignOrder, "new_id"): (cast.ready, *sign_order()),
    (c.SignOrder, "order_stands"): (
        cast.arrived, *sign_order(dose_mg_per_kg=MgPerKg(D("0.8")))),
    (c.CosignOrder, "signed_by_author"): (
        ready_for_second, c.CosignOrder(order=ORDER, signature=signature(PRESCRIBER, START)),
        SECOND_PRESCRIBER),
    (c.CosignOrder, "in_force"): (
        ready_for_second,
        c.CosignOrder(order=WRONG, signature=signature(SECOND_PRESCRIBER, START)),
        SECOND_PRESCRIBER),
    (c.CosignOrder, "another_prescriber"): (
        ready_for_second, c.CosignOrder(order=ORDER, signature=signature(PRESCRIBER, START)),
        PRESCRIBER),
    (c.RevokeOrder, "in_force"): (cast.ready, c.RevokeOrder(order=WRONG, reason="r"), PRESCRIBER),
    (c.RevokeOrder, "not_begun"): (
        cast.started, c.RevokeOrder(order=ORDER, reason="r"), PRESCRIBER),
    (c.RevokeOrder, "has_reason"): (cast.ready, c.RevokeOrder(order=ORDER, reason=""), PRESCRIBER),
    (c.OverrideGate, "holds_now"): (
        cast.ready, c.OverrideGate(rule="R26", reason="r"), PRESCRIBER),
    (c.OverrideGate, "entitled"): (
        without(ci.ResponsibleAdultNamed), c.OverrideGate(rule="R26", reason="r"), NURSE),
    (c.OverrideGate, "has_reason"): (
        without(ci.ResponsibleAdultNamed), c.OverrideGate(rule="R26", reason=""), PRESCRIBER),
    (c.AcknowledgeWarning, "warns_now"): (
        cast.ready, c.AcknowledgeWarning(rule="R27", reason="r"), NURSE),
    (c.AcknowledgeWarning, "has_reason"): (
        lambda: before_dose(sets=((0, readings(sbp=150)),)),
        c.AcknowledgeWarning(rule="R27", reason=""), NURSE),
    (c.StartInfusion, "phase"): (cast.started, c.StartInfusion(order=ORDER), NURSE),
    (c.StartInfusion, "right_order"): (cast.ready, c.StartInfusion(order=WRONG), NURSE),
    (c.StartInfusion, "right_route"): (
        lambda: _iv_too(cast.ready(IM)), c.StartInfusion(order=ORDER), NURSE),
    (c.StartInfusion, "start_gates"): (
        without(ci.PregnancyAnswered), c.StartInfusion(order=ORDER), NURSE),
    (c.StartInfusion, "by_assigned_nurse"): (cast.ready, c.StartInfusion(order=ORDER), SECOND),
    (c.GiveInjection, "phase"): (
        lambda: cast.started(IM), c.GiveInjection(order=ORDER, site="arm"), NURSE),
    (c.GiveInjection, "right_order"): (
        lambda: cast.ready(IM), c.GiveInjection(order=WRONG, site="arm"), NURSE),
    (c.GiveInjection, "right_route"): (
        cast.ready, c.GiveInjection(order=ORDER, site="arm"), NURSE),
    (c.GiveInjection, "start_gates"): (
        lambda: before_dose(IM, answers={ci.PregnancyAnswered: None}),
        c.GiveInjection(order=ORDER, site="arm"), NURSE),
    (c.GiveInjection, "by_assigned_nurse"): (
        lambda: cast.ready(IM), c.GiveInjection(order=ORDER, site="arm"), SECOND),
    (c.GiveInjection, "site_named"): (
        lambda: cast.ready(IM), c.GiveInjection(order=ORDER, site=" "), NURSE),
    (c.GiveInjection, "drawn_at_most"): (
        lambda: cast.ready(IM),
        c.GiveInjection(order=ORDER, site="arm", given_ml=Ml(D("0.71"))), NURSE),
    (c.GiveSpray, "phase"): (
        lambda: _phase(one_spray(), Phase.RECOVERY), SPRAY, NURSE),
    (c.GiveSpray, "right_order"): (one_spray, c.GiveSpray(order=WRONG, lot="L"), NURSE),
    (c.GiveSpray, "right_route"): (cast.ready, SPRAY, NURSE),
    (c.GiveSpray, "start_gates"): (
        lambda: before_dose(NASAL, answers={ci.PregnancyAnswered: None}), SPRAY, NURSE),
    (c.GiveSpray, "by_assigned_nurse"): (one_spray, SPRAY, SECOND),
    (c.GiveSpray, "still_consented"): (lambda: withdrawn(one_spray()), SPRAY, NURSE),
    (c.GiveSpray, "no_emergency"): (
        lambda: one_spray().record(mo.EmergencyDeclared()), SPRAY, NURSE),
    (c.GiveSpray, "breach_reviewed"): (
        lambda: one_spray().record(ds.DoseFoundGiven(route=Route.NASAL, note="n")), SPRAY, NURSE),
    (c.GiveSpray, "stop_value_cleared"): (lambda: stopped_value(one_spray()), SPRAY, NURSE),
    (c.GiveSpray, "device_left"): (all_sprays, SPRAY, NURSE),
    (c.GiveSpray, "rested"): (lambda: one_spray(4.9), SPRAY, NURSE),
    (c.GiveSpray, "lot_named"): (one_spray, c.GiveSpray(order=ORDER, lot=" "), NURSE),
    (c.ResumeInfusion, "phase"): (cast.started, RESUME, NURSE),
    (c.ResumeInfusion, "nurse_or_prescriber"): (paused, RESUME, SECOND),
    (c.ResumeInfusion, "still_consented"): (lambda: withdrawn(paused()), RESUME, NURSE),
    (c.ResumeInfusion, "no_emergency"): (
        lambda: paused().record(mo.EmergencyDeclared()), RESUME, NURSE),
    (c.ResumeInfusion, "breach_reviewed"): (
        lambda: paused(found(cast.started())), RESUME, NURSE),
    (c.ResumeInfusion, "stop_value_cleared"): (
        lambda: paused(stopped_value(cast.started())), RESUME, NURSE),
    (c.ResumeInfusion, "has_baseline"): (found_reviewed, RESUME, NURSE),
    (c.ResumeInfusion, "known_rate"): (unknown_rate, RESUME, NURSE),
    (c.ResumeInfusion, "within_order"): (
        paused, c.ResumeInfusion(reason="r", rate_ml_per_h=as_rate("152")), NURSE),
    (c.ChangeRate, "phase"): (
        paused, c.ChangeRate(rate_ml_per_h=as_rate("75"), reason="r"), NURSE),
    (c.ChangeRate, "within_order"): (
        cast.started, c.ChangeRate(rate_ml_per_h=as_rate("0"), reason="r"), NURSE),
    (c.ChangeRate, "_faster_is_more"): (
        lambda: _slowed().record(mo.EmergencyDeclared()),
        c.ChangeRate(rate_ml_per_h=as_rate("151"), reason="r"), NURSE),
    (c.CompleteInfusion, "phase"): (
        paused, c.CompleteInfusion(given_ml=Ml(D(90))), NURSE),
    (c.CompleteInfusion, "started_here"): (
        lambda: found(cast.ready()), c.CompleteInfusion(given_ml=Ml(D(5))), NURSE),
    (c.CompleteInfusion, "bag_empty"): (cast.started, c.CompleteInfusion(), NURSE),
}  # fmt: skip


def _slowed() -> Story:
    return cast.started().must(c.ChangeRate(rate_ml_per_h=as_rate("75"), reason="drowsy"))


def _phase(story: Story, phase: Any) -> Story:
    """The same facts in another phase: a guard that rests on facts must not need the phase."""
    state = story.state
    story.state = type(state)(state.version, phase, state.by_kind, state.flags)
    return story


def _iv_too(story: Story) -> Story:
    """An order for an injection that happens to have a rate and a volume."""
    state = story.state
    signed = state.all(planning.OrderSigned)[-1]
    order = replace(signed.fact.order, rate_ml_per_h=as_rate("1"), infused_volume_ml=Ml(D(1)))
    changed = replace(signed, fact=replace(signed.fact, order=order))
    by_kind = {**state.by_kind, planning.OrderSigned: (changed,)}
    entered = state.all(ci.PreparationEntered)[-1]
    checked = state.all(ci.PreparationChecked)[-1]
    pump: dict[str, Any] = {"pump_rate_ml_per_h": as_rate("1"), "pump_volume_ml": Ml(D(1))}
    by_kind[ci.PreparationEntered] = (replace(entered, fact=replace(entered.fact, **pump)),)
    by_kind[ci.PreparationChecked] = (replace(checked, fact=replace(checked.fact, **pump)),)
    story.state = type(state)(state.version, state.phase, by_kind, state.flags)
    return story


def _guards() -> Iterator[tuple[type, Guard]]:
    for kind, decider in DECIDERS.items():
        for guard in decider.guards:
            yield kind, guard


@pytest.mark.parametrize(("kind", "guard"), list(_guards()), ids=lambda v: v.__name__)
def test_a_guard_taken_away_lets_through_what_it_alone_holds(
    kind: type, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (kind, guard.__name__)
    assert key in GUARDS, "no story in which this guard alone holds"
    make, command, by = GUARDS[key]
    story = make()
    what = (story.state, command, by, story.know, story.now)
    assert guard(command, Case.of(story.state, story.know, story.now), by) is not None
    assert isinstance(decide(*what), Held)
    decider = DECIDERS[kind]
    rest = Decider(decider.facts, tuple(one for one in decider.guards if one is not guard))
    monkeypatch.setitem(DECIDERS, kind, rest)
    try:
        let_through = decide(*what)
    except (AssertionError, AttributeError, KeyError, TypeError):
        return  # nothing to yield without what the guard asked for: that is no fact either
    assert not isinstance(let_through, Held), [found.rule for found in let_through.findings]


def test_every_command_is_for_somebody_and_held_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outsider = Actor(id="auditor-1", roles=frozenset({"auditor"}))
    for kind, may in roles.MAY.items():
        asks = [ask for (of, _), ask in GUARDS.items() if of is kind]
        assert asks, kind
        make, command, _ = asks[0]
        story = make()
        for who in (outsider, Actor(id="nobody", roles=frozenset())):
            decision = decide(story.state, command, who, story.know, story.now)
            assert isinstance(decision, Held)
            assert [found.rule for found in decision.findings] == ["ROLE"]
        monkeypatch.setattr(roles, "MAY", {k: v for k, v in roles.MAY.items() if k is not kind})
        try:
            decision = decide(story.state, command, outsider, story.know, story.now)
        except (AssertionError, AttributeError, KeyError, TypeError):
            continue
        held = {found.rule for found in decision.findings} if isinstance(decision, Held) else set()
        assert "ROLE" not in held
        assert may


def test_only_stopping_pausing_and_recording_are_for_everybody() -> None:
    free = set(c.ALL) - set(roles.MAY)
    assert free == {c.StopDosing, c.PauseInfusion, c.Record, c.OverrideGate}
    assert DECIDERS[c.StopDosing].guards == ()
    assert DECIDERS[c.PauseInfusion].guards == ()
