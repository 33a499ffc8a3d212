"""The worlds that are explored: each a starting story and the events that may happen in it.

Together they let every command be given and every kind of fact happen in every phase.  They are
apart because what a start asks is not asked again at a discharge: multiplying the two alphabets
would repeat each of their products and add no question.  What does cross over (order, consent,
baseline, nurse, alarms, flags) is in the key of every world.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from morrow.care.visit import commands as c
from morrow.care.visit import flags
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState, fold
from morrow.care.visit.values import Actor, Answer, Parameter, Phase, Route
from morrow.quantities import Mg, MgPerKg, MgPerMl, Ml, MlPerH
from tests.care.visit import cast
from tests.care.visit.cast import (
    COORDINATOR,
    DIRECTOR,
    NURSE,
    ORDER,
    PATIENT,
    PRESCRIBER,
    SECOND,
    SECOND_PRESCRIBER,
    START,
    Story,
    knowledge,
    readings,
    request,
    signature,
)
from tests.care.visit.explorer import Event, World, ask, fact

D = Decimal
ORDER_2 = UUID(int=0xB0B)
OTHER_PATIENT = UUID(int=0xCAFE)

# ── sets ─────────────────────────────────────────────────────────────────────────────────────

NORMAL = readings()
HIGH = readings(sbp=168, dbp=96)
STOP = readings(sbp=186, dbp=104)
GRAVER = readings(sbp=204, dbp=104)
LOW_SPO2 = readings(spo2=92)
RAISED = readings(sbp=152, dbp=88)
AT_THE_END = readings(moaas=5)

SCREEN_NO = ci.SuicideRiskScreened(answers=(False, False, None, None, None, False))
SCREEN_HIGH = ci.SuicideRiskScreened(answers=(True, True, True, True, False, False))
SCREEN_MODERATE = ci.SuicideRiskScreened(answers=(True, True, True, False, False, False))
DISPOSITION = ci.RiskDispositionSigned(disposition="seen", safety_plan=True)
NO_PLAN = ci.RiskDispositionSigned(disposition="seen", safety_plan=False)


def _answers(story: Story) -> dict[str, object]:
    found = {type(one).__name__: one for one in cast.check_in_facts(story.now)}
    return {**found, "SuicideRiskScreened": SCREEN_NO}


def _prepared(story: Story, kind: type, **changes: object) -> object:
    order = story.state.order
    assert order is not None
    values: dict[str, object] = {"product": order.product}
    if order.route is Route.NASAL:
        values |= {"devices": order.devices}
    else:
        values |= {
            "vial_mg_per_ml": MgPerMl(D(50)),
            "weight_kg": order.dosing_weight_kg,
            "drawn_ml": order.draw_ml,
            "pump_rate_ml_per_h": order.rate_ml_per_h,
            "pump_volume_ml": order.infused_volume_ml,
        }
    if kind is ci.PreparationEntered:
        values |= {"lot": "SYN-LOT-1", "expires_on": date(2027, 1, 31)}
    return kind(**(values | changes))


# ── the way out of contradictions ─────────────────────────────────────────────────────────────


def resolutions(state: VisitState) -> Iterator[Event]:
    """Somebody says what is true of every open flag, and a director reviews every breach."""
    open_ = flags.unresolved(state)
    plain = [f for f in open_ if not f.breach]
    if plain:
        commands = tuple(
            c.Record(fact=lv.FlagResolved(flag=flag.key, resolution="as entered")) for flag in plain
        )
        yield Event("resolve flags", commands)
    breaches = {flag.fact: flag for flag in open_ if flag.breach}
    if breaches:
        reviews = tuple(
            c.Record(fact=ds.BreachReviewed(breach=found, finding="seen")) for found in breaches
        )
        yield Event("review breaches", reviews, DIRECTOR)


SIGN_RULES = (
    "R52.order",
    "R52.lot-and-expiry",
    "R52.end-of-dose",
    "R52.given-dose",
    "R52.vital-signs",
    "R52.assigned-nurse",
    "R52.staff-on-site",
)


BALANCE = tuple(
    c.OverrideGate(rule=rule, reason="counted twice") for rule in ("R40", "R40.unknown")
)
SIGN_FOR_HOLES = Event(
    "sign for holes",
    tuple(c.OverrideGate(rule=rule, reason="not known") for rule in SIGN_RULES),
    PRESCRIBER,
    each=True,
)
"""A prescriber says why each thing is missing that is missing now."""


# ── booking ──────────────────────────────────────────────────────────────────────────────────

BOOK = c.BookVisit(
    patient=PATIENT, protocol="iv-ketamine", starts_at=START + timedelta(hours=1), minutes=120
)
BOOKING = World(
    "booking",
    Story,
    (
        ask("book", BOOK, COORDINATOR),
        ask("move", c.MoveVisit(starts_at=START + timedelta(hours=2), reason="r"), COORDINATOR),
        ask("cancel", c.CancelVisit(reason="ill", by_patient=True), COORDINATOR),
        ask("no-show", c.MarkNoShow(reason="no call"), COORDINATOR),
        ask("not done", c.MarkNotDone(reason="fever")),
        ask("start", c.StartInfusion(order=ORDER)),
        ask("stop", c.StopDosing(reason="r")),
        ask("sign", c.SignVisit(signature=signature(NURSE, START))),
        ask("addendum", c.AddAddendum(text="t", signature=signature(NURSE, START))),
        fact("arrived", ci.PatientArrived()),
        fact("left", lv.LeftBeforeDischarge(circumstances="c")),
        fact("transferred", lv.PatientTransferred(to="hospital", reason="r")),
        fact("emergency", mo.EmergencyDeclared()),
        fact("emergency over", mo.EmergencyEnded(outcome="well")),
        Event("wait", wait=65),
    ),
    from_state=resolutions,
)


BEGUN = frozenset(Phase) - {Phase.PLANNED, Phase.ARRIVED}
GONE = frozenset({Phase.DISCHARGED, Phase.LEFT, Phase.TRANSFERRED})


# ── check-in ─────────────────────────────────────────────────────────────────────────────────


def _asked_again() -> Story:
    """Order, nurse, preparation and baseline stand; every other answer must be given anew."""
    story = cast.ready()
    story.wait(5).record(ci.PatientArrived())
    story.record(_prepared(story, ci.PreparationEntered))
    story.record(_prepared(story, ci.PreparationChecked), SECOND)
    story.record(ci.SafetyStaffConfirmed(prescriber="prescriber-1", acls="nurse-1"))
    return story.record(NORMAL)


def _check_in() -> World:
    answers = _answers(cast.ready().wait(5))
    now = cast.ready().wait(5).now
    once = (
        "IdentityConfirmed",
        "AllergiesConfirmed",
        "MedicationsReviewed",
        "WeightMeasured",
        "BaselineAssessed",
        "PregnancyAnswered",
        "ResponsibleAdultNamed",
    )
    ate = ci.FastingAnswered(
        last_food_at=now - timedelta(hours=3), last_fluid_at=now - timedelta(hours=3)
    )
    heart = ci.CardiovascularAnswered(event=Answer.YES, last_event_on=date(2026, 2, 20))
    return World(
        "check-in",
        _asked_again,
        (
            *(fact(name, answers[name], slot=True) for name in once),
            fact("fasted", answers["FastingAnswered"], slot=True),
            fact("ate", ate, slot=True),
            fact("no heart event", answers["CardiovascularAnswered"], slot=True),
            fact("heart event", heart, slot=True),
            fact("screen: none", SCREEN_NO, slot=True),
            fact("screen: high", SCREEN_HIGH, slot=True),
            fact("disposition", DISPOSITION, PRESCRIBER, slot=True),
            ask("food overridden", c.OverrideGate(rule="R25.food", reason="why"), PRESCRIBER),
            ask("food overridden by a nurse", c.OverrideGate(rule="R25.food", reason="why")),
            ask("start", c.StartInfusion(order=ORDER)),
            ask("start by another", c.StartInfusion(order=ORDER), SECOND),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            ask("not done", c.MarkNotDone(reason="fever")),
        ),
        until=BEGUN,
    )


# ── order, preparation, nurse, signs ─────────────────────────────────────────────────────────


def _order_world() -> World:
    ready = cast.ready()
    once = _prepared(ready, ci.PreparationEntered)
    twice = _prepared(ready, ci.PreparationChecked)
    ten_fold = _prepared(ready, ci.PreparationChecked, drawn_ml=Ml(D(7)))
    much = request(id=ORDER_2, dose_mg_per_kg=MgPerKg(D("1.1")))

    def sign(name: str, wanted: c.OrderRequest, by: Actor) -> Event:
        command = c.SignOrder(
            request=wanted,
            signature=signature(by, START),
            acknowledged=("R18",),
            reason="why",
        )
        return ask(name, command, by)

    return World(
        "order",
        cast.arrived,
        (
            sign("order", request(), PRESCRIBER),
            sign("order by a nurse", request(), NURSE),
            sign("order over 1 mg/kg", much, PRESCRIBER),
            ask("cosign", c.CosignOrder(order=ORDER_2, signature=signature(SECOND_PRESCRIBER, START)),
                SECOND_PRESCRIBER),
            ask("cosign oneself", c.CosignOrder(order=ORDER_2, signature=signature(PRESCRIBER, START)),
                PRESCRIBER),
            ask("revoke", c.RevokeOrder(order=ORDER, reason="why"), PRESCRIBER),
            fact("prepared", once, slot=True),
            fact("read", twice, SECOND, slot=True),
            fact("read by the same", twice, NURSE, slot=True),
            fact("read ten-fold", ten_fold, SECOND, slot=True),
            ask("take", c.AcceptPatient()),
            ask("taken over", c.AcceptPatient(), SECOND),
            fact("set", NORMAL),
            Event("wait", wait=15),
            ask("start", c.StartInfusion(order=ORDER)),
            ask("start by another", c.StartInfusion(order=ORDER), SECOND),
            ask("inject", c.GiveInjection(order=ORDER, site="arm")),
            ask("not done", c.MarkNotDone(reason="fever")),
        ),
        until=BEGUN,
    )  # fmt: skip


def _signs_world() -> World:
    return World(
        "signs",
        cast.ready,
        (
            fact("set", NORMAL),
            fact("set: raised", RAISED),
            fact("set: high", HIGH),
            fact("set: refused", STOP),
            ask("raised acknowledged", c.AcknowledgeWarning(rule="R27", reason="why")),
            ask("BP overridden", c.OverrideGate(rule="R27", reason="why"), PRESCRIBER),
            ask("refused overridden", c.OverrideGate(rule="R27.refuse", reason="w"), PRESCRIBER),
            Event("wait", wait=5),
            ask("start", c.StartInfusion(order=ORDER)),
            ask("not done", c.MarkNotDone(reason="BP")),
        ),
        until=BEGUN,
    )


def _identity_world() -> World:
    """What takes away a start that was ready, and gives it back.

    What was set aside, charted or prepared for one patient counts for no other.
    """
    story = cast.ready()
    again = [
        one
        for one in cast.check_in_facts(story.now)
        if not isinstance(one, ci.ResponsibleAdultNamed)
    ]
    anew = c.SignOrder(request=request(id=ORDER_2), signature=signature(PRESCRIBER, START))
    return World(
        "second thoughts",
        lambda: without_adult(cast.ready()),
        (
            ask("adult overridden", c.OverrideGate(rule="R26", reason="why"), PRESCRIBER),
            ask("ordered anew", anew, PRESCRIBER),
            fact("prepared anew", _prepared(story, ci.PreparationEntered)),
            fact("read anew", _prepared(story, ci.PreparationChecked), SECOND),
            ask("start anew", c.StartInfusion(order=ORDER_2)),
            fact("heart event", ci.CardiovascularAnswered(event=Answer.YES)),
            ask("heart overridden", c.OverrideGate(rule="R05", reason="why"), PRESCRIBER),
            ask("heart overridden too", c.OverrideGate(rule="R05", reason="why"), NURSE),
            fact("emergency", mo.EmergencyDeclared()),
            fact("emergency over", mo.EmergencyEnded(outcome="well")),
            fact("wrong patient", ci.WrongPatientChosen(patient=OTHER_PATIENT, reason="r")),
            fact("arrived again", ci.PatientArrived()),
            Event("asked again", tuple(c.Record(fact=one) for one in again)),
            fact("set", NORMAL),
            Event("wait", wait=15),
            ask("start", c.StartInfusion(order=ORDER)),
            ask("not done", c.MarkNotDone(reason="heart")),
            ask("revoke", c.RevokeOrder(order=ORDER, reason="why"), PRESCRIBER),
        ),
        from_state=resolutions,
        until=BEGUN,
    )


# ── the dose ─────────────────────────────────────────────────────────────────────────────────


def _rate_world() -> World:
    def rate(name: str, mlperh: str) -> Event:
        return ask(name, c.ChangeRate(rate_ml_per_h=MlPerH(D(mlperh)), reason="why"))

    return World(
        "rate",
        cast.started,
        (
            rate("half", "75.5"),
            rate("as ordered", "151"),
            rate("double", "302"),
            rate("nothing", "0"),
            ask("pause", c.PauseInfusion(reason="BP")),
            ask("resume", c.ResumeInfusion(reason="settled")),
            ask("resume at half", c.ResumeInfusion(reason="r", rate_ml_per_h=MlPerH(D("75.5")))),
            ask("complete", c.CompleteInfusion()),
            ask("complete by the pump", c.CompleteInfusion(given_ml=Ml(D(80)))),
            ask("stop", c.StopDosing(reason="asks")),
            fact("emergency", mo.EmergencyDeclared()),
            fact("emergency over", mo.EmergencyEnded(outcome="well")),
        ),
        from_state=_while_running,
        until=GONE,
    )


def _while_running(state: VisitState, tick: int = 5) -> Iterator[Event]:
    """Time matters here while drug may still go in; afterwards the recovery worlds watch it."""
    if state.phase not in {Phase.ENDED, Phase.RECOVERY, Phase.LEFT, Phase.TRANSFERRED}:
        yield Event("wait", wait=tick)
    yield fact("left", lv.LeftBeforeDischarge(circumstances="c"))


def _dose_world() -> World:
    return World(
        "dose",
        cast.started,
        (
            fact("set", NORMAL),
            fact("set: stop value", STOP),
            fact("set: graver", GRAVER),
            fact("cleared", ds.ResumeCleared(reason="settled"), PRESCRIBER),
            ask("pause", c.PauseInfusion(reason="BP")),
            ask("resume", c.ResumeInfusion(reason="settled")),
            ask("resume by another", c.ResumeInfusion(reason="settled"), SECOND),
            ask("complete", c.CompleteInfusion()),
            ask("stop", c.StopDosing(reason="asks")),
            ask("start again", c.StartInfusion(order=ORDER)),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            ask("revoke", c.RevokeOrder(order=ORDER, reason="why"), PRESCRIBER),
        ),
        from_state=lambda state: _while_running(state, 20),
        until=GONE,
    )


def _late_world() -> World:
    """What is written down late, corrected or struck out while the dose runs."""
    return World(
        "written late",
        cast.started,
        (
            fact("set", NORMAL),
            fact("late alarm seen", mo.AlarmSeen(key="late.spo2.low", done="looked")),
            fact("cleared", ds.ResumeCleared(reason="settled"), PRESCRIBER),
            ask("pause", c.PauseInfusion(reason="BP")),
            ask("resume", c.ResumeInfusion(reason="settled")),
            ask("stop", c.StopDosing(reason="asks")),
        ),
        from_state=_written_late,
        until=GONE,
    )


def _written_late(state: VisitState) -> Iterator[Event]:
    """One late set, one late turn of the pump, one correction, one artefact: each once."""
    yield from _while_running(state, 10)
    yield from resolutions(state)
    late = [r for r in state.all(mo.SetCharted) if r.happened_at < r.recorded_at]
    if not late:
        yield fact("set: late, low", readings(spo2=88), late=5)
        return
    named: dict[str, Any] = {"set": late[0].id, "parameter": Parameter.SPO2, "reason": "slip"}
    if not state.has(mo.ReadingCorrected):
        yield fact("late one corrected", mo.ReadingCorrected(**named, value=D(97)))
        yield fact("late one corrected to lower", mo.ReadingCorrected(**named, value=D(86)))
    if not state.has(mo.ReadingMarkedArtefact):
        yield fact("late one struck out", mo.ReadingMarkedArtefact(**named))
    if not state.has(ds.PumpFoundChanged):
        yield fact("pump found on", ds.PumpFoundChanged(rate_ml_per_h=MlPerH(D(151)), note="n"))


# ── recovery ─────────────────────────────────────────────────────────────────────────────────


def assessed(**changes: object) -> lv.RecoveryAssessed:
    values: dict[str, object] = {
        "orientation_deficit": "",
        "gait_deficit": "",
        "limbs_moving": 4,
        "breathing": 2,
        "vomiting": False,
        "cadss6": 0,
        "moaas": 5,
    }
    return lv.RecoveryAssessed(**(values | changes))  # type: ignore[arg-type]


WELL = assessed()
DROWSY = assessed(moaas=4)
NO_THOUGHTS = lv.NewSuicidalThoughtsAsked(answer=Answer.NO)
THOUGHTS = lv.NewSuicidalThoughtsAsked(answer=Answer.YES)
ADVICE = lv.AdviceGiven(document="advice 1", to_adult=True)
ADULT = ci.ResponsibleAdultNamed(name="Adult Synthetic", relation="friend", phone="555-0100")
LORAZEPAM = mo.DrugGiven(
    drug="lorazepam-po",
    name="Lorazepam",
    dose=D("0.5"),
    unit="mg",
    route="oral",
    authority=mo.Authority.STANDING,
    reason="distress",
    extends_observation=True,
)


def without_adult(story: Story) -> Story:
    """The same visit, but nobody is named to go home with: a prescriber let it start."""
    found = Story(know=story.know, now=START)
    for recorded in story.facts:
        if isinstance(recorded.fact, ci.ResponsibleAdultNamed):
            continue
        found.state = fold(found.state, [recorded])
        found.facts.append(recorded)
    found.now = story.now
    return found


def _recovery_world(route: Route) -> World:
    return World(
        f"recovery, {route}",
        lambda: without_adult(cast.ended(knowledge(route))),
        (
            fact("set", AT_THE_END),
            fact("assessed: well", WELL, slot=True),
            fact("assessed: drowsy", DROWSY, slot=True),
            fact("thoughts: no", NO_THOUGHTS, slot=True),
            fact("adult", ADULT, slot=True),
            fact("advice", ADVICE, slot=True),
            fact("cannula out", lv.CannulaRemoved(), slot=True),
            ask("overridden by a nurse", c.OverrideGate(rule="R33.escort", reason="w"), NURSE),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            ask("discharge to nobody", c.Discharge(to=" ")),
            ask("stop", c.StopDosing(reason="again")),
            Event("wait", wait=30),
        ),
        from_state=_rescue_once,
        until=GONE,
    )


def _set_aside_world() -> World:
    """What a prescriber sets aside in recovery; what needs no word of theirs is done already."""

    def start() -> Story:
        story = without_adult(cast.ended())
        return story.record(ADVICE).record(lv.CannulaRemoved())

    return World(
        "set aside in recovery",
        start,
        (
            fact("set", AT_THE_END),
            fact("set: high", readings(sbp=160, dbp=92)),
            fact("assessed: well", WELL, slot=True),
            fact("assessed: drowsy", DROWSY, slot=True),
            fact("thoughts: no", NO_THOUGHTS, slot=True),
            ask("drowsiness overridden", c.OverrideGate(rule="R33.moaas", reason="w"), PRESCRIBER),
            ask("adult overridden", c.OverrideGate(rule="R33.escort", reason="w"), PRESCRIBER),
            ask("pressure overridden", c.OverrideGate(rule="R33.bp", reason="w"), PRESCRIBER),
            ask("overridden by a nurse", c.OverrideGate(rule="R33.escort", reason="w"), NURSE),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            Event("wait", wait=30),
        ),
        until=GONE,
    )


def _rescue_once(state: VisitState) -> Iterator[Event]:
    if not state.has(mo.DrugGiven):
        yield fact("lorazepam", LORAZEPAM)


def _with_alarms() -> World:
    """Every criterion is met at first: what alarms, drugs and time do to it."""
    return World(
        "late trouble",
        cast.recovered,
        (
            fact("set", AT_THE_END),
            fact("set: notify", readings(sbp=172, dbp=98, moaas=5)),
            fact("seizure", mo.EventMarked(event="seizure")),
            fact("seen", mo.AlarmSeen(key="event.seizure", done="")),
            fact("treated", mo.AlarmSeen(key="event.seizure", done="lateral position")),
            fact("assessed: well", WELL, slot=True),
            fact("thoughts: no", NO_THOUGHTS, slot=True),
            ask(
                "alarm overridden",
                c.OverrideGate(rule="R33.alarm.sbp.high", reason="w"),
                PRESCRIBER,
            ),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            Event("wait", wait=15),
        ),
        until=GONE,
    )


def _risk_world() -> World:
    """Every criterion is met but what the patient says of suicide changes."""
    return World(
        "risk",
        cast.recovered,
        (
            fact("screen: none", SCREEN_NO),
            fact("screen: high", SCREEN_HIGH),
            fact("screen: moderate", SCREEN_MODERATE),
            fact("disposition", DISPOSITION, PRESCRIBER),
            fact("disposition, no plan", NO_PLAN, PRESCRIBER),
            fact("disposition by a nurse", DISPOSITION, NURSE),
            fact("thoughts: no", NO_THOUGHTS),
            fact("thoughts: yes", THOUGHTS),
            fact("item 9", ci.RiskItemAnswered(scale="PHQ-9", answer=2)),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            fact("left", lv.LeftBeforeDischarge(circumstances="c")),
            ask("sign", c.SignVisit(signature=signature(NURSE, START))),
        ),
        from_state=resolutions,
    )


# ── the other routes ─────────────────────────────────────────────────────────────────────────


def _soon_over(route: Route) -> Knowledge:
    """The route's protocol with a short watch: how long it is, the recovery worlds ask."""
    found = knowledge(route)
    changed = found.protocol.with_changes(1, {"recovery.minutes": D(10)})
    return knowledge(route, protocol=changed)


