"""The meta-regression against metafor's published results, and against closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.outcomes.rivals import reml

# Thirteen trials of the BCG vaccine (Colditz 1994, dat.bcg of the R package metadat): with and
# without tuberculosis among the vaccinated and among the others, and the latitude.
BCG = np.array(
    [
        (4, 119, 11, 128, 44),
        (6, 300, 29, 274, 55),
        (3, 228, 11, 209, 42),
        (62, 13536, 248, 12619, 52),
        (33, 5036, 47, 5761, 13),
        (180, 1361, 372, 1079, 44),
        (8, 2537, 10, 619, 19),
        (505, 87886, 499, 87892, 13),
        (29, 7470, 45, 7232, 27),
        (17, 1699, 65, 1600, 42),
        (186, 50448, 141, 27197, 18),
        (5, 2493, 3, 2338, 33),
        (27, 16886, 29, 17825, 33),
    ],
    dtype=float,
)
TP, TN, CP, CN, LATITUDE = BCG.T
LOG_RISK_RATIO = np.log(TP / (TP + TN)) - np.log(CP / (CP + CN))
VARIANCE = 1 / TP - 1 / (TP + TN) + 1 / CP - 1 / (CP + CN)
ONES = np.ones((13, 1))
STUDIES = np.arange(13.0)


def test_a_mean_is_that_of_metafor() -> None:
    """rma(yi, vi, data=dat): tau^2 0.3132, estimate -0.7145, SE 0.1798 (Viechtbauer 2010)."""
    found = reml.fit(LOG_RISK_RATIO, VARIANCE, ONES, STUDIES)
    assert found.between**2 == pytest.approx(0.3132, abs=5e-5)
    assert found.coefficients == pytest.approx([-0.7145], abs=5e-5)
    assert found.covariance[0, 0] ** 0.5 == pytest.approx(0.1798, abs=5e-5)
    assert found.within == 0


def test_a_slope_is_that_of_metafor() -> None:
    """rma(yi, vi, mods=~ablat): tau^2 0.0764; 0.2515 (0.2491), -0.0291 (0.0072).

    Its scoring stops at a step of 1e-5, so tau^2 agrees to that alone.
    """
    design = np.column_stack([ONES, LATITUDE])
    found = reml.fit(LOG_RISK_RATIO, VARIANCE, design, STUDIES)
    assert found.between**2 == pytest.approx(0.0764, abs=1e-4)
    assert found.coefficients == pytest.approx([0.2515, -0.0291], abs=5e-5)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx([0.2491, 0.0072], abs=5e-5)


def test_studies_of_equal_size_give_the_analysis_of_variance() -> None:
    """Balanced data, negligible sampling error: REML is ANOVA (Searle, Casella, McCulloch 1992).

    By hand, y = (1, 3), (5, 7), (12, 14): within 2; between means 2, 6, 13, mean 7, so the mean
    square between is 2 x (25 + 1 + 36)/2 = 62 and between^2 = (62 - 2)/2 = 30.
    """
    y = np.array([1.0, 3, 5, 7, 12, 14])
    studies = np.array([0.0, 0, 1, 1, 2, 2])
    found = reml.fit(y, np.full(6, 1e-9), np.ones((6, 1)), studies)
    assert found.within**2 == pytest.approx(2, rel=1e-3)
    assert found.between**2 == pytest.approx(30, rel=1e-3)
    assert found.coefficients == pytest.approx([7])
    assert found.covariance[0, 0] == pytest.approx(62 / 6, rel=1e-3)


def test_alike_studies_have_nothing_between_them() -> None:
    """Without heterogeneity it is the fixed-effect mean: by hand, SE sqrt(4/8)."""
    y = np.array([1.0, 1.1, 0.9, 1.0, 1.05, 0.95, 1.0, 1.0])
    found = reml.fit(y, np.full(8, 4.0), np.ones((8, 1)), np.arange(8.0))
    assert found.between == pytest.approx(0, abs=1e-6)
    assert found.covariance[0, 0] ** 0.5 == pytest.approx(0.5**0.5)


def test_half_a_weight_twice_is_one() -> None:
    """Without heterogeneity, of one number in two halves."""
    y, variances = np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])
    halves = reml.fit(y, variances, np.ones((3, 1)), np.arange(3.0), np.array([0.5, 0.5, 1.0]))
    assert halves.coefficients == pytest.approx([1.5])


@given(st.floats(-5, 5), st.floats(0.1, 10))
def test_a_fit_follows_a_shift_and_a_change_of_unit(shift: float, factor: float) -> None:
    plain = reml.fit(LOG_RISK_RATIO, VARIANCE, ONES, STUDIES)
    moved = reml.fit(factor * LOG_RISK_RATIO + shift, factor**2 * VARIANCE, ONES, STUDIES)
    assert moved.coefficients[0] == pytest.approx(factor * plain.coefficients[0] + shift, abs=1e-3)
    assert moved.between == pytest.approx(factor * plain.between, rel=1e-3)


@pytest.mark.parametrize(
    "design", [np.ones((13, 2)), np.eye(13)], ids=["two equal columns", "a column for each number"]
)
def test_columns_that_cannot_be_told_apart_are_our_bug(design: reml.Array) -> None:
    with pytest.raises(ValueError, match="cannot fit"):
        reml.fit(LOG_RISK_RATIO, VARIANCE, design, STUDIES)
