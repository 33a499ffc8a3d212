"""Starting, changing and ending the dose.

Less drug is never held: pausing and stopping are accepted in every state.  More drug (a start, the
next device, a resumption, a faster rate) passes every guard.
"""

from typing import Final

from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.deciding import dose_guards as guards
from morrow.care.visit.deciding.answers import Decider, Facts, Held, phase_is
from morrow.care.visit.facts import dosing
from morrow.care.visit.facts.check_in import PreparationChecked
from morrow.care.visit.values import Actor, Phase, Route
from morrow.quantities import Mg, MgPerMl, Min, Ml


def _start(command: c.StartInfusion, case: Case, by: Actor) -> Facts:
    del command, by
    order = case.state.order
    assert order is not None
    if order.rate_ml_per_h is None or order.infused_volume_ml is None:
        raise ValueError("an IV order has a rate and a volume")
    drawn_ml, strength = _drawn(case)
    return (
        dosing.InfusionStarted(
            order=order.id,
            rate_ml_per_h=order.rate_ml_per_h,
            volume_ml=order.infused_volume_ml,
            dose_mg=Mg(drawn_ml * strength),
        ),
    )


def _drawn(case: Case) -> tuple[Ml, MgPerMl]:
    """What is in the syringe, as the second person read it: that goes in, not what was ordered."""
    read = case.fact(PreparationChecked)
    assert read is not None
    if read.drawn_ml is None or read.vial_mg_per_ml is None:
        raise ValueError("a preparation that was checked has a volume and a strength")
    return read.drawn_ml, read.vial_mg_per_ml


def _inject(command: c.GiveInjection, case: Case, by: Actor) -> Facts:
    del by
    order = case.state.order
    assert order is not None
    drawn_ml, strength = _drawn(case)
    given_ml = drawn_ml if command.given_ml is None else command.given_ml
    return (
        dosing.InjectionGiven(
            order=order.id,
            given_mg=Mg(given_ml * strength),
            given_ml=given_ml,
            site=command.site,
            observed_minutes=Min(case.protocol["dose.observed_minutes"]),
        ),
    )


def _spray(command: c.GiveSpray, case: Case, by: Actor) -> Facts:
    del by
    number = len(case.state.all(dosing.SprayGiven)) + 1
    device = Mg(case.protocol["dose.device"])
    return (
        dosing.SprayGiven(order=command.order, number=number, given_mg=device, lot=command.lot),
    )


def _pause(command: c.PauseInfusion, case: Case, by: Actor) -> Facts:
    """Stopping for now: recorded whatever the phase, flagged where it contradicts."""
    del case, by
    return (dosing.InfusionPaused(reason=command.reason),)


def _stop(command: c.StopDosing, case: Case, by: Actor) -> Facts:
    """Sprays and infusions end in their own words."""
    del by
    if case.state.phase is Phase.SPRAYING:
        return (dosing.SpraysStopped(reason=command.reason),)
    return (dosing.InfusionStopped(reason=command.reason, given_ml=command.given_ml),)


def _complete(command: c.CompleteInfusion, case: Case, by: Actor) -> Facts:
    """The bag is empty; `given_ml` only where somebody has read it from the pump."""
    del case, by
    return (dosing.InfusionCompleted(given_ml=command.given_ml),)


def _resume(command: c.ResumeInfusion, case: Case, by: Actor) -> Facts:
    del by
    rate = guards.rate_of(command, case)
    assert rate is not None
    return (dosing.InfusionResumed(rate_ml_per_h=rate, reason=command.reason),)


def _change(command: c.ChangeRate, case: Case, by: Actor) -> Facts:
    del case, by
    return (dosing.RateChanged(rate_ml_per_h=command.rate_ml_per_h, reason=command.reason),)


_ONCE: Final = "start once, after check-in"
_MORE: Final = (
    guards.still_consented,
    guards.no_emergency,
    guards.breach_reviewed,
    guards.stop_value_cleared,
)

GOING_ON: Final = {
    c.ResumeInfusion: (*_MORE, guards.has_baseline),
    c.GiveSpray: (*_MORE, guards.device_left, guards.rested),
}
"""What holds the rest of a dose, whoever gives it and whatever they enter."""


def _faster_is_more(command: c.ChangeRate, case: Case, by: Actor) -> Held | None:
    """A rate above the present one, or above an unknown one, passes what a resumption passes."""
    if not guards.is_faster(command, case):
        return None
    asked = (guard(command, case, by) for guard in (*_MORE, guards.nurse_or_prescriber))
    return next((found for found in asked if found), None)


DECIDERS: Final[dict[type, Decider]] = {
    c.StartInfusion: Decider(
        _start,
        (
            phase_is("start", _ONCE, Phase.ARRIVED),
            guards.right_order,
            guards.by_route(Route.IV),
            guards.start_gates,
            guards.by_assigned_nurse,
        ),
    ),
    c.GiveInjection: Decider(
        _inject,
        (
            phase_is("start", _ONCE, Phase.ARRIVED),
            guards.right_order,
            guards.by_route(Route.IM),
            guards.start_gates,
            guards.by_assigned_nurse,
            guards.site_named,
            guards.drawn_at_most,
        ),
    ),
    c.GiveSpray: Decider(
        _spray,
        (
            phase_is("spray", "after check-in, and as ordered", Phase.ARRIVED, Phase.SPRAYING),
            guards.right_order,
            guards.by_route(Route.NASAL),
            guards.start_gates,
            guards.by_assigned_nurse,
            *GOING_ON[c.GiveSpray],
            guards.lot_named,
        ),
    ),
    c.PauseInfusion: Decider(_pause),
    c.StopDosing: Decider(_stop),
    c.ResumeInfusion: Decider(
        _resume,
        (
            phase_is("resume", "an infusion resumes from a pause", Phase.PAUSED),
            guards.nurse_or_prescriber,
            *GOING_ON[c.ResumeInfusion],
            guards.known_rate,
            guards.within_order,
        ),
    ),
    c.ChangeRate: Decider(
        _change,
        (
            phase_is("change the rate", "while it runs", Phase.INFUSING),
            guards.within_order,
            _faster_is_more,
        ),
    ),
    c.CompleteInfusion: Decider(
        _complete,
        (
            phase_is("complete", "an infusion completes while it runs", Phase.INFUSING),
            guards.started_here,
            guards.bag_empty,
        ),
    ),
}
