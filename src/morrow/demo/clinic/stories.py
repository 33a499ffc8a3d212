"""The visits of the day, each told whole; the clock cuts it where it is now."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from morrow.care.visit import commands as c
from morrow.care.visit.facts import dosing, leaving, monitoring
from morrow.care.visit.facts.monitoring import Authority
from morrow.care.visit.values import Medication
from morrow.demo.clinic import parts
from morrow.demo.clinic.measure import BASELINE, charted
from morrow.demo.clinic.plan import Plan
from morrow.demo.clinic.teller import Script, Step, Telling
from morrow.quantities import Ml, as_decimal

Story = Callable[[Plan, Telling], Script]
END: Final = 40.0  # minutes of an infusion


def whole(plan: Plan, t: Telling) -> Script:
    """An infusion without anything special, from booking to signature."""
    yield from infused(plan, t)
    yield from parts.signed_off(plan, END + 75)


def infused(plan: Plan, t: Telling) -> Script:
    """The same, not signed yet."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 10)
    yield from parts.marked(plan, (13, "perception", "colours"), (17, "dissociation", ""))
    yield from parts.watched(plan, 20)
    yield from parts.marked(plan, (22, "music", "quieter"))
    yield from parts.watched(plan, 30)
    yield from parts.completed(plan)
    yield from left_well(plan, END)


def left_well(plan: Plan, end: float) -> Script:
    """Recovery to the handing over."""
    yield from parts.recovering(plan, end)
    yield from parts.settled(plan, end + 61)
    yield from parts.discharged(plan, end + 66)


def climbing(plan: Plan, t: Telling) -> Script:
    """The pressure goes on rising; the nurse repeats what is over a limit."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 10, 20, 25, 30)
    yield from parts.marked(plan, (30.8, "headache", "mild"))


def overdue(plan: Plan, t: Telling) -> Script:
    """The set of minute 20 was not taken."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 10)


def paused(plan: Plan, t: Telling) -> Script:
    """Clear fluid too recently, set aside by the prescriber; nausea, a drug, and a pause."""
    yield from parts.booked(plan)
    yield from parts.arrived(plan, t.place.chairs)
    yield from parts.asked(plan, t, fluid_hours=0.9)
    yield from parts.ordered(plan)
    yield from parts.prepared(plan)
    yield from parts.taken_over(plan)
    yield from parts.baseline(plan)
    reason = "Two sips of water with the morning tablets; agreed with the patient"
    yield Step(
        at=plan.at(-2), by=plan.prescriber, does=c.OverrideGate(rule="R25.fluid", reason=reason)
    )
    yield from parts.started(plan)
    yield from parts.watched(plan, 10)
    yield from parts.marked(plan, (15, "dissociation", ""), (16.5, "nausea", ""))
    yield Step(at=plan.at(17), by=plan.nurse, does=c.PauseInfusion(reason="nausea"))
    yield Step(at=plan.at(18), by=plan.nurse, does=_ondansetron())
    yield from parts.watched(plan, 20)


def _ondansetron() -> monitoring.DrugGiven:
    return monitoring.DrugGiven(
        drug="ondansetron-iv", name="Ondansetron", dose=Decimal(4), unit="mg", route="IV",
        authority=Authority.STANDING, reason="nausea", extends_observation=False,
    )  # fmt: skip


def injected(plan: Plan, t: Telling) -> Script:
    """An injection into the muscle, watched for a quarter of an hour."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 5, 10)
    yield charted(plan, 15.3, BASELINE)


def sprayed(plan: Plan, t: Telling) -> Script:
    """Two devices, five minutes apart."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    lot = parts.LOT[plan.route]
    yield Step(
        at=plan.at(5.5),
        by=plan.nurse,
        does=lambda t: c.GiveSpray(order=parts.order_of(t).id, lot=lot),
    )
    yield from parts.watched(plan, 10, 20, 30, 40)


def sprayed_whole(plan: Plan, t: Telling) -> Script:
    """The same to its signature."""
    yield from sprayed(plan, t)
    for minute in (70.3, 100.3):
        yield charted(plan, minute, BASELINE)
    yield charted(plan, 121.3, "formal")
    yield from parts.settled(plan, 122)
    yield from parts.discharged(plan, 126)
    yield from parts.signed_off(plan, 133)


