"""The arithmetic of an order: hand calculations, laws, and our own bugs."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.care.dosing import (
    HOUSE_ROUNDING,
    UNDILUTED,
    InfusionPlan,
    InjectionPlan,
    Preparation,
    SprayPlan,
    Vial,
    exact_infusion,
    plan_infusion,
    plan_injection,
    plan_spray,
    to_step,
)
from morrow.evidence import Figure, Refusal, Status, explain
from morrow.quantities import Kg, Mg, MgPerKg, Min, Ml

D = Decimal
VIAL = Vial(drug_mg=Mg(D(500)), volume_ml=Ml(D(10)), whole=True)

weights = st.decimals(D(20), D(400), places=1).map(Kg)
doses = st.decimals(D("0.01"), D(2), places=2).map(MgPerKg)
minutes = st.decimals(D(1), D(600), places=0).map(Min)
bags = st.sampled_from([50, 100, 250, 500]).map(lambda ml: Ml(D(ml)))
vials = st.sampled_from(
    [
        VIAL,
        Vial(drug_mg=Mg(D(200)), volume_ml=Ml(D(20)), whole=True),
        Vial(drug_mg=Mg(D(500)), volume_ml=Ml(D(5)), whole=True),
        Vial(drug_mg=Mg(D(7)), volume_ml=Ml(D(3)), whole=True),
    ]
)


def plan(
    dose: str = "0.5",
    kg: str = "70",
    over: str = "40",
    vial: Vial = VIAL,
    bag: str = "100",
    way: Preparation = Preparation.ADDED,
) -> InfusionPlan:
    answer = plan_infusion(
        dose_mg_per_kg=MgPerKg(D(dose)),
        weight_kg=Kg(D(kg)),
        minutes=Min(D(over)),
        vial=vial,
        bag_ml=Ml(D(bag)),
        preparation=way,
    )
    assert isinstance(answer, InfusionPlan)
    return answer


def test_seventy_kilograms_by_hand() -> None:
    """0.5 x 70 = 35 mg; 35 / 50 = 0.7 mL; 100 + 0.7 = 100.7 mL; x 60 / 40 = 151.05 mL/h."""
    exact = plan().exact
    assert exact.dose_mg == 35
    assert exact.draw_ml == Fraction(7, 10)
    assert exact.infused_volume_ml == Fraction(1007, 10)
    assert exact.rate_ml_per_h == Fraction(15105, 100)
    assert exact.concentration_mg_per_ml == Fraction(350, 1007)
    assert (exact.vials, exact.vial_remainder_ml) == (1, Fraction(93, 10))


def test_replacing_the_drawn_volume_keeps_the_bags_volume() -> None:
    exact = plan(way=Preparation.REPLACED).exact
    assert exact.infused_volume_ml == 100
    assert exact.rate_ml_per_h == 150


def test_rounding_runs_downstream_from_the_dose() -> None:
    """0.5 x 72.7 = 36.35, to 0.1 mg the even tie 36.4; / 50 = 0.728 to 0.73 mL; 100.73 mL in 40
    min is 151.095 mL/h, to 0.1 mL/h 151.1."""
    ordered = plan(kg="72.7").ordered
    assert (ordered.dose_mg, ordered.draw_ml) == (D("36.4"), D("0.73"))
    assert (ordered.infused_volume_ml, ordered.rate_ml_per_h) == (D("100.73"), D("151.1"))
    assert ordered.vial_remainder_ml == D("9.27")


def test_a_draw_never_holds_two_percent_more_than_the_dose() -> None:
    """21.5 mg of 100 mg/mL is 0.215 mL; 0.22 mL would hold 22 mg, 2.3 % over: so 0.21 mL."""
    strong = Vial(drug_mg=Mg(D(100)), volume_ml=Ml(D(1)), whole=False)
    assert plan(kg="43", vial=strong).ordered.draw_ml == D("0.21")
    assert plan(kg="51", vial=strong).ordered.draw_ml == D("0.26")  # 25.5 mg: 26 mg is 1.96 % over


def test_a_strength_alone_leaves_no_remainder() -> None:
    exact = plan(vial=Vial(drug_mg=Mg(D(50)), volume_ml=Ml(D(1)), whole=False)).exact
    assert (exact.vials, exact.vial_remainder_ml) == (None, None)


def test_a_dose_larger_than_a_vial_opens_another() -> None:
    """1 mg/kg x 90 kg = 90 mg = 9 mL of 10 mg/mL: two vials of 5 mL, 1 mL left in the second."""
    small = Vial(drug_mg=Mg(D(50)), volume_ml=Ml(D(5)), whole=True)
    exact = plan(dose="1", kg="90", vial=small).exact
    assert exact.vials == 2
    assert exact.vial_remainder_ml == 1


def test_an_injection_is_the_draw() -> None:
    """0.5 x 82.4 = 41.2 mg; / 50 = 0.824 mL, to 0.01 mL 0.82."""
    answer = plan_injection(dose_mg_per_kg=MgPerKg(D("0.5")), weight_kg=Kg(D("82.4")), vial=VIAL)
    assert isinstance(answer, InjectionPlan)
    assert (answer.exact.dose_mg, answer.exact.draw_ml) == (Fraction(412, 10), Fraction(824, 1000))
    assert (answer.ordered.dose_mg, answer.ordered.draw_ml) == (D("41.2"), D("0.82"))


@pytest.mark.parametrize(
    ("mg", "devices", "due"), [("28", 1, (0,)), ("56", 2, (0, 5)), ("84", 3, (0, 5, 10))]
)
def test_a_spray_dose_is_whole_devices(mg: str, devices: int, due: tuple[int, ...]) -> None:
    answer = plan_spray(dose_mg=Mg(D(mg)))
    assert isinstance(answer, SprayPlan)
    assert answer.devices == devices
    assert list(answer.due_min) == list(due)


@pytest.mark.parametrize("mg", ["0", "-28", "14", "27.9", "28.1", "50", "70", "112"])
def test_any_other_spray_dose_is_refused(mg: str) -> None:
    answer = plan_spray(dose_mg=Mg(D(mg)))
    assert isinstance(answer, Refusal)
    assert (answer.rule, answer.source.key) == ("R21", "SPRAVATO_DOSING")


def test_a_draw_larger_than_the_bag_cannot_replace_it() -> None:
    thin = Vial(drug_mg=Mg(D(10)), volume_ml=Ml(D(1)), whole=False)
    order: dict[str, Any] = {
        "dose_mg_per_kg": MgPerKg(D(1)),
        "minutes": Min(D(40)),
        "vial": thin,
        "bag_ml": Ml(D(10)),
    }
    fits = plan_infusion(weight_kg=Kg(D(100)), preparation=Preparation.REPLACED, **order)
    over = plan_infusion(weight_kg=Kg(D("100.1")), preparation=Preparation.REPLACED, **order)
    added = plan_infusion(weight_kg=Kg(D("100.1")), preparation=Preparation.ADDED, **order)
    assert isinstance(fits, InfusionPlan)
    assert isinstance(over, Refusal)
    assert "larger bag" in over.remedy
    assert isinstance(added, InfusionPlan)


def test_a_dose_that_rounds_to_nothing_is_refused() -> None:
    answer = plan_injection(dose_mg_per_kg=MgPerKg(D("0.001")), weight_kg=Kg(D(40)), vial=VIAL)
    assert isinstance(answer, Refusal)
    assert answer.seen["dose_mg"] == "0.04"


def test_an_order_leads_to_the_status_of_its_rounding() -> None:
    assert [source.status for source in explain(plan())] == [Status.PROPOSED]


@pytest.mark.parametrize("bad", ["0", "-1", "NaN", "Infinity"])
@pytest.mark.parametrize("name", ["dose_mg_per_kg", "weight_kg", "minutes"])
def test_a_number_that_cannot_be_is_our_bug(name: str, bad: str) -> None:
    order: dict[str, Any] = {"dose_mg_per_kg": D("0.5"), "weight_kg": D(70), "minutes": D(40)}
    order[name] = D(bad)
    with pytest.raises(ValueError, match=name):
        exact_infusion(vial=VIAL, bag_ml=UNDILUTED, preparation=Preparation.ADDED, **order)


@given(dose=doses, kg=weights, over=minutes, vial=vials, bag=bags)
def test_what_is_drawn_holds_the_dose_and_is_infused_in_the_time(
    dose: MgPerKg, kg: Kg, over: Min, vial: Vial, bag: Ml
) -> None:
    for way in Preparation:
        answer = plan_infusion(
            dose_mg_per_kg=dose,
            weight_kg=kg,
            minutes=over,
            vial=vial,
            bag_ml=bag,
            preparation=way,
        )
        if isinstance(answer, Refusal):
            assert answer.reason
            continue
        exact = answer.exact
        assert exact.draw_ml * vial.strength == exact.dose_mg
        assert exact.infused_volume_ml * exact.concentration_mg_per_ml == exact.dose_mg
        assert exact.rate_ml_per_h * Fraction(over) / 60 == exact.infused_volume_ml
        assert exact.vials is not None
        assert exact.vial_remainder_ml is not None
        assert exact.vials * Fraction(vial.volume_ml) - exact.draw_ml == exact.vial_remainder_ml
        assert 0 <= exact.vial_remainder_ml < Fraction(vial.volume_ml)


@given(dose=doses, kg=weights, over=minutes, vial=vials, bag=bags)
def test_each_rounding_moves_by_at_most_half_a_step_and_a_draw_never_two_percent_up(
    dose: MgPerKg, kg: Kg, over: Min, vial: Vial, bag: Ml
) -> None:
    answer = plan_infusion(
        dose_mg_per_kg=dose,
        weight_kg=kg,
        minutes=over,
        vial=vial,
        bag_ml=bag,
        preparation=Preparation.ADDED,
    )
    if isinstance(answer, Refusal):
        return
    ordered = answer.ordered
    assert abs(Fraction(ordered.dose_mg) - answer.exact.dose_mg) <= half(HOUSE_ROUNDING.dose_mg)
    draw = Fraction(ordered.dose_mg) / vial.strength
    assert -2 * half(HOUSE_ROUNDING.draw_ml) < Fraction(ordered.draw_ml) - draw
    assert Fraction(ordered.draw_ml) - draw <= min(half(HOUSE_ROUNDING.draw_ml), draw / 50)
    rate = Fraction(ordered.infused_volume_ml) * 60 / Fraction(over)
    assert abs(Fraction(ordered.rate_ml_per_h) - rate) <= half(HOUSE_ROUNDING.rate_ml_per_h)
    assert ordered.infused_volume_ml == bag + ordered.draw_ml


@given(dose=doses, kg=weights, over=minutes, vial=vials, bag=bags)
def test_twice_the_weight_is_twice_the_dose_and_the_draw(
    dose: MgPerKg, kg: Kg, over: Min, vial: Vial, bag: Ml
) -> None:
    one, two = (
        exact_infusion(
            dose_mg_per_kg=dose,
            weight_kg=Kg(kg * times),
            minutes=over,
            vial=vial,
            bag_ml=bag,
            preparation=Preparation.ADDED,
        )
        for times in (1, 2)
    )
    assert (two.dose_mg, two.draw_ml) == (2 * one.dose_mg, 2 * one.draw_ml)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.04", "0.0"), ("0.05", "0.0"), ("0.06", "0.1"), ("0.15", "0.2"), ("0.25", "0.2")],
)
def test_a_tie_goes_to_the_even_step(value: str, rounded: str) -> None:
    assert to_step(Fraction(value), D("0.1")) == D(rounded)


def half(figure: Figure) -> Fraction:
    return Fraction(figure.value) / 2
