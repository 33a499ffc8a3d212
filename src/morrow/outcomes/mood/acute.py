"""Blood pressure and dissociation in a trial arm: the acute effects of its doses, at the time."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import ndtri

from morrow.evidence import Refusal
from morrow.outcomes.measures import one_name
from morrow.outcomes.mood import taken
from morrow.outcomes.mood.draws import UNKNOWN_N, WIDER_PER_NOTE, patients
from morrow.outcomes.mood.points import last_dose
from morrow.outcomes.predicting import Answer, Prediction, Unanswerable
from morrow.outcomes.trials import Arm, Drug, Question, Statistic
from morrow.pharmacology.anchors import ANCHORS
from morrow.pharmacology.effects import acute_effects
from morrow.pharmacology.model import Route
from morrow.pharmacology.regimen import RegimenError

BETWEEN: Final = 0.7
"""SD between trials of an acute effect, on the log scale (proposed): means of 3.3 and 16 mmHg were
printed for the same dose."""
CONTROL_SD: Final = {"SBP": 4.0, "DBP": 3.0, "CADSS": 2.0}
"""SD between trials of what is measured where no drug was given (proposed)."""
PATIENTS: Final = {each.key.upper(): each for each in ANCHORS[Route.IV]}
"""The published peak after an infusion, with its SD between patients, by measure."""
READ: Final = {Statistic.MEAN_CHANGE, Statistic.MEAN, Statistic.DIFF_VS_CONTROL}


def predict(question: Question, notes: Sequence[str]) -> Answer:
    """The rise at the asked time; a mean pressure needs its baseline.

    `notes` are what is known of the question already; each widens the interval.
    """
    measure, statistic = one_name(question.ask.measure), question.ask.statistic
    hours = question.arm_hours
    if statistic not in READ or measure not in PATIENTS:
        return Unanswerable(f"the model does not tell {statistic} of {measure}")
    if hours is None:
        return Unanswerable("the time is not given")
    start = 0.0
    if statistic is Statistic.MEAN and measure != "CADSS":
        if (
            question.arm.baseline_mean is None
            or one_name(question.arm.baseline_measure or "") != measure
        ):
            return Unanswerable(f"the mean of {measure} needs its baseline, which is not given")
        start = question.arm.baseline_mean
    arms = [question.arm]
    if statistic is Statistic.DIFF_VS_CONTROL:
        if question.comparator is None:
            return Unanswerable("diff_vs_control needs a comparator_arm")
        arms.append(question.comparator)
    said = [*notes, *patients(question)]
    rises = []
    for arm in arms:
        rise = _rise(arm, hours, PATIENTS[measure].key, said)
        if isinstance(rise, Unanswerable):
            return rise
        rises.append(rise)
    low, high = _reach(rises, arms, measure, unknown=taken.unknown(said))
    if statistic is Statistic.MEAN:
        low = max(low, -start)  # no mean is below zero
    value = start + rises[0] - sum(rises[1:])
    why = "; ".join(dict.fromkeys(["acute effects differ much between clinics", *said]))
    return Prediction(value=value, low80=start + low, high80=start + high, why=why)


def _reach(
    rises: list[float], arms: list[Arm], measure: str, *, unknown: int
) -> tuple[float, float]:
    """From where to where a rise, or the first less the second, would be printed in 8 of 10.

    `unknown` counts what the tables leave empty.
    """
    wider = 1 + WIDER_PER_NOTE * unknown
    rise = rises[0] - sum(rises[1:])
    per_patient = sum(1 / (arm.n or UNKNOWN_N) for arm in arms)
    sampling = PATIENTS[measure].sd * np.sqrt(per_patient)
    step = float(np.hypot(CONTROL_SD[measure] * wider, sampling)) * float(ndtri(0.9))
    factor = float(np.exp(BETWEEN * wider * ndtri(0.9)))
    ends = rise / factor, rise * factor
    return min(ends) - step, max(ends) + step


def _rise(arm: Arm, hours: float, key: str, notes: list[str]) -> float | Unanswerable:
    """The rise of one arm after its last dose; nothing where no drug was given."""
    if arm.drug is None:
        return Unanswerable(f"the drug of arm {arm.arm_id} is not given")
    try:
        made = last_dose(arm, hours, notes)
    except RegimenError as error:
        return Unanswerable(str(error))
    if arm.drug is Drug.MIDAZOLAM:
        notes.append("midazolam is taken to change neither pressure nor perception")
    if made is None:
        return 0.0
    model, patient, regimen, minutes = made
    found = acute_effects(model, patient, regimen, [minutes])
    if isinstance(found, Refusal):
        return Unanswerable(found.reason)
    effect = next(each for each in found.effects if each.key == key)
    assert effect.value is not None
    return float(effect.value[0])
