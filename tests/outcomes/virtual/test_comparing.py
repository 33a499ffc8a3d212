"""The tests of two arms against SciPy's own, and against numbers printed in books.

The remission times of acute leukaemia (Freireich 1963, in Collett, Modelling Survival Data, and Cox
1972): log-rank chi-square 16.79.  Fisher's lady tasting tea (The Design of Experiments, 1935), three
cups of four right: p 0.486, two-sided.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from morrow.outcomes.virtual import Comparison
from morrow.outcomes.virtual.comparing import chi2, compare, fisher, t_test
from morrow.outcomes.virtual.endpoints import Analysed

MERCAPTOPURINE = {
    "days": [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    "relapsed": [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
}
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def analysed(value: list[float], days: list[float] | None = None) -> Analysed:
    return Analysed(
        np.array(value, dtype=float),
        np.ones(len(value), dtype=bool),
        None if days is None else np.array(days, dtype=float),
    )


@pytest.mark.parametrize("one_variance", [True, False])
@pytest.mark.parametrize(("n", "m"), [(2, 2), (5, 30), (40, 40)])
def test_a_t_test_is_that_of_scipy(n: int, m: int, one_variance: bool) -> None:
    rng = np.random.default_rng(n)
    first, second = rng.normal(0, 1, n), rng.normal(0.5, 3, m)
    theirs = stats.ttest_ind(first, second, equal_var=one_variance)
    ours = t_test(first, second, one_variance=one_variance)
    assert ours == pytest.approx((theirs.pvalue, theirs.statistic), rel=1e-12)


@given(n=st.integers(1, 60), m=st.integers(1, 60), data=st.data())
def test_pearsons_test_is_that_of_scipy(n: int, m: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    if 0 < x + y < n + m:
        table = [[x, n - x], [y, m - y]]
        theirs = stats.chi2_contingency(table, correction=False).pvalue
        assert chi2(x, n, y, m) == pytest.approx(theirs, rel=1e-9)
    else:
        assert chi2(x, n, y, m) == 1


def test_the_lady_tasting_tea() -> None:
    assert fisher(3, 4, 1, 4) == pytest.approx(0.486, abs=5e-4)


def test_the_log_rank_test_of_the_leukaemia_remissions() -> None:
    mercaptopurine = analysed(
        [float(x) for x in MERCAPTOPURINE["relapsed"]], [float(x) for x in MERCAPTOPURINE["days"]]
    )
    placebo = analysed([1.0] * 21, [float(x) for x in PLACEBO])
    found = compare(Comparison.LOGRANK, mercaptopurine, placebo, 21)
    assert found is not None
    assert stats.chi2.isf(found.p, 1) == pytest.approx(16.79, abs=0.01)
    assert not found.above, "with the drug they relapse later"


def test_arms_that_cannot_be_compared_are_not() -> None:
    same, one = analysed([1.0, 1.0, 1.0]), analysed([1.0])
    nobody = analysed([0.0, 0.0, 0.0], [7.0, 7.0, 7.0])
    at_once = analysed([1.0, 1.0], [7.0, 7.0])
    assert compare(Comparison.T, same, same, 3) is None
    assert compare(Comparison.T, same, one, 3) is None
    assert compare(Comparison.LOGRANK, nobody, nobody, 3) is None
    assert compare(Comparison.LOGRANK, at_once, at_once, 2) is None
