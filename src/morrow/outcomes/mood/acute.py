"""Blood pressure and dissociation in a trial arm: the acute effects of its doses, at the time."""

from typing import Final

import numpy as np
from scipy.special import ndtri

from morrow.evidence import Refusal
from morrow.outcomes.measures import one_name
from morrow.outcomes.mood.draws import USUAL_N
from morrow.outcomes.mood.points import last_dose
from morrow.outcomes.predicting import Answer, Prediction, Unanswerable
from morrow.outcomes.trials import Question, Statistic
from morrow.pharmacology.effects import acute_effects

BETWEEN: Final = 0.7
"""SD between trials of an acute effect, on the log scale (proposed): means of 3.3 and 16 mmHg were
printed for the same dose."""
CONTROL_SD: Final = {"SBP": 4.0, "DBP": 3.0, "CADSS": 2.0}
"""SD between trials of what is measured where no drug was given (proposed)."""
PATIENT_SD: Final = {"SBP": 11.2, "DBP": 8.45, "CADSS": 9.2}
"""SD between patients: pressures GENHOSP_2024, dissociation VANSCHALKWYK_2018 (seen)."""
KEYS: Final = {"SBP": "sbp", "DBP": "dbp", "CADSS": "cadss"}
READ: Final = {Statistic.MEAN_CHANGE, Statistic.MEAN, Statistic.DIFF_VS_CONTROL}


def predict(question: Question) -> Answer:
    """The rise at the asked time; a mean pressure needs its baseline."""
    measure, statistic = one_name(question.ask.measure), question.ask.statistic
    hours = question.arm_hours
    if statistic not in READ or measure not in KEYS:
        return Unanswerable(f"the model does not tell {statistic} of {measure}")
    if hours is None:
        return Unanswerable("the time is not given")
    start = 0.0
    if statistic is Statistic.MEAN and measure != "CADSS":
        if question.arm.baseline_mean is None or question.arm.baseline_measure != measure:
            return Unanswerable(f"the mean of {measure} needs its baseline, which is not given")
        start = question.arm.baseline_mean
    rise = _rise(question, hours, KEYS[measure])
    if isinstance(rise, Unanswerable):
        return rise
    sampling = PATIENT_SD[measure] / np.sqrt(question.arm.n or USUAL_N)
    step = float(np.hypot(CONTROL_SD[measure], sampling)) * float(ndtri(0.9))
    factor = float(np.exp(BETWEEN * ndtri(0.9)))
    return Prediction(
        value=start + rise,
        low80=start + rise / factor - step,
        high80=start + rise * factor + step,
        why="acute effects differ much between clinics",
    )


def _rise(question: Question, hours: float, key: str) -> float | Unanswerable:
    made = last_dose(question.arm, hours)
    if made is None:
        return 0.0
    model, patient, regimen, minutes = made
    found = acute_effects(model, patient, regimen, [minutes])
    if isinstance(found, Refusal):
        return Unanswerable(found.reason)
    effect = next(each for each in found.effects if each.key == key)
    assert effect.value is not None
    return float(effect.value[0])
