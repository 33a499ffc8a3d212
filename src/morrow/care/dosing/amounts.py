"""From mg/kg to what is drawn, infused, injected or sprayed: exact, then rounded in the open.

Everything is computed in `Fraction`; the protocol's `Rounding` is applied as a last, named step,
downstream of itself: the dose is rounded, the draw follows the rounded dose, the rate follows the
rounded draw.  So what a person draws and programs is what the order says was ordered.

Rounding is to the nearest multiple of the step, a tie to the even one; only a draw goes to the
step below where the nearest would hold over 2 % more than the ordered dose.
"""

import math
from decimal import Decimal
from fractions import Fraction

from morrow.care.dosing.plans import (
    DRAWN_OVER_MAX,
    HOUSE_ROUNDING,
    SPRAY_MG,
    SPRAY_REST_MIN,
    InfusionAmounts,
    InfusionPlan,
    InjectionAmounts,
    InjectionPlan,
    OrderedInfusion,
    OrderedInjection,
    Preparation,
    Rounding,
    SprayPlan,
    Vial,
)
from morrow.care.sources import ARITHMETIC, SPRAVATO_DOSING
from morrow.evidence import Refusal
from morrow.quantities import Kg, Mg, MgPerKg, Min, Ml, MlPerH, plain


def exact_infusion(
    *,
    dose_mg_per_kg: MgPerKg,
    weight_kg: Kg,
    minutes: Min,
    vial: Vial,
    bag_ml: Ml,
    preparation: Preparation,
) -> InfusionAmounts:
    """mg, mL, mL/h of an infusion, exactly.

    A bag of 0 mL means undiluted.  Raises ValueError if anything else is not above zero, or if
    REPLACED must remove more than the bag holds: the edge and `plan_infusion` prevent both.
    """
    _positive(dose_mg_per_kg=dose_mg_per_kg, weight_kg=weight_kg, minutes=minutes)
    dose = Fraction(dose_mg_per_kg) * Fraction(weight_kg)
    return _infusion(
        dose,
        _draw(dose, vial),
        Fraction(minutes),
        vial=vial,
        bag_ml=bag_ml,
        preparation=preparation,
    )


def plan_infusion(
    *,
    dose_mg_per_kg: MgPerKg,
    weight_kg: Kg,
    minutes: Min,
    vial: Vial,
    bag_ml: Ml,
    preparation: Preparation,
    rounding: Rounding = HOUSE_ROUNDING,
) -> InfusionPlan | Refusal:
    """The whole arithmetic of an IV order, or why it cannot be prepared.

    Refused: a dose that rounds to nothing, and a REPLACED draw larger than the bag.
    """
    _positive(dose_mg_per_kg=dose_mg_per_kg, weight_kg=weight_kg, minutes=minutes)
    dose = Fraction(dose_mg_per_kg) * Fraction(weight_kg)
    rounded_mg, rounded_ml = _rounded_draw(dose, vial, rounding)
    draw = max(_draw(dose, vial), Fraction(rounded_ml))
    if refusal := _cannot_draw(dose, rounded_ml, rounding) or _no_room(draw, bag_ml, preparation):
        return refusal
    over = Fraction(minutes)
    exact = _infusion(
        dose, _draw(dose, vial), over, vial=vial, bag_ml=bag_ml, preparation=preparation
    )
    drawn = _infusion(
        dose, Fraction(rounded_ml), over, vial=vial, bag_ml=bag_ml, preparation=preparation
    )
    return InfusionPlan(
        dose_mg_per_kg=dose_mg_per_kg,
        weight_kg=weight_kg,
        minutes=minutes,
        vial=vial,
        bag_ml=bag_ml,
        preparation=preparation,
        rounding=rounding,
        exact=exact,
        ordered=_ordered(rounded_mg, drawn, rounding),
    )


def plan_injection(
    *,
    dose_mg_per_kg: MgPerKg,
    weight_kg: Kg,
    vial: Vial,
    rounding: Rounding = HOUSE_ROUNDING,
) -> InjectionPlan | Refusal:
    """The arithmetic of an IM order: mg, and mL to inject; refused if it rounds to nothing."""
    _positive(dose_mg_per_kg=dose_mg_per_kg, weight_kg=weight_kg)
    dose = Fraction(dose_mg_per_kg) * Fraction(weight_kg)
    draw = _draw(dose, vial)
    rounded_mg, rounded_ml = _rounded_draw(dose, vial, rounding)
    if refusal := _cannot_draw(dose, rounded_ml, rounding):
        return refusal
    vials, remainder = _remainder(draw, vial)
    rounded_vials, rounded_remainder = _remainder(Fraction(rounded_ml), vial)
    return InjectionPlan(
        dose_mg_per_kg=dose_mg_per_kg,
        weight_kg=weight_kg,
        vial=vial,
        rounding=rounding,
        exact=InjectionAmounts(
            dose_mg=dose, draw_ml=draw, vials=vials, vial_remainder_ml=remainder
        ),
        ordered=OrderedInjection(
            dose_mg=rounded_mg,
            draw_ml=rounded_ml,
            vials=rounded_vials,
            vial_remainder_ml=_ml_or_none(rounded_remainder),
        ),
    )


