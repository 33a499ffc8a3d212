"""The visit from arrival to signature: each turn with both its times, and how it ended."""

from typing import Any, Final

from morrow.care.recorded import Recorded
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning
from morrow.care.visit.naming import route_words
from morrow.care.visit.view.bedside import iso
from morrow.quantities import plain

TURNS: Final[tuple[type, ...]] = (
    planning.VisitBooked,
    planning.VisitMoved,
    planning.VisitCancelled,
    planning.PatientDidNotAttend,
    planning.VisitNotDone,
    planning.OrderSigned,
    planning.OrderCosigned,
    planning.OrderRevoked,
    check_in.PatientArrived,
    check_in.NurseAssigned,
    check_in.WrongPatientChosen,
    dosing.InfusionStarted,
    dosing.InfusionPaused,
    dosing.InfusionResumed,
    dosing.RateChanged,
    dosing.InfusionStopped,
    dosing.InfusionCompleted,
    dosing.InfusionFoundRunning,
    dosing.PumpFoundChanged,
    dosing.DoseFoundGiven,
    dosing.BreachReviewed,
    dosing.ResumeCleared,
    dosing.InjectionGiven,
    dosing.SprayGiven,
    dosing.SpraysStopped,
    dosing.DrugWasted,
    monitoring.EmergencyDeclared,
    monitoring.EmergencyEnded,
    leaving.CannulaRemoved,
    leaving.AdviceGiven,
    leaving.Discharged,
    leaving.LeftBeforeDischarge,
    leaving.PatientTransferred,
    leaving.FlagResolved,
    leaving.VisitSigned,
    leaving.AddendumWritten,
)


def timeline(case: Case) -> list[dict[str, Any]]:
    """Every turn of the visit by when it happened, with when it was written down."""
    found = [r for kind in TURNS for r in case.state.by_kind.get(kind, ())]
    return [_turn(r, case) for r in sorted(found, key=lambda r: (r.happened_at, r.version))]


def _turn(recorded: Recorded[object], case: Case) -> dict[str, Any]:
    text, asks = words(recorded.fact), False
    if isinstance(recorded.fact, _STOPS) and not recorded.fact.reason.strip():
        reason = _reason_given_since(recorded, case)
        text, asks = _stopped(recorded.fact, reason or "reason not given yet"), not reason
    late = (recorded.recorded_at - recorded.happened_at).total_seconds() > 300
    return {
        "id": str(recorded.id),
        "kind": type(recorded.fact).__name__,
        "text": text,
        "asks_reason": asks,
        "at": iso(recorded.happened_at),
        "recorded_at": iso(recorded.recorded_at),
        "late": late,
        "by": recorded.by,
        "role": recorded.role,
    }


def _reason_given_since(stop: Recorded[object], case: Case) -> str:
    """What somebody wrote after a stop, which itself waits for no word; empty if nobody has."""
    later = [r.version for kind in _STOPS for r in case.state.by_kind.get(kind, ())]
    until = min((version for version in later if version > stop.version), default=None)
    for note in case.state.all(monitoring.NoteWritten):
        if note.version > stop.version and (until is None or note.version < until):
            before, _, reason = note.fact.text.partition(STOP_REASON)
            if not before and reason.strip():
                return reason.strip()
    return ""


def _stopped(fact: object, reason: str) -> str:
    if isinstance(fact, dosing.InfusionStopped):
        read = "" if fact.given_ml is None else f"; pump reads {plain(fact.given_ml)} mL"
        return f"Stopped: {reason}{read}"
    return f"Sprays stopped: {reason}"


STOP_REASON: Final = "Reason for the stop: "
"""How the note begins that gives the reason after a stop."""