def may_not_start(plan: Plan, t: Telling) -> Script:
    """Theophylline, a pressure of 166/104 on repeat, and nobody to go home with."""
    medicine = Medication(
        name="Theophylline", dose="200 mg twice a day", last_taken_at=plan.at(-300)
    )
    yield from parts.booked(plan)
    yield from parts.arrived(plan, t.place.chairs)
    yield from parts.asked(plan, t, medications=[medicine], adult=False)
    yield from parts.ordered(plan)
    yield from parts.prepared(plan)
    yield from parts.taken_over(plan)
    for minute in (-9.5, -3.0):
        yield charted(plan, minute, BASELINE)


def no_show(plan: Plan, _: Telling) -> Script:
    """Nobody came."""
    yield from parts.booked(plan)
    reason = "no answer on the phone at 20 and 30 minutes"
    yield Step(at=plan.at(-5), by="coordinator", does=c.MarkNoShow(reason=reason))


def cancelled(plan: Plan, _: Telling) -> Script:
    """The patient rang in the morning."""
    yield from parts.booked(plan)
    reason = "has a cold; wants to come next week"
    yield Step(
        at=plan.at(-60), by="coordinator", does=c.CancelVisit(reason=reason, by_patient=True)
    )


def not_done(plan: Plan, t: Telling) -> Script:
    """A pressure at which nothing is given, and sent home."""
    yield from parts.booked(plan)
    yield from parts.arrived(plan, t.place.chairs)
    yield from parts.asked(plan, t)
    yield from parts.taken_over(plan, minute=-25)
    yield charted(plan, -20, BASELINE)
    yield charted(plan, -12, BASELINE)
    reason = "BP at or over 180/110 twice; seen by the prescriber, to the family doctor today"
    yield Step(at=plan.at(-4), by=plan.nurse, does=c.MarkNotDone(reason=reason))


def left_early(plan: Plan, t: Telling) -> Script:
    """Gone before the criteria were met."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 10, 20, 30)
    yield from parts.completed(plan)
    yield charted(plan, END + 1.5, "formal")
    yield charted(plan, END + 15.3, BASELINE)
    told = "advised to stay; signed the advice sheet; partner rung"
    yield Step(
        at=plan.at(END + 27),
        by=plan.nurse,
        does=leaving.LeftBeforeDischarge(circumstances="had a train to catch", told=told),
    )


def stopped(plan: Plan, t: Telling) -> Script:
    """Stopped at the patient's wish; the rest wasted before a witness, all accounted for."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 10, 20)
    yield from parts.marked(plan, (27, "patient-request", ""))
    reason = "the patient asks to stop"
    yield Step(at=plan.at(28), by=plan.nurse, does=_stop(reason))
    seen = monitoring.AlarmSeen(key="event.patient-request", done="infusion stopped")
    yield Step(at=plan.at(28.5), by=plan.nurse, does=seen)
    yield Step(at=plan.at(29), by=plan.nurse, does=_waste(plan))
    yield from left_well(plan, 28)
    yield from parts.signed_off(plan, 28 + 75)


def _stop(reason: str) -> Callable[[Telling], object]:
    """The pump says that the minutes that it ran at its rate have gone in."""

    def stop(t: Telling) -> c.StopDosing:
        rate = parts.order_of(t).rate_ml_per_h
        assert rate is not None
        return c.StopDosing(
            reason=reason, given_ml=Ml(as_decimal(Fraction(rate) * 28 / 60, places=1))
        )

    return stop


def _waste(plan: Plan) -> Callable[[Telling], object]:
    def waste(t: Telling) -> object:
        order, ended = parts.order_of(t), t.state.last(dosing.InfusionStopped)
        assert ended is not None
        assert ended.fact.given_ml is not None
        assert order.infused_volume_ml is not None
        left = order.infused_volume_ml - ended.fact.given_ml
        share = Fraction(order.dose_mg) * Fraction(left) / Fraction(order.infused_volume_ml)
        return parts.waste(plan, t, volume_ml=Ml(left), amount_mg=as_decimal(share, places=2))

    return waste


def expected(plan: Plan, t: Telling) -> Script:
    """Booked; comes later."""
    del t
    yield from parts.booked(plan)


def checking_in(plan: Plan, t: Telling) -> Script:
    """Here, being asked, in the waiting room."""
    yield from parts.booked(plan)
    yield from parts.arrived(plan, t.place.chairs)
    yield from parts.asked(plan, t)
