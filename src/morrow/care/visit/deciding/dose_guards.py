"""What may hold more drug: the guards of a start, a next device, a resumption, a rate.

Each guard answers one question; `dosing` says which commands ask it.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from morrow.care import sources as s
from morrow.care.durations import minutes
from morrow.care.visit import commands as c
from morrow.care.visit import flags, gates, given
from morrow.care.visit.case import Case
from morrow.care.visit.clearance import must_be_cleared
from morrow.care.visit.deciding.answers import Guard, Held, held
from morrow.care.visit.facts import dosing
from morrow.care.visit.facts.check_in import PreparationChecked
from morrow.care.visit.naming import listed
from morrow.care.visit.rules.order import r14_consent
from morrow.care.visit.schedule import DOSING_SET
from morrow.care.visit.values import Actor, Phase, Route
from morrow.quantities import MlPerH, plain


def right_order(command: Any, case: Case, by: Actor) -> Held | None:
    """The order meant is the one in force.  That there is one, the start gate asks."""
    del by
    order = case.state.order
    if order is None and case.state.phase is Phase.ARRIVED:
        return None
    if order is not None and order.id == command.order:
        return None
    return held("ORDER", "that order is not the one in force", "look at the order again")


def by_route(route: Route) -> Guard:
    def right_route(command: object, case: Case, by: Actor) -> Held | None:
        del command, by
        order = case.state.order
        if order is None or order.route is route:
            return None
        return held("ORDER.route", f"the order is for {order.route}", "give it as ordered")

    return right_route


def start_gates(command: object, case: Case, by: Actor) -> Held | None:
    """Every gate holds, or somebody entitled set it aside; asked before the first dose."""
    del command, by
    if case.state.phase is not Phase.ARRIVED:
        return None
    stands = gates.open_findings(gates.START, case)
    return Held(stands) if stands else None


def by_assigned_nurse(command: object, case: Case, by: Actor) -> Held | None:
    """Whoever gives the drug has the patient."""
    del command
    if case.state.nurse is not None and by.id == case.state.nurse:
        return None
    return held("NURSE", "you are not the assigned nurse", "take the patient first")


def nurse_or_prescriber(command: object, case: Case, by: Actor) -> Held | None:
    """More drug again: by the assigned nurse, or by a prescriber while a nurse has the patient."""
    del command
    nurse = case.state.nurse
    if nurse is not None and (by.id == nurse or "prescriber" in by.roles):
        return None
    return held("NURSE", "you are not the assigned nurse", "take the patient first")


def still_consented(command: object, case: Case, by: Actor) -> Held | None:
    """R14: a consent withdrawn during the visit holds the rest of the dose."""
    del command, by
    stands = tuple(r14_consent(case))
    return Held(stands) if stands else None


def no_emergency(command: object, case: Case, by: Actor) -> Held | None:
    """No more drug while an emergency runs."""
    del command, by
    if case.state.emergency is None:
        return None
    return held("EMERGENCY", "an emergency is running", "end the emergency first")


def breach_reviewed(command: object, case: Case, by: Actor) -> Held | None:
    """A dose found running goes on only after a prescriber or the director has looked at it."""
    del command, by
    if not any(flag.breach for flag in flags.unresolved(case.state)):
        return None
    return held("BREACH", "a breach is not reviewed yet", "a prescriber reviews it")


def has_baseline(command: object, case: Case, by: Actor) -> Held | None:
    """Nobody is dosed on without a baseline to compare with."""
    del command, by
    missing = [parameter for parameter in DOSING_SET if parameter not in case.baseline]
    if not missing:
        return None
    return held("BASELINE", f"no baseline of {listed(missing)}", "do not go on; observe")


def stop_value_cleared(command: object, case: Case, by: Actor) -> Held | None:
    """R29: after a stop value, only once a prescriber has cleared it."""
    del command, by
    if not must_be_cleared(case.state):
        return None
    return held("R29", "a stop value came up", "a prescriber enters that the dose may go on")


def device_left(command: object, case: Case, by: Actor) -> Held | None:
    """R21: not more devices than ordered."""
    del command, by
    order, given_ = case.state.order, len(case.state.all(dosing.SprayGiven))
    if order is None or order.devices is None or given_ < order.devices:
        return None
    return held("R21", f"{order.devices} devices are ordered and given", "order no more")


def rested(command: object, case: Case, by: Actor) -> Held | None:
    """Five minutes between devices."""
    del command, by
    earlier = case.state.all(dosing.SprayGiven)
    if not earlier:
        return None
    rest = case.protocol["dose.device_rest"]
    due = max(one.happened_at for one in earlier) + minutes(rest)
    if case.now >= due:
        return None
    reason = f"less than {rest} minutes since the last device"
    source = case.protocol.source("dose.device_rest")
    return held("R21.rest", reason, f"wait until {case.clock(due)}", source)


def lot_named(command: c.GiveSpray, case: Case, by: Actor) -> Held | None:
    del case, by
    if command.lot.strip():
        return None
    return held("H9.lot", "no lot number", "enter the lot of this device", s.REMS_MONITORING_FORM)


def known_rate(command: c.ResumeInfusion, case: Case, by: Actor) -> Held | None:
    del by
    if rate_of(command, case) is not None:
        return None
    return held("RATE", "the rate is not known", "enter the pump's rate in mL/h")


def within_order(command: c.ResumeInfusion | c.ChangeRate, case: Case, by: Actor) -> Held | None:
    """R18: slower is the nurse's, whatever runs; faster than ordered is nobody's; none is a pause."""
    del by
    rate, order = rate_of(command, case), case.state.order
    if rate is not None and rate <= 0:
        return held("RATE", f"{plain(rate)} mL/h is no rate", "pause or stop instead")
    if isinstance(command, c.ChangeRate) and is_slower(command, case):
        return None
    if order is None or order.rate_ml_per_h is None:
        return held("ORDER", "no order gives a rate", "slower is allowed; or pause, or stop")
    if rate is None or Fraction(rate) <= Fraction(order.rate_ml_per_h):
        return None
    return held(
        "R18.rate",
        f"{plain(rate)} mL/h is faster than the ordered {plain(order.rate_ml_per_h)} mL/h",
        "keep to the order; a dose that runs is not ordered anew",
        s.KETALAR_LABEL,
        ordered=plain(order.rate_ml_per_h),
    )


def is_faster(command: c.ChangeRate, case: Case) -> bool:
    """Whether this rate is above the present one; an unknown present rate counts as lower."""
    present = _present_rate(case)
    return present is None or command.rate_ml_per_h > present


def is_slower(command: c.ChangeRate, case: Case) -> bool:
    """Whether this rate is surely below the present one."""
    present = _present_rate(case)
    return present is not None and command.rate_ml_per_h < present


def _present_rate(case: Case) -> Decimal | None:
    found = given.segments(case.state)
    return found[-1].rate_ml_per_h if found else None


def rate_of(command: c.ResumeInfusion | c.ChangeRate, case: Case) -> MlPerH | None:
    """The rate asked for, or the last one."""
    if command.rate_ml_per_h is not None:
        return command.rate_ml_per_h
    rates = [segment.rate_ml_per_h for segment in given.segments(case.state)]
    return MlPerH(rates[-1]) if rates and rates[-1] is not None else None


def site_named(command: c.GiveInjection, case: Case, by: Actor) -> Held | None:
    del case, by
    if command.site.strip():
        return None
    return held("R52.site", "no site is named", "say where the injection goes")


def drawn_at_most(command: c.GiveInjection, case: Case, by: Actor) -> Held | None:
    """What goes in is at most what the second person read in the syringe."""
    del by
    read, asked = case.fact(PreparationChecked), command.given_ml
    if asked is None or read is None or read.drawn_ml is None or 0 < asked <= read.drawn_ml:
        return None
    reason = f"{plain(asked)} mL given, of {plain(read.drawn_ml)} mL drawn"
    return held("R20.given", reason, "enter the mL that went in")


def started_here(command: object, case: Case, by: Actor) -> Held | None:
    """What a pump found running holds is not known: it is stopped, not completed."""
    del command, by
    if case.state.has(dosing.InfusionStarted):
        return None
    return held("PHASE", "cannot complete: how much was to go in is not known", "stop it instead")


def bag_empty(command: c.CompleteInfusion, case: Case, by: Actor) -> Held | None:
    """By the rates the bag is nearly empty; otherwise the pump says how much went in.

    One that is told late is decided at the time it tells of.
    """
    del by
    started = case.state.last(dosing.InfusionStarted)
    if command.given_ml is not None or started is None:
        return None
    last = given.switches(case.state)[-1].happened_at
    if case.now < last:
        reason = f"the pump was set again at {case.clock(last)}, after that"
        return held("COMPLETE", reason, "enter the volume that the pump shows, or stop")
    volume, whole = given.infused(case.state, case.now).volume_ml, started.fact.volume_ml
    least = case.protocol["dose.complete_from"]
    if volume is not None and volume * 100 >= Fraction(whole) * Fraction(least):
        return None
    so_far = "not known" if volume is None else f"{plain(volume, places=1)} mL"
    return held(
        "COMPLETE",
        f"by the rates {so_far} of {plain(whole)} mL has gone in",
        "enter the volume that the pump shows, or stop",
        case.protocol.source("dose.complete_from"),
    )