_STOPS: Final = (dosing.InfusionStopped, dosing.SpraysStopped)
_PLAIN: Final[dict[type, str]] = {
    planning.VisitBooked: "Booked",
    planning.OrderSigned: "Order signed",
    planning.OrderCosigned: "Order co-signed",
    check_in.PatientArrived: "Arrived",
    check_in.NurseAssigned: "Nurse took the patient",
    leaving.VisitSigned: "Record signed",
    monitoring.EmergencyDeclared: "Emergency declared",
}


def words(fact: object) -> str:
    """A turn in a few words, with the reason that was given."""
    if type(fact) in _PLAIN:
        return _PLAIN[type(fact)]
    match fact:
        case dosing.InfusionStarted(rate_ml_per_h=rate, volume_ml=volume, dose_mg=dose):
            return f"Infusion started: {plain(dose)} mg in {plain(volume)} mL at {plain(rate)} mL/h"
        case dosing.InfusionResumed(rate_ml_per_h=rate, reason=reason):
            return f"Resumed at {plain(rate)} mL/h: {reason}"
        case dosing.RateChanged(rate_ml_per_h=rate, reason=reason):
            return f"Rate changed to {plain(rate)} mL/h: {reason}"
        case dosing.InfusionStopped() | dosing.SpraysStopped():
            return _stopped(fact, fact.reason)
        case dosing.InfusionCompleted(given_ml=given):
            return "Infusion complete" + ("" if given is None else f": {plain(given)} mL")
        case dosing.InfusionFoundRunning(note=note):
            return f"Found running: {note}"
        case dosing.DoseFoundGiven(route=route, given_mg=dose, note=note):
            amount = "an unknown dose" if dose is None else f"{plain(dose)} mg"
            return f"Found given: {amount} {route_words(route)}, {note}"
        case dosing.InjectionGiven(given_mg=dose, given_ml=volume, site=site):
            return f"Injected {plain(dose)} mg in {plain(volume)} mL, {site}"
        case dosing.SprayGiven(number=number, given_mg=dose, lot=lot):
            return f"Device {number}: {plain(dose)} mg, lot {lot}"
        case dosing.DrugWasted(amount_mg=amount, volume_ml=volume):
            return f"Wasted {plain(amount)} mg ({plain(volume)} mL)"
        case _:
            return _reasoned(fact)


def _reasoned(fact: object) -> str:
    match fact:
        case dosing.PumpFoundChanged(rate_ml_per_h=rate, note=note):
            return f"Pump found at {plain(rate)} mL/h: {note}"
        case leaving.Discharged(to=to):
            return f"Discharged to {to}"
        case leaving.LeftBeforeDischarge(circumstances=circumstances, told=told):
            said = f"; told: {told}" if told else ""
            return f"Left before discharge: {circumstances}{said}"
        case leaving.CannulaRemoved(site=site):
            return f"Cannula removed, {site}" if site else "Cannula removed"
        case leaving.PatientTransferred(to=to, reason=reason):
            return f"Transferred to {to}: {reason}"
        case leaving.AdviceGiven(document=document):
            return f"Written advice given ({document})"
        case leaving.FlagResolved(resolution=resolution):
            return f"Flag resolved: {resolution}"
        case leaving.AddendumWritten(text=text):
            return f"Addendum: {text}"
        case dosing.BreachReviewed(finding=finding):
            return f"Breach reviewed: {finding}"
        case monitoring.EmergencyEnded(outcome=outcome):
            return f"Emergency over: {outcome}"
        case planning.VisitMoved(reason=reason):
            return f"Moved: {reason}"
        case _:
            name = _spaced(type(fact).__name__)
            return f"{name}: {reason}" if (reason := getattr(fact, "reason", "")) else name


def _spaced(name: str) -> str:
    """``SpraysStopped`` as ``Sprays stopped``."""
    text = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return text.strip().capitalize()


def signature(case: Case) -> dict[str, Any] | None:
    signed = case.state.last(leaving.VisitSigned)
    if signed is None:
        return None
    return {
        "by": signed.by,
        "at": iso(signed.happened_at),
        "text_hash": signed.fact.signature.text_hash,
    }
