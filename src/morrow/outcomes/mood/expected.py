"""Statistics of an arm from the mean share lifted and how patients scatter about it.

The share lifted is normal between patients with SD `spread`; scores are baseline x (1 - share).
Response is a share of at least a half (or what the question defines); remission a score at or below
a limit, with the baseline's own scatter; relapse a loss of that response later, the scatter of one
patient at two times being correlated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from morrow.outcomes import crosswalk
from morrow.outcomes.measures import one_name
from morrow.outcomes.mood.terms import Values
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.trials import Arm, Drug, Question, Statistic

Array = NDArray[np.float64]

REMISSION: Final[Mapping[str, float]] = {
    "MADRS": 10,
    "HAMD17": 7,
    "HAMD21": 7,
    "HAMD24": 7,
    "HAMD25": 7,
    "HAMD28": 7,
    "QIDS-SR16": 5,
    "QIDS-C": 5,
    "PHQ9": 4,
}
"""At or below these is remission where a question does not say (clinical rules, `seen`): MADRS 10
as KADS and KetECT have it (12 in the esketamine trials), HAM-D 7, QIDS 5, PHQ-9 below 5."""

ESKETAMINE_MADRS: Final = 12.0  # remission in the trials of the spray (clinical rules, seen)

TYPICAL_MADRS: Final = 34.5
TYPICAL_SD_SHARE: Final = 0.17
"""Baseline of an arm that does not print one: the mean of those that do, and its SD over the mean
(TRANSFORM 37.7 and 5.5, Daly 33 and 5.2, Wilkinson 33.8 and 6.8; seen)."""
REMISSION_SHARE: Final = 0.70  # of a scale without a limit of its own: as 10 of 34 on MADRS
BASELINE_FROM_TYPICAL: Final = 0.12  # relative SD of an unprinted baseline about the typical one


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The baseline of an arm on the asked scale; `given` is whether the table prints it."""

    mean: float
    sd: float
    given: bool


def scale_of(question: Question, arm: Arm) -> Scale | None:
    """How ill the arm was at the start on the asked scale; None where nothing leads there."""
    measure = one_name(question.ask.measure)
    if arm.baseline_mean and arm.baseline_measure:
        own = one_name(arm.baseline_measure)
        moved = crosswalk.convert(arm.baseline_mean, own, measure)
        if own == measure or isinstance(moved, crosswalk.Converted):
            mean = arm.baseline_mean if own == measure else moved.score  # type: ignore[union-attr]
            share = (arm.baseline_sd or 0.0) / arm.baseline_mean or TYPICAL_SD_SHARE
            return Scale(mean=mean, sd=share * mean, given=True)
    usual = crosswalk.convert(TYPICAL_MADRS, "MADRS", measure)
    if isinstance(usual, crosswalk.NoCrosswalk):
        return None
    return Scale(mean=usual.score, sd=TYPICAL_SD_SHARE * usual.score, given=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one asked number is read off the share lifted: what it is, and its constants."""

    statistic: Statistic
    asked: float = 0.5  # share that counts as a response
    remitted: float = REMISSION_SHARE  # share at which the typical patient has remitted
    baseline: float = 1.0  # 1 where the scale cannot be reached: then scores are shares of it
    baseline_sd: float = 0.0
    given: bool = True  # whether the table prints the baseline
    in_percent: bool = False


def reading(question: Question) -> Reading | Unanswerable:
    """How a question is read; Unanswerable where a score needs a baseline that nothing gives."""
    ask = question.ask
    scale = scale_of(question, question.arm)
    if scale is None and ask.statistic is Statistic.MEAN:
        return Unanswerable(f"the mean of {ask.measure} needs its baseline, which is not given")
    in_percent = scale is None and not ask.statistic.is_percentage
    definition, limit = ask.definition, limit_of(question)
    return Reading(
        statistic=ask.statistic,
        asked=definition.limit / 100 if definition and definition.is_percent else 0.5,
        # scores are whole: at most 10 is below 10.5
        remitted=1 - (limit + 0.5) / scale.mean if scale and limit is not None else REMISSION_SHARE,
        baseline=100.0 if in_percent else scale.mean if scale else 1.0,
        baseline_sd=scale.sd if scale else 0.0,
        given=scale is None or scale.given,
        in_percent=in_percent,
    )


def limit_of(question: Question) -> float | None:
    """The highest score that counts as remission: of the question, of its programme, its scale."""
    definition, measure = question.ask.definition, one_name(question.ask.measure)
    if definition and not definition.is_percent:
        return definition.limit - 1 if definition.sign == "<" else definition.limit
    sprayed = any(arm.drug in {Drug.ESKETAMINE, Drug.PLACEBO_SPRAY} for arm in question.arms)
    if measure == "MADRS" and sprayed:
        return ESKETAMINE_MADRS
    return REMISSION.get(measure)


class Readings:
    """Many readings as arrays, so that a whole set is read at once; shape (..., readings)."""

    def __init__(self, reads: Sequence[Reading]) -> None:
        self._kinds = {
            kind: np.array([each.statistic is kind for each in reads]) for kind in Statistic
        }
        self._asked = np.array([each.asked for each in reads])
        self._remitted = np.array([each.remitted for each in reads])
        self._baseline = np.array([each.baseline for each in reads])
        self._relative_sd = np.array([each.baseline_sd / each.baseline for each in reads])

    def expected(self, u: Array, u_control: Array, p: Values) -> Array:
        """The expectation of each number in its own unit; `u_control` counts for differences."""
        sd = patient_sd(u, p)
        remaining_sd = np.hypot(sd, (1 - u) * self._relative_sd)
        forms = {
            Statistic.RESPONSE_PCT: 100 * ndtr((u - self._asked) / sd),
            Statistic.REMISSION_PCT: 100 * ndtr((u - self._remitted) / remaining_sd),
            Statistic.MEAN: self._baseline * (1 - u),
            Statistic.MEAN_CHANGE: -self._baseline * u,
            Statistic.DIFF_VS_CONTROL: -self._baseline * (u - u_control),
        }
        found = np.zeros(np.broadcast_shapes(u.shape, self._asked.shape))
        for kind, form in forms.items():
            found = np.where(self._kinds[kind], form, found)
        return found


def patient_sd(u: Array, p: Values) -> Array:
    """SD between patients of the share lifted: largest amid, where some respond and some do not."""
    ends, amid = (np.asarray(p[name])[..., None] for name in ("spread", "spread_amid"))
    found: Array = np.sqrt(ends**2 + amid**2 * 4 * u * (1 - u))
    return found
