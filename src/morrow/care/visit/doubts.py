"""Facts that are hard to believe in themselves, or unsuitable for this patient: each in words."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from morrow.care.recorded import Recorded
from morrow.care.visit import given
from morrow.care.visit.allergies import speaks_against
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring
from morrow.care.visit.values import Parameter, Reading
from morrow.quantities import plain

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

PLAUSIBLE: Final[dict[Parameter, tuple[Decimal, Decimal]]] = {
    Parameter.SBP: (Decimal(60), Decimal(240)),
    Parameter.DBP: (Decimal(30), Decimal(140)),
    Parameter.MAP: (Decimal(40), Decimal(180)),
    Parameter.HR: (Decimal(35), Decimal(190)),
    Parameter.SPO2: (Decimal(70), Decimal(100)),
    Parameter.RR: (Decimal(5), Decimal(45)),
    Parameter.TEMPERATURE: (Decimal(34), Decimal(41)),
    Parameter.AROUSAL: (Decimal(0), Decimal(2)),
    Parameter.MOAAS: (Decimal(0), Decimal(5)),
    Parameter.RASS: (Decimal(-5), Decimal(4)),
    Parameter.CADSS6: (Decimal(0), Decimal(24)),
}
"""Outside these a value is kept and questioned (HOUSE_POLICY, proposed; the scales' own ranges)."""

WEIGHT_KG: Final = (Decimal(25), Decimal(300))
HEIGHT_CM: Final = (Decimal(120), Decimal(220))
"""An adult's; outside, kept and questioned (HOUSE_POLICY, proposed)."""

RATES_AGREE: Final = Decimal(10)
"""% of the bag by which the pump's reading and the charted rates may differ (HOUSE_POLICY,
proposed: as far from its end as a bag may be called empty, `dose.complete_from`)."""

_ASSESSED: Final = (("limbs_moving", 4), ("breathing", 2), ("moaas", 5), ("cadss6", 24))


def found(before: "VisitState", recorded: Recorded[Any]) -> Iterator[str]:
    """What is doubtful about this fact, given the state before it."""
    match recorded.fact:
        case check_in.WeightMeasured(weight_kg=weight):
            yield from _outside("weight", weight, WEIGHT_KG, "kg")
        case check_in.HeightMeasured(height_cm=height):
            yield from _outside("height", height, HEIGHT_CM, "cm")
        case monitoring.SetCharted(readings=readings):
            for reading in readings:
                yield from _implausible(reading.parameter, reading.value)
            yield from _crossed(readings)
        case monitoring.ReadingCorrected(parameter=parameter, value=value):
            yield from _implausible(parameter, value)
        case monitoring.DrugGiven() as drug:
            yield from _unsuitable(before, drug)
        case check_in.SuicideRiskScreened(answers=answers) if len(answers) != 6:
            yield f"C-SSRS with {len(answers)} answers; the screener has 6"
        case leaving.RecoveryAssessed() as seen:
            for name, most in _ASSESSED:
                if not 0 <= getattr(seen, name) <= most:
                    yield f"{name} {getattr(seen, name)} is not from 0 to {most}"
        case dosing.InfusionStopped(given_ml=volume) | dosing.InfusionCompleted(given_ml=volume):
            yield from _volume(before, volume, recorded.happened_at)
        case _:
            pass


def _implausible(parameter: Parameter, value: Decimal) -> Iterator[str]:
    low, high = PLAUSIBLE[parameter]
    if not low <= value <= high:
        yield f"{parameter.upper()} {value:f} is hard to believe ({low} to {high} expected)"


def _outside(
    what: str, value: Decimal, expected: tuple[Decimal, Decimal], unit: str
) -> Iterator[str]:
    low, high = expected
    if not low <= value <= high:
        yield f"{what} {value:f} {unit} is hard to believe ({low} to {high} expected)"


def _crossed(readings: tuple[Reading, ...]) -> Iterator[str]:
    values = {reading.parameter: reading.value for reading in readings}
    sbp, dbp = values.get(Parameter.SBP), values.get(Parameter.DBP)
    if sbp is not None and dbp is not None and dbp >= sbp:
        yield f"BP {sbp:f}/{dbp:f}: the diastolic is not below the systolic"


def _volume(before: "VisitState", volume: Decimal | None, at: datetime) -> Iterator[str]:
    """The pump cannot have put in more than the bag held, or less than nothing, or another
    volume than its rates give."""
    started = before.last(dosing.InfusionStarted)
    if volume is None or started is None:
        return
    held, by_rates = started.fact.volume_ml, given.infused(before, at).volume_ml
    if by_rates is not None and abs(Fraction(volume) - by_rates) * 100 > held * RATES_AGREE:
        yield f"{volume:f} mL given; by the rates {plain(by_rates, places=1)} mL"
    if not 0 <= volume * 100 <= held * 101:  # R20 forgives 1 %
        yield f"{volume:f} mL given, though the bag held {held:f} mL"


def _unsuitable(before: "VisitState", drug: monitoring.DrugGiven) -> Iterator[str]:
    confirmed = before.last(check_in.AllergiesConfirmed)
    for allergy in confirmed.fact.allergies if confirmed else ():
        if speaks_against(allergy, drug.name):
            yield f"{drug.name} given; allergy on record: {allergy.substance}"
    for exclusion in before.order.exclusions if before.order else ():
        if exclusion.key == drug.drug:
            yield f"{drug.name} given, which the order excludes: {exclusion.reason}"
