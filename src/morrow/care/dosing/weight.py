"""Which weight a dose may stand on: its age, whether it can be true, actual or ideal (R16, R17, H4).

A measured weight is a fact and is always recorded.  What is held here is an order that rests on
it.  Adjusted weights are not offered: none of our sources gives one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from morrow.care.sources import DEVINE_1974, HOUSE_POLICY, SINGH_2019
from morrow.evidence import Figure, Override, Refusal, Warn
from morrow.quantities import Cm, Kg, plain


def _policy(value: str, unit: str, note: str) -> Figure:
    return Figure(value=Decimal(value), unit=unit, source=HOUSE_POLICY, note=note)


WEIGHT_MAX_AGE: Final = _policy("7", "d", "a weight-based order needs a weight this recent (R16)")
WEIGHT_MAX_CHANGE: Final = _policy("10", "%", "a change this large is weighed again (H4)")
WEIGHT_AGREEMENT: Final = _policy("1", "%", "two weighings closer than this agree (H4)")
BMI_MIN: Final = _policy("14", "kg/m2", "below, weigh and measure again (H4)")
BMI_MAX: Final = _policy("60", "kg/m2", "above, weigh and measure again (H4)")
BMI_IDEAL_WEIGHT: Final = Figure(
    value=Decimal(30), unit="kg/m2", source=SINGH_2019, note="from here on, think of ideal weight"
)
DEVINE_HEIGHT_MIN: Final = Figure(
    value=Decimal("152.4"), unit="cm", source=DEVINE_1974, note="60 in: the formula starts here"
)
DEVINE_PER_INCH: Final = Figure(
    value=Decimal("2.3"), unit="kg", source=DEVINE_1974, note="for each inch over 60"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The weight that a dose stands on, and what is known beside it.

    `kg` was measured on `on` (clinic's date; None: not measured).  `last_kg` is the weight before
    that, `again_kg` a second weighing of the same day.
    """

    kg: Kg
    on: date | None
    height_cm: Cm | None = None
    last_kg: Kg | None = None
    again_kg: Kg | None = None


class Devine(StrEnum):
    """The two lines of Devine's formula.  A person chooses the one that fits; nothing derives it."""

    MEN = "men"
    WOMEN = "women"


DEVINE_BASE: Final = {
    Devine.MEN: Figure(value=Decimal(50), unit="kg", source=DEVINE_1974),
    Devine.WOMEN: Figure(value=Decimal("45.5"), unit="kg", source=DEVINE_1974),
}


def ideal_weight_kg(*, height_cm: Cm, line: Devine) -> Fraction | Refusal:
    """Ideal body weight by Devine (kg, exact); refused under 60 in, where the formula is silent."""
    if height_cm < DEVINE_HEIGHT_MIN.value:
        return Refusal(
            rule="DEVINE",
            reason=f"Devine's ideal weight starts at 152.4 cm, and the height is {height_cm} cm",
            source=DEVINE_1974,
            seen={"height_cm": plain(height_cm)},
            remedy="order on the actual weight",
        )
    inches = Fraction(height_cm) / Fraction(254, 100)
    over = inches - 60
    return Fraction(DEVINE_BASE[line].value) + Fraction(DEVINE_PER_INCH.value) * over


def body_mass_index(*, weight_kg: Kg, height_cm: Cm) -> Fraction:
    """kg/m2, exactly."""
    return Fraction(weight_kg) / (Fraction(height_cm) / 100) ** 2


def check_weight_age(
    *, weighed_on: date | None, today: date, max_age: Figure = WEIGHT_MAX_AGE
) -> Refusal | None:
    """R16: no weight-based order on a weight that was not measured, or not recently.

    Both dates are dates of the clinic's calendar.  A clinic may shorten the 7 days, not raise them.
    """
    days_allowed = min(int(max_age.value), int(WEIGHT_MAX_AGE.value))
    if weighed_on is None:
        reason, seen = "no weight has been measured", "never"
    elif weighed_on > today:
        reason, seen = f"the weight is dated {weighed_on}, after today", weighed_on.isoformat()
    elif (days := (today - weighed_on).days) > days_allowed:
        reason = f"the weight is {days} days old; an order needs one of {days_allowed} days or less"
        seen = weighed_on.isoformat()
    else:
        return None
    return Refusal(
        rule="R16",
        reason=reason,
        source=max_age.source,
        seen={"weighed_on": seen, "today": today.isoformat()},
        remedy="weigh the patient now, in kg",
    )


