"""The forecast itself: the score ahead with bands, response by the review, and when it may be lost.

Two kinds of band: `score` is what a next score would show, measurement and occasion included;
windows of loss are about the patient's own curve, without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from morrow.outcomes.forecast.ahead import BANDS, Ahead
from morrow.outcomes.forecast.course import SHARES, Course, CourseError, Split
from morrow.outcomes.forecast.particles import lifted
from morrow.outcomes.forecast.posterior import (
    Posterior,
    kernel,
    noise_of,
    points,
    posterior,
    residuals,
    spread,
)
from morrow.outcomes.mood.frozen import Calibrated
from morrow.pharmacology.linear import Array

SEED: Final = 7
NOT_CHECKED: Final = "not yet checked on real patients"
LONGEST_D: Final = 365.0  # no course is told further ahead (proposed)
RESPONSE: Final = 0.5  # a fall by half (clinical rules 8.1; seen)
NEAR_D: Final = 14.0


class Word(StrEnum):
    """A probability for a reader, until percentages have been checked."""

    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    UNLIKELY = "unlikely"

    @classmethod
    def of(cls, share: float) -> "Word":
        """Likely from two thirds on, unlikely up to one third (proposed)."""
        return cls.LIKELY if share >= 2 / 3 else cls.UNLIKELY if share <= 1 / 3 else cls.UNCERTAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days between which the patient's curve comes back to a score (80 %).

    None: later than the forecast reaches, or never, as where the curve does not come below it.
    `share` of the particles come back to it within the forecast; `below_word` says whether the
    curve is below it at all, without which nothing can be lost.
    """

    threshold: float
    first_day: float | None
    last_day: float | None
    share: float
    below_word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Scores ahead on `days`; `score` (days, 5) the 10th, 25th, 50th, 75th, 90th percentile.

    Nothing in it is drawn: curves are smooth, and forecasts differ by what was put in.

    `moved` is by how many points the last score moved the median on the last day; `effective` the
    independent draws behind it; `note` is shown wherever a band is.
    """

    course: Course
    split: Split
    days: Array
    score: Array
    response_by_review: float
    response_word: Word
    loss: Window
    moved: float | None
    effective: float
    calibration_sha256: str
    note: str = NOT_CHECKED


def forecast(
    course: Course,
    calibrated: Calibrated,
    *,
    until_day: float,
    review_day: float,
    lost_at: float,
    split: Split = Split.BASE,
) -> Forecast:
    """The forecast of one patient from the day of the last event to `until_day`.

    `review_day` is that of the next review, `lost_at` the score at which the response counts as
    lost.  CourseError where a day lies behind what has happened, or a score off the scale;
    CourseRefused where the model of the drug does not answer for the weight or a dose.
    """
    today = max([course.doses[-1].day, *(each.day for each in course.scores)])
    for about, said in _asked_amiss(course, today, until_day, review_day, lost_at):
        raise CourseError(about, said)
    days = _days(today, until_day, review_day)
    found = posterior(course, calibrated, split, points(SEED))
    ahead = _ahead(course, calibrated, found, split, days)
    at_review = int(np.searchsorted(days, review_day))
    responded = ahead.at_most((1 - RESPONSE) * course.baseline, at_review)
    bands = ahead.percentiles(course.highest)
    return Forecast(
        course=course,
        split=split,
        days=days,
        score=bands,
        response_by_review=responded,
        response_word=Word.of(responded),
        loss=_window(days, ahead, lost_at),
        moved=_moved(course, calibrated, split, days, bands),
        effective=found.effective,
        calibration_sha256=calibrated.sha256,
    )


def _asked_amiss(
    course: Course, today: float, until: float, review: float, lost_at: float
) -> Iterator[tuple[str, str]]:
    if not today < until <= today + LONGEST_D:
        yield "until_day", f"a day after {today:g} and up to {today + LONGEST_D:g}, not {until:g}"
    if not today <= review <= until:
        yield (
            "review_day",
            f"the review lies between day {today:g} and day {until:g}, not on day {review:g}",
        )
    if not 0 < lost_at <= course.baseline:
        yield (
            "lost_at",
            (
                f"a response is lost at a score above 0 and up to that at the start, "
                f"{course.baseline:g}, not {lost_at:g}"
            ),
        )


def _days(today: float, until: float, review: float) -> Array:
    """The days of the curve: every day for two weeks, then every third, and both ends."""
    near = np.arange(np.ceil(today), min(today + NEAR_D, until) + 1e-9)
    far = np.arange(today + NEAR_D, until, 3.0)
    return np.unique(np.concatenate([near, far, [review, until]]))


def _ahead(
    course: Course, calibrated: Calibrated, found: Posterior, split: Split, days: Array
) -> Ahead:
    """Scores that would be taken on each day: what occasions left behind fades within weeks."""
    shares = lifted(course, calibrated, found.particles, days)
    sd = spread(calibrated, found.particles, shares)
    mean, variance = np.zeros_like(shares), np.full(len(days), SHARES[split].occasions)
    if course.after:
        seen_days, apart, _ = residuals(course, calibrated, found.particles)
        factor, across = cho_factor(noise_of(seen_days, split)), kernel(days, seen_days, split)
        mean = across @ cho_solve(factor, apart)
        variance -= (across * cho_solve(factor, across.T).T).sum(axis=1)
    noise = np.sqrt(np.maximum(variance, 0) + SHARES[split].measurement)[:, None]
    return Ahead(
        curve=course.baseline * (1 - shares),
        mean=course.baseline * (1 - shares - sd * mean),
        sd=course.baseline * sd * noise,
        weights=found.weights,
    )


def _window(days: Array, ahead: Ahead, lost_at: float) -> Window:
    """When the curve itself comes back to a score, once it has been below it."""
    below = ahead.curve < lost_at
    crossed = np.logical_or.accumulate(below, axis=0) & ~below
    when = np.where(crossed.any(axis=0), days[crossed.argmax(axis=0)], np.inf)
    order = np.argsort(when)
    sums = np.cumsum(ahead.weights[order])
    first, last = (when[order][np.searchsorted(sums, share)] for share in (0.1, 0.9))
    return Window(
        threshold=lost_at,
        first_day=float(first) if np.isfinite(first) else None,
        last_day=float(last) if np.isfinite(last) else None,
        share=float(ahead.weights @ np.isfinite(when)),
        below_word=Word.of(float(ahead.weights @ below.any(axis=0))),
    )


def _moved(
    course: Course, calibrated: Calibrated, split: Split, days: Array, bands: Array
) -> float | None:
    """What the last score changed of the median on the last day; None without a score.

    Both forecasts are made of the same points: what differs is the score's doing.
    """
    if not course.after:
        return None
    without = replace(course, scores=course.scores[:-1])
    found = posterior(without, calibrated, split, points(SEED))
    before = _ahead(without, calibrated, found, split, days[-1:]).percentiles(course.highest)
    middle = BANDS.index(50.0)
    return float(bands[-1, middle] - before[0, middle])
