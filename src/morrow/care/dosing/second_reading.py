"""The second person's blind reading of vial, weight, syringe and pump (R20, H1, H2, H8).

The reader does not see the first person's entries; each value is compared with the order.  A
value not entered is held as such, and is never taken for agreement.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from morrow.care.dosing.checks import AGREEMENT
from morrow.care.dosing.plans import DRAWN_OVER_MAX, InfusionPlan, InjectionPlan
from morrow.care.sources import HOUSE_POLICY, SYRINGE_SCALES
from morrow.evidence import Figure, Refusal
from morrow.quantities import Kg, Mg, MgPerMl, Ml, MlPerH, plain

GRADUATIONS: Final = {
    Decimal(size): Figure(
        value=Decimal(step), unit="mL", source=SYRINGE_SCALES, note=f"{size} mL syringe"
    )
    for size, step in (
        ("1", "0.01"),
        ("3", "0.1"),
        ("5", "0.2"),
        ("10", "0.2"),
        ("20", "1"),
        ("30", "1"),
        ("50", "1"),
        ("60", "1"),
    )
}
"""Size of a syringe in mL to the distance between its lines in mL."""


def graduation_of(syringe_ml: Ml) -> Figure | Refusal:
    """The usual graduation of a syringe of this size; refused for a size that we do not know."""
    if (found := GRADUATIONS.get(syringe_ml)) is not None:
        return found
    sizes = ", ".join(plain(size) for size in GRADUATIONS)
    return Refusal(
        rule="R20",
        reason=f"the graduation of a syringe of {plain(syringe_ml)} mL is not known",
        source=SYRINGE_SCALES,
        seen={"syringe_ml": plain(syringe_ml)},
        remedy=f"take a syringe of {sizes} mL",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the signed order says that the second person should find.  Rate and volume: IV only."""

    dose_mg: Mg
    weight_kg: Kg
    vial_mg_per_ml: Fraction
    draw_ml: Ml
    rate_ml_per_h: MlPerH | None = None
    infused_volume_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """What the second person read.  None: not entered.  Graduations: of the chosen devices."""

    vial_mg_per_ml: MgPerMl | None
    weight_kg: Kg | None
    drawn_ml: Ml | None
    syringe_graduation_ml: Ml
    pump_rate_ml_per_h: MlPerH | None = None
    pump_volume_ml: Ml | None = None
    pump_graduation: Decimal = Decimal("0.1")


def expected_of(plan: InfusionPlan | InjectionPlan) -> Expected:
    """The ordered numbers of a plan, as a second person should find them."""
    infusion = plan.ordered if isinstance(plan, InfusionPlan) else None
    return Expected(
        dose_mg=plan.ordered.dose_mg,
        weight_kg=plan.weight_kg,
        vial_mg_per_ml=plan.vial.strength,
        draw_ml=plan.ordered.draw_ml,
        rate_ml_per_h=None if infusion is None else infusion.rate_ml_per_h,
        infused_volume_ml=None if infusion is None else infusion.infused_volume_ml,
    )


def check_entry(
    *,
    what: str,
    unit: str,
    calculated: Fraction | Decimal,
    entered: Decimal | None,
    graduation: Decimal = Decimal(0),
) -> Refusal | None:
    """R20: an entry within the larger of 1 % and half a graduation of what was calculated."""
    should = Fraction(calculated)
    if entered is None:
        reason = f"{what} has not been entered"
    elif abs(Fraction(entered) - should) <= max(should / 100, Fraction(graduation) / 2):
        return None
    else:
        reason = f"{what} is {plain(should)} {unit} by the order, and {plain(entered)} was entered"
    return Refusal(
        rule="R20",
        reason=reason,
        source=AGREEMENT.source,
        seen={
            "what": what,
            "calculated": plain(should),
            "entered": "not entered" if entered is None else plain(entered),
            "graduation": plain(graduation),
        },
        remedy=f"read {what} again; correct the entry, the preparation or the order",
    )


def check_strength(*, ordered: Fraction, read: MgPerMl | None) -> Refusal | None:
    """H1: the vial in the hand has the ordered strength, exactly."""
    if read is not None and Fraction(read) == ordered:
        return None
    found = "not entered" if read is None else f"{plain(read)} mg/mL"
    return Refusal(
        rule="H1",
        reason=f"the order is for a vial of {plain(ordered)} mg/mL; read on the vial: {found}",
        source=HOUSE_POLICY,
        seen={"ordered_mg_per_ml": plain(ordered), "read_mg_per_ml": found},
        remedy="take the ordered vial, or sign an order for this one",
    )


def check_drawn(
    *, dose_mg: Mg, drawn_ml: Ml | None, vial_mg_per_ml: MgPerMl | Fraction | None
) -> Refusal | None:
    """H2: what is in the syringe is never more than the ordered dose + 2 %, whatever its scale."""
    if drawn_ml is None or vial_mg_per_ml is None:
        return None  # `check_entry` and `check_strength` hold for a value not entered
    drawn_mg = Fraction(drawn_ml) * Fraction(vial_mg_per_ml)
    if drawn_mg * 100 <= Fraction(dose_mg) * (100 + Fraction(DRAWN_OVER_MAX.value)):
        return None
    return Refusal(
        rule="H2",
        reason=f"{plain(drawn_ml)} mL holds {plain(drawn_mg)} mg; {plain(dose_mg)} mg is ordered",
        source=DRAWN_OVER_MAX.source,
        seen={"drawn_mg": plain(drawn_mg), "ordered_mg": plain(dose_mg)},
        remedy="discard the excess with a witness, or draw again with a finer syringe",
    )


def check_second_reading(*, expected: Expected, reading: SecondReading) -> tuple[Refusal, ...]:
    """R20 with H1, H2, H8: every way in which the second reading and the order disagree.

    H8 asks at 5 % of the pump's rate; R20 already holds at 1 % or half a graduation.
    """
    found = [
        check_strength(ordered=expected.vial_mg_per_ml, read=reading.vial_mg_per_ml),
        check_entry(
            what="the weight", unit="kg", calculated=expected.weight_kg, entered=reading.weight_kg
        ),
        check_entry(
            what="the volume drawn",
            unit="mL",
            calculated=expected.draw_ml,
            entered=reading.drawn_ml,
            graduation=reading.syringe_graduation_ml,
        ),
        check_drawn(
            dose_mg=expected.dose_mg,
            drawn_ml=reading.drawn_ml,
            vial_mg_per_ml=reading.vial_mg_per_ml,
        ),
        *_check_pump(expected, reading),
    ]
    return tuple(one for one in found if one is not None)


def _check_pump(expected: Expected, reading: SecondReading) -> list[Refusal | None]:
    if expected.rate_ml_per_h is None or expected.infused_volume_ml is None:
        return []  # an injection has no pump
    return [
        check_entry(
            what="the pump's rate",
            unit="mL/h",
            calculated=expected.rate_ml_per_h,
            entered=reading.pump_rate_ml_per_h,
            graduation=reading.pump_graduation,
        ),
        check_entry(
            what="the pump's volume",
            unit="mL",
            calculated=expected.infused_volume_ml,
            entered=reading.pump_volume_ml,
            graduation=reading.pump_graduation,
        ),
    ]
