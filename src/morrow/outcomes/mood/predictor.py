"""Predictions with the calibrated model: expectation and 80 % interval of a number in a trial.

The interval holds the uncertainty of the parameters, the spread between trials (a trial has effects
of its own on what its control and its drug lift), the sampling error of its n patients, and how far
numbers lie from the model for no reason that it knows, as the fit has it.  What the tables leave
empty widens the spread between trials.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood import acute, relapse, relapse_answer
from morrow.outcomes.mood.draws import (
    USUAL_N,
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
from morrow.outcomes.predicting import Answer, Unanswerable
from morrow.outcomes.trials import Observation, Question, Statistic
from morrow.pharmacology.linear import Array


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
        if question.arm.drug is None:
            return Unanswerable(f"the drug of arm {question.arm.arm_id} is not given")
        if domain(question.ask.measure) is Domain.ACUTE:
            return acute.predict(question)
        if question.ask.statistic in relapse.ASKED:
            return relapse_answer.predict(question, self.calibrated)
        return self._read(question)

    def _read(self, question: Question) -> Answer:
        hours = question.arm_hours
        if hours is None:
            return Unanswerable("the time is not given")
        read = reading(question)
        if isinstance(read, Unanswerable):
            return read
        points = compared(question, hours)
        if isinstance(points, Unanswerable):
            return points
        rng = np.random.default_rng(SEED)
        notes = [*read.notes, *(note for each in points for note in each.notes)]
        u, p = draw(self.calibrated, points, rng, unknown=len(set(notes)))
        arm, other = u[:, :1], u[:, -1:]
        mean = Readings([read]).expected(arm, other, p)[:, 0]
        printed = _printed(read, question, mean, patient_sd(arm, p)[:, 0], rng)
        return answer(mean, printed, question, [*notes, *patients(question)], read=read)


def _printed(
    read: Reading, question: Question, mean: Array, sd: Array, rng: np.random.Generator
) -> Array:
    """What trials of n patients would print, in the unit of the number, shape (draws,).

    `sd` is that of the share lifted, between patients.
    """
    n = question.arm.n or USUAL_N
    if read.statistic.is_percentage:
        return printed_percentage(mean, n, rng)
    per_patient = 1 / n
    if read.statistic is Statistic.DIFF_VS_CONTROL and question.comparator is not None:
        per_patient += 1 / (question.comparator.n or USUAL_N)
    else:  # what is left, or lifted, of baselines that scatter
        sd = np.hypot(sd, mean / read.baseline * read.baseline_sd / read.baseline)
    chance = read.baseline * sd * np.sqrt(per_patient) * rng.standard_normal(len(sd))
    if not read.given:
        chance = chance + BASELINE_FROM_TYPICAL * mean * rng.standard_normal(len(sd))
    printed: Array = mean + chance * far(len(sd), rng)
    return printed
