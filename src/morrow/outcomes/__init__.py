"""What a course of treatment achieves: trials as data, and predictions that are scored on them."""

from morrow.outcomes.calibration import observations
from morrow.outcomes.crosswalk import Converted, NoCrosswalk, convert
from morrow.outcomes.reading import read_arms, read_asks, read_questions, read_trials
from morrow.outcomes.tables import Problem, Unusable
from morrow.outcomes.trials import Arm, Ask, Dose, Observation, Question, Trial

__all__ = (
    "Arm",
    "Ask",
    "Converted",
    "Dose",
    "NoCrosswalk",
    "Observation",
    "Problem",
    "Question",
    "Trial",
    "Unusable",
    "convert",
    "observations",
    "read_arms",
    "read_asks",
    "read_questions",
    "read_trials",
)
