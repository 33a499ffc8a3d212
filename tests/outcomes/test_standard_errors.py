"""Standard errors against what papers print themselves, and hand calculations."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.outcomes.standard_errors import (
    Spread,
    SpreadType,
    of_difference,
    of_mean,
    of_median_days,
    of_percentage,
    pooled_sd,
    shrunk_share,
)


def ci(low: float, high: float | None) -> Spread:
    return Spread(SpreadType.CI95, low, high)


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [(-7.31, -0.64, 1.69), (-6.56, -1.09, 1.39)],
    ids=["TRANSFORM-2, the label", "ASPIRE I, the abstract"],
)
def test_an_interval_gives_the_se_that_the_paper_prints(
    low: float, high: float, printed: float
) -> None:
    """Both print interval and SE; theirs used a t quantile, hence the hundredth."""
    assert of_mean(ci(low, high), 100) == pytest.approx(printed, abs=0.015)


def test_an_sd_gives_the_se_of_the_t_test() -> None:
    """Murrough 2013: t(46) = -10.31 for -16.5 points, an SD of about 10.97 by hand."""
    assert of_mean(Spread(SpreadType.SD, 10.97), 47) == pytest.approx(16.5 / 10.31, abs=0.001)


def test_an_se_is_taken_as_printed() -> None:
    assert of_mean(Spread(SpreadType.SE, 2.85), 35) == 2.85


def test_cohens_d_gives_the_sd_of_a_difference() -> None:
    """By hand: 11.88/1.13 = 10.513; 10.513 x sqrt(1/15 + 1/15) = 3.839."""
    se = of_difference(-11.88, Spread(SpreadType.COHEN_D, 1.13), n=15, m=15)
    assert se == pytest.approx(3.839, abs=0.001)


@pytest.mark.parametrize(
    ("percentage", "n", "se"),
    [(0.0, 7, 8.07), (50.0, 8, 15.81), (90.0, 10, 9.91), (100.0, 10, 6.01)],
)
def test_a_percentage_has_the_sd_of_its_jeffreys_posterior(
    percentage: float, n: int, se: float
) -> None:
    """By hand: of a beta(a, b), sqrt(ab/(a+b+1))/(a+b), with a = x + 1/2 and b = n - x + 1/2."""
    x = percentage / 100 * n
    a, b = x + 0.5, n - x + 0.5
    assert of_percentage(percentage, n) == pytest.approx(
        100 * math.sqrt(a * b / (a + b + 1)) / (a + b)
    )
    assert of_percentage(percentage, n) == pytest.approx(se, abs=0.01)


@given(st.floats(0, 100), st.integers(1, 10_000))
def test_a_percentage_always_has_an_error_and_log_odds(percentage: float, n: int) -> None:
    assert 0 < shrunk_share(percentage, n) < 1
    assert 0 < of_percentage(percentage, n) <= 50
    assert of_percentage(percentage, n) == pytest.approx(of_percentage(100 - percentage, n))


@given(st.floats(0, 100), st.integers(1, 1000))
def test_more_patients_make_a_smaller_error(percentage: float, n: int) -> None:
    assert of_percentage(percentage, 4 * n) < of_percentage(percentage, n)


def test_a_median_without_a_spread_has_the_error_of_an_exponential() -> None:
    """By hand: 18 days, 17 events, 18/sqrt(17) = 4.366."""
    assert of_median_days(18, None, 17) == pytest.approx(4.366, abs=0.001)


def test_a_median_without_an_upper_limit_uses_the_lower() -> None:
    """SUSTAIN-1: 273 days, from 97.  By hand: 273 x ln(273/97)/1.96 = 144.1."""
    assert of_median_days(273, ci(97, None), 39) == pytest.approx(144.1, abs=0.1)
    assert of_median_days(100, ci(50, 200), 9) == pytest.approx(100 * math.log(4) / 3.92, rel=1e-4)


def test_groups_share_an_sd() -> None:
    """By hand: sqrt((9 x 4 + 19 x 16)/28) = 3.485."""
    assert pooled_sd([(2, 10), (4, 20)]) == pytest.approx(3.485, abs=0.001)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: of_mean(Spread(SpreadType.COHEN_D, 1), 9),
        lambda: of_mean(ci(1, None), 9),
        lambda: of_difference(1, Spread(SpreadType.SD, 1), n=9, m=9),
        lambda: of_median_days(9, Spread(SpreadType.SE, 1), 9),
    ],
)
def test_a_spread_that_does_not_fit_is_our_bug(wrong: object) -> None:
    with pytest.raises(ValueError, match="standard error"):
        wrong()  # type: ignore[operator]
