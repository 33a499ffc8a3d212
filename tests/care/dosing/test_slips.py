"""Injected slips: which are stopped, where, and how many slip through.  Recall is printed.

A slip is what a hurried person does to one number.  Each is injected into random true orders
(seeded) at the step where it happens, and the checks of that step judge it:

- *order*: the typed text, through the readers and `check_dose`;
- *second reading*: the preparation, through `check_second_reading`.

A slip that leaves the number as it was (27 turned round is 72, 77 is 77) is no slip.  "Held" means
that nobody passes without changing something or an entitled person's reason; "flagged" includes
warnings.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from morrow.care.dosing import (
    IV_KETAMINE,
    EntryError,
    InfusionPlan,
    Preparation,
    SecondReading,
    Vial,
    Weighing,
    check_dose,
    check_second_reading,
    expected_of,
    plan_infusion,
    read_dose_per_kg,
    read_weight,
)
from morrow.evidence import Refusal
from morrow.quantities import Kg, Mg, MgPerMl, Min, Ml, MlPerH

D = Decimal
TODAY = date(2026, 11, 20)
STRENGTHS = (10, 50, 100)
TRIALS = 2000


@dataclass(frozen=True)
class Truth:
    """What should be ordered and done.  `weight` and `dose` are what would be typed."""

    weight: str
    last: str
    dose: str
    minutes: float
    strength: float
    bag: float


def a_truth(chance: random.Random) -> Truth:
    weight = round(chance.triangular(42, 160, 80), 1)
    return Truth(
        weight=f"{weight}",
        last=f"{weight * chance.uniform(0.96, 1.04):.1f}",
        dose=chance.choice(("0.3", "0.4", "0.5", "0.5", "0.5", "0.6", "0.75")),
        minutes=chance.choice((40, 40, 40, 45, 50, 60)),
        strength=chance.choice(STRENGTHS),
        bag=chance.choice((50, 100, 250)),
    )


def plan_of(truth: Truth) -> InfusionPlan:
    plan = plan_infusion(
        dose_mg_per_kg=read_dose_per_kg(f"{truth.dose}mg/kg"),
        weight_kg=read_weight(truth.weight),
        minutes=Min(D(str(truth.minutes))),
        vial=Vial(drug_mg=Mg(D(str(truth.strength))), volume_ml=Ml(D(1)), whole=False),
        bag_ml=Ml(D(str(truth.bag))),
        preparation=Preparation.ADDED,
    )
    assert isinstance(plan, InfusionPlan)
    return plan


def ordered(truth: Truth, *, history: bool, dose_text: str | None = None) -> str:
    """ "held", "flagged" or "passed": what the checks of the order do with this entry."""
    try:
        read_dose_per_kg(dose_text if dose_text is not None else f"{truth.dose}mg/kg")
        plan = plan_of(truth)
    except EntryError:
        return "held"
    weighing = Weighing(kg=plan.weight_kg, on=TODAY, last_kg=Kg(D(truth.last)) if history else None)
    found = check_dose(plan=plan, weighing=weighing, today=TODAY, limits=IV_KETAMINE)
    if any(isinstance(one, Refusal) for one in found):
        return "held"
    return "flagged" if found else "passed"


def times(text: str, factor: str) -> str:
    return f"{(D(text) * D(factor)).quantize(D('0.001')).normalize():f}"


def turned(text: str) -> str:
    """The first two digits changed places: 72.5 becomes 27.5."""
    return text[1] + text[0] + text[2:]


ORDER_SLIPS: dict[str, Callable[[Truth], Truth]] = {
    "dose x10": lambda t: replace(t, dose=times(t.dose, "10")),
    "dose /10": lambda t: replace(t, dose=times(t.dose, "0.1")),
    "weight x10": lambda t: replace(t, weight=times(t.weight, "10")),
    "weight /10": lambda t: replace(t, weight=times(t.weight, "0.1")),
    "weight in lb (x2.2)": lambda t: replace(t, weight=times(t.weight, "2.2046")),
    "weight /2.2": lambda t: replace(t, weight=times(t.weight, "0.4536")),
    "weight, digits turned": lambda t: replace(t, weight=turned(t.weight)),
    "mg typed as mg/kg": lambda t: replace(t, dose=times(t.dose, t.weight)),
    "minutes x10": lambda t: replace(t, minutes=t.minutes * 10),
    "minutes /10": lambda t: replace(t, minutes=t.minutes / 10),
    "bag x10": lambda t: replace(t, bag=t.bag * 10),
    "bag /10": lambda t: replace(t, bag=t.bag / 10),
    "vial's content /10": lambda t: replace(t, strength=t.strength / 10),
    "vial's content x10": lambda t: replace(t, strength=t.strength * 10),
}
AT_LEAST = {
    "weight, digits turned": 0.8,
    # Of 10, 50 and 100 mg/mL one slip of each kind names another that there is: a vial swap, which
    # the second reading finds.
    "vial's content /10": 0.6,
    "vial's content x10": 0.6,
}
"""The least share held, where it is not every slip."""


def order_recall(slip: str, *, history: bool) -> tuple[float, float, int]:
    """(share held, share held or flagged, number of slips)."""
    chance = random.Random(f"{slip} {history}")
    outcomes = []
    for _ in range(TRIALS):
        truth = a_truth(chance)
        wrong = ORDER_SLIPS[slip](truth)
        if wrong != truth:
            outcomes.append(ordered(wrong, history=history))
    held = outcomes.count("held") / len(outcomes)
    return held, held + outcomes.count("flagged") / len(outcomes), len(outcomes)


@pytest.mark.parametrize("slip", list(ORDER_SLIPS))
def test_a_slip_in_the_order_of_a_known_patient_is_held(
    slip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held, flagged, count = order_recall(slip, history=True)
    with capsys.disabled():
        print(f"\n  {slip:<24} known patient: held {held:.1%}, flagged {flagged:.1%} of {count}")
    assert held == 1 if slip not in AT_LEAST else held > AT_LEAST[slip]


@pytest.mark.parametrize("slip", list(ORDER_SLIPS))
def test_a_slip_in_the_order_of_a_new_patient_is_flagged(
    slip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing to compare a first weight with: it is asked about, and so never unseen."""
    held, flagged, count = order_recall(slip, history=False)
    with capsys.disabled():
        print(f"\n  {slip:<24} new patient:   held {held:.1%}, flagged {flagged:.1%} of {count}")
    assert flagged == 1


