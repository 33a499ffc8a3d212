"""Published numbers as the fit sees them: points of arms in time, and how each number is read.

Several numbers of the same patients at one time say the same thing in other words, and share one
weight.  A printed median of days says that half had relapsed by then.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from morrow.outcomes.measures import domain
from morrow.outcomes.mood import relapse
from morrow.outcomes.mood.expected import (
    BASELINE_FROM_TYPICAL,
    MISFIT_PERCENT,
    Reading,
    Readings,
    reading,
)
from morrow.outcomes.mood.improvement import Improvement
from morrow.outcomes.mood.points import Point, compared
from morrow.outcomes.mood.terms import Values
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.standard_errors import of_percentage
from morrow.outcomes.trials import Blinding, Observation, Question, Statistic
from morrow.pharmacology.linear import Array


class _Score(NamedTuple):
    """A number read off one time, with the places of its arm and comparator among the points."""

    observation: Observation
    read: Reading
    arm: int
    comparator: int


class _Relapse(NamedTuple):
    """A share relapsed between two times, the places of which follow one another."""

    observation: Observation
    course: relapse.Course
    first: int


class Data:
    """Observations that the model can read, in arrays; `left_out` says of the others why not."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self._points: list[Point] = []
        self._owners: list[str] = []
        scores: list[_Score] = []
        self._relapses: list[_Relapse] = []
        self.left_out: list[tuple[Observation, str]] = []
        for each in observations:
            made = self._read(each)
            if isinstance(made, Unanswerable):
                self.left_out.append((each, made.why))
            elif isinstance(made, _Score):
                scores.append(made)
            else:
                self._relapses.append(made)
        self._arm = np.array([each.arm for each in scores], dtype=int)
        self._comparator = np.array([each.comparator for each in scores], dtype=int)
        self._readings = Readings([each.read for each in scores])
        self._model = Improvement(self._points)
        rows: list[_Score | _Relapse] = [*scores, *self._relapses]
        self.trials = tuple(dict.fromkeys(self._owners))
        self._trial = np.array([self.trials.index(owner) for owner in self._owners], dtype=int)
        slots = Counter(_slot(each.observation.question) for each in rows)
        uncertain = [_uncertainty(each.observation, getattr(each, "read", None)) for each in rows]
        self.value = np.array([_value(each.observation) for each in rows])
        self.weight = np.array(
            [each.observation.weight / slots[_slot(each.observation.question)] for each in rows]
        )
        self.per_se = np.sqrt(self.weight) / np.array(uncertain)

    def __len__(self) -> int:
        return len(self.value)

    def expected(self, p: Values, effects: Array) -> Array:
        """What the model expects of every number; `effects` (2, trials), logs."""
        on_control, on_drug = effects[:, self._trial]
        u = self._model.shares(p, on_control, on_drug)
        scores = self._readings.expected(u[self._arm], u[self._comparator], p)
        relapses = [
            100 * relapse.relapsed(each.course, u[each.first : each.first + 2], p)[-1]
            for each in self._relapses
        ]
        return np.concatenate([scores, relapses])

    def _read(self, each: Observation) -> _Score | _Relapse | Unanswerable:
        question = each.question
        if question.ask.statistic in relapse.ASKED:
            return self._relapse(each)
        hours = question.arm_hours
        if hours is None:
            return Unanswerable("the time is not given")
        read = reading(question)
        if isinstance(read, Unanswerable):
            return read
        if read.in_percent:
            return Unanswerable("its baseline is not given, and no crosswalk leads to it")
        points = compared(question, hours)
        if isinstance(points, Unanswerable):
            return points
        arm = self._add(points, question)
        return _Score(each, read, arm, arm + len(points) - 1)

    def _relapse(self, each: Observation) -> _Relapse | Unanswerable:
        question = each.question
        if question.ask.statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE:
            after = relapse.rated_after_origin_d(question)
            day = None if after is None else each.value - after
        else:
            day = relapse.asked_day(question)
        if day is None or day < 0:
            return Unanswerable("not after a time at which responders were rated")
        course = relapse.course(question, np.array([0.0, day]))
        if isinstance(course, Unanswerable):
            return course
        return _Relapse(each, course, self._add(course.points, question))

    def _add(self, points: Sequence[Point], question: Question) -> int:
        first = len(self._points)
        self._points += points
        self._owners += [question.trial.trial_id] * len(points)
        return first


def _slot(question: Question) -> Hashable:
    """The patients, the time and what is rated.

    Patients who stand in the table as several arms, one for each baseline, are known by their doses
    and their number.
    """
    arm, ask = question.arm, question.ask
    return question.trial.trial_id, arm.doses, arm.n, ask.time_h, domain(ask.measure)


def _value(each: Observation) -> float:
    return 50.0 if each.ask.statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE else each.value


def _uncertainty(each: Observation, read: Reading | None) -> float:
    """The standard error, with what a stand-in baseline and the shape of the scatter add."""
    if each.ask.statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE:
        return float(np.hypot(of_percentage(50.0, each.n), MISFIT_PERCENT))
    if read is None or each.ask.statistic.is_percentage:
        return float(np.hypot(each.se, MISFIT_PERCENT))
    borrowed = 0.0 if read.given else BASELINE_FROM_TYPICAL * abs(each.value)
    return float(np.hypot(each.se, borrowed))


def is_blind(observation: Observation) -> bool:
    """Whether a number may inform the drug.  A trial that does not say may not."""
    return observation.question.trial.blinding is Blinding.DOUBLE
