"""Figures over a population, gathered chunk by chunk, against numpy over all of it at once."""

from dataclasses import replace

import numpy as np
import pytest

from morrow.pharmacology import fast
from morrow.pharmacology._streaming import BINS, bins, edges
from morrow.pharmacology.summaries import Summary, summarise
from tests.pharmacology.kernels_problems import course_r1
from tests.pharmacology.kernels_warm import TIERS

PATIENTS = 400
WHOLE, _ = course_r1(PATIENTS)


def some(first: int, until: int) -> fast.Problem:
    """Patients of the whole, which is what a chunk is."""
    return replace(WHOLE, modes=WHOLE.modes.of(slice(first, until)))


def summary(tier: fast.Tier, *, chunk: int = 150, workers: int = 1) -> Summary:
    return summarise(some, PATIENTS, tier=tier, chunk=chunk, workers=workers)


@pytest.mark.parametrize("tier", TIERS)
def test_the_figures_are_those_of_all_curves_together(tier: fast.Tier) -> None:
    found, curves = summary(tier, chunk=150, workers=2), fast.simulate(WHOLE, tier=tier)
    for spread, values in (
        (found.outcome, curves.outcome), (found.concentration, curves.concentration),
    ):  # fmt: skip
        assert spread.count == PATIENTS
        assert np.allclose(spread.mean, values.mean(axis=0), rtol=1e-12)
        assert np.allclose(spread.sd, values.std(axis=0, ddof=1), rtol=1e-9)
        for q in (0.05, 0.5, 0.95):
            exact = np.quantile(values, q, axis=0, method="inverted_cdf")
            assert np.allclose(spread.quantile(q), exact, rtol=1.0 / 64.0)


@pytest.mark.parametrize("tier", TIERS)
def test_chunks_and_workers_change_no_figure(tier: fast.Tier) -> None:
    one, other = summary(tier, chunk=400), summary(tier, chunk=37, workers=3)
    assert np.array_equal(one.outcome.counts.sum(axis=1), other.outcome.counts.sum(axis=1))
    assert np.allclose(one.outcome.mean, other.outcome.mean, rtol=1e-12)
    assert np.allclose(one.outcome.quantile(0.9), other.outcome.quantile(0.9), rtol=1e-6)


def test_a_readout_is_what_is_summarised() -> None:
    found = summarise(
        some, PATIENTS, tier=fast.Tier.NUMPY, readout=lambda _, curves: 30.0 - curves.outcome
    )
    plain = summary(fast.Tier.NUMPY)
    assert np.allclose(found.outcome.mean, 30.0 - plain.outcome.mean)
    assert np.allclose(found.outcome.sd, plain.outcome.sd, rtol=1e-9)


def test_each_value_lies_between_the_edges_of_its_bin() -> None:
    random = np.random.default_rng(4)
    values = random.normal(size=5000) * 10.0 ** random.integers(-12, 6, 5000)
    place, bounds = bins(values), edges()
    assert len(bounds) == 2 * BINS + 1
    assert (np.diff(bounds) > 0.0).all()
    assert (bounds[place] <= values).all()
    assert (values <= bounds[place + 1]).all()
