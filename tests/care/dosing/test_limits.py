"""Three nested limits: each on both sides, the strictest wins, and nothing raises the ceiling."""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.care.dosing import (
    CEILING,
    IM_KETAMINE,
    IV_KETAMINE,
    InfusionPlan,
    Limits,
    Preparation,
    Vial,
    Weighing,
    check_bag,
    check_both_doses,
    check_diluted,
    check_dose,
    check_esketamine,
    check_measurable,
    check_minutes,
    check_plan,
    check_vial,
    check_visit_total,
    plan_infusion,
    strictest,
)
from morrow.care.sources import HOUSE_POLICY
from morrow.evidence import Figure, Override, Refusal, Warn
from morrow.quantities import Kg, Mg, MgPerKg, Min, Ml

D = Decimal
TODAY = date(2026, 11, 20)
VIAL = Vial(drug_mg=Mg(D(500)), volume_ml=Ml(D(10)), whole=True)
UNITS = {field.name: "min" if "minutes" in field.name else "mg/kg" for field in fields(Limits)}
UNITS |= {"refuse_above_mg": "mg", "confirm_below_bag_ml": "mL", "confirm_above_bag_ml": "mL"}


def plan(dose: str, kg: str = "70", over: str = "40", bag: str = "100") -> InfusionPlan:
    answer = plan_infusion(
        dose_mg_per_kg=MgPerKg(D(dose)),
        weight_kg=Kg(D(kg)),
        minutes=Min(D(over)),
        vial=VIAL,
        bag_ml=Ml(D(bag)),
        preparation=Preparation.ADDED,
    )
    assert isinstance(answer, InfusionPlan)
    return answer


def found(dose: str, kg: str = "70", limits: Limits = IV_KETAMINE) -> list[tuple[str, str]]:
    """(rule, what it does) of everything that stands against this dose."""
    return [
        (one.rule, "warn" if isinstance(one, Warn) else one.override.name)
        for one in check_plan(plan=plan(dose, kg), actual_kg=Kg(D(kg)), limits=limits)
    ]


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ("0.0999", [("H1", "PRESCRIBER")]),
        ("0.1", []),
        ("0.5", []),
        ("0.75", []),
        ("0.7501", [("R18", "warn")]),
        ("1", [("R18", "warn")]),
        ("1.0001", [("R18", "SECOND_SIGNATURE")]),
        ("1.5", [("R18", "SECOND_SIGNATURE")]),
        ("1.5001", [("R18", "NONE")]),
        ("2", [("R18", "NONE")]),
    ],
)
def test_the_library_s_limits_on_both_sides(dose: str, expected: list[tuple[str, str]]) -> None:
    assert found(dose) == expected


@pytest.mark.parametrize(("dose", "rules"), [("2", []), ("2.0001", ["H5"])])
def test_the_ceiling_in_mg_per_kg_holds_where_a_clinic_sets_none(
    dose: str, rules: list[str]
) -> None:
    assert [rule for rule, _ in found(dose, kg="80", limits=Limits())] == rules


@pytest.mark.parametrize(
    ("before", "rules"), [("0", []), ("165", []), ("165.1", ["H5"]), ("200", ["H5"])]
)
def test_the_ceiling_in_mg_counts_what_the_visit_has_given(before: str, rules: list[str]) -> None:
    refusal = check_visit_total(dose_mg=Mg(D(35)), before_mg=Mg(D(before)), limits=Limits())
    assert ([] if refusal is None else [refusal.rule]) == rules
    assert refusal is None or refusal.override is Override.NONE


def test_an_ideal_weight_above_the_actual_one_hides_no_dose() -> None:
    """1.0 mg/kg of an ideal 70 kg is 2.1 mg/kg of an actual 33 kg."""
    findings = check_plan(plan=plan("1", kg="70"), actual_kg=Kg(D(33)), limits=IV_KETAMINE)
    assert [one.rule for one in findings] == ["R18"]
    assert "2.1212 mg/kg" in findings[0].reason


