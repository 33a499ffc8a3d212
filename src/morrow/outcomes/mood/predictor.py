"""Predictions with the calibrated model: expectation and 80 % interval of a number in a trial.

The interval holds the uncertainty of the parameters, the spread between trials (a trial has effects
of its own on what its control and its drug lift), the sampling error of its n patients, and how far
numbers lie from the model for no reason that it knows, as the fit has it.  What the tables leave
empty widens the spread between trials, and the interval is no narrower than with any usual value of
the cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood import acute, relapse, relapse_answer, taken, unknown, unread
from morrow.outcomes.mood.draws import (
    UNKNOWN_N,
    answer,
    draw,
    far,
    patients,
    printed_percentage,
)
from morrow.outcomes.mood.expected import (
    BASELINE_FROM_TYPICAL,
    Reading,
    Readings,
    patient_sd,
    reading,
)
from morrow.outcomes.mood.frozen import SEED, Calibrated, calibrate
from morrow.outcomes.mood.points import compared
from morrow.outcomes.predicting import Answer, Prediction, Unanswerable
from morrow.outcomes.trials import Observation, Question, Statistic
from morrow.pharmacology.linear import Array

BOUNDS: Final = {
    Statistic.MEAN: (0.0, np.inf),
    Statistic.MEDIAN_DAYS_TO_RELAPSE: (0.0, np.inf),
    Statistic.RESPONSE_PCT: (0.0, 100.0),
    Statistic.REMISSION_PCT: (0.0, 100.0),
    Statistic.RELAPSE_PCT: (0.0, 100.0),
}
"""Below and above which no such number lies."""


@dataclass(frozen=True, slots=True)
class MoodModel:
    """The mechanistic model as a predictor."""

    calibrated: Calibrated
    name: str = "dose to mood"

    @classmethod
    def fit(cls, observations: Sequence[Observation]) -> "MoodModel":
        """Calibrated anew to these observations, the SDs between trials included."""
        return cls(calibrate(observations))

    def predict(self, question: Question) -> Answer:
        if why := unread.refusal(question):
            return Unanswerable(why)
        if question.arm.drug is None:
            return Unanswerable(f"the drug of arm {question.arm.arm_id} is not given")
        found = self._told(question)
        if isinstance(found, Unanswerable):
            return found
        others = map(self._told, unknown.filled(question))
        answered = [each for each in others if isinstance(each, Prediction)]
        found = as_wide(found, answered, question.ask.statistic)
        why = "; ".join(filter(None, [found.why, *unread.said(question)]))
        return replace(found, why=why)

    def _told(self, question: Question) -> Answer:
        """The answer, every empty cell read as what is usual."""
        notes = list(unread.widening(question))
        if domain(question.ask.measure) is Domain.ACUTE:
            return acute.predict(question, notes)
        if question.ask.statistic in relapse.ASKED:
            return relapse_answer.predict(question, self.calibrated, notes)
        return self._read(question, notes)

    def _read(self, question: Question, notes: Sequence[str]) -> Answer:
        hours = question.arm_hours
        if hours is None:
            return Unanswerable(_no_time(question))
        read = reading(question)
        if isinstance(read, Unanswerable):
            return read
        points = compared(question, hours)
        if isinstance(points, Unanswerable):
            return points
        rng = np.random.default_rng(SEED)
        of_points = (note for each in points for note in each.notes)
        notes = [*notes, *read.notes, *of_points, *patients(question)]
        u, p = draw(self.calibrated, points, rng, unknown=taken.unknown(notes))
        arm, other = u[:, :1], u[:, -1:]
        mean = Readings([read]).expected(arm, other, p)[:, 0]
        printed = _printed(read, question, mean, patient_sd(arm, p)[:, 0], rng)
        return answer(mean, printed, question, notes, read=read)


def as_wide(found: Prediction, others: Sequence[Prediction], statistic: Statistic) -> Prediction:
    """A prediction no narrower than any of the others in its unit.

    Each side grows in proportion, and what a bound cuts off one is given to the other.
    """
    width = found.high80 - found.low80
    widest = max(
        (each.high80 - each.low80 for each in others if each.unit is found.unit), default=0
    )
    if widest <= width:
        return found
    below = (found.value - found.low80) / width if width else 0.5
    low, high = found.value - below * widest, found.value + (1 - below) * widest
    least, most = BOUNDS.get(statistic, (-np.inf, np.inf))
    if low < least:
        low, high = least, min(least + widest, most)
    elif high > most:
        low, high = max(most - widest, least), most
    return replace(found, low80=low, high80=high)


def _no_time(question: Question) -> str:
    if question.ask.time_h is None:
        return "the time is not given"
    return f"the time counts from the last dose, and arm {question.arm.arm_id} has no dose_times_h"


def _printed(
    read: Reading, question: Question, mean: Array, sd: Array, rng: np.random.Generator
) -> Array:
    """What trials of n patients would print, in the unit of the number, shape (draws,).

    `sd` is that of the share lifted, between patients.
    """
    n = question.arm.n or UNKNOWN_N
    if read.statistic.is_percentage:
        return printed_percentage(mean, n, rng)
    per_patient = 1 / n
    if read.statistic is Statistic.DIFF_VS_CONTROL and question.comparator is not None:
        per_patient += 1 / (question.comparator.n or UNKNOWN_N)
    else:  # what is left, or lifted, of baselines that scatter
        sd = np.hypot(sd, mean / read.baseline * read.baseline_sd / read.baseline)
    chance = read.baseline * sd * np.sqrt(per_patient) * rng.standard_normal(len(sd))
    if not read.given:
        chance = chance + BASELINE_FROM_TYPICAL * mean * rng.standard_normal(len(sd))
    printed: Array = mean + chance * far(len(sd), rng)
    return printed
