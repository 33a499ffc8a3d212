"""What a course of treatment achieves: trials as data, and predictions that are scored on them."""

from morrow.outcomes.calibration import observations
from morrow.outcomes.reading import read_arms, read_asks, read_questions, read_trials
from morrow.outcomes.tables import Problem, Unusable
from morrow.outcomes.trials import Arm, Ask, Dose, Observation, Question, Trial

__all__ = (
    "Arm",
    "Ask",
    "Dose",
    "Observation",
    "Problem",
    "Question",
    "Trial",
    "Unusable",
    "observations",
    "read_arms",
    "read_asks",
    "read_questions",
    "read_trials",
)