def _nasal_world() -> World:
    know = _soon_over(Route.NASAL)
    return World(
        "sprays",
        lambda: cast.ready(know),
        (
            ask("spray", c.GiveSpray(order=ORDER, lot="SYN-DEVICE")),
            ask("spray without a lot", c.GiveSpray(order=ORDER, lot=" ")),
            ask("spray by another", c.GiveSpray(order=ORDER, lot="SYN-DEVICE"), SECOND),
            ask("infuse", c.StartInfusion(order=ORDER)),
            ask("stop", c.StopDosing(reason="asks")),
            fact("set", NORMAL),
            fact("set: stop value", readings(sbp=204)),
            fact("cleared", ds.ResumeCleared(reason="settled"), PRESCRIBER),
            fact("emergency", mo.EmergencyDeclared()),
            fact("emergency over", mo.EmergencyEnded(outcome="well")),
        ),
        from_state=_while_running,
        until=GONE,
    )


def _injection_world() -> World:
    return World(
        "injection",
        lambda: cast.ready(_soon_over(Route.IM)),
        (
            ask("inject", c.GiveInjection(order=ORDER, site="arm")),
            ask("inject by another", c.GiveInjection(order=ORDER, site="arm"), SECOND),
            ask("stop", c.StopDosing(reason="observed")),
            fact("set", NORMAL),
            fact("set: low SpO2", LOW_SPO2),
            fact("set: very low SpO2", readings(spo2=86)),
            ask("SpO2 overridden", c.OverrideGate(rule="R27.spo2_low", reason="w"), PRESCRIBER),
            fact("transferred", lv.PatientTransferred(to="hospital", reason="r")),
        ),
        from_state=_while_running,
        until=GONE,
    )