def check_weight_plausible(
    *,
    weight_kg: Kg,
    last_kg: Kg | None = None,
    height_cm: Cm | None = None,
    weighed_again_kg: Kg | None = None,
) -> Refusal | None:
    """H4: a weight that jumped by 10 % or more, or a BMI under 14 or over 60, is weighed again.

    `weighed_again_kg`: the weighing before it of the same day; one that agrees to 1 % lifts the
    hold, one that is 10 % away is a jump like any other.  Pounds entered as kilograms are a change
    of 120 %.
    """
    if weighed_again_kg is not None and _change(weight_kg, weighed_again_kg) <= _of(
        WEIGHT_AGREEMENT
    ):
        return None
    seen = {"weight_kg": plain(weight_kg)}
    found: list[str] = []
    for name, words, known_kg in (
        ("last_kg", "last weight", last_kg),
        ("before_kg", "weighing before", weighed_again_kg),
    ):
        if known_kg is None or (change := _change(weight_kg, known_kg)) < _of(WEIGHT_MAX_CHANGE):
            continue
        seen[name] = plain(known_kg)
        found.append(f"{plain(change * 100, places=1)} % from the {words}, {plain(known_kg)} kg")
    if height_cm is not None:
        bmi = body_mass_index(weight_kg=weight_kg, height_cm=height_cm)
        if not BMI_MIN.value <= bmi <= BMI_MAX.value:
            seen["height_cm"] = plain(height_cm)
            found.append(f"BMI {plain(bmi, places=1)} kg/m2")
    if not found:
        return None
    return Refusal(
        rule="H4",
        reason=f"{plain(weight_kg)} kg may be a slip (pounds?): {'; '.join(found)}",
        source=HOUSE_POLICY,
        seen=seen,
        remedy="weigh again, in kg; a second weighing within 1 % confirms it",
        override=Override.PRESCRIBER,
    )


def check_body_mass_index(
    *, weight_kg: Kg, height_cm: Cm | None, uses_actual_weight: bool
) -> Warn | None:
    """R17: BMI of 30 or more with a dose on actual weight.  Shown once per course by the caller.

    The consensus prefers ideal weight there; the landmark trials used actual weight.
    """
    if height_cm is None or not uses_actual_weight:
        return None
    bmi = body_mass_index(weight_kg=weight_kg, height_cm=height_cm)
    if bmi < BMI_IDEAL_WEIGHT.value:
        return None
    return Warn(
        rule="R17",
        reason=f"BMI {plain(bmi, places=1)} kg/m2 and the dose is on actual weight",
        source=BMI_IDEAL_WEIGHT.source,
        seen={"weight_kg": plain(weight_kg), "height_cm": plain(height_cm)},
    )


def check_weighing(weighing: Weighing, *, uses_actual_weight: bool) -> tuple[Refusal | Warn, ...]:
    """H4 and R17: whether this can be the weight, and whether it is the one to dose on."""
    found = (
        check_weight_plausible(
            weight_kg=weighing.kg,
            last_kg=weighing.last_kg,
            height_cm=weighing.height_cm,
            weighed_again_kg=weighing.again_kg,
        ),
        check_body_mass_index(
            weight_kg=weighing.kg,
            height_cm=weighing.height_cm,
            uses_actual_weight=uses_actual_weight,
        ),
    )
    return tuple(one for one in found if one is not None)


def check_first_weight(weighing: Weighing) -> Warn | None:
    """H4: without an earlier weight or a second weighing, nothing would show pounds for kg."""
    again = weighing.again_kg
    agrees = again is not None and _change(weighing.kg, again) <= _of(WEIGHT_AGREEMENT)
    if weighing.last_kg is not None or agrees:
        return None
    return Warn(
        rule="H4",
        reason=f"nothing to compare {plain(weighing.kg)} kg with: does the scale show kilograms?",
        source=HOUSE_POLICY,
        seen={"weight_kg": plain(weighing.kg)},
    )


def check_dosing_weight(
    *, dosing_kg: Kg, actual_kg: Kg, uses_actual_weight: bool
) -> Refusal | None:
    """R16: a dose on actual weight stands on the weight that was measured, not on another."""
    if not uses_actual_weight or dosing_kg == actual_kg:
        return None
    return Refusal(
        rule="R16",
        reason=f"the dose uses {plain(dosing_kg)} kg, and {plain(actual_kg)} kg was measured",
        source=HOUSE_POLICY,
        seen={"dosing_kg": plain(dosing_kg), "measured_kg": plain(actual_kg)},
        remedy="calculate again with the measured weight",
    )


def _change(weight: Decimal, reference: Decimal) -> Fraction:
    return abs(Fraction(weight) / Fraction(reference) - 1)


def _of(percent: Figure) -> Fraction:
    return Fraction(percent.value) / 100
