"""Starting, changing and ending the dose."""

from fractions import Fraction

from morrow.care import sources as s
from morrow.care.durations import minutes
from morrow.care.visit import commands as c
from morrow.care.visit import gates, given
from morrow.care.visit.case import Case
from morrow.care.visit.deciding.answers import Decision, Held, held, wrong_phase
from morrow.care.visit.facts import dosing, monitoring
from morrow.care.visit.facts.monitoring import Level
from morrow.care.visit.values import Actor, Order, Phase, Route
from morrow.quantities import Mg, Min, MlPerH, plain


def start_infusion(command: c.StartInfusion, case: Case, by: Actor) -> Decision:
    """Start when every gate holds or was set aside by somebody entitled."""
    order = case.state.order
    if blocked := _blocked(command.order, Route.IV, case, by):
        return blocked
    assert order is not None
    if order.rate_ml_per_h is None or order.infused_volume_ml is None:
        raise ValueError("an IV order has a rate and a volume")
    return (
        dosing.InfusionStarted(
            order=order.id,
            rate_ml_per_h=order.rate_ml_per_h,
            volume_ml=order.infused_volume_ml,
            dose_mg=order.dose_mg,
        ),
    )


def give_injection(command: c.GiveInjection, case: Case, by: Actor) -> Decision:
    order = case.state.order
    if blocked := _blocked(command.order, Route.IM, case, by):
        return blocked
    assert order is not None
    if order.draw_ml is None:
        raise ValueError("an IM order has a volume")
    return (
        dosing.InjectionGiven(
            order=order.id,
            given_mg=order.dose_mg,
            given_ml=order.draw_ml,
            site=command.site,
            observed_minutes=Min(case.protocol["dose.observed_minutes"]),
        ),
    )


def give_spray(command: c.GiveSpray, case: Case, by: Actor) -> Decision:
    """The first device passes the gates; each later one waits out the rest, within the order."""
    order, earlier = case.state.order, case.state.all(dosing.SprayGiven)
    if case.state.phase is not Phase.SPRAYING:
        if blocked := _blocked(command.order, Route.NASAL, case, by):
            return blocked
    elif stopped := _next_spray(command, case):
        return stopped
    if not command.lot.strip():
        return held(
            "H9.lot", "no lot number", "enter the lot of this device", s.REMS_MONITORING_FORM
        )
    assert order is not None
    device = Mg(case.protocol["dose.device"])
    number = len(earlier) + 1
    return (dosing.SprayGiven(order=order.id, number=number, given_mg=device, lot=command.lot),)


def _next_spray(command: c.GiveSpray, case: Case) -> Held | None:
    order, earlier = case.state.order, case.state.all(dosing.SprayGiven)
    if order is None or order.id != command.order:
        return held("ORDER", "that order is not the one in force", "look at the order again")
    if order.devices is not None and len(earlier) >= order.devices:
        return held("R21", f"{order.devices} devices are ordered and given", "order no more")
    if must_be_cleared(case):
        return _needs_clearing()
    rest = case.protocol["dose.device_rest"]
    due = earlier[-1].happened_at + minutes(rest)
    if case.now < due:
        source = case.protocol.source("dose.device_rest")
        reason = f"less than {rest} minutes since the last device"
        return held("R21.rest", reason, f"wait until {due.isoformat(timespec='seconds')}", source)
    return None


def _blocked(order_id: object, route: Route, case: Case, by: Actor) -> Held | None:
    """Why no first dose by this route may go in now; None when it may."""
    if case.state.phase is not Phase.ARRIVED:
        return wrong_phase("start", case.state.phase, "start once, after check-in")
    order = case.state.order
    if order is not None and order.id != order_id:
        return held("ORDER", "that order is not the one in force", "look at the order again")
    if order is not None and order.route is not route:
        return held("ORDER.route", f"the order is for {order.route}", "give it as ordered")
    stands = gates.open_findings(gates.START, case)
    if stands:
        return Held(stands)
    if by.id != case.state.nurse:
        return held("NURSE", "you are not the assigned nurse", "take the patient first")
    return None


def pause(command: c.PauseInfusion, case: Case, by: Actor) -> Decision:
    """A pause is stopping for now: recorded whatever the phase, flagged where it contradicts."""
    del case, by
    return (dosing.InfusionPaused(reason=command.reason),)


def stop(command: c.StopDosing, case: Case, by: Actor) -> Decision:
    """Never held.  Sprays and infusions end in their own words."""
    del by
    if case.state.phase is Phase.SPRAYING:
        return (dosing.SpraysStopped(reason=command.reason),)
    return (dosing.InfusionStopped(reason=command.reason, given_ml=command.given_ml),)


def complete(command: c.CompleteInfusion, case: Case, by: Actor) -> Decision:
    """The bag is empty: the whole volume went in unless the pump says another."""
    del by
    started = case.state.last(dosing.InfusionStarted)
    if case.state.phase is not Phase.INFUSING or started is None:
        return wrong_phase("complete", case.state.phase, "an infusion completes while it runs")
    volume = started.fact.volume_ml if command.given_ml is None else command.given_ml
    return (dosing.InfusionCompleted(given_ml=volume),)


def resume(command: c.ResumeInfusion, case: Case, by: Actor) -> Decision:
    """R29: after a stop value, only once a prescriber has cleared it."""
    del by
    if case.state.phase is not Phase.PAUSED:
        return wrong_phase("resume", case.state.phase, "an infusion resumes from a pause")
    if must_be_cleared(case):
        return _needs_clearing()
    rate = command.rate_ml_per_h or _last_rate(case)
    if rate is None:
        return held("RATE", "the rate is not known", "enter the pump's rate in mL/h")
    if too_fast := _too_fast(rate, case):
        return too_fast
    return (dosing.InfusionResumed(rate_ml_per_h=rate, reason=command.reason),)


def change_rate(command: c.ChangeRate, case: Case, by: Actor) -> Decision:
    """Slower is the nurse's; faster than ordered is a new order."""
    del by
    if case.state.phase is not Phase.INFUSING:
        return wrong_phase("change the rate", case.state.phase, "while it runs")
    if too_fast := _too_fast(command.rate_ml_per_h, case):
        return too_fast
    return (dosing.RateChanged(rate_ml_per_h=command.rate_ml_per_h, reason=command.reason),)


def _too_fast(rate: MlPerH, case: Case) -> Held | None:
    order: Order | None = case.state.order
    if order is None or order.rate_ml_per_h is None:
        return held("ORDER", "no order gives a rate", "a prescriber signs an order")
    if Fraction(rate) > Fraction(order.rate_ml_per_h):
        return held(
            "R18.rate",
            f"{plain(rate)} mL/h is faster than the ordered {plain(order.rate_ml_per_h)} mL/h",
            "keep to the order, or a prescriber signs a fresh one",
            s.KETALAR_LABEL,
            ordered=plain(order.rate_ml_per_h),
        )
    return None


def _last_rate(case: Case) -> MlPerH | None:
    rates = [segment.rate_ml_per_h for segment in given.segments(case.state)]
    return MlPerH(rates[-1]) if rates and rates[-1] is not None else None


def must_be_cleared(case: Case) -> bool:
    """Whether a stop value has come up since a prescriber last cleared the dose (R29)."""
    cleared = case.state.last(dosing.ResumeCleared)
    since = cleared.version if cleared else 0
    return any(
        r.fact.level is Level.STOP and r.version > since
        for r in case.state.all(monitoring.AlarmRaised)
    )


def _needs_clearing() -> Held:
    return held(
        "R29", "a stop value came up", "a prescriber enters that the dose may go on", s.HOUSE_POLICY
    )
