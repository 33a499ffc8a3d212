"""Answers about relapse: the share by a time, or the median of days."""

from typing import Final

import numpy as np

from morrow.outcomes.mood.draws import QUANTILES, USUAL_N, draw
from morrow.outcomes.mood.frozen import SEED, Calibrated
from morrow.outcomes.mood.points import Array
from morrow.outcomes.mood.relapse import asked_day, course, relapsed
from morrow.outcomes.predicting import Answer, Prediction, Unanswerable
from morrow.outcomes.trials import Origin, Question, Statistic

LONGEST_D: Final = 730
DAYS: Final = np.concatenate([np.arange(0.0, 60, 3), np.arange(60, LONGEST_D + 1, 30)])
BETWEEN_LOG_DAYS: Final = 0.5  # SD between trials of the log of a median time (proposed)
RESPONDERS_SHARE: Final = 0.5  # of an arm, where the number of responders is not said (proposed)


def predict(question: Question, calibrated: Calibrated) -> Answer:
    """Share of responders relapsed by the asked time, or the median days until then."""
    rng = np.random.default_rng(SEED)
    if question.ask.statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE:
        of = course(question, DAYS)
    else:
        day = asked_day(question)
        if day is None:
            return Unanswerable("the time is not given")
        of = course(question, np.linspace(0.0, max(day, 0.1), 12))
    if isinstance(of, Unanswerable):
        return of
    u, p = draw(calibrated, of.points, rng)
    curve = relapsed(of, u, p)
    n = question.arm.n or 2 * USUAL_N
    if not question.arm.starts_well:
        n = max(round(n * RESPONDERS_SHARE), 2)
    if question.ask.statistic is Statistic.RELAPSE_PCT:
        return _share(curve[:, -1], n, of.notes, rng)
    return _median(curve, question, n, rng)


def _share(shares: Array, n: int, notes: tuple[str, ...], rng: np.random.Generator) -> Prediction:
    printed = 100 * rng.binomial(n, np.clip(shares, 0, 1)) / n
    low, _, high = (float(x) for x in np.quantile(printed, QUANTILES))
    value = float(100 * np.median(shares))
    return Prediction(value=value, low80=low, high80=high, why="; ".join(notes))


def _median(curve: Array, question: Question, n: int, rng: np.random.Generator) -> Answer:
    """The day at which half have relapsed, over draws."""
    crossed = curve >= 0.5
    reached = crossed.any(axis=1)
    if reached.mean() < 0.5:
        return Unanswerable(f"in most draws fewer than half relapse within {LONGEST_D} days")
    first = np.where(reached, DAYS[crossed.argmax(axis=1)], LONGEST_D)
    if question.ask.origin is Origin.LAST_DOSE:
        first = first + 1  # they were rated the day after it
    events = max(n / 2, 1)
    noise = np.hypot(BETWEEN_LOG_DAYS, 1 / np.sqrt(events)) * rng.standard_normal(first.shape)
    printed = np.maximum(first, 1.0) * np.exp(noise)
    low, _, high = (float(x) for x in np.quantile(printed, QUANTILES))
    return Prediction(value=float(np.median(first)), low80=low, high80=high)
