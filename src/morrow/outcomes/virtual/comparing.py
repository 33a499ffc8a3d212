"""Two arms compared in one simulated trial, two-sided.

| test | of | source |
|---|---|---|
| t | means, one variance | Student, Biometrika 1908;6:1; as scipy.stats.ttest_ind |
| welch | means, two variances | Welch, Biometrika 1947;34:28; as scipy.stats.ttest_ind |
| fisher | shares, exact | Fisher, J R Stat Soc 1922;85:87; scipy.stats.fisher_exact |
| chi2 | shares, Pearson's, no correction | Pearson, Phil Mag 1900;50:157; as scipy.stats.chi2_contingency |
| logrank | times until an event | Mantel, Cancer Chemother Rep 1966;50:163; scipy.stats.logrank |

The first two and Pearson's are written out with SciPy's distributions: the same numbers (tests), some
twenty times as fast, and a run makes millions.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import chdtrc, stdtr
from scipy.stats import CensoredData, fisher_exact, logrank

from morrow.outcomes.virtual.design import Comparison
from morrow.outcomes.virtual.endpoints import Analysed
from morrow.pharmacology.linear import Array


@dataclass(frozen=True, slots=True)
class Compared:
    """`p` of the test, and whether the arm's numbers lie above those of the other.

    For relapse: whether it came sooner than expected.  The values are means of the arms.
    """

    p: float
    above: bool
    value: float
    against: float
    counted: tuple[int, int]


def compare(test: Comparison, arm: Analysed, against: Analysed, n: int) -> Compared | None:
    """The first n patients of either arm compared; None where no test can be made of them."""
    first, second = arm.value[:n][arm.counts[:n]], against.value[:n][against.counts[:n]]
    if len(first) < 2 or len(second) < 2:
        return None
    if test is Comparison.LOGRANK:
        found = log_rank(arm, against, n)
    elif test in {Comparison.T, Comparison.WELCH}:
        found = t_test(first, second, one_variance=test is Comparison.T)
    else:
        found = _of_shares(test, first, second)
    if found is None:
        return None
    p, statistic = found
    counted = len(first), len(second)
    return Compared(p, statistic > 0, float(first.mean()), float(second.mean()), counted)


def _of_shares(test: Comparison, first: Array, second: Array) -> tuple[float, float]:
    """p, and the difference."""
    table = int(first.sum()), len(first), int(second.sum()), len(second)
    p = fisher(*table) if test is Comparison.FISHER else chi2(*table)
    return p, float(first.mean() - second.mean())


def t_test(first: Array, second: Array, *, one_variance: bool) -> tuple[float, float] | None:
    """p and t; None where nothing scatters."""
    n, m = len(first), len(second)
    v, w = float(first.var(ddof=1)), float(second.var(ddof=1))
    if v + w == 0:
        return None
    if one_variance:
        free = float(n + m - 2)
        variance = ((n - 1) * v + (m - 1) * w) / free * (1 / n + 1 / m)
    else:
        variance = v / n + w / m
        free = variance**2 / ((v / n) ** 2 / (n - 1) + (w / m) ** 2 / (m - 1))
    t = float(first.mean() - second.mean()) / variance**0.5
    return float(2 * stdtr(free, -abs(t))), t


@lru_cache(maxsize=100_000)
def fisher(events: int, n: int, others: int, m: int) -> float:
    """p of Fisher's exact test.  Kept: trials of one size meet few tables."""
    return float(fisher_exact([[events, n - events], [others, m - others]]).pvalue)


def chi2(events: int, n: int, others: int, m: int) -> float:
    """p of Pearson's test of two shares; 1 where nobody or everybody has the event."""
    pooled = (events + others) / (n + m)
    variance = pooled * (1 - pooled) * (1 / n + 1 / m)
    if variance == 0:
        return 1.0
    return float(chdtrc(1, (events / n - others / m) ** 2 / variance))


def log_rank(arm: Analysed, against: Analysed, n: int) -> tuple[float, float] | None:
    """p and z, above 0 where the arm relapses sooner; None where nobody does."""
    sides = []
    for each in (arm, against):
        assert each.days is not None
        chosen = each.counts[:n]
        sides.append((each.days[:n][chosen], each.value[:n][chosen] == 0))
    times = [CensoredData.right_censored(days, censored) for days, censored in sides]
    if all(bool(np.all(censored)) for _, censored in sides):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):  # all relapse at once: no variance
        found = logrank(*times)
    if not np.isfinite(found.statistic):
        return None
    return float(found.pvalue), float(found.statistic)
