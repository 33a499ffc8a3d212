"""Answers about relapse: the share by a time, or the median of days."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from morrow.outcomes.mood import taken
from morrow.outcomes.mood.draws import (
    QUANTILES,
    UNKNOWN_N,
    crosses,
    draw,
    far,
    patients,
    printed_percentage,
    wider,
)
from morrow.outcomes.mood.frozen import SEED, Calibrated
from morrow.outcomes.mood.relapse import (
    asked_day,
    course,
    not_rated,
    rated_after_origin_d,
    relapsed,
)
from morrow.outcomes.predicting import Answer, Prediction, Unanswerable
from morrow.outcomes.trials import Question, Statistic
from morrow.pharmacology.linear import Array

LONGEST_D: Final = 730
KNOWN_D: Final = 273  # the longest median of the set, of SUSTAIN-1 (seen)
DAYS: Final = np.concatenate([np.arange(0.0, 60, 3), np.arange(60.0, LONGEST_D + 1, 30)])
BETWEEN_LOG_DAYS: Final = 0.5  # SD between trials of the log of a median time (proposed)
RESPONDERS_SHARE: Final = 0.5  # of an arm, where the number of responders is not said (proposed)


def predict(question: Question, calibrated: Calibrated, notes: Sequence[str]) -> Answer:
    """Share of responders relapsed by the asked time, or the median days until then.

    `notes` are what is known of the question already; each widens the interval.
    """
    rng = np.random.default_rng(SEED)
    is_median = question.ask.statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE
    if not is_median and question.ask.time_h is None:
        return Unanswerable("the time is not given")
    day = rated_after_origin_d(question) if is_median else asked_day(question)
    if day is None:
        return Unanswerable(not_rated(question))
    said = [*notes, *_of_time(day, is_median=is_median), *patients(question)]
    of = course(question, DAYS if is_median else np.linspace(0.0, max(day, 0.0), 12))
    if isinstance(of, Unanswerable):
        return of
    said += of.notes
    u, p = draw(calibrated, of.points, rng, unknown=taken.unknown(said))
    curve = relapsed(of, u, p)
    n = responders(question, said)
    found = _median(curve, day, n, said, rng) if is_median else _share(100 * curve[:, -1], n, rng)
    if isinstance(found, Unanswerable):
        return found
    return _told(found, question, said)


def _of_time(day: float, *, is_median: bool) -> Iterator[str]:
    """What is said of a day that lies before the rating, or later than any number of the set."""
    if is_median:
        return
    if day < 0:
        yield "asked before the day after the last dose: taken as that day"
    if day > KNOWN_D:
        yield f"later than any relapse of the set was counted ({KNOWN_D} days)"


def responders(question: Question, notes: list[str]) -> int:
    """How many are at risk: all who start well, else a part of the arm."""
    n = question.arm.n or UNKNOWN_N
    if question.arm.starts_well:
        return n
    notes.append("the number of responders is not given: half of the arm")
    return max(round(n * RESPONDERS_SHARE), 1)


def _told(found: Prediction, question: Question, said: Sequence[str]) -> Prediction:
    """The answer with its reasons, wider on a scale that is not about depression."""
    low, value, high = found.low80, found.value, found.high80
    if why := crosses(question):
        low, high = wider((low, value, high))
        said = [*said, why]
    most = 100.0 if question.ask.statistic.is_percentage else np.inf
    why = "; ".join(dict.fromkeys(said))
    return Prediction(value=value, low80=max(low, 0.0), high80=min(high, most), why=why)


def _share(percent: Array, n: int, rng: np.random.Generator) -> Prediction:
    low, _, high = (float(x) for x in np.quantile(printed_percentage(percent, n, rng), QUANTILES))
    value = float(np.median(percent))
    return Prediction(value=value, low80=min(low, value), high80=max(high, value))


def _median(
    curve: Array, after_d: float, n: int, notes: list[str], rng: np.random.Generator
) -> Answer:
    """The days until half have relapsed, over draws, from `after_d` days before the rating."""
    reached = curve[:, -1] >= 0.5
    if reached.mean() < 0.5:
        return Unanswerable(f"in most draws fewer than half relapse within {LONGEST_D} days")
    if not reached.all():
        notes.append(f"in {1 - reached.mean():.0%} of the draws later than {LONGEST_D} days")
    days = np.array([_crossing(each) for each in curve]) + after_d
    events = max(n / 2, 1)
    noise = np.hypot(BETWEEN_LOG_DAYS, 1 / np.sqrt(events)) * rng.standard_normal(len(days))
    at_least_one = np.maximum(days, 1.0)  # no trial tells less than a day
    printed = at_least_one * np.exp(noise * far(len(days), rng))
    low, _, high = (float(x) for x in np.quantile(printed, QUANTILES))
    value = float(np.median(days))
    if value < 0:
        return Unanswerable("half have relapsed before the instant that the days count from")
    return Prediction(value=value, low80=min(low, value), high80=max(high, value))


def _crossing(curve: Array) -> float:
    """The day at which a rising curve comes to a half; the last day if it does not."""
    after = int(np.searchsorted(curve, 0.5))
    if after == 0 or after == len(curve):
        return float(DAYS[min(after, len(DAYS) - 1)])
    share = (0.5 - curve[after - 1]) / (curve[after] - curve[after - 1])
    return float(DAYS[after - 1] + share * (DAYS[after] - DAYS[after - 1]))
