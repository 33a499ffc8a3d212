"""The second person's blind reading: each tolerance on both sides."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from morrow.care.dosing import (
    Expected,
    SecondReading,
    check_drawn,
    check_entry,
    check_second_reading,
    graduation_of,
)
from morrow.evidence import Override, Refusal
from morrow.quantities import Kg, Mg, MgPerMl, Ml, MlPerH

D = Decimal
ORDER = Expected(
    dose_mg=Mg(D(35)),
    weight_kg=Kg(D(70)),
    vial_mg_per_ml=Fraction(50),
    draw_ml=Ml(D("0.7")),
    rate_ml_per_h=MlPerH(D("151.1")),
    infused_volume_ml=Ml(D("100.7")),
)
AGREES = SecondReading(
    vial_mg_per_ml=MgPerMl(D(50)),
    weight_kg=Kg(D(70)),
    drawn_ml=Ml(D("0.7")),
    syringe_graduation_ml=Ml(D("0.01")),
    pump_rate_ml_per_h=MlPerH(D("151.1")),
    pump_volume_ml=Ml(D("100.7")),
)


def rules(**changed: Any) -> list[str]:
    reading = replace(AGREES, **changed)
    return [one.rule for one in check_second_reading(expected=ORDER, reading=reading)]


def test_a_reading_that_agrees_holds_nothing() -> None:
    assert rules() == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"vial_mg_per_ml": D(100)}, ["H1", "H2"]),
        ({"vial_mg_per_ml": D(10)}, ["H1"]),
        ({"weight_kg": D("70.7")}, []),
        ({"weight_kg": D("70.8")}, ["R20"]),
        ({"drawn_ml": D("0.707")}, []),
        ({"drawn_ml": D("0.708")}, ["R20"]),
        ({"drawn_ml": D("0.693")}, []),
        ({"drawn_ml": D("0.692")}, ["R20"]),
        ({"drawn_ml": D(7)}, ["R20", "H2"]),
        ({"drawn_ml": D(10)}, ["R20", "H2"]),  # the whole vial
        ({"pump_rate_ml_per_h": D("152.6")}, []),
        ({"pump_rate_ml_per_h": D("152.7")}, ["R20"]),
        ({"pump_rate_ml_per_h": D("149.6")}, []),
        ({"pump_rate_ml_per_h": D("149.5")}, ["R20"]),
        ({"pump_rate_ml_per_h": D("100.7"), "pump_volume_ml": D("151.1")}, ["R20", "R20"]),
    ],
)
def test_what_the_second_person_reads_is_held_beyond_one_percent(
    changed: dict[str, Decimal], expected: list[str]
) -> None:
    assert rules(**changed) == expected


@pytest.mark.parametrize(
    "name", ["vial_mg_per_ml", "weight_kg", "drawn_ml", "pump_rate_ml_per_h", "pump_volume_ml"]
)
def test_a_value_not_entered_is_held_and_never_taken_for_agreement(name: str) -> None:
    missing: dict[str, Any] = {name: None}
    found = check_second_reading(expected=ORDER, reading=replace(AGREES, **missing))
    assert len(found) == 1
    assert "not" in found[0].reason
    assert found[0].override is Override.NONE


@pytest.mark.parametrize(
    ("graduation", "entered", "held"),
    [
        ("0.1", "0.75", False),  # half a graduation is larger than 1 %
        ("0.1", "0.751", True),
        ("0.1", "0.65", False),
        ("0.1", "0.649", True),
        ("0.01", "0.707", False),  # 1 % is larger than half a graduation
        ("0.01", "0.7071", True),
    ],
)
def test_the_larger_of_one_percent_and_half_a_graduation_counts(
    graduation: str, entered: str, held: bool
) -> None:
    answer = check_entry(
        what="the volume drawn",
        unit="mL",
        calculated=D("0.7"),
        entered=D(entered),
        graduation=D(graduation),
    )
    assert (answer is not None) is held


@pytest.mark.parametrize(("drawn", "held"), [("0.714", False), ("0.7141", True), ("0.5", False)])
def test_no_coarse_syringe_excuses_more_than_two_percent_over_the_dose(
    drawn: str, held: bool
) -> None:
    answer = check_drawn(dose_mg=Mg(D(35)), drawn_ml=Ml(D(drawn)), vial_mg_per_ml=MgPerMl(D(50)))
    assert (answer is not None) is held


def test_an_injection_has_no_pump() -> None:
    injection = replace(ORDER, rate_ml_per_h=None, infused_volume_ml=None)
    reading = replace(AGREES, pump_rate_ml_per_h=None, pump_volume_ml=None)
    assert check_second_reading(expected=injection, reading=reading) == ()


def test_the_syringe_decides_the_graduation() -> None:
    one, odd = graduation_of(Ml(D("1.0"))), graduation_of(Ml(D(7)))
    assert not isinstance(one, Refusal)
    assert one.value == D("0.01")
    assert isinstance(odd, Refusal)
    assert "60" in odd.remedy
