"""Every model agrees with its differential equations, typed in a second time (`reference_odes`).

Two- and three-compartment models meet the closed
poly-exponential formula as well.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pytest

from morrow.pharmacology import Drug, Patient, models
from tests.pharmacology import reference_odes as reference
from tests.pharmacology.referee import Given, Reference, solved
from tests.pharmacology.regimens import (
    AT,
    CHANGED,
    DAY,
    IV_CASES,
    NASAL_CASES,
    Rows,
    regimen,
    single,
    traced,
    twice,
)

TOLERANCE: Final = 1e-6
BY_WEIGHT: Final[Mapping[str, Callable[[float], Reference]]] = {
    "domino_1984": reference.domino_1984,
    "clements_1981_250": reference.clements_1981_250,
    "hijazi_2003": reference.hijazi_2003,
    "herd_2007": reference.herd_2007,
    "hornik_2018": reference.hornik_2018,
    "flint_2017": reference.flint_2017,
    "kamp_2020_meta": reference.kamp_2020_meta,
    "otto_2021": reference.otto_2021,
    "simons_2022": reference.simons_2022,
}
S_ONLY: Final = frozenset({"flint_2017", "otto_2021", "simons_2022", "perezruixo_2021"})
AGES: Final = {"herd_2007": 8.0, "hornik_2018": 8.0, "flint_2017": 8.0, "otto_2021": 24.0}
WEIGHTS: Final[Mapping[str, tuple[float, ...]]] = {
    "herd_2007": (12, 30, 70),
    "hornik_2018": (12, 30, 70),
    "flint_2017": (5, 20, 35),
    "otto_2021": (54, 70, 88),
    "simons_2022": (53, 70, 90),
}
ADULTS: Final = (50.0, 70.0, 90.0)


def patient_of(name: str, weight: float) -> Patient:
    return Patient(weight_kg=weight, age_y=AGES.get(name, 30.0))


def drug_of(name: str) -> Drug:
    """The drug that the model was made with."""
    return models.ALL[name].drugs[0]


def agree(told: Mapping[str, Any], expected: Mapping[str, Any]) -> float:
    """The worst relative difference; both must tell the same compounds."""
    assert set(told) == set(expected)
    return max(worst(told[name], expected[name]) for name in expected)


def worst(found: Any, wanted: Any) -> float:
    """Relative, point by point; below a hundred-millionth of the peak, relative to that.

    After days without a dose, what is left is as small as the rounding of a step of days.
    """
    size = np.maximum(np.abs(wanted), 1e-8 * np.abs(wanted).max())
    if not size.max():
        return float(np.abs(found).max())
    return float((np.abs(found - wanted) / size).max())


def test_no_model_is_without_a_reference() -> None:
    assert set(BY_WEIGHT) | {"perezruixo_2021", "assembled_racemic"} == set(models.ALL)


def check_by_weight(name: str, rows: Rows, weights: Sequence[float]) -> None:
    drug = drug_of(name)
    for weight in weights:
        told = traced(models.ALL[name], patient_of(name, weight), regimen(rows, drug))
        assert agree(told.ng_per_ml, solved(BY_WEIGHT[name](weight), rows, AT)) < TOLERANCE


FILM: Final = {"film": single("buccal"), "films and iv": twice("buccal")}


@pytest.mark.parametrize("case", IV_CASES)
@pytest.mark.parametrize("name", BY_WEIGHT)
def test_a_model_agrees_with_its_equations(name: str, case: str) -> None:
    weights = WEIGHTS.get(name, ADULTS)
    check_by_weight(name, IV_CASES[case], weights if case == CHANGED else weights[1:2])


@pytest.mark.parametrize("case", FILM)
def test_the_film_agrees_with_its_equations(case: str) -> None:
    check_by_weight("simons_2022", FILM[case], WEIGHTS["simons_2022"])


@pytest.mark.long
@pytest.mark.parametrize("case", IV_CASES)
@pytest.mark.parametrize("name", BY_WEIGHT)
def test_a_model_agrees_at_many_weights(name: str, case: str) -> None:
    low, _, high = WEIGHTS.get(name, ADULTS)
    check_by_weight(name, IV_CASES[case], np.linspace(low, high, 11).tolist())


PEOPLE: Final = {
    "nothing special": Patient(weight_kg=70, age_y=45, asian=False, japanese=False),
    "60 years": Patient(weight_kg=70, age_y=60),
    "61 years": Patient(weight_kg=70, age_y=61),
    "70 years, 50 kg": Patient(weight_kg=50, age_y=70, asian=False, japanese=False),
    "Asian, 86 years": Patient(weight_kg=90, age_y=86, asian=True, japanese=False),
    "Japanese": Patient(weight_kg=70, age_y=45, asian=True, japanese=True),
    "Japanese, so Asian": Patient(weight_kg=70, age_y=45, japanese=True),
}
BY_MOUTH: Final = {"solution": single("oral"), "solution and iv": twice("oral")}
PEREZRUIXO_CASES: Final = IV_CASES | NASAL_CASES | BY_MOUTH


def check_perezruixo(patient: Patient, rows: Rows) -> None:
    assert patient.age_y is not None
    japanese = bool(patient.japanese)
    made = reference.perezruixo_2021(
        age=patient.age_y, asian=bool(patient.asian) or japanese, japanese=japanese
    )
    told = traced(models.ALL["perezruixo_2021"], patient, regimen(rows, Drug.ESKETAMINE))
    assert agree(told.ng_per_ml, solved(made, rows, AT)) < TOLERANCE


@pytest.mark.parametrize("case", PEREZRUIXO_CASES)
def test_perezruixo_agrees_by_every_route(case: str) -> None:
    check_perezruixo(PEOPLE["nothing special"], PEREZRUIXO_CASES[case])


@pytest.mark.parametrize("who", PEOPLE)
def test_perezruixo_agrees_for_every_age_and_ancestry(who: str) -> None:
    for case in (CHANGED, "three devices", "solution"):
        check_perezruixo(PEOPLE[who], PEREZRUIXO_CASES[case])


ASSEMBLED_CASES: Final = IV_CASES | {
    f"{kind} {route}": make(route)
    for route in ("im", "oral", "buccal")
    for kind, make in (("once", single), ("twice", twice))
}


@pytest.mark.parametrize("case", ASSEMBLED_CASES)
def test_the_assembled_model_agrees_for_both_enantiomers(case: str) -> None:
    check_assembled(Drug.KETAMINE, ASSEMBLED_CASES[case], 70)


@pytest.mark.parametrize("weight", ADULTS)
@pytest.mark.parametrize("drug", list(Drug))
def test_the_assembled_model_agrees_for_every_weight_and_drug(drug: Drug, weight: float) -> None:
    check_assembled(drug, ASSEMBLED_CASES["twice buccal"], weight)


def check_assembled(drug: Drug, rows: Rows, weight: float) -> None:
    model, patient = models.ALL["assembled_racemic"], Patient(weight_kg=weight)
    told = traced(model, patient, regimen(rows, drug))
    expected = reference.assembled_racemic(weight, rows, AT, racemate=drug is Drug.KETAMINE)
    assert agree(told.ng_per_ml, expected) < TOLERANCE


@pytest.mark.parametrize("name", sorted(S_ONLY))
def test_half_of_a_racemic_dose_is_s_ketamine(name: str) -> None:
    rows = IV_CASES[CHANGED]
    patient = patient_of(name, 30 if name == "flint_2017" else 70)
    whole = traced(models.ALL[name], patient, regimen(rows, Drug.ESKETAMINE))
    half = traced(models.ALL[name], patient, regimen(rows, Drug.KETAMINE))
    for compound, values in whole.ng_per_ml.items():
        assert worst(half.ng_per_ml[compound], values / 2) < 1e-12


def test_kamp_takes_esketamine_for_ketamine_of_equal_mass() -> None:
    rows = IV_CASES["35 mg over 40 min"]
    told = traced(
        models.ALL["kamp_2020_meta"], Patient(weight_kg=70), regimen(rows, Drug.ESKETAMINE)
    )
    expected = solved(reference.kamp_2020_meta(70, "S-ketamine"), rows, AT)
    assert agree(told.ng_per_ml, expected) < TOLERANCE


LONG: Final = tuple(
    pytest.param(name, marks=pytest.mark.long) for name in BY_WEIGHT if name != "domino_1984"
)


@pytest.mark.parametrize("name", ["domino_1984", "perezruixo_2021", *LONG])
def test_a_course_of_two_weeks_agrees_to_its_last_day(name: str) -> None:
    days, weight = (0, 3, 7, 10, 14), WEIGHTS.get(name, ADULTS)[1]
    rows = tuple(Given("iv", day * DAY, 35, 40) for day in days)
    at = [day * DAY + minute for day in days for minute in (0, 40, 300, 1000)]
    given = regimen(rows[:1], drug_of(name)).repeated(days)
    told = traced(models.ALL[name], patient_of(name, weight), given, at)
    made = BY_WEIGHT[name](weight) if name in BY_WEIGHT else reference.perezruixo_2021()
    assert agree(told.ng_per_ml, solved(made, rows, at)) < TOLERANCE


# ── closed formulas ──────────────────────────────────────────────────────────────────────────────


def poly_exponential(modes: list[tuple[float, float]], rows: Rows, at: tuple[float, ...]) -> Any:
    """ng/mL from (per L, per min) modes of the unit response: sums of exponentials and no more."""
    found = np.zeros(len(at))
    for row in rows:
        for size, decay in modes:
            for i, time in enumerate(at):
                since = time - row.at
                if since < 0:
                    continue
                if not row.over:
                    found[i] += row.mg * size * math.exp(-decay * since)
                    continue
                ran = min(since, row.over)
                filled = row.mg / row.over * size / decay * -math.expm1(-decay * ran)
                found[i] += filled * math.exp(-decay * (since - ran))
    return 1000 * found


def two_modes(v1: float, k10: float, k12: float, k21: float) -> list[tuple[float, float]]:
    """Two compartments: the roots of x^2 - (k10 + k12 + k21) x + k10 k21."""
    total, product = k10 + k12 + k21, k10 * k21
    root = math.sqrt(total * total - 4 * product)
    alpha, beta = (total + root) / 2, (total - root) / 2
    return [
        ((alpha - k21) / (alpha - beta) / v1, alpha),
        ((k21 - beta) / (alpha - beta) / v1, beta),
    ]


def three_modes(
    v1: float, k10: float, k12: float, k13: float, k21: float, k31: float
) -> list[tuple[float, float]]:
    """Three compartments: the cubic by cosines, all of its roots being real and positive."""
    a = k10 + k12 + k13 + k21 + k31
    b = k10 * k31 + k21 * k31 + k21 * k13 + k10 * k21 + k31 * k12
    c = k10 * k21 * k31
    p, q = b - a * a / 3, a * b / 3 - 2 * a**3 / 27 - c
    radius = math.sqrt(-p / 3)
    angle = math.acos(max(-1.0, min(1.0, -q / 2 / radius**3))) / 3
    decays = [a / 3 + 2 * radius * math.cos(angle + 2 * math.pi * k / 3) for k in range(3)]
    modes = []
    for i, x in enumerate(decays):
        y, z = decays[(i + 1) % 3], decays[(i + 2) % 3]
        modes.append(((k21 - x) * (k31 - x) / ((y - x) * (z - x)) / v1, x))
    return modes


KAMP_PER_MIN: Final = (84 / 60 / 25, 161 / 60 / 25, 79 / 60 / 25, 161 / 60 / 56, 79 / 60 / 157)
CLOSED: Final = {
    "clements_1981_250": two_modes(1.7522 * 70, 0.0109, 0.0186, 0.0137),
    "hijazi_2003": two_modes(1.08 * 70, 0.0333, 0.0088, 0.0030),
    "domino_1984": three_modes(0.063 * 70, 0.4381, 0.5921, 0.5900, 0.2470, 0.0146),
    "kamp_2020_meta": three_modes(25, *KAMP_PER_MIN),
}


@pytest.mark.parametrize("case", IV_CASES)
@pytest.mark.parametrize("name", CLOSED)
def test_a_model_agrees_with_its_poly_exponential(name: str, case: str) -> None:
    told = traced(models.ALL[name], Patient(weight_kg=70), regimen(IV_CASES[case], Drug.KETAMINE))
    wanted = poly_exponential(CLOSED[name], IV_CASES[case], AT)
    assert worst(told.ng_per_ml["ketamine"], wanted) < 1e-10


@pytest.mark.parametrize(
    ("name", "ng_per_ml"),
    [
        ("domino_1984", 240),
        ("clements_1981_250", 177),
        ("hijazi_2003", 225),
        ("kamp_2020_meta", 253),
        ("otto_2021", 158),
        ("perezruixo_2021", 125),
        ("simons_2022", 289),
    ],
)
def test_the_end_of_35_mg_over_40_min_is_what_others_computed(name: str, ng_per_ml: float) -> None:
    """To the digits printed: values computed with other programs from the same tables."""
    rows = IV_CASES["35 mg over 40 min"]
    told = traced(models.ALL[name], patient_of(name, 70), regimen(rows, drug_of(name)), (40,))
    assert round(float(next(iter(told.ng_per_ml.values()))[0])) == ng_per_ml