def plan_spray(*, dose_mg: Mg) -> SprayPlan | Refusal:
    """R21, the part that arithmetic settles: a dose is one, two or three whole devices of 28 mg."""
    devices = Fraction(dose_mg) / Fraction(SPRAY_MG.value)
    if devices not in {1, 2, 3}:
        return Refusal(
            rule="R21",
            reason=f"{plain(dose_mg)} mg is not 28, 56 or 84 mg: a device holds 28 mg",
            source=SPRAVATO_DOSING,
            seen={"dose_mg": plain(dose_mg)},
            remedy="order 28, 56 or 84 mg",
        )
    count = int(devices)
    due = tuple(Min(SPRAY_REST_MIN.value * number) for number in range(count))
    return SprayPlan(dose_mg=dose_mg, devices=count, due_min=due)


def to_step(value: Fraction, step: Decimal) -> Decimal:
    """`value` to the nearest multiple of `step`, a tie to the even multiple: exact, as Decimal."""
    return round(value / Fraction(step)) * step


def _positive(**values: Decimal) -> None:
    for name, value in values.items():
        if not (value.is_finite() and value > 0):
            raise ValueError(f"{name} must be above 0 and finite, got {value!r}")


def _draw(dose: Fraction, vial: Vial) -> Fraction:
    _positive(drug_mg=vial.drug_mg, volume_ml=vial.volume_ml)
    return dose * Fraction(vial.volume_ml) / Fraction(vial.drug_mg)


def _rounded_draw(dose: Fraction, vial: Vial, rounding: Rounding) -> tuple[Mg, Ml]:
    """Dose and draw, each to its nearest step; but no draw holds over 2 % more than the dose.

    An order must not ask for a draw that the second reading would have to hold (H2): there the
    draw is the step below, and `check_measurable` says that vial and syringe are too coarse.
    """
    step = rounding.draw_ml.value
    dose_mg = Mg(to_step(dose, rounding.dose_mg.value))
    draw = to_step(_draw(Fraction(dose_mg), vial), step)
    most_mg = Fraction(dose_mg) * (100 + Fraction(DRAWN_OVER_MAX.value)) / 100
    if Fraction(draw) * vial.strength > most_mg:
        draw -= step
    return dose_mg, Ml(draw)


def _infusion(
    dose: Fraction,
    draw: Fraction,
    minutes: Fraction,
    *,
    vial: Vial,
    bag_ml: Ml,
    preparation: Preparation,
) -> InfusionAmounts:
    if not (bag_ml.is_finite() and bag_ml >= 0):
        raise ValueError(f"bag_ml must be 0 (undiluted) or above, got {bag_ml!r}")
    bag = Fraction(bag_ml)
    if preparation is Preparation.REPLACED and draw > bag:
        raise ValueError(f"{draw} mL cannot replace part of a bag of {bag} mL")
    volume = bag + draw if preparation is Preparation.ADDED else bag
    vials, remainder = _remainder(draw, vial)
    return InfusionAmounts(
        dose_mg=dose,
        draw_ml=draw,
        infused_volume_ml=volume,
        rate_ml_per_h=volume * 60 / minutes,
        concentration_mg_per_ml=draw * vial.strength / volume,
        vials=vials,
        vial_remainder_ml=remainder,
    )


def _ordered(dose_mg: Mg, drawn: InfusionAmounts, rounding: Rounding) -> OrderedInfusion:
    return OrderedInfusion(
        dose_mg=dose_mg,
        draw_ml=_ml(drawn.draw_ml),
        infused_volume_ml=_ml(drawn.infused_volume_ml),
        rate_ml_per_h=MlPerH(to_step(drawn.rate_ml_per_h, rounding.rate_ml_per_h.value)),
        vials=drawn.vials,
        vial_remainder_ml=_ml_or_none(drawn.vial_remainder_ml),
    )


def _remainder(draw: Fraction, vial: Vial) -> tuple[int | None, Fraction | None]:
    """Vials to open, and mL left in the last; unknown where only a strength is known."""
    if not vial.whole:
        return None, None
    content = Fraction(vial.volume_ml)
    vials = math.ceil(draw / content)
    return vials, vials * content - draw


def _ml(value: Fraction) -> Ml:
    """A sum or multiple of recorded decimals, back as the decimal that it is."""
    return Ml(Decimal(value.numerator) / Decimal(value.denominator))


def _ml_or_none(value: Fraction | None) -> Ml | None:
    return None if value is None else _ml(value)


def _cannot_draw(dose: Fraction, rounded_ml: Ml, rounding: Rounding) -> Refusal | None:
    if rounded_ml > 0:
        return None
    step = rounding.draw_ml
    return Refusal(
        rule="DRAW",
        reason=f"{plain(dose)} mg is too little to measure in steps of {plain(step.value)} mL",
        source=step.source,
        seen={"dose_mg": plain(dose), "draw_step_ml": plain(step.value)},
        remedy="order a larger dose, or draw from a weaker vial",
    )


def _no_room(draw: Fraction, bag_ml: Ml, preparation: Preparation) -> Refusal | None:
    if preparation is Preparation.ADDED or draw <= bag_ml:
        return None
    return Refusal(
        rule="DRAW",
        reason=f"{plain(draw)} mL cannot replace part of a bag of {plain(bag_ml)} mL",
        source=ARITHMETIC,
        seen={"draw_ml": plain(draw), "bag_ml": plain(bag_ml)},
        remedy="take a larger bag or a stronger vial, or add the drug to the full bag",
    )
