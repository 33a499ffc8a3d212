"""Which weight a dose may stand on: each limit on both sides."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from morrow.care.dosing import (
    Devine,
    Weighing,
    body_mass_index,
    check_body_mass_index,
    check_dosing_weight,
    check_first_weight,
    check_weight_age,
    check_weight_plausible,
    ideal_weight_kg,
)
from morrow.care.sources import HOUSE_POLICY
from morrow.evidence import Figure, Override, Refusal
from morrow.quantities import Cm, Kg

D = Decimal
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("line", "height", "kg"),
    [
        (Devine.MEN, "152.4", Fraction(50)),
        (Devine.WOMEN, "152.4", Fraction(455, 10)),
        (Devine.MEN, "177.8", Fraction(73)),  # 70 in: 50 + 10 x 2.3
        (Devine.WOMEN, "165.1", Fraction(57)),  # 65 in: 45.5 + 5 x 2.3
    ],
)
def test_ideal_weight_by_hand(line: Devine, height: str, kg: Fraction) -> None:
    assert ideal_weight_kg(height_cm=Cm(D(height)), line=line) == kg


def test_under_sixty_inches_the_formula_is_silent() -> None:
    answer = ideal_weight_kg(height_cm=Cm(D("152.3")), line=Devine.WOMEN)
    assert isinstance(answer, Refusal)
    assert answer.source.key == "DEVINE_1974"


def test_body_mass_index_by_hand() -> None:
    """81 kg at 1.80 m is 25."""
    assert body_mass_index(weight_kg=Kg(D(81)), height_cm=Cm(D(180))) == 25


@pytest.mark.parametrize(("days", "held"), [(0, False), (7, False), (8, True), (400, True)])
def test_a_weight_older_than_seven_days_holds_a_weight_based_order(days: int, held: bool) -> None:
    answer = check_weight_age(weighed_on=TODAY - timedelta(days=days), today=TODAY)
    assert (answer is not None) is held
    assert answer is None or (answer.rule, answer.override) == ("R16", Override.NONE)


@pytest.mark.parametrize("weighed_on", [None, TODAY + timedelta(days=1)])
def test_no_weight_and_a_weight_of_tomorrow_hold_too(weighed_on: date | None) -> None:
    assert check_weight_age(weighed_on=weighed_on, today=TODAY) is not None


@pytest.mark.parametrize(
    ("allowed", "days", "held"), [("3", 4, True), ("3", 3, False), ("30", 8, True)]
)
def test_a_clinic_shortens_the_seven_days_and_never_lengthens_them(
    allowed: str, days: int, held: bool
) -> None:
    clinic = Figure(value=D(allowed), unit="d", source=HOUSE_POLICY)
    answer = check_weight_age(weighed_on=TODAY - timedelta(days=days), today=TODAY, max_age=clinic)
    assert (answer is not None) is held


@pytest.mark.parametrize(
    ("kg", "held"), [("77", True), ("76.9", False), ("63", True), ("63.1", False), ("154.3", True)]
)
def test_a_change_of_ten_percent_is_weighed_again(kg: str, held: bool) -> None:
    answer = check_weight_plausible(weight_kg=Kg(D(kg)), last_kg=Kg(D(70)))
    assert (answer is not None) is held
    assert answer is None or answer.rule == "H4"


@pytest.mark.parametrize(("again", "held"), [("154", False), ("152.7", False), ("70", True)])
def test_a_second_weighing_that_agrees_lifts_the_hold(again: str, held: bool) -> None:
    answer = check_weight_plausible(
        weight_kg=Kg(D(154)), last_kg=Kg(D(70)), weighed_again_kg=Kg(D(again))
    )
    assert (answer is not None) is held


@pytest.mark.parametrize(
    ("kg", "held"), [("13.9", True), ("14", False), ("60", False), ("60.1", True)]
)
def test_a_body_mass_index_nobody_has_is_weighed_again(kg: str, held: bool) -> None:
    """At a height of 1 m, BMI is the weight."""
    answer = check_weight_plausible(weight_kg=Kg(D(kg)), height_cm=Cm(D(100)))
    assert (answer is not None) is held


@pytest.mark.parametrize(
    ("kg", "actual", "warned"),
    [("29.9", True, False), ("30", True, True), ("30", False, False)],
)
def test_actual_weight_at_a_body_mass_index_of_thirty_warns(
    kg: str, actual: bool, warned: bool
) -> None:
    answer = check_body_mass_index(
        weight_kg=Kg(D(kg)), height_cm=Cm(D(100)), uses_actual_weight=actual
    )
    assert (answer is not None) is warned


def test_without_a_height_no_body_mass_index_is_claimed() -> None:
    assert (
        check_body_mass_index(weight_kg=Kg(D(200)), height_cm=None, uses_actual_weight=True) is None
    )


@pytest.mark.parametrize(
    ("last", "again", "warned"),
    [
        (None, None, True),
        ("70", None, False),
        (None, "70.7", False),
        (None, "70.8", True),
    ],
)
def test_a_first_weight_with_nothing_beside_it_is_asked_about(
    last: str | None, again: str | None, warned: bool
) -> None:
    weighing = Weighing(
        kg=Kg(D(70)),
        on=TODAY,
        last_kg=None if last is None else Kg(D(last)),
        again_kg=None if again is None else Kg(D(again)),
    )
    assert (check_first_weight(weighing) is not None) is warned


@pytest.mark.parametrize(
    ("dosing", "actual_basis", "held"),
    [("70", True, False), ("70.1", True, True), ("60", False, False)],
)
def test_a_dose_on_actual_weight_stands_on_the_measured_one(
    dosing: str, actual_basis: bool, held: bool
) -> None:
    answer = check_dosing_weight(
        dosing_kg=Kg(D(dosing)), actual_kg=Kg(D(70)), uses_actual_weight=actual_basis
    )
    assert (answer is not None) is held
