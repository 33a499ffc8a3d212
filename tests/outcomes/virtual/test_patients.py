"""Patients of a simulated arm against what the model says of them, in closed form."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from morrow.outcomes.mood.expected import patient_sd
from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.trials import DoseUnit
from morrow.outcomes.virtual import Cohort
from morrow.outcomes.virtual.means import Means, weight_nodes
from morrow.outcomes.virtual.patients import Patients, Recipe, draw_patients
from tests.outcomes.virtual.designs import KET, design

MANY = 40_000
MEANS = np.array([[0.30, 0.50, 0.45, 0.20]])
RECIPE = Recipe(
    shares=MEANS,
    weights_kg=np.array([70.0]),
    times_h=np.array([24.0, 48.0, 24.0 * 11, 24.0 * 21]),
    p={"spread": 0.2, "spread_amid": 0.25, "stays": 0.8, "drifts_d": 10.0},
    cohort=Cohort(baseline_mean=33, baseline_sd=5, weight_kg=70),
    dropout_per_week=0.1,
    start=None,
)


@pytest.fixture(scope="module")
def many() -> Patients:
    return draw_patients(RECIPE, MANY, np.random.default_rng(1))


def test_shares_have_the_mean_and_the_sd_of_the_model(many: Patients) -> None:
    sd = patient_sd(MEANS, {name: np.asarray(x) for name, x in RECIPE.p.items()})[0]
    error = sd / MANY**0.5
    assert np.abs((many.share.mean(axis=0) - MEANS[0]) / error).max() < 4
    assert many.share.std(axis=0) == pytest.approx(sd, rel=0.02)


def test_two_ratings_correlate_as_the_model_of_relapse_has_it(many: Patients) -> None:
    """By hand: 0.8 x 0.5^(1/10) a day apart, 0.4 ten days apart, 0.2 twenty."""
    found = np.asarray(np.corrcoef(many.share.T))
    assert found[0, 1] == pytest.approx(0.8 * 0.5**0.1, abs=0.02)
    assert found[0, 2] == pytest.approx(0.4, abs=0.02)
    assert found[0, 3] == pytest.approx(0.2, abs=0.02)
    assert found[2, 3] == pytest.approx(0.4, abs=0.02)


def test_baselines_are_those_of_the_cohort(many: Patients) -> None:
    assert many.baseline.mean() == pytest.approx(33, abs=4 * 5 / MANY**0.5)
    assert many.baseline.std() == pytest.approx(5, rel=0.02)


def test_dropout_is_a_constant_hazard(many: Patients) -> None:
    """By hand: after three weeks at 0.1 a week, exp(-0.3) are left."""
    weeks = RECIPE.times_h / 168
    assert many.seen.mean(axis=0) == pytest.approx(np.exp(-0.1 * weeks), abs=0.01)
    assert (many.seen[:, 1:] <= many.seen[:, :-1]).all(), "nobody comes back"


def test_without_dropout_everybody_stays() -> None:
    stay = replace(RECIPE, dropout_per_week=0.0)
    assert draw_patients(stay, 1000, np.random.default_rng(1)).seen.all()


def test_the_first_patients_of_many_are_those_of_a_smaller_trial(many: Patients) -> None:
    few = draw_patients(RECIPE, 100, np.random.default_rng(1))
    assert np.array_equal(few.share, many.share[:100])
    assert np.array_equal(few.seen, many.seen[:100])


def test_who_begins_well_has_responded_then_and_drifts_back() -> None:
    """Above the limit a normal has the mean m + s h(z), h the inverse Mills ratio; later the part
    beyond the mean is multiplied by the correlation."""
    well = replace(RECIPE, times_h=np.array([0.0, 240.0, 480.0, 720.0]), start=0.5)
    found = draw_patients(well, MANY, np.random.default_rng(2)).share
    sd = patient_sd(MEANS, {name: np.asarray(x) for name, x in RECIPE.p.items()})[0]
    z = (0.5 - MEANS[0, 0]) / sd[0]
    density, beyond = np.exp(-(z**2) / 2) / (2 * np.pi) ** 0.5, 1 - NormalDist().cdf(z)
    assert found[:, 0].min() >= 0.5
    assert found[:, 0].mean() == pytest.approx(MEANS[0, 0] + sd[0] * density / beyond, abs=0.005)
    later = MEANS[0, 1] + sd[1] * 0.4 * density / beyond
    assert found[:, 1].mean() == pytest.approx(later, abs=0.008)


def test_a_fixed_dose_lifts_the_lighter_more_and_a_dose_per_kg_the_heavier() -> None:
    """Clearance grows with weight, but less than in proportion (allometry)."""
    cohort = Cohort(baseline_mean=33, baseline_sd=5, weight_kg=80, weight_sd=15)
    per_kg = design(cohort=cohort, uncertain=False)
    dose = replace(KET.doses[0], low=35.0, high=35.0, unit=DoseUnit.MG)
    in_mg = replace(per_kg, arms=(replace(KET, doses=(dose,)), *per_kg.arms[1:]))
    nodes = weight_nodes(cohort)
    assert nodes[[0, -1]] == pytest.approx([40, 125])  # 80 less 45 lies below the model's 40
    lifted = [
        Means(each, frozen()).draw(np.random.default_rng(1)).shares for each in (per_kg, in_mg)
    ]
    assert (np.diff(lifted[0][0, :, 0]) > 0).all()
    assert (np.diff(lifted[1][0, :, 0]) < 0).all()


def test_a_patient_is_read_off_between_the_weights() -> None:
    """The mean share is made the weight itself, so that drawn shares tell who weighs what."""
    nodes = np.linspace(40, 125, 5)
    cohort = Cohort(baseline_mean=33, baseline_sd=5, weight_kg=80, weight_sd=15)
    told = replace(
        RECIPE,
        shares=np.repeat(nodes[:, None], 4, axis=1) / 1000,
        weights_kg=nodes,
        cohort=cohort,
        p=RECIPE.p | {"spread": 0.0, "spread_amid": 0.0},
    )
    kg = 1000 * draw_patients(told, MANY, np.random.default_rng(3)).share[:, 0]
    theirs = stats.truncnorm(-40 / 15, 3, loc=80, scale=15)
    assert kg.min() >= 40
    assert kg.max() <= 125
    assert stats.kstest(kg, theirs.cdf).pvalue > 0.001


def test_a_cohort_of_one_weight_is_computed_at_that_weight() -> None:
    assert weight_nodes(Cohort(baseline_mean=33, baseline_sd=5, weight_kg=80)).tolist() == [80]
