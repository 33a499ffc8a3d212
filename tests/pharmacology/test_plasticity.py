"""The latent state: against an ODE solver, its laws, and the derived figures of the knowledge.

The knowledge pages give the area under theta relative to 0.5 mg/kg over 40 min, derived there with
another chain of parts: 0.25, 0.47 and 1.66 for 0.1, 0.2 and 1.0 mg/kg of racemate.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from morrow.evidence import Refusal
from morrow.pharmacology import Drug, Patient, Regimen, infusion, models
from morrow.pharmacology.biophase import at_effect_site, relative_drive
from morrow.pharmacology.linear import Array
from morrow.pharmacology.plasticity import (
    REFERENCE,
    REFERENCE_PATIENT,
    Exposure,
    exposure,
    reference_peak,
)

CHAIN = models.ALL["assembled_racemic"]
KON, KOFF = np.log(2) / 240, np.log(2) / (8 * 1440)  # half-lives of 4 h and 8 d


def course_of(regimen: Regimen, patient: Patient = REFERENCE_PATIENT) -> Exposure:
    found = exposure(CHAIN, patient, regimen)
    assert isinstance(found, Exposure)
    return found


def racemate(mg_per_kg: float, over_min: float = 40) -> Regimen:
    dose = infusion(amount_mg=mg_per_kg * 70, over_min=over_min)
    return Regimen(drug=Drug.KETAMINE, doses=(dose,))


def by_solver(regimen: Regimen, at_min: Array) -> Array:
    """P and M by LSODA on theta itself, minute by minute where it moves."""
    edges = sorted({0.0, *(t for d in regimen.doses for t in (d.at_min, d.until_min))})

    def slope(time: float, y: Array) -> list[float]:
        sites = at_effect_site(
            CHAIN, REFERENCE_PATIENT, regimen, np.array([time]), half_life_min=8.3
        )
        assert not isinstance(sites, Refusal)
        theta = relative_drive(sites)[0]
        return [KON * (theta - y[0]), y[0] - KOFF * y[1]]

    state, found = [0.0, 0.0], np.zeros(len(at_min))
    for start, end in zip(edges, [*edges[1:], at_min[-1]], strict=True):
        inside = (at_min > start) & (at_min <= end)
        asked = np.unique(np.append(at_min[inside], end))
        solved = solve_ivp(
            slope, (start, end), state, "LSODA", asked, rtol=1e-8, atol=1e-10, max_step=60
        )
        found[inside] = solved.y[1][: inside.sum()]
        state = solved.y[:, -1].tolist()
    return found


def test_the_filters_agree_with_a_solver() -> None:
    at_min = np.array([20.0, 40.0, 120.0, 480.0, 1440.0])
    ours = course_of(REFERENCE).latent(at_min, kon_per_min=KON, koff_per_min=KOFF)
    assert ours[1:] == pytest.approx(by_solver(REFERENCE, at_min)[1:], rel=2e-4)


def test_the_grid_is_fine_enough() -> None:
    """Against a trapezium on every tenth of a minute."""
    fine = np.arange(0, 2880, 0.1)
    sites = at_effect_site(CHAIN, REFERENCE_PATIENT, REFERENCE, fine, half_life_min=8.3)
    assert not isinstance(sites, Refusal)
    area = np.trapezoid(relative_drive(sites), fine)
    assert course_of(REFERENCE).area_min == pytest.approx(area, rel=2e-4)


@pytest.mark.parametrize(("mg_per_kg", "ratio"), [(0.1, 0.25), (0.2, 0.47), (1.0, 1.66)])
def test_the_drive_saturates_mildly_with_dose(mg_per_kg: float, ratio: float) -> None:
    ours = course_of(racemate(mg_per_kg)).area_min / course_of(REFERENCE).area_min
    assert ours == pytest.approx(ratio, abs=0.05)


def test_the_reference_dose_peaks_at_one_within_hours_and_fades_over_weeks() -> None:
    at_min = np.arange(0.0, 40 * 1440, 30)
    latent = course_of(REFERENCE).latent(at_min, kon_per_min=KON, koff_per_min=KOFF)
    peak = reference_peak(kon_per_min=KON, koff_per_min=KOFF)
    assert latent.max() == pytest.approx(peak, rel=1e-3)
    assert 6 * 60 <= at_min[latent.argmax()] <= 48 * 60
    late = at_min > 20 * 1440
    halved = latent[late][::384]  # 384 steps of 30 min are the half-life of 8 days
    assert halved[1:] / halved[:-1] == pytest.approx(0.5, rel=1e-3)


def test_repeated_doses_add_up() -> None:
    once = course_of(REFERENCE)
    course = course_of(REFERENCE.repeated([0, 2, 4, 7, 9, 11]))
    after = np.array([12 * 1440.0])
    shifts = np.array([12.0, 10, 8, 5, 3, 1]) * 1440
    ours = course.latent(after, kon_per_min=KON, koff_per_min=KOFF)[0]
    sum_of_single = once.latent(shifts, kon_per_min=KON, koff_per_min=KOFF).sum()
    assert ours == pytest.approx(sum_of_single, rel=1e-3)


@given(
    kon_h=st.floats(0.5, 48),
    koff_d=st.floats(1, 60),
    days=st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True),
)
def test_the_latent_state_is_never_negative_and_begins_at_zero(
    kon_h: float, koff_d: float, days: list[int]
) -> None:
    kon, koff = np.log(2) / (kon_h * 60), np.log(2) / (koff_d * 1440)
    course = course_of(REFERENCE.repeated(sorted(days)))
    at_min = np.linspace(0, 60 * 1440, 200)
    latent = course.latent(at_min, kon_per_min=kon, koff_per_min=koff)
    assert latent[at_min <= min(days) * 1440] == pytest.approx(0)
    assert (latent >= 0).all()


@given(rate_h=st.floats(1, 100))
def test_equal_rates_are_no_special_case(rate_h: float) -> None:
    rate = np.log(2) / (rate_h * 60)
    at_min = np.array([600.0, 3000.0])
    equal, close = (
        course_of(REFERENCE).latent(at_min, kon_per_min=rate, koff_per_min=rate * factor)
        for factor in (1.0, 1 + 1e-5)
    )
    assert equal == pytest.approx(close, rel=1e-2)


def test_a_model_that_cannot_tell_the_drive_says_so() -> None:
    for model, route in (("kamp_2020_meta", REFERENCE), ("hornik_2018", REFERENCE)):
        assert isinstance(exposure(models.ALL[model], REFERENCE_PATIENT, route), Refusal)