@pytest.mark.parametrize("text", ["35mg", "0.5", "35", "0.5mg/lb", "0.5mg/mL", "0.5 mcg", "50%"])
def test_a_dose_in_another_unit_is_never_an_order(text: str) -> None:
    truth = a_truth(random.Random(1))
    assert ordered(truth, history=True, dose_text=text) == "held"


def test_a_true_order_is_not_held() -> None:
    """The other side of recall: 2,000 true orders of known patients, none held."""
    chance = random.Random(2026)
    outcomes = {ordered(a_truth(chance), history=True) for _ in range(TRIALS)}
    assert "held" not in outcomes


def other_vial(chance: random.Random, reading: SecondReading) -> SecondReading:
    """The wrong vial in the hand, and its label read rightly."""
    others = [strength for strength in STRENGTHS if strength != reading.vial_mg_per_ml]
    return replace(reading, vial_mg_per_ml=MgPerMl(D(chance.choice(others))))


def misread_vial(chance: random.Random, reading: SecondReading) -> SecondReading:
    """The strength taken for another, and the draw worked out from that."""
    assert reading.vial_mg_per_ml is not None
    assert reading.drawn_ml is not None
    others = [strength for strength in STRENGTHS if strength != reading.vial_mg_per_ml]
    drawn = reading.drawn_ml * reading.vial_mg_per_ml / D(chance.choice(others))
    return replace(reading, drawn_ml=Ml(drawn.quantize(D("0.01"))))