# ── contradictions and signing ───────────────────────────────────────────────────────────────


def _found_world(name: str, start: "Story", extra: tuple[Event, ...] = ()) -> World:
    """Drug is found to have gone in past every gate, in this phase; and the way out of it."""
    return World(
        name,
        lambda: start,
        (
            fact("found running", ds.InfusionFoundRunning(note="pump on")),
            fact("paused", ds.InfusionPaused(reason="found")),
            ask("resume", c.ResumeInfusion(reason="r", rate_ml_per_h=MlPerH(D(100)))),
            ask("stop", c.StopDosing(reason="found")),
            ask("start", c.StartInfusion(order=ORDER)),
            ask("discharge", c.Discharge(to="Adult Synthetic")),
            fact("left", lv.LeftBeforeDischarge(circumstances="c")),
            ask("sign", c.SignVisit(signature=signature(NURSE, START))),
            Event("signed for by a prescriber", BALANCE, PRESCRIBER, each=True),
            Event("signed for by a nurse", BALANCE, NURSE, each=True),
            SIGN_FOR_HOLES,
            *extra,
        ),
        from_state=lambda state: (*resolutions(state), *_found_once(state)),
    )  # fmt: skip


def _found_once(state: VisitState) -> Iterator[Event]:
    if not state.has(ds.DoseFoundGiven):
        paper = ds.DoseFoundGiven(route=Route.IM, given_mg=Mg(D(35)), note="paper")
        yield fact("found given", paper)


