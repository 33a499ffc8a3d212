"""The standard error of a published number, from what was printed beside it.

| number | formula | source |
|---|---|---|
| mean, change | SD/√n; (upper - lower)/(2 * 1.96) of a 95 % interval; SE as printed | HANDBOOK |
| difference | as a mean from SE or interval; from Cohen's d, SD = difference/d and √(1/n + 1/m) | HANDBOOK |
| percentage | SD of the Jeffreys posterior Beta(x + ½, n - x + ½) | JEFFREYS |
| median time | half the log interval, times the median; else median/√events, as if exponential | COLLETT |

HANDBOOK: Cochrane Handbook for Systematic Reviews of Interventions, chapter 6, sections 6.3 and 6.5.
JEFFREYS: Brown, Cai, DasGupta, Statistical Science 2001;16:101.
COLLETT: Collett, Modelling Survival Data in Medical Research, the exponential model: the estimated
rate λ has the variance λ²/events, so the relative error of its median is 1/√events.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Z95: Final = 1.959964  # the normal quantile of a two-sided 95 % interval


class SpreadType(StrEnum):
    """What was printed beside a number."""

    SD = "sd"
    SE = "se"
    CI95 = "ci95"
    COHEN_D = "cohen_d"


@dataclass(frozen=True, slots=True)
class Spread:
    """The SD, the SE, Cohen's d or the lower limit as `low`; an upper limit as `high`."""

    kind: SpreadType
    low: float
    high: float | None = None


def of_mean(spread: Spread, n: float) -> float:
    """Of a mean or a mean change of `n` patients."""
    match spread:
        case Spread(SpreadType.SD, sd):
            return sd / math.sqrt(n)
        case Spread(SpreadType.SE, se):
            return se
        case Spread(SpreadType.CI95, low, float(high)):
            return (high - low) / (2 * Z95)
    raise ValueError(f"{spread} gives no standard error of a mean")


def of_difference(difference: float, spread: Spread, *, n: float, m: float) -> float:
    """Of a difference between arms of `n` and `m` patients."""
    if spread.kind is SpreadType.COHEN_D:
        return abs(difference / spread.low) * math.sqrt(1 / n + 1 / m)
    if spread.kind is SpreadType.SD:
        raise ValueError("one SD gives no standard error of a difference")
    return of_mean(spread, n)


def of_percentage(percentage: float, n: float) -> float:
    """Of a percentage of `n` patients, in percentage points; above zero at 0 and 100 % too."""
    share = shrunk_share(percentage, n)
    return 100 * math.sqrt(share * (1 - share) / (n + 2))


def shrunk_share(percentage: float, n: float) -> float:
    """The Jeffreys mean (x + ½)/(n + 1) of a percentage: never 0 or 1, so it has log odds."""
    return (percentage / 100 * n + 0.5) / (n + 1)


def of_median_days(days: float, spread: Spread | None, events: float) -> float:
    """Of a median time; a missing upper limit is taken as far off as the lower, on the log scale."""
    if spread is None:
        return days / math.sqrt(events)
    if spread.kind is not SpreadType.CI95:
        raise ValueError(f"{spread} gives no standard error of a median")
    if spread.high is None:
        return days * math.log(days / spread.low) / Z95
    return days * math.log(spread.high / spread.low) / (2 * Z95)


def pooled_sd(groups: Iterable[tuple[float, float]]) -> float:
    """The common SD of (SD, n) groups: root of the mean square, weighted by degrees of freedom."""
    known = list(groups)
    return math.sqrt(sum((n - 1) * sd**2 for sd, n in known) / sum(n - 1 for _, n in known))