def figures(unit: str) -> st.SearchStrategy[Figure | None]:
    values = st.decimals(D("0.01"), D(10**6), places=2)
    return st.none() | st.builds(
        Figure, value=values, unit=st.just(unit), source=st.just(HOUSE_POLICY)
    )


limits = st.builds(Limits, **{name: figures(unit) for name, unit in UNITS.items()})


@given(clinic=limits, order=limits)
def test_the_strictest_wins_and_order_of_layers_does_not_matter(
    clinic: Limits, order: Limits
) -> None:
    both = strictest(clinic, order)
    assert both == strictest(order, clinic) == strictest(both, clinic)
    for name in UNITS:
        chosen = getattr(both, name)
        for layer in (CEILING, clinic, order):
            figure = getattr(layer, name)
            if figure is None:
                continue
            assert chosen is not None
            if "_below_" in name:
                assert chosen.value >= figure.value
            else:
                assert chosen.value <= figure.value


@given(
    clinic=limits,
    dose=st.decimals(D("0.05"), D(20), places=2),
    kg=st.decimals(D(20), D(400), places=1),
)
def test_no_layer_lets_a_dose_over_the_ceiling_through(
    clinic: Limits, dose: Decimal, kg: Decimal
) -> None:
    ordered = plan(str(dose), str(kg))
    findings = check_plan(plan=ordered, actual_kg=Kg(kg), limits=clinic)
    over = dose > 2 or ordered.ordered.dose_mg > 200
    final = any(isinstance(one, Refusal) and one.override is Override.NONE for one in findings)
    assert final or not over


@pytest.mark.parametrize("name", list(UNITS))
def test_a_limit_in_another_unit_is_a_data_error(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: Figure(value=D(1), unit="mg/mL", source=HOUSE_POLICY)})


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity"])
def test_a_limit_that_is_no_amount_is_a_data_error(value: str) -> None:
    with pytest.raises(ValueError, match="refuse_above_mg"):
        Limits(refuse_above_mg=Figure(value=D(value), unit="mg", source=HOUSE_POLICY))


@pytest.mark.parametrize(
    ("over", "kind", "override"),
    [
        ("1.9", Refusal, Override.NONE), ("9.9", Refusal, Override.NONE), ("10", Warn, None),
        ("29.9", Warn, None), ("30", type(None), None), ("40", type(None), None),
        ("100", type(None), None), ("100.1", Refusal, Override.PRESCRIBER),
    ],
)  # fmt: skip
def test_a_fast_infusion_warns_or_is_refused_and_a_long_one_is_asked_about(
    over: str, kind: type, override: Override | None
) -> None:
    answer = check_minutes(minutes=Min(D(over)), limits=IV_KETAMINE)
    assert type(answer) is kind
    assert getattr(answer, "override", None) is override


@pytest.mark.parametrize(("over", "held"), [("1.9", True), ("2", False)])
def test_no_clinic_lets_an_infusion_be_faster_than_any_that_was_reported(
    over: str, held: bool
) -> None:
    lax = Limits(refuse_below_minutes=Figure(value=D("0.5"), unit="min", source=HOUSE_POLICY))
    for limits in (Limits(), lax):
        answer = check_minutes(minutes=Min(D(over)), limits=limits)
        assert isinstance(answer, Refusal) is held


@pytest.mark.parametrize(
    ("bag", "held"),
    [("0", False), ("0.5", True), ("49.9", True), ("50", False), ("250", False), ("250.1", True)],
)
def test_a_bag_that_is_not_in_use_is_a_slip_until_a_prescriber_says_why(
    bag: str, held: bool
) -> None:
    answer = check_bag(bag_ml=Ml(D(bag)), limits=IV_KETAMINE)
    assert (answer is not None) is held
    assert answer is None or (answer.rule, answer.override) == ("H1.bag", Override.PRESCRIBER)