def scaled(name: str, factor: str) -> Callable[[random.Random, SecondReading], SecondReading]:
    return lambda _, reading: replace(reading, **{name: getattr(reading, name) * D(factor)})


def turned_draw(_: random.Random, reading: SecondReading) -> SecondReading:
    text = f"{reading.drawn_ml:.2f}"
    return replace(reading, drawn_ml=Ml(D(text[:-2] + text[-1] + text[-2])))


def swapped_pump(_: random.Random, reading: SecondReading) -> SecondReading:
    assert reading.pump_volume_ml is not None
    assert reading.pump_rate_ml_per_h is not None
    rate, volume = MlPerH(reading.pump_volume_ml), Ml(reading.pump_rate_ml_per_h)
    return replace(reading, pump_rate_ml_per_h=rate, pump_volume_ml=volume)


PREPARATION_SLIPS = {
    "vial swapped": other_vial,
    "vial's strength misread": misread_vial,
    "whole vial drawn": lambda _, reading: replace(reading, drawn_ml=Ml(D(20))),
    "draw x10": scaled("drawn_ml", "10"),
    "draw /10": scaled("drawn_ml", "0.1"),
    "draw, digits turned": turned_draw,
    "pump rate and volume swapped": swapped_pump,
    "pump rate x10": scaled("pump_rate_ml_per_h", "10"),
    "pump rate /10": scaled("pump_rate_ml_per_h", "0.1"),
    "pump rate 5.1 % off": scaled("pump_rate_ml_per_h", "1.051"),
    "pump volume x10": scaled("pump_volume_ml", "10"),
    "weight in lb": scaled("weight_kg", "2.2046"),
}


def right_reading(plan: InfusionPlan, strength: float) -> SecondReading:
    return SecondReading(
        vial_mg_per_ml=MgPerMl(D(str(strength))),
        weight_kg=plan.weight_kg,
        drawn_ml=plan.ordered.draw_ml,
        syringe_graduation_ml=Ml(D("0.01") if plan.ordered.draw_ml <= 1 else D("0.1")),
        pump_rate_ml_per_h=plan.ordered.rate_ml_per_h,
        pump_volume_ml=plan.ordered.infused_volume_ml,
    )


@pytest.mark.parametrize("slip", list(PREPARATION_SLIPS))
def test_a_slip_in_the_preparation_is_held(slip: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All but the turned digits of a draw, of which some are within half a graduation."""
    chance = random.Random(slip)
    held = count = unheld_mg = 0
    for _ in range(TRIALS):
        truth = a_truth(chance)
        plan = plan_of(truth)
        right = right_reading(plan, truth.strength)
        wrong = PREPARATION_SLIPS[slip](chance, right)
        if wrong == right or (slip == "pump rate and volume swapped" and truth.minutes == 60):
            continue  # in one hour, mL/h and mL are the same number
        count += 1
        if check_second_reading(expected=expected_of(plan), reading=wrong):
            held += 1
        else:
            off = abs(wrong.drawn_ml - right.drawn_ml) * truth.strength
            unheld_mg = max(unheld_mg, off / plan.ordered.dose_mg)
    with capsys.disabled():
        print(f"\n  {slip:<29} held {held / count:.1%} of {count}; unheld {unheld_mg:.1%} at most")
    if slip == "draw, digits turned":
        assert held / count > 0.8
        assert unheld_mg <= D("0.05")
    else:
        assert held == count


def test_a_right_preparation_is_never_held() -> None:
    chance = random.Random(7)
    for _ in range(TRIALS):
        truth = a_truth(chance)
        plan = plan_of(truth)
        reading = right_reading(plan, truth.strength)
        assert check_second_reading(expected=expected_of(plan), reading=reading) == ()