def _signing_world() -> World:
    verbal = mo.DrugGiven(
        drug="other",
        name="Ondansetron",
        dose=D(4),
        unit="mg",
        route="IV",
        authority=mo.Authority.VERBAL,
        reason="nausea",
        extends_observation=False,
    )
    serious = mo.AdverseEventRecorded(
        event="syncope", severity="severe", serious=True, action="laid down", outcome="well"
    )

    def once(state: VisitState) -> Iterator[Event]:
        if not state.has(mo.DrugGiven):
            yield fact("verbal drug", verbal)
        else:
            given = state.all(mo.DrugGiven)[-1].id
            cosigned = mo.DrugCosigned(given=given)
            yield fact("co-signed", cosigned, PRESCRIBER)
            yield fact("co-signed by a nurse", cosigned, SECOND)
        if not state.has(mo.AdverseEventRecorded):
            yield fact("serious event", serious)
        if not state.has(ds.DrugWasted):
            yield fact("waste", ds.DrugWasted(volume_ml=Ml(D(1)), amount_mg=Mg(D(7)), witness="w"))
        yield from resolutions(state)

    return World(
        "signing",
        cast.discharged,
        (
            ask("sign", c.SignVisit(signature=signature(NURSE, START))),
            ask("sign for another", c.SignVisit(signature=signature(SECOND, START))),
            ask("addendum", c.AddAddendum(text="t", signature=signature(NURSE, START))),
            ask("acknowledged", c.AcknowledgeWarning(rule="R49", reason="reported by phone")),
            ask("balance, prescriber", c.OverrideGate(rule="R40", reason="w"), PRESCRIBER),
            ask("balance, nurse", c.OverrideGate(rule="R40", reason="w"), NURSE),
            fact("pressure after leaving", NORMAL),
            fact("transferred", lv.PatientTransferred(to="hospital", reason="r")),
        ),
        from_state=once,
    )


def _found() -> tuple[World, ...]:
    return (
        _found_world("found, before arrival", cast.booked()),
        _found_world("found, when ready", cast.ready()),
        _found_world("found, while infusing", cast.started()),
        _found_world("found, between sprays", cast.started(knowledge(Route.NASAL))),
        _found_world("found, after an injection", cast.started(knowledge(Route.IM))),
        _found_world("found, in recovery", cast.recovered()),
        _found_world("found, after discharge", cast.discharged()),
        _found_world("found, after signing", cast.signed()),
    )


def all_worlds() -> tuple[World, ...]:
    return (
        BOOKING,
        _check_in(),
        _order_world(),
        _signs_world(),
        _identity_world(),
        _rate_world(),
        _dose_world(),
        _late_world(),
        _nasal_world(),
        _injection_world(),
        *(_recovery_world(route) for route in Route),
        _set_aside_world(),
        _with_alarms(),
        _risk_world(),
        _signing_world(),
        *_found(),
    )
