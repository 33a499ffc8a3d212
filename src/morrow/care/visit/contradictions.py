"""Facts that do not fit what is on record so far: each yields its words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from morrow.care.durations import minutes
from morrow.care.recorded import Recorded
from morrow.care.visit.clearance import must_be_cleared
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning
from morrow.care.visit.phases import GONE
from morrow.care.visit.roles import counts
from morrow.care.visit.values import Phase

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

BEFORE: Final = frozenset({None, Phase.PLANNED, Phase.CANCELLED, Phase.NO_SHOW})
RUNNING: Final = frozenset({Phase.INFUSING, Phase.PAUSED})
_AFTER_SIGNING: Final = (
    leaving.AddendumWritten,
    leaving.FlagResolved,
    leaving.OpeningExplained,
    dosing.BreachReviewed,
    monitoring.DrugCosigned,
)
_AT_THE_CHAIR: Final = (
    monitoring.SetCharted,
    monitoring.DrugGiven,
    monitoring.EventMarked,
    leaving.RecoveryAssessed,
    leaving.NewSuicidalThoughtsAsked,
    leaving.CannulaRemoved,
)
"""What needs the patient to be here."""


def found(before: "VisitState", recorded: Recorded[Any]) -> Iterator[str]:
    """What this fact contradicts in the state before it."""
    name = type(recorded.fact).__name__
    if before.phase is Phase.SIGNED and not isinstance(recorded.fact, _AFTER_SIGNING):
        yield f"{name} recorded after the record was signed"
    if recorded.happened_at - recorded.recorded_at > minutes(1):
        yield f"{name} is dated after it was written down"
    if not counts(recorded):
        yield f"{name} written as {recorded.role}: it does not count"
    yield from _presence(before, recorded)
    yield from _dose(before, recorded)
    yield from _order(before, recorded)


def _presence(before: "VisitState", recorded: Recorded[Any]) -> Iterator[str]:
    """Was the patient there?"""
    phase, fact = before.phase, recorded.fact
    if isinstance(fact, _AT_THE_CHAIR):
        if phase in BEFORE:
            yield f"{type(fact).__name__} for a patient who had not arrived"
        elif (left := _left(before)) and recorded.happened_at > left.happened_at:
            yield f"{type(fact).__name__} for a patient who had gone"
    match fact:
        case check_in.PatientArrived() if phase in {None, Phase.CANCELLED, Phase.NO_SHOW}:
            yield f"arrived, though the visit was {phase or 'never booked'}"
        case check_in.PatientArrived() if before.has(check_in.PatientArrived):
            yield "arrived a second time"
        case leaving.LeftBeforeDischarge() | leaving.PatientTransferred():
            yield from _gone(before)
        case planning.VisitBooked() if phase is not None:
            yield "booked twice"
        case _:
            pass


def _left(before: "VisitState") -> Recorded[Any] | None:
    """How the patient went, while they are gone."""
    if before.phase not in GONE:
        return None
    kinds = (leaving.Discharged, leaving.LeftBeforeDischarge, leaving.PatientTransferred)
    known = [found for kind in kinds if (found := before.last(kind))]
    return max(known, key=lambda one: one.version, default=None)


def _gone(before: "VisitState") -> Iterator[str]:
    if before.phase in BEFORE:
        yield "left or transferred, though not recorded as arrived"
    elif before.phase in GONE:
        yield f"left or transferred, though recorded as {before.phase} already"
    elif _pump_on(before):
        yield "left or transferred while an infusion was recorded as running"


def _dose(before: "VisitState", recorded: Recorded[Any]) -> Iterator[str]:
    """Does it fit what is known of the drug?"""
    phase = before.phase
    match recorded.fact:
        case dosing.InfusionFoundRunning():
            yield "an infusion was found running that the record did not know"
        case dosing.DoseFoundGiven():
            yield "a dose was found to have been given that the record did not know"
        case dosing.PumpFoundChanged(rate_ml_per_h=rate):
            yield f"the pump was found set to {rate:f} mL/h without a command"
        case dosing.InfusionPaused() if phase is not Phase.INFUSING:
            yield "paused, though nothing was recorded as infusing"
        case dosing.InfusionStopped() | dosing.InfusionCompleted() if not _pump_on(before):
            yield "stopped, though nothing was recorded as infusing"
        case dosing.RateChanged() if phase not in RUNNING:
            yield "the rate was changed, though nothing was recorded as infusing"
        case dosing.SpraysStopped() if phase is not Phase.SPRAYING:
            yield "sprays stopped, though none were being given"
        case leaving.CannulaRemoved() if _pump_on(before):
            yield "cannula removed while an infusion was recorded as running"
        case leaving.RecoveryAssessed() if not before.dosed and phase not in BEFORE:
            yield "recovery assessed, though no dose was recorded"
        case check_in.BaselineAssessed() if _after_first_dose(before, recorded):
            yield "the baseline was assessed after the dose had begun"
        case monitoring.SetCharted() if _before_first_dose(before, recorded):
            yield "charted for before the dose once it had begun: no baseline that the start saw"
        case _:
            pass


def _pump_on(before: "VisitState") -> bool:
    """Whether the last word on the pump, as recorded, is that it was turned on."""
    on = (before.last(dosing.InfusionStarted), before.last(dosing.InfusionFoundRunning))
    off = (before.last(dosing.InfusionStopped), before.last(dosing.InfusionCompleted))
    return max((one.version for one in on if one), default=0) > max(
        (one.version for one in off if one), default=0
    )


def _after_first_dose(before: "VisitState", recorded: Recorded[Any]) -> bool:
    dose = before.first_dose
    return dose is not None and recorded.happened_at > dose.happened_at


def _before_first_dose(before: "VisitState", recorded: Recorded[Any]) -> bool:
    dose = before.first_dose
    return dose is not None and recorded.happened_at < dose.happened_at


def past_a_hold(before: "VisitState", recorded: Recorded[Any]) -> bool:
    """A pump found turned on or up where resuming would have been held: a breach."""
    if not isinstance(recorded.fact, dosing.PumpFoundChanged):
        return False
    return must_be_cleared(before) or before.emergency is not None or not before.dosed


def _order(before: "VisitState", recorded: Recorded[Any]) -> Iterator[str]:
    """Does what it speaks of exist?"""
    match recorded.fact:
        case monitoring.EmergencyEnded() if before.emergency is None:
            yield "an emergency ended that was not declared"
        case monitoring.DrugCosigned(given=given):
            drugs = {drug.id: drug for drug in before.all(monitoring.DrugGiven)}
            if given not in drugs:
                yield "a drug co-signed that is not on record"
            elif drugs[given].by == recorded.by:
                yield "a drug co-signed by the person who gave it"
        case monitoring.ReadingCorrected() | monitoring.ReadingMarkedArtefact() as mark:
            sets = {one.id: one.fact for one in before.all(monitoring.SetCharted)}
            known = sets[mark.set].readings if mark.set in sets else ()
            if mark.parameter not in {reading.parameter for reading in known}:
                yield f"a {mark.parameter.upper()} corrected or marked that is not on record"
        case check_in.WrongPatientChosen():
            yield "the visit was opened for another patient"
        case dosing.DrugWasted(witness=witness) if witness == recorded.by:
            yield "waste witnessed by the person who wasted it"
        case _:
            pass
