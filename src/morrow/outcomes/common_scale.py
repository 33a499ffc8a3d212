"""Numbers of one kind on one scale, so that trials can be compared, and the way back.

| asked | common scale |
|---|---|
| mean, mean_change of symptoms | change as a share of the baseline: -0.5 is a fall by half |
| diff_vs_control of symptoms | difference of two changes, as a share of the baseline |
| percentages | log odds |
| median_days_to_relapse | log days |
| blood pressure, dissociation | as printed |

The share of the baseline is what scales have in common: equipercentile linking finds x % on HAMD17
about x % on MADRS, and the other tables agree (tests).  Where a baseline is not given, that of a
typical trial of the set stands in, by the crosswalk, and its spread is added.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from morrow.outcomes import crosswalk
from morrow.outcomes.fallbacks import WIDER_WITHOUT_CROSSWALK
from morrow.outcomes.measures import Domain, domain, one_name
from morrow.outcomes.predicting import Unanswerable, Unit
from morrow.outcomes.standard_errors import shrunk_share
from morrow.outcomes.trials import Arm, Observation, Question, Statistic

CHANGE: Final = "change"
DIFFERENCE: Final = "difference"
DAYS: Final = "days to relapse"
_WIDER: Final = float(WIDER_WITHOUT_CROSSWALK.value)


@dataclass(frozen=True, slots=True)
class Placed:
    """A number on its common scale, with its sampling variance there."""

    group: str
    y: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How ill patients are at the start, on MADRS: over trials, the mean and the SD."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From the common scale to the number that is asked."""

    group: str
    back: Callable[[float], float]
    extra: float = 0.0  # share of the square of y that an unknown baseline adds to the variance
    widen: float = 1.0
    unit: Unit = Unit.ASKED
    why: str = ""


def group_of(question: Question) -> str:
    """Which numbers may be compared with that of a question."""
    statistic = question.ask.statistic
    if statistic.is_percentage:
        return statistic.value
    if statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE:
        return DAYS
    if domain(question.ask.measure) is Domain.ACUTE:
        return f"{one_name(question.ask.measure)} {statistic.value}"
    return DIFFERENCE if statistic is Statistic.DIFF_VS_CONTROL else CHANGE


def place(observation: Observation, typical: Baseline) -> Placed | Unanswerable:
    """An observation on its common scale, or why it has no place there."""
    group = group_of(observation.question)
    value, se = observation.value, observation.se
    if observation.ask.statistic.is_percentage:
        share = shrunk_share(value, observation.n)
        return Placed(group, _logit(share), 1 / ((observation.n + 2) * share * (1 - share)))
    if group == DAYS:
        return Placed(group, math.log(value), (se / value) ** 2)
    if group not in {CHANGE, DIFFERENCE}:
        return Placed(group, value, se**2)
    start = _start(observation.question, typical)
    if start is None:
        return Unanswerable(f"{observation.ask.measure} has neither a baseline nor a crosswalk")
    change = value - start.mean if observation.ask.statistic is Statistic.MEAN else value
    y = change / start.mean
    return Placed(group, y, (se / start.mean) ** 2 + (y * start.sd / start.mean) ** 2)


def way_back(question: Question, typical: Baseline) -> Way | Unanswerable:
    """How a number on the common scale becomes the one that is asked."""
    group = group_of(question)
    measure = question.ask.measure
    if question.ask.statistic.is_percentage:
        return Way(group=group, back=lambda y: 100 / (1 + math.exp(-y)))
    if group == DAYS:
        return Way(group=group, back=math.exp)
    if group not in {CHANGE, DIFFERENCE}:
        return Way(group=group, back=lambda y: y)
    is_mean = question.ask.statistic is Statistic.MEAN
    floor = -1.0 if group == CHANGE else -math.inf  # no score falls by more than it had
    known = crosswalk.reaches(measure)
    why = "" if known else f"no crosswalk for {measure}: taken as percent change"
    start = _start(question, typical)
    if start is None:
        if is_mean:
            return Unanswerable(f"the mean of {measure} needs its baseline, which is not given")
        why = f"{why}; the numbers are percent of the baseline, which is not given"
        return Way(
            group=group,
            back=lambda y: 100 * max(y, floor),
            widen=_WIDER,
            unit=Unit.PERCENT,
            why=why,
        )
    if start.sd:
        why = f"the baseline is not given: {start.mean:.1f} as in a typical trial"
    offset = start.mean if is_mean else 0.0
    return Way(
        group=group,
        back=lambda y: offset + start.mean * max(y, floor),
        extra=(start.sd / start.mean) ** 2,
        widen=1.0 if known else _WIDER,
        why=why,
    )


def _start(question: Question, typical: Baseline) -> Baseline | None:
    """The baseline of a question's arm on the asked scale; SD 0 where it is given."""
    arm, measure = question.arm, question.ask.measure
    given = _given(arm, measure)
    if given is not None:
        return Baseline(mean=given, sd=0.0)
    moved = crosswalk.convert(typical.mean, "MADRS", measure)
    if isinstance(moved, crosswalk.NoCrosswalk):
        return None
    return Baseline(mean=moved.score, sd=typical.sd * moved.score / typical.mean)


def _given(arm: Arm, measure: str) -> float | None:
    """The arm's own baseline on a scale, if need be by the crosswalk."""
    if not arm.baseline_mean or arm.baseline_measure is None:
        return None
    if one_name(arm.baseline_measure) == one_name(measure):
        return arm.baseline_mean
    moved = crosswalk.convert(arm.baseline_mean, arm.baseline_measure, measure)
    return moved.score if isinstance(moved, crosswalk.Converted) else None


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
