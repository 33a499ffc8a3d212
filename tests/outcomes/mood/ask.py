"""Questions about a made-up trial, and points of it, for tests of the model of mood."""

from dataclasses import replace
from typing import Any

from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.mood.points import Point, point
from morrow.outcomes.mood.predictor import MoodModel
from morrow.outcomes.predicting import Answer, Prediction
from morrow.outcomes.trials import Arm, Question, Statistic
from tests.outcomes.tables import questions

ROWAN = questions()[0]  # ketamine 0.5 mg/kg once against midazolam, double-blind


def ask(statistic: Statistic = Statistic.MEAN_CHANGE, arm_id: str = "ket", **more: Any) -> Question:
    """A question about Rowan: any cell of the ask by its name."""
    wanted = {"time_h": 24.0, **more}
    return replace(ROWAN, ask=replace(ROWAN.ask, statistic=statistic, arm_id=arm_id, **wanted))


def with_arm(question: Question, **changes: Any) -> Question:
    """The question with other cells in its arm."""
    arms = [replace(a, **changes) if a == question.arm else a for a in question.arms]
    return replace(question, arms=tuple(arms))


def with_dose(question: Question, mg_per_kg: float | None, **changes: Any) -> Question:
    """The question with another dose in its arm."""
    [dose] = question.arm.doses
    dose = replace(dose, low=mg_per_kg, high=mg_per_kg, **changes)
    return with_arm(question, doses=(dose,))


def with_trial(question: Question, **changes: Any) -> Question:
    return replace(question, trial=replace(question.trial, **changes))


def at(question: Question, hours: float, arm: Arm | None = None) -> Point:
    found = point(question, arm or question.arm, hours)
    assert isinstance(found, Point)
    return found


def answered(question: Question) -> Answer:
    return MoodModel(frozen()).predict(question)


def predicted(question: Question) -> Prediction:
    found = answered(question)
    assert isinstance(found, Prediction), found
    return found
