"""Our arithmetic and an independent one agree exactly, combination by combination.

Twelve slices of 2,201 weights (30 to 250 kg by 0.1) x 39 doses (0.1 to 2 mg/kg by 0.05) are
1,030,068 combinations.  The long test walks the whole grid of 12 durations x 6 vials x 2 ways.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from morrow.care.dosing import (
    HOUSE_ROUNDING,
    InfusionPlan,
    Preparation,
    Vial,
    exact_infusion,
    plan_infusion,
)
from morrow.quantities import Kg, Mg, MgPerKg, Min, Ml
from tests.care.dosing import oracle

DOSES = tuple(range(100, 2001, 50))  # thousandths of mg/kg
GRAMS = tuple(range(30_000, 250_001, 100))
MINUTES = (2, 10, 20, 30, 40, 45, 50, 60, 75, 90, 100, 120)
VIALS = ((200, 20), (500, 10), (500, 5), (10, 1), (50, 1), (100, 1))
BAGS = (50, 100, 250, 500)
SLICES = tuple(
    (minutes, VIALS[n % 6], BAGS[n % 4], n % 5 != 0) for n, minutes in enumerate(MINUTES)
)
STEP_MG, STEP_ML, STEP_RATE = (1, 10), (1, 100), (1, 10)


def test_a_million_combinations_are_walked() -> None:
    assert len(DOSES) * len(GRAMS) * len(SLICES) == 1_030_068


@pytest.mark.parametrize(("minutes", "vial", "bag", "added"), SLICES)
def test_every_combination_of_a_slice_agrees_exactly(
    minutes: int, vial: tuple[int, int], bag: int, added: bool
) -> None:
    assert disagreements(minutes, vial, bag, added, GRAMS) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("minutes", "vial", "added"), tuple(product(MINUTES, VIALS, (True, False)))
)
def test_the_whole_grid_agrees_exactly(minutes: int, vial: tuple[int, int], added: bool) -> None:
    assert disagreements(minutes, vial, 250, added, GRAMS) == []


@pytest.mark.parametrize(("minutes", "vial", "bag", "added"), SLICES)
def test_the_rounded_order_agrees_exactly(
    minutes: int, vial: tuple[int, int], bag: int, added: bool
) -> None:
    assert rounding_disagreements(minutes, vial, bag, added, GRAMS[::53]) == []


def test_a_wrong_oracle_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: with 61 minutes to the hour in the oracle, everything differs."""
    monkeypatch.setattr(oracle, "rate_ml_per_h", lambda case: (case.bag_ml * 61, case.minutes))
    assert len(disagreements(40, (500, 10), 100, added=True, grams=GRAMS[:2])) == 2 * len(DOSES)


def disagreements(
    minutes: int, vial: tuple[int, int], bag: int, added: bool, grams: tuple[int, ...]
) -> list[oracle.Case]:
    ours_vial = Vial(drug_mg=Mg(Decimal(vial[0])), volume_ml=Ml(Decimal(vial[1])), whole=True)
    over, bag_ml = Min(Decimal(minutes)), Ml(Decimal(bag))
    way = Preparation.ADDED if added else Preparation.REPLACED
    doses = [(milli, MgPerKg(Decimal(milli).scaleb(-3))) for milli in DOSES]
    found: list[oracle.Case] = []
    for gram in grams:
        weight = Kg(Decimal(gram).scaleb(-3))
        for milli, dose in doses:
            case = oracle.Case(milli, gram, minutes, vial[0], vial[1], bag, added)
            ours = exact_infusion(
                dose_mg_per_kg=dose,
                weight_kg=weight,
                minutes=over,
                vial=ours_vial,
                bag_ml=bag_ml,
                preparation=way,
            )
            if not (
                same(ours.dose_mg, oracle.dose_mg(case))
                and same(ours.draw_ml, oracle.draw_ml(case))
                and same(ours.infused_volume_ml, oracle.infused_ml(case))
                and same(ours.rate_ml_per_h, oracle.rate_ml_per_h(case))
                and ours.vials == oracle.vials(case)
                and same(ours.vial_remainder_ml, oracle.remainder_ml(case))
            ):
                found.append(case)
    return found


def rounding_disagreements(
    minutes: int, vial: tuple[int, int], bag: int, added: bool, grams: tuple[int, ...]
) -> list[oracle.Case]:
    ours_vial = Vial(drug_mg=Mg(Decimal(vial[0])), volume_ml=Ml(Decimal(vial[1])), whole=True)
    found: list[oracle.Case] = []
    for gram, milli in product(grams, DOSES):
        plan = plan_infusion(
            dose_mg_per_kg=MgPerKg(Decimal(milli).scaleb(-3)),
            weight_kg=Kg(Decimal(gram).scaleb(-3)),
            minutes=Min(Decimal(minutes)),
            vial=ours_vial,
            bag_ml=Ml(Decimal(bag)),
            preparation=Preparation.ADDED if added else Preparation.REPLACED,
            rounding=HOUSE_ROUNDING,
        )
        case = oracle.Case(milli, gram, minutes, vial[0], vial[1], bag, added)
        dose = oracle.to_step(oracle.dose_mg(case), STEP_MG)
        draw = oracle.drawn(dose, vial, STEP_ML)
        volume = (bag * draw[1] + (draw[0] if added else 0), draw[1])
        rate = oracle.to_step((volume[0] * 60, volume[1] * minutes), STEP_RATE)
        if not isinstance(plan, InfusionPlan):
            found.append(case)
            continue
        ours = plan.ordered
        pairs = (
            (ours.dose_mg, dose),
            (ours.draw_ml, draw),
            (ours.infused_volume_ml, volume),
            (ours.rate_ml_per_h, rate),
        )
        if not all(same(Fraction(mine), theirs) for mine, theirs in pairs):
            found.append(case)
    return found


def same(ours: Fraction | None, theirs: oracle.Ratio) -> bool:
    """Equal as numbers, by cross-multiplication: no reduction, no rounding."""
    assert ours is not None
    return ours.numerator * theirs[1] == theirs[0] * ours.denominator
