"""Predictions with the calibrated model: expectation and 80 % interval of a number in a trial.

The interval holds the uncertainty of the parameters, the spread between trials (a trial has effects
of its own on what its control and its drug lift) and the sampling error of its n patients.  What
the tables leave empty widens the spread between trials.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood import acute, relapse, relapse_answer
from morrow.outcomes.mood.data import READ
from morrow.outcomes.mood.draws import USUAL_N, answer, draw
from morrow.outcomes.mood.expected import (
    BASELINE_FROM_TYPICAL,
    Reading,
    Readings,
    patient_sd,
    reading,
)
from morrow.outcomes.mood.frozen import SEED, Calibrated, calibrate
from morrow.outcomes.mood.points import Array, Point, point
from morrow.outcomes.predicting import Answer, Unanswerable
from morrow.outcomes.trials import Arm, Observation, Question, Statistic


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
        if question.ask.statistic not in READ:
            return Unanswerable(f"the model does not tell {question.ask.statistic}")
        return self._read(question)

    def _read(self, question: Question) -> Answer:
        hours = question.arm_hours
        if hours is None:
            return Unanswerable("the time is not given")
        read = reading(question)
        if isinstance(read, Unanswerable):
            return read
        made = [point(question, arm, hours) for arm in _arms(question)]
        points = [each for each in made if isinstance(each, Point)]
        for each in made:
            if isinstance(each, Unanswerable):
                return each
        if question.ask.statistic is Statistic.DIFF_VS_CONTROL and len(points) == 1:
            return Unanswerable("diff_vs_control needs a comparator_arm")
        rng = np.random.default_rng(SEED)
        u, p = draw(self.calibrated, points, rng)
        arm, other = u[:, :1], u[:, -1:]
        mean = Readings([read]).expected(arm, other, p)[:, 0]
        printed = mean + _sampling(read, question, mean, patient_sd(arm, p)[:, 0], rng)
        notes = [note for each in points for note in each.notes]
        if read.in_percent:
            notes.append(f"no baseline and no crosswalk for {question.ask.measure}: percent change")
        elif not read.given and not question.ask.statistic.is_percentage:
            printed *= 1 + BASELINE_FROM_TYPICAL * rng.standard_normal(printed.shape)
            notes.append(f"the baseline is not given: {read.baseline:.1f} as usual")
        notes = list(dict.fromkeys(notes))
        return answer(mean, printed, question, notes, in_percent=read.in_percent)


def _arms(question: Question) -> list[Arm]:
    other = question.comparator
    return [question.arm] if other is None else [question.arm, other]


def _sampling(
    read: Reading, question: Question, share: Array, sd: Array, rng: np.random.Generator
) -> Array:
    """What chance adds to the number of n patients, in its unit, shape (draws,).

    `share` is the expected percentage, or what is left of the symptoms; `sd` that of the share
    lifted, between patients.
    """
    n = question.arm.n or USUAL_N
    if read.statistic.is_percentage:
        chance = np.clip(share / 100, 0, 1)
        return 100 * (rng.binomial(n, chance) / n - chance)
    if read.statistic is Statistic.MEAN:
        sd = np.hypot(sd, share / read.baseline * read.baseline_sd / read.baseline)
    patients = 1 / n
    if read.statistic is Statistic.DIFF_VS_CONTROL and question.comparator is not None:
        patients += 1 / (question.comparator.n or USUAL_N)
    found: Array = read.baseline * sd * np.sqrt(patients) * rng.standard_normal(len(sd))
    return found
