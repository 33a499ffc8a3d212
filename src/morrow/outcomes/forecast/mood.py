"""The forecast itself: the score ahead with bands, response by the review, and when it may be lost.

Two kinds of band: `score` is what a next score would show, measurement and occasion included;
windows of loss are about the patient's own curve, without them.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from morrow.outcomes.forecast.course import SHARES, Course, CourseError, Split
from morrow.outcomes.forecast.particles import lifted
from morrow.outcomes.forecast.posterior import Posterior, kernel, noise_of, posterior, spread
from morrow.outcomes.mood.frozen import Calibrated
from morrow.pharmacology.linear import Array

SEED: Final = 7
NOT_CHECKED: Final = "not yet checked on real patients"
CHECKED_FROM: Final = 100  # own forecasts that a clinic scores before percentages are shown
BANDS: Final = (10.0, 25.0, 50.0, 75.0, 90.0)
LONGEST_D: Final = 365.0
RESPONSE: Final = 0.5
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
    `share` of the particles come back to it within the forecast.
    """

    threshold: float
    first_day: float | None
    last_day: float | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Scores ahead on `days`; `score` (days, 5) the 10th, 25th, 50th, 75th, 90th percentile.

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
    lost.  CourseError where a day lies behind what has happened.
    """
    today = max([course.doses[-1].day, *(each.day for each in course.scores)])
    if not today < until_day <= today + LONGEST_D:
        raise CourseError(f"forecast to a day after {today:g} and up to {today + LONGEST_D:g}")
    if not today <= review_day <= until_day:
        raise CourseError(f"the review lies between day {today:g} and day {until_day:g}")
    days = _days(today, until_day, review_day)
    found = posterior(course, calibrated, split, np.random.default_rng(SEED))
    scores, shares = _ahead(course, calibrated, found, split, days)
    at_review = int(np.searchsorted(days, review_day))
    responded = float(found.weights @ (scores[at_review] <= (1 - RESPONSE) * course.baseline))
    bands = _quantiles(scores, found.weights)
    return Forecast(
        course=course,
        split=split,
        days=days,
        score=bands,
        response_by_review=responded,
        response_word=Word.of(responded),
        loss=_window(course, days, shares, found.weights, lost_at),
        moved=_moved(course, calibrated, split, days, bands),
        effective=found.effective,
        calibration_sha256=calibrated.sha256,
    )


def _days(today: float, until: float, review: float) -> Array:
    """The days of the curve: every day for two weeks, then every third, and both ends."""
    near = np.arange(np.ceil(today), min(today + NEAR_D, until) + 1e-9)
    far = np.arange(today + NEAR_D, until, 3.0)
    return np.unique(np.concatenate([near, far, [review, until]]))


def _ahead(
    course: Course, calibrated: Calibrated, found: Posterior, split: Split, days: Array
) -> tuple[Array, Array]:
    """Scores that would be taken on each day, and shares lifted; both (days, particles)."""
    rng = np.random.default_rng(SEED + 1)
    shares = lifted(course, calibrated, found.particles, days)
    sd = spread(calibrated, found.particles, shares)
    seen_days = np.array([score.day for score in course.after])
    mean, variance = np.zeros_like(shares), np.full(len(days), SHARES[split][1])
    if len(seen_days):
        before = lifted(course, calibrated, found.particles, seen_days)
        seen = 1 - np.array([score.total for score in course.after]) / course.baseline
        apart = (seen[:, None] - before) / spread(calibrated, found.particles, before)
        factor, across = cho_factor(noise_of(seen_days, split)), kernel(days, seen_days, split)
        mean = across @ cho_solve(factor, apart)
        variance -= (across * cho_solve(factor, across.T).T).sum(axis=1)
    noise = np.sqrt(np.maximum(variance, 0) + SHARES[split][2])[:, None]
    scattered = shares + sd * (mean + noise * rng.standard_normal(shares.shape))
    return course.baseline * (1 - scattered), shares


def _quantiles(values: Array, weights: Array) -> Array:
    """Weighted percentiles of every row, shape (rows, bands)."""
    order = np.argsort(values, axis=1)
    sums = np.cumsum(weights[order], axis=1)
    ranked = np.take_along_axis(values, order, axis=1)
    picks = [(sums < band / 100).sum(axis=1).clip(max=values.shape[1] - 1) for band in BANDS]
    return np.stack([ranked[np.arange(len(ranked)), pick] for pick in picks], axis=1)


def _window(course: Course, days: Array, shares: Array, weights: Array, lost_at: float) -> Window:
    """When the curve itself comes back to a score, once it has been below it."""
    below = course.baseline * (1 - shares) < lost_at
    crossed = np.logical_or.accumulate(below, axis=0) & ~below
    when = np.where(crossed.any(axis=0), days[crossed.argmax(axis=0)], np.inf)
    order = np.argsort(when)
    sums = np.cumsum(weights[order])
    first, last = (when[order][np.searchsorted(sums, share)] for share in (0.1, 0.9))
    return Window(
        threshold=lost_at,
        first_day=float(first) if np.isfinite(first) else None,
        last_day=float(last) if np.isfinite(last) else None,
        share=float(weights @ np.isfinite(when)),
    )


def _moved(
    course: Course, calibrated: Calibrated, split: Split, days: Array, bands: Array
) -> float | None:
    """What the last score changed of the median on the last day; None without a score."""
    if not course.after:
        return None
    without = replace(course, scores=course.scores[:-1])
    found = posterior(without, calibrated, split, np.random.default_rng(SEED))
    scores, _ = _ahead(without, calibrated, found, split, days[-1:])
    middle = BANDS.index(50.0)
    return float(bands[-1, middle] - _quantiles(scores, found.weights)[0, middle])
