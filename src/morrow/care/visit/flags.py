"""Flags: facts that contradict the state or are hard to believe.  Recorded all the same.

A flag is raised within the fold of its fact, from the state before it; it stays until a person
says what is true.  It blocks signing and never care.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning
from morrow.care.visit.values import Parameter, Phase

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A contradiction: which fact, why, and whether it is a breach that a prescriber reviews."""

    key: str
    fact: UUID
    reason: str
    breach: bool = False


BEFORE: Final = frozenset({None, Phase.PLANNED, Phase.CANCELLED, Phase.NO_SHOW})
RUNNING: Final = frozenset({Phase.INFUSING, Phase.PAUSED})
_AFTER_SIGNING: Final = (
    leaving.AddendumWritten,
    leaving.FlagResolved,
    leaving.OpeningExplained,
    dosing.BreachReviewed,
    monitoring.DrugCosigned,
)

PLAUSIBLE: Final[dict[Parameter, tuple[Decimal, Decimal]]] = {
    Parameter.SBP: (Decimal(60), Decimal(240)),
    Parameter.DBP: (Decimal(30), Decimal(140)),
    Parameter.MAP: (Decimal(40), Decimal(180)),
    Parameter.HR: (Decimal(35), Decimal(190)),
    Parameter.SPO2: (Decimal(70), Decimal(100)),
    Parameter.RR: (Decimal(5), Decimal(45)),
    Parameter.TEMPERATURE: (Decimal(34), Decimal(41)),
}
"""Outside these a value is kept and questioned (HOUSE_POLICY, proposed)."""


def unresolved(state: "VisitState") -> tuple[Flag, ...]:
    """The flags that nobody has answered yet."""
    resolved = {r.fact.flag for r in state.all(leaving.FlagResolved)}
    reviewed = {r.fact.breach for r in state.all(dosing.BreachReviewed)}
    return tuple(
        flag
        for flag in state.flags
        if (flag.fact not in reviewed if flag.breach else flag.key not in resolved)
    )


def raised(before: "VisitState", recorded: Recorded[object]) -> tuple[Flag, ...]:
    """What this fact contradicts, given the state before it."""
    reasons = (*_phase(before, recorded), *_content(before, recorded))
    breach = isinstance(recorded.fact, dosing.InfusionFoundRunning)
    return tuple(
        Flag(key=f"{recorded.id}.{number}", fact=recorded.id, reason=reason, breach=breach)
        for number, reason in enumerate(reasons)
    )


def _phase(before: "VisitState", recorded: Recorded[object]) -> Iterator[str]:
    """Facts that do not fit the phase in which they arrive."""
    phase, kind = before.phase, type(recorded.fact)
    name = kind.__name__
    if phase is Phase.SIGNED and kind not in _AFTER_SIGNING:
        yield f"{name} recorded after the record was signed"
    match recorded.fact:
        case dosing.InfusionFoundRunning():
            yield "an infusion was found running that the record did not know"
        case dosing.InfusionPaused() if phase is not Phase.INFUSING:
            yield "paused, though nothing was recorded as infusing"
        case dosing.InfusionStopped() | dosing.InfusionCompleted() if phase not in RUNNING:
            yield "stopped, though nothing was recorded as infusing"
        case dosing.RateChanged() if phase not in RUNNING:
            yield "the rate was changed, though nothing was recorded as infusing"
        case dosing.SpraysStopped() if phase is not Phase.SPRAYING:
            yield "sprays stopped, though none were being given"
        case leaving.LeftBeforeDischarge() | leaving.PatientTransferred():
            yield from _gone(phase)
        case monitoring.SetCharted() if phase in BEFORE:
            yield "readings for a patient who had not arrived"
        case monitoring.DrugGiven() if phase in BEFORE:
            yield "a drug given to a patient who had not arrived"
        case check_in.PatientArrived() if phase in {Phase.CANCELLED, Phase.NO_SHOW}:
            yield f"arrived, though the visit was {phase}"
        case planning.VisitBooked() if phase is not None:
            yield "booked twice"
        case _:
            pass


def _gone(phase: Phase | None) -> Iterator[str]:
    if phase in BEFORE:
        yield "left or transferred, though not recorded as arrived"
    elif phase in RUNNING:
        yield "left or transferred while an infusion was recorded as running"


def _content(before: "VisitState", recorded: Recorded[object]) -> Iterator[str]:
    """Facts that are hard to believe in themselves, or against what is known."""
    match recorded.fact:
        case monitoring.SetCharted(readings=readings):
            for reading in readings:
                yield from _implausible(reading.parameter, reading.value)
        case monitoring.ReadingCorrected(parameter=parameter, value=value):
            yield from _implausible(parameter, value)
        case monitoring.DrugGiven() as drug:
            yield from _unsuitable(before, drug)
        case check_in.WrongPatientChosen():
            yield "the visit was opened for another patient"
        case dosing.DrugWasted(witness=witness) if witness == recorded.by:
            yield "waste witnessed by the person who wasted it"
        case _:
            pass


def _implausible(parameter: Parameter, value: Decimal) -> Iterator[str]:
    if parameter in PLAUSIBLE:
        low, high = PLAUSIBLE[parameter]
        if not low <= value <= high:
            yield f"{parameter.upper()} {value:f} is hard to believe ({low} to {high} expected)"


def _unsuitable(before: "VisitState", drug: monitoring.DrugGiven) -> Iterator[str]:
    confirmed = before.last(check_in.AllergiesConfirmed)
    for allergy in confirmed.fact.allergies if confirmed else ():
        if allergy.substance.casefold() in drug.name.casefold():
            yield f"{drug.name} given; allergy on record: {allergy.substance}"
    for exclusion in before.order.exclusions if before.order else ():
        if exclusion.key == drug.drug:
            yield f"{drug.name} given, which the order excludes: {exclusion.reason}"
