"""What a course of treatment achieves: trials as data, and predictions that are scored on them.

`read_questions` reads the tables of a prediction, a `Predictor` answers, `answer` and `as_csv` write
the answers down.  `observations` is the published set that a predictor may be fitted to, `rivals`
what it must beat, `leave_one_family_out` and `report` how that is judged.
"""

from morrow.outcomes import report, rivals
from morrow.outcomes.calibration import observations
from morrow.outcomes.crosswalk import Converted, NoCrosswalk, convert
from morrow.outcomes.folds import families, leave_one_family_out
from morrow.outcomes.predicting import (
    Answer,
    Fit,
    Prediction,
    Predictor,
    Unanswerable,
    Unit,
    answer,
    answer_json,
    as_csv,
)
from morrow.outcomes.reading import (
    Asked,
    Misasked,
    read_arms,
    read_asks,
    read_each_question,
    read_questions,
    read_trials,
)
from morrow.outcomes.scoring import Ratio, Scored, Summary, compare, score, summarise
from morrow.outcomes.tables import Problem, Unusable
from morrow.outcomes.trials import Arm, Ask, Dose, Observation, Question, Trial

__all__ = (
    "Answer",
    "Arm",
    "Ask",
    "Asked",
    "Converted",
    "Dose",
    "Fit",
    "Misasked",
    "NoCrosswalk",
    "Observation",
    "Prediction",
    "Predictor",
    "Problem",
    "Question",
    "Ratio",
    "Scored",
    "Summary",
    "Trial",
    "Unanswerable",
    "Unit",
    "Unusable",
    "answer",
    "answer_json",
    "as_csv",
    "compare",
    "convert",
    "families",
    "leave_one_family_out",
    "observations",
    "read_arms",
    "read_asks",
    "read_each_question",
    "read_questions",
    "read_trials",
    "report",
    "rivals",
    "score",
    "summarise",
)
