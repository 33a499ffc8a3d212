"""Statistics of an arm from the mean share lifted and how patients scatter about it.

The share lifted is normal between patients with SD `spread`; scores are baseline x (1 - share).
Response is a share of at least a half, remission a score at or below a limit, with the baseline's own
scatter; or what the question defines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.special import ndtr

from morrow.outcomes import crosswalk
from morrow.outcomes.measures import one_name
from morrow.outcomes.mood import taken
from morrow.outcomes.mood.taken import TYPICAL_SD_SHARE
from morrow.outcomes.mood.terms import Values
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.trials import Arm, Definition, Drug, Question, Statistic
from morrow.pharmacology.linear import Array

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
"""Baseline of an arm that does not print one: the mean of those that do (TRANSFORM 37.7, Daly 33,
Wilkinson 33.8; seen)."""
RESPONSE_SHARE: Final = 0.5  # a fall by half, where a question does not say
REMISSION_SHARE: Final = 0.70  # of a scale without a limit of its own: as 10 of 34 on MADRS
MISFIT_PERCENT: Final = 4.0
"""SD of what a normal scatter between patients gets wrong of a percentage, in points (proposed)."""
BASELINE_FROM_TYPICAL: Final = 0.12  # relative SD of an unprinted baseline about the typical one


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The baseline of an arm on the asked scale; `given` is whether the table prints it."""

    mean: float
    sd: float
    given: bool


