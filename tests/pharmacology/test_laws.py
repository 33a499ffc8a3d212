"""Laws that hold for every linear model, whatever its numbers: no golden value is needed."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.pharmacology import Dose, Drug, Model, Patient, Regimen, Route, infusion, models
from morrow.pharmacology.linear import System
from morrow.pharmacology.regimen import by_sitting
from tests.pharmacology.regimens import DAY, traced

AGES: Final = {"herd_2007": 8.0, "hornik_2018": 8.0, "flint_2017": 8.0}
WEIGHTS: Final = {"flint_2017": (4.0, 35.0), "herd_2007": (8.0, 60.0), "hornik_2018": (4.0, 60.0)}
WITH_SITE: Final = [
    name for name, model in models.ALL.items() if model.reference_structure().biophases
]


def patient_of(model: Model, weight: float | None = None) -> Patient:
    low, high = WEIGHTS.get(model.name, (54.0, 88.0))
    return Patient(weight_kg=weight or (low + high) / 2, age_y=AGES.get(model.name, 25.0))


@st.composite
def cases(
    draw: st.DrawFn, routes: Sequence[Route] = tuple(Route)
) -> tuple[Model, Patient, Regimen]:
    """A model, somebody whom it was made with, and up to five doses by its routes."""
    model = models.ALL[draw(st.sampled_from(sorted(models.ALL)))]
    low, high = WEIGHTS.get(model.name, (54.0, 88.0))
    patient = patient_of(model, draw(st.floats(low, high)))
    known = st.sampled_from([route for route in model.routes if route in routes])
    gaps = draw(st.lists(st.integers(0, 400), min_size=1, max_size=5))
    doses: list[Dose] = []
    for at in accumulate(gap / 2 for gap in gaps):
        route, mg = draw(known), draw(st.floats(0.5, 100))
        free = at >= max((dose.until_min for dose in doses), default=0.0)
        over = draw(st.sampled_from((0, 0, 10, 40))) if route is Route.IV and free else 0
        doses.append(Dose(route=route, at_min=at, amount_mg=mg, over_min=over))
    drug = draw(st.sampled_from(model.drugs))
    return model, patient, Regimen(drug=drug, doses=tuple(doses))


LINEAR = tuple(route for route in Route if route is not Route.NASAL)
"""Routes by which a dose does not depend on the doses before; the second spray of a sitting does."""


def curves(model: Model, patient: Patient, regimen: Regimen, at: Sequence[float]) -> Any:
    """ng/mL, shape (compounds, times)."""
    return np.array(list(traced(model, patient, regimen, at).ng_per_ml.values()))


def equal(one: Any, other: Any) -> bool:
    return np.allclose(one, other, rtol=1e-9, atol=1e-12 * max(1e-9, np.abs(other).max()))


WHEN = (0.0, 1, 7.5, 20, 33.3, 60, 90, 150, 240, 500, 1200)


@given(cases())
def test_what_entered_is_in_the_body_or_eliminated(case: tuple[Model, Patient, Regimen]) -> None:
    model, patient, regimen = case
    system = System(model.structure(model.typical(patient)))
    amounts = system.solve(regimen.doses, regimen.drug, np.array(WHEN), system.compartments)
    entered = np.zeros(len(WHEN))
    for dose, nth in by_sitting(regimen.doses):
        ways = system.structure.entries[dose.route]
        for way in ways[min(nth, len(ways) - 1)]:
            lasts, since = dose.over_min or way.minutes, np.array(WHEN) - dose.at_min
            done = np.clip(since / lasts, 0, 1) if lasts else since >= 0
            entered += dose.amount_mg * way.fraction * way.moiety.share_of(regimen.drug) * done
    assert amounts.sum(axis=1) == pytest.approx(entered, rel=1e-10, abs=1e-12)
    assert (amounts >= -1e-12 * entered.max()).all()


@given(cases(LINEAR))
def test_doses_superpose(case: tuple[Model, Patient, Regimen]) -> None:
    model, patient, regimen = case
    alone = [replace(regimen, doses=(dose,)) for dose in regimen.doses]
    together = curves(model, patient, regimen, WHEN)
    assert equal(sum(curves(model, patient, one, WHEN) for one in alone), together)


@given(cases(), st.integers(-3000, 3000))
def test_the_clock_does_not_matter(case: tuple[Model, Patient, Regimen], shift: int) -> None:
    model, patient, regimen = case
    doses = tuple(replace(dose, at_min=dose.at_min + shift) for dose in regimen.doses)
    moved = curves(model, patient, replace(regimen, doses=doses), [time + shift for time in WHEN])
    assert equal(moved, curves(model, patient, regimen, WHEN))


@given(cases(), st.floats(0.01, 100))
def test_twice_the_dose_is_twice_the_concentration(
    case: tuple[Model, Patient, Regimen], factor: float
) -> None:
    model, patient, regimen = case
    doses = tuple(replace(dose, amount_mg=dose.amount_mg * factor) for dose in regimen.doses)
    more = curves(model, patient, replace(regimen, doses=doses), WHEN)
    assert equal(more, factor * curves(model, patient, regimen, WHEN))


@given(cases(), st.lists(st.floats(0, 1200), max_size=20))
def test_what_else_is_asked_changes_no_answer(
    case: tuple[Model, Patient, Regimen], others: list[float]
) -> None:
    model, patient, regimen = case
    every = sorted({*WHEN, *others})
    chosen = [every.index(time) for time in WHEN]
    assert equal(
        curves(model, patient, regimen, every)[:, chosen], curves(model, patient, regimen, WHEN)
    )


@given(cases())
def test_no_concentration_is_negative(case: tuple[Model, Patient, Regimen]) -> None:
    model, patient, regimen = case
    values = curves(model, patient, regimen, WHEN)
    assert (values >= -1e-12 * values.max()).all()


@given(cases())
def test_nothing_is_there_before_the_first_dose(case: tuple[Model, Patient, Regimen]) -> None:
    model, patient, regimen = case
    first = regimen.doses[0].at_min
    assert not curves(model, patient, regimen, [first - 100, first - 1e-9]).any()


def once(model: Model, over: float, at: Sequence[float]) -> Any:
    regimen = Regimen(drug=model.drugs[0], doses=(infusion(amount_mg=35, over_min=over),))
    return curves(model, patient_of(model), regimen, at)


@pytest.mark.parametrize("name", models.ALL)
def test_a_bolus_is_the_limit_of_a_short_infusion(name: str) -> None:
    """The difference is first order in the duration: half of it at half the duration."""
    model, at = models.ALL[name], (10.0, 30, 120)
    bolus = once(model, 0, at)
    eight, four, one = (once(model, seconds / 60, at) - bolus for seconds in (8, 4, 1))
    told = bolus > 0
    assert (eight[told] / four[told]) == pytest.approx(2, abs=0.05)
    assert (np.abs(one)[told] / bolus[told]).max() < 0.01


@pytest.mark.parametrize("name", models.ALL)
def test_plasma_is_continuous_where_the_pump_starts_and_stops(name: str) -> None:
    model, tiny = models.ALL[name], 1e-6
    for edge in (0.0, 40.0):
        before, at, after = once(model, 40, (edge - tiny, edge, edge + tiny)).T
        assert np.abs(at - before).max() < 1e-3
        assert np.abs(after - at).max() < 1e-3


@pytest.mark.parametrize("name", models.ALL)
def test_plasma_rises_while_the_pump_runs_and_falls_when_it_stops(name: str) -> None:
    parent = once(models.ALL[name], 40, [float(minute) for minute in range(240)])[0]
    assert (np.diff(parent[:41]) > 0).all()
    assert (np.diff(parent[40:]) < 0).all()


@pytest.mark.parametrize("name", WITH_SITE)
def test_the_effect_site_follows_plasma_and_ends_where_plasma_is(name: str) -> None:
    model = models.ALL[name]
    drug, minutes = model.drugs[0], [float(minute) for minute in range(601)]
    course = Regimen(drug=drug, doses=(infusion(amount_mg=35, over_min=40),))
    weeks = Regimen(drug=drug, doses=(infusion(amount_mg=1e5, over_min=60 * DAY),))
    short = traced(model, patient_of(model), course, minutes).ng_per_ml
    steady = traced(model, patient_of(model), weeks, [60 * DAY]).ng_per_ml
    for site in (name for name in short if name.endswith("(effect site)")):
        plasma, here = short[site.removesuffix(" (effect site)")], short[site]
        peak = int(here.argmax())
        assert peak >= plasma.argmax()
        assert here[peak] <= plasma.max()
        assert here[peak] == pytest.approx(plasma[peak], rel=0.15)  # they cross at its peak
        assert (here[1:peak] < plasma[1:peak]).all()
        assert (here[peak + 1 :] > plasma[peak + 1 :]).all()
        assert steady[site] == pytest.approx(steady[site.removesuffix(" (effect site)")], rel=1e-9)


# ── derived quantities that others computed ──────────────────────────────────────────────────────

DERIVED: Final = {  # total clearance (L/h) and terminal half-life (min) at 70 kg, to whole digits
    "domino_1984": (116, 115),
    "clements_1981_250": (80, 183),
    "hijazi_2003": (151, 297),
    "herd_2007": (90, 80),
    "hornik_2018": (39, 299),
    "kamp_2020_meta": (84, 184),
    "otto_2021": (95, 442),
    "perezruixo_2021": (109, 662),
    "simons_2022": (89, 193),
    "flint_2017": (112, 320),
}


@pytest.mark.parametrize("name", DERIVED)
def test_clearance_and_half_life_are_those_that_others_derived(name: str) -> None:
    """CL = dose / area to infinity; half-life from two late concentrations.

    Rounded values from an independent derivation from the same tables.
    """
    model = models.ALL[name]
    system = System(model.structure(model.typical(Patient(weight_kg=70))))
    plasma = system.compounds[0]
    printed = DERIVED[name][1]
    late = np.array([8 * printed, 9 * printed, 60 * DAY])
    doses = (infusion(amount_mg=1e6, over_min=0),)
    found = system.solve(doses, Drug.ESKETAMINE, late, (plasma, f"{plasma} (area)"))
    clearance = 1e6 / found[-1, 1] * 60
    half_life = printed * np.log(2) / np.log(found[0, 0] / found[1, 0])
    assert (round(clearance), round(half_life)) == DERIVED[name]
