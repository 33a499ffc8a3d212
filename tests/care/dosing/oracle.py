"""An independent reckoning of an infusion, in whole numbers only.

It imports nothing of ours, and it goes another way: milligrams are counted in micrograms, and
volumes in nanolitres per strength; every result is a pair (numerator, denominator), not reduced.
The formulas are those of a hand calculation, written from clinical-rules 4.1:
dose = mg/kg x kg; volume = dose / strength; rate = volume of the bag x 60 / minutes.
"""

from dataclasses import dataclass

Ratio = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """Inputs in whole numbers: mg/kg and kg in thousandths, mL in thousandths, minutes."""

    milli_mg_per_kg: int
    gram: int  # of body weight
    minutes: int
    vial_mg: int
    vial_ml: int
    bag_ml: int
    added: bool


def dose_mg(case: Case) -> Ratio:
    return case.milli_mg_per_kg * case.gram, 1_000_000


def draw_ml(case: Case) -> Ratio:
    up, down = dose_mg(case)
    return up * case.vial_ml, down * case.vial_mg


def infused_ml(case: Case) -> Ratio:
    up, down = draw_ml(case)
    return (case.bag_ml * down + (up if case.added else 0)), down


def rate_ml_per_h(case: Case) -> Ratio:
    up, down = infused_ml(case)
    return up * 60, down * case.minutes


def vials(case: Case) -> int:
    up, down = draw_ml(case)
    full, rest = divmod(up, down * case.vial_ml)
    return full + (1 if rest else 0)


def remainder_ml(case: Case) -> Ratio:
    up, down = draw_ml(case)
    return vials(case) * case.vial_ml * down - up, down


def to_step(value: Ratio, step: Ratio) -> Ratio:
    """The nearest multiple of `step`; a tie goes to the even multiple."""
    up, down = value[0] * step[1], value[1] * step[0]
    count, rest = divmod(up, down)
    if 2 * rest > down or (2 * rest == down and count % 2):
        count += 1
    return count * step[0], step[1]


def drawn(dose: Ratio, vial: tuple[int, int], step: Ratio) -> Ratio:
    """The draw of a rounded dose, one step less where it would hold over 1.02 times the dose."""
    mg, ml = vial
    up, down = to_step((dose[0] * ml, dose[1] * mg), step)
    if up * mg * 100 * dose[1] > 102 * dose[0] * down * ml:
        return up - step[0], down  # `down` is the step's own
    return up, down