def scale_of(question: Question, arm: Arm) -> Scale | None:
    """How ill the arm was at the start on the asked scale; None where nothing leads there.

    Of an arm that starts well it is how ill such patients usually were before: what its table
    prints is how they were once they were well.
    """
    measure = one_name(question.ask.measure)
    if arm.baseline_mean and arm.baseline_measure and not arm.starts_well:
        moved = crosswalk.convert(arm.baseline_mean, arm.baseline_measure, measure)
        if isinstance(moved, crosswalk.Converted):
            share = (arm.baseline_sd or 0.0) / arm.baseline_mean or TYPICAL_SD_SHARE
            return Scale(mean=moved.score, sd=share * moved.score, given=True)
    usual = crosswalk.convert(TYPICAL_MADRS, "MADRS", measure)
    if isinstance(usual, crosswalk.NoCrosswalk):
        return None
    return Scale(mean=usual.score, sd=TYPICAL_SD_SHARE * usual.score, given=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one asked number is read off the share lifted: what it is, and its constants."""

    statistic: Statistic
    lifted: float = RESPONSE_SHARE  # of a percentage: the share at which a patient counts
    by_score: bool = False  # of a percentage: whether that is a score, so that baselines scatter it
    baseline: float = 1.0  # 1 where the scale cannot be reached: then scores are shares of it
    baseline_sd: float = 0.0
    given: bool = True  # whether the table prints the baseline
    in_percent: bool = False
    notes: tuple[str, ...] = ()


def reading(question: Question) -> Reading | Unanswerable:
    """How a question is read; Unanswerable where a score needs a baseline that nothing gives."""
    ask = question.ask
    scale = scale_of(question, question.arm)
    if scale is None and ask.statistic is Statistic.MEAN:
        return Unanswerable(f"the mean of {ask.measure} needs its baseline, which is not given")
    in_percent = scale is None and not ask.statistic.is_percentage
    counts = _counts(question, scale) if ask.statistic.is_percentage else _Counts(RESPONSE_SHARE)
    if isinstance(counts, Unanswerable):
        return counts
    return Reading(
        statistic=ask.statistic,
        lifted=counts.lifted,
        by_score=counts.by_score,
        baseline=100.0 if in_percent else scale.mean if scale else 1.0,
        baseline_sd=scale.sd if scale else 0.0,
        given=scale is None or scale.given,
        in_percent=in_percent,
        notes=tuple(_stands_in(question, scale, counts)),
    )


class _Counts(NamedTuple):
    """When a patient counts as responder or remitter: the share lifted; whether a score says it."""

    lifted: float
    by_score: bool = False
    usual: bool = False  # whether neither question nor scale says what counts


def _counts(question: Question, scale: Scale | None) -> _Counts | Unanswerable:
    """What counts in a question about responders or remitters."""
    definition = question.ask.definition
    if definition is None and question.ask.statistic is Statistic.RESPONSE_PCT:
        return _Counts(RESPONSE_SHARE)
    if definition and definition.is_percent:
        share = definition.limit / 100
        # `>=50%` is a fall by half, `<=50%` a score of half the baseline
        return _Counts(share if definition.sign in {">", ">="} else 1 - share)
    if definition and definition.sign in {">", ">="}:
        told = f"{definition.sign}{definition.limit:g}"
        return Unanswerable(f"{told} is a high score: it defines no response or remission")
    limit = remission_below(question)
    if limit is None or scale is None:
        return _Counts(REMISSION_SHARE, usual=True)
    return _Counts(1 - limit / scale.mean, by_score=True)


def _stands_in(question: Question, scale: Scale | None, counts: _Counts) -> Iterator[str]:
    """What was taken for cells that are empty and limits that nobody printed."""
    measure, is_percentage = question.ask.measure, question.ask.statistic.is_percentage
    if counts.usual:
        yield f"what counts on {measure} is not known: a fall by {REMISSION_SHARE:.0%} was taken"
    elif scale is None and not is_percentage:
        yield f"no baseline and no crosswalk for {measure}: percent change"
    elif scale is not None and (counts.by_score or not is_percentage):
        yield from _of_baseline(question.arm, scale, one_name(measure))


def _of_baseline(arm: Arm, scale: Scale, measure: str) -> Iterator[str]:
    """How the baseline of a score was come by, where the table does not print all of it."""
    if not scale.given:
        yield f"the baseline is not given: {scale.mean:.1f} as usual"
        return
    if not arm.baseline_sd:
        yield taken.BASELINE_SD
    printed = one_name(arm.baseline_measure or "")
    if printed != measure:
        yield f"the baseline {printed} {arm.baseline_mean:g} is read as {measure} {scale.mean:.1f}"


def remission_below(question: Question) -> float | None:
    """The score below which a patient has remitted, by the question or as usual; None: a share."""
    definition = question.ask.definition
    if definition and definition.is_percent:
        return None
    return _below(definition) if definition else usual_limit(question)


def _below(definition: Definition) -> float:
    """Scores are whole: at most 10 is below 10.5, and below 4 is below 3.5."""
    return definition.limit + (-0.5 if definition.sign == "<" else 0.5)


def usual_limit(question: Question) -> float | None:
    """The score below which is remission where a question does not say: of its programme, scale."""
    measure = one_name(question.ask.measure)
    sprayed = any(arm.drug in {Drug.ESKETAMINE, Drug.PLACEBO_SPRAY} for arm in question.arms)
    if measure == "MADRS" and sprayed:
        return ESKETAMINE_MADRS + 0.5
    highest = REMISSION.get(measure)
    return None if highest is None else highest + 0.5


class Readings:
    """Many readings as arrays, so that a whole set is read at once; shape (..., readings)."""

    def __init__(self, reads: Sequence[Reading]) -> None:
        self._kinds = {
            kind: np.array([each.statistic is kind for each in reads]) for kind in Statistic
        }
        self._lifted = np.array([each.lifted for each in reads])
        self._by_score = np.array([each.by_score for each in reads])
        self._baseline = np.array([each.baseline for each in reads])
        self._relative_sd = np.array([each.baseline_sd / each.baseline for each in reads])

    def expected(self, u: Array, u_control: Array, p: Values) -> Array:
        """The expectation of each number in its own unit; `u_control` counts for differences."""
        sd = patient_sd(u, p)
        counted_sd = np.hypot(sd, (1 - u) * self._relative_sd * self._by_score)
        counted = 100 * ndtr((u - self._lifted) / counted_sd)
        forms = {
            Statistic.RESPONSE_PCT: counted,
            Statistic.REMISSION_PCT: counted,
            Statistic.MEAN: self._baseline * (1 - u),
            Statistic.MEAN_CHANGE: -self._baseline * u,
            Statistic.DIFF_VS_CONTROL: -self._baseline * (u - u_control),
        }
        found = np.zeros(np.broadcast_shapes(u.shape, self._lifted.shape))
        for kind, form in forms.items():
            found = np.where(self._kinds[kind], form, found)
        return found


def patient_sd(u: Array, p: Values) -> Array:
    """SD between patients of the share lifted: largest amid, where some respond and some do not."""
    ends, amid = (np.asarray(p[name])[..., None] for name in ("spread", "spread_amid"))
    found: Array = np.sqrt(ends**2 + amid**2 * 4 * u * (1 - u))
    return found