@pytest.mark.parametrize(
    ("strength", "held"),
    [("10", False), ("50", False), ("100", False), ("5", True), ("49.9", True), ("500", True)],
)
def test_a_strength_that_the_label_has_not_is_a_slip_until_a_prescriber_says_why(
    strength: str, held: bool
) -> None:
    answer = check_vial(strength=Fraction(strength))
    assert (answer is not None) is held
    assert answer is None or (answer.rule, answer.override) == ("H1.vial", Override.PRESCRIBER)


@pytest.mark.parametrize(("over", "kind"), [("19.9", Refusal), ("20", Warn)])
def test_a_clinic_may_refuse_a_fast_infusion(over: str, kind: type) -> None:
    strict = Limits(refuse_below_minutes=Figure(value=D(20), unit="min", source=HOUSE_POLICY))
    layers = strictest(IV_KETAMINE, strict)
    assert type(check_minutes(minutes=Min(D(over)), limits=layers)) is kind


@pytest.mark.parametrize(
    ("strength", "bag", "held"),
    [("100", "0", True), ("99.9", "0", False), ("100", "50", False), ("200", "0", True)],
)
def test_strong_ketamine_is_diluted(strength: str, bag: str, held: bool) -> None:
    answer = check_diluted(strength=Fraction(strength), bag_ml=Ml(D(bag)))
    assert (answer is not None) is held
    assert answer is None or (answer.rule, answer.source.key) == ("R19", "KETALAR_LABEL")


@pytest.mark.parametrize(
    ("mg", "first", "held"),
    [
        ("28", True, False),
        ("56", True, False),
        ("84", True, True),
        ("84", False, False),
        ("112", False, True),
        ("0.5", False, True),
    ],
)
def test_esketamine_is_28_56_or_84_and_first_at_most_56(mg: str, first: bool, held: bool) -> None:
    answer = check_esketamine(dose_mg=Mg(D(mg)), first_for_trd=first)
    assert (answer is not None) is held
    assert answer is None or answer.rule == "R21"


@pytest.mark.parametrize(
    ("written", "held"),
    [("35", False), ("35.35", False), ("34.65", False), ("35.36", True), ("34.64", True)],
)
def test_mg_and_mg_per_kg_agree_to_one_percent(written: str, held: bool) -> None:
    answer = check_both_doses(plan=plan("0.5"), entered_mg=Mg(D(written)))
    assert (answer is not None) is held


def test_a_draw_too_coarse_for_its_dose_says_so() -> None:
    """0.1 mg/kg x 44 kg = 4.4 mg of 50 mg/mL is 0.088 mL: 0.09 mL would hold 2.3 % too much, and
    0.08 mL holds 4 mg."""
    coarse, fine = plan("0.1", kg="44"), plan("0.5")
    assert check_measurable(plan=fine) is None
    warned = check_measurable(plan=coarse)
    assert warned is not None
    assert "4 mg, not 4.4 mg" in warned.reason


def test_a_whole_order_that_nothing_stands_against() -> None:
    weighing = Weighing(kg=Kg(D(70)), on=TODAY, height_cm=None, last_kg=Kg(D(71)))
    answer = check_dose(
        plan=plan("0.5"), weighing=weighing, today=TODAY, limits=IV_KETAMINE, entered_mg=Mg(D(35))
    )
    assert answer == ()


def test_a_whole_order_with_everything_wrong_names_every_rule() -> None:
    weighing = Weighing(
        kg=Kg(D(160)),
        on=TODAY - timedelta(days=8),
        height_cm=None,
        last_kg=Kg(D(73)),
    )
    answer = check_dose(
        plan=plan("1.6", kg="150", over="10"),
        weighing=weighing,
        today=TODAY,
        limits=IV_KETAMINE,
        entered_mg=Mg(D(24)),
    )
    assert [one.rule for one in answer] == ["R16", "H4", "R16", "R18", "H5", "R19", "R20"]


def test_every_finding_has_values_and_a_source() -> None:
    for dose in ("0.05", "0.8", "1.2", "1.8", "5"):
        for one in check_plan(plan=plan(dose), actual_kg=Kg(D(70)), limits=IM_KETAMINE):
            assert one.seen
            assert one.source.locator
